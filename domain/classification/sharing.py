"""One of several villages that bear the same name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from domain.classification.evidence import Evidence, Whereabouts
from domain.classification.kinds import Reason, VillageSource
from domain.classification.mentions import Mention
from domain.classification.naming import KeyKind
from domain.thai import normalise

TELLING: Final = 4
SHORTENED: Final = 5


@dataclass(frozen=True, slots=True)
class Hint:
    """What may settle a shared name: the villages it points at, how surely, and why."""

    villages: frozenset[int]
    sureness: float
    key: str
    is_private: bool = False
    must_confirm: bool = False


def settle_shared(e: Evidence, mention: Mention, villages: frozenset[int]) -> Whereabouts:
    """One of several villages of a name, by the first hint that leaves only one; else ask."""
    others = sorted(villages)
    name = mention.key if mention.kind is KeyKind.LANDMARK else e.name(others[0])
    shared = Reason(key="reason.village_shared", values={"name": name})
    for hint in _hints(e, villages):
        if len(hint.villages) == 1:
            return e.answer(
                min(hint.villages),
                VillageSource.TEXT,
                hint.sureness,
                shared,
                Reason(key=hint.key, private=hint.is_private),
                must_confirm=hint.must_confirm,
                others=others,
            )
    return e.ask([(n, 0.9 / len(others)) for n in others], shared)


def _hints(e: Evidence, villages: frozenset[int]) -> Iterator[Hint]:
    yield Hint(_told_apart(e, villages), 0.95, "reason.village_shared_word")
    pinned = frozenset(e.pin.villages if e.pin else ())
    yield Hint(villages & pinned, 0.95, "reason.village_shared_pin")
    yield Hint(villages & e.group, 0.93, "reason.village_shared_group", is_private=True)
    home = villages & {e.home}
    yield Hint(home, 0.85, "reason.village_shared_home", is_private=True)
    near = villages & e.home_area
    yield Hint(near, 0.75, "reason.village_shared_area", is_private=True, must_confirm=True)


def _told_apart(e: Evidence, villages: frozenset[int]) -> frozenset[int]:
    """The villages of which the text holds a word that belongs to no other of them."""
    words = {number: _words(e, number) for number in villages}
    marks = {number: _landmarks(e, number) for number in villages}
    found = set()
    for number, own in words.items():
        others = villages - {number}
        rest = set().union(*(words[other] for other in others))
        marked = set().union(*(marks[other] for other in others))
        if any(word in e.form.key for word in own - rest) or marks[number] - marked:
            found.add(number)
    return frozenset(found)


def _words(e: Evidence, number: int) -> frozenset[str]:
    """The longer words of a village's names."""
    place = e.gazetteer.places[number]
    words = (word for name in (place.name, *place.aliases) for word in name.split())
    return frozenset(key for key in (normalise(word).key for word in words) if len(key) >= TELLING)


def _landmarks(e: Evidence, number: int) -> frozenset[str]:
    """The beginnings of a village's landmarks that the text gives, words for any such place not."""
    found = set()
    for landmark in e.gazetteer.places[number].landmarks:
        key = normalise(landmark).key
        start = e.form.key.find(key[:SHORTENED])
        length = SHORTENED
        while start >= 0 and e.form.key.startswith(key[:length], start) and length <= len(key):
            length += 1
        given = key[: length - 1]
        if start >= 0 and len(given) >= SHORTENED and not e.gazetteer.is_common(given):
            found.add(given)
    return frozenset(found)

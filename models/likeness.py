"""This is where a tip is compared with the others that are open, and what comes of it is shown."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from domain.case import CaseFacts, Sight, Twin
from domain.classification.kinds import Category, Reason, Urgency
from domain.routing import silence
from domain.sameness import TRACE_WINDOW, Ground, Likeness, Standing, Story, may_join, words_of
from domain.sameness import compare as weigh
from domain.thai import normalise
from domain.tip import OPEN, TipState, Trust
from domain.traces import TraceCustoms, phones, plates
from models.case import matter_of, sight
from models.officer import Officer
from models.own_numbers import own_phones
from models.sketch import Sketch, recent_tips
from models.tip import Tip, TipMessage
from models.unit_of_work import UnitOfWork
from models.village import Village

_MOST: Final = 40
_MOST_SHARING: Final = 20
_LONGEST_READ: Final = 600
_SHORTEST_NAME: Final = 3
_ALIKE: Final = "alike"
_UNLIKE: Final[Mapping[str, Any]] = {"tip": None}


def compare(uow: UnitOfWork, tip: Tip, customs: TraceCustoms) -> Tip | None:
    """Compare an open tip with the others of its days, and remember the likeliest, if any is.

    Return it where it was not known before. What a tip names is found again at its own station
    alone; while another has it, it is like none.
    """
    said = _said_in(uow, uow.tips.messages(tip))
    home = uow.at(tip.station_id)
    traces = home.marks.keep(tip.id, _marks(home, tip, said, customs))
    found = _likeliest(uow, tip, said, traces) if _is_comparable(tip) else None
    told: Mapping[str, Any] = _UNLIKE
    if found is not None:
        reasons = [[one.key, dict(one.values)] for one in found[1].reasons]
        told = {"tip": found[0].id.hex, "reasons": reasons}
    before = _last(uow, tip) or _UNLIKE
    if told == before:
        return None
    uow.tips.record(tip, _ALIKE, at=uow.now, detail=told)
    _reflect(uow, tip, before["tip"], told)
    return None if found is None or told["tip"] == before["tip"] else found[0]


def _reflect(uow: UnitOfWork, tip: Tip, before: str | None, told: Mapping[str, Any]) -> None:
    """Let the other tip's card say the same, so that whoever has that one reads it, too."""
    for other_id in {before, told["tip"]} - {None}:
        other = uow.tips.find(uuid.UUID(other_id))
        if other is None:
            continue
        known = _last(uow, other) or _UNLIKE
        is_of_this = known["tip"] == tip.id.hex
        if other_id != told["tip"]:
            said = _UNLIKE if is_of_this else known
        elif is_of_this or twin_of(uow, other) is None:
            said = {**told, "tip": tip.id.hex}
        else:
            said = known
        if said != known:
            uow.tips.record(other, _ALIKE, at=uow.now, detail=said)


def twin_of(uow: UnitOfWork, tip: Tip) -> tuple[Tip, Sequence[Reason]] | None:
    """Return the case that a tip may be one with, and by which signs, if that is still offered."""
    last = _last(uow, tip)
    if last is None or last["tip"] is None or TipState(tip.state) not in OPEN:
        return None
    other = uow.tips.find(uuid.UUID(last["tip"]))
    main = None if other is None else uow.merges.main_of(other)
    if main is None or main.id == tip.id or not _is_offered(uow, tip, main):
        return None
    return main, tuple(Reason(key=key, values=dict(values)) for key, values in last["reasons"])


def with_twin(uow: UnitOfWork, known: CaseFacts, tip: Tip, officer: Officer) -> CaseFacts:
    """Add to what an officer sees of a tip which other it may be, if they may see both."""
    found = twin_of(uow, tip)
    if found is None or any(sight(uow, officer, one) is not Sight.FULL for one in (tip, found[0])):
        return known
    spoken = uow.spoken_number_of(found[0])
    return replace(known, twin=Twin(tip=found[0].id, spoken=spoken, reasons=tuple(found[1])))


def standing_of(tip: Tip) -> Standing:
    """Return what decides whether a tip may be merged."""
    return Standing(
        number=(tip.year, tip.sequence),
        is_restricted=tip.is_restricted,
        is_practice=tip.is_practice,
        is_silent=silence(matter_of(tip)) is not None,
        trust=Trust(tip.trust),
        is_lent=tip.away_id is not None,
    )


def fits(one: Tip, other: Tip) -> bool:
    """Say whether the later of two open tips may go into the earlier."""
    if TipState(one.state) not in OPEN or TipState(other.state) not in OPEN:
        return False
    main, later = sorted((standing_of(one), standing_of(other)), key=lambda tip: tip.number)
    return may_join(later, main)


def _is_offered(uow: UnitOfWork, tip: Tip, main: Tip) -> bool:
    """Say whether two tips may be one case, and no officer said that they are not."""
    return fits(tip, main) and not uow.merges.are_parted(tip, main)


def _last(uow: UnitOfWork, tip: Tip) -> Mapping[str, Any] | None:
    lines = uow.tips.history(tip, _ALIKE)
    found: Mapping[str, Any] | None = uow.tips.detail(lines[-1]) if lines else None
    return found


def _is_comparable(tip: Tip) -> bool:
    return TipState(tip.state) in OPEN and not tip.is_restricted and tip.away_id is None


def _likeliest(
    uow: UnitOfWork, tip: Tip, said: Sequence[Any], traces: frozenset[bytes]
) -> tuple[Tip, Likeness] | None:
    """Return the tip that is likeliest the same, through what was merged into it, too."""
    sharing = uow.marks.sharing(traces, most=_MOST_SHARING) - {tip.id}
    others = _others(uow, tip, sharing)
    if not others:
        return None
    villages = {row.id: row for row in uow.villages.all()}
    own = _story(Sketch.of(tip), villages, said, traces)
    stories = _stories(uow, others, villages, sharing)
    # To read words costs far more than all else, so only those are read on which it depends.
    near = [
        one
        for one in others
        if weigh(own, stories[one.id]).may_be_likely and _is_offered(uow, tip, _main(uow, one.id))
    ]
    if not near:
        return None
    names = _names(villages.values())
    own = replace(own, words=words_of(_text(said), names))
    told = _by_tip(uow, uow.tips.messages_of([one.id for one in near]))
    weighed = [
        (one, weigh(own, replace(stories[one.id], words=words_of(_text(told[one.id]), names))))
        for one in near
    ]
    likely = [pair for pair in weighed if pair[1].is_likely]
    if not likely:
        return None
    best, likeness = max(likely, key=lambda pair: (pair[1].points, pair[0].opened_at))
    return _main(uow, best.id), likeness


def _main(uow: UnitOfWork, tip_id: uuid.UUID) -> Tip:
    return uow.merges.main_of(uow.tips.get(tip_id))


def _stories(
    uow: UnitOfWork,
    tips: Sequence[Sketch],
    villages: Mapping[int, Village],
    sharing: Collection[uuid.UUID],
) -> dict[uuid.UUID, Story]:
    """Return what is compared of other tips, their words not yet read.

    What those name that share nothing with the tip in question does not matter.
    """
    traces = uow.marks.of_tips(sharing) if sharing else {}
    pins = _by_tip(uow, uow.tips.messages_of([one.id for one in tips], kind="location"))
    return {
        one.id: _story(one, villages, pins[one.id], traces.get(one.id, frozenset())) for one in tips
    }


def _others(uow: UnitOfWork, tip: Tip, sharing: Collection[uuid.UUID]) -> Sequence[Sketch]:
    """Return the newest tips that may be the same, and those that name the same thing."""
    found = recent_tips(
        uow.session,
        uow.station.id,
        (*OPEN, TipState.MERGED),
        since=_begin_of_minute(tip.opened_at) - TRACE_WINDOW,
        also=sharing,
        most=_MOST,
    )
    mine = {tip.id, *(one.id for one in uow.merges.parts_of(tip))}
    return [one for one in found if one.id not in mine]


def _begin_of_minute(moment: datetime) -> datetime:
    """Return a moment that tips of the same minute share, so that they are asked for once."""
    return moment.replace(second=0, microsecond=0)


def _by_tip(uow: UnitOfWork, messages: Iterable[TipMessage]) -> Mapping[uuid.UUID, Sequence[Any]]:
    """Open what the senders of some tips said."""
    found: dict[uuid.UUID, list[TipMessage]] = defaultdict(list)
    for message in messages:
        found[message.tip_id].append(message)
    opened = {tip_id: _said_in(uow, own) for tip_id, own in found.items()}
    return defaultdict(list, opened)


def _said_in(uow: UnitOfWork, messages: Iterable[TipMessage]) -> Sequence[Mapping[str, Any]]:
    """Open what a sender said."""
    opened = [uow.tips.content(one) for one in messages if one.author == "sender"]
    return [content for content in opened if isinstance(content, Mapping)]


def _text(contents: Iterable[Mapping[str, Any]]) -> str:
    return "\n".join(_said(contents))[:_LONGEST_READ]


def _said(contents: Iterable[Mapping[str, Any]]) -> list[str]:
    return [one["text"] for one in contents if isinstance(one.get("text"), str)]


def _marks(
    uow: UnitOfWork, tip: Tip, contents: Sequence[Mapping[str, Any]], customs: TraceCustoms
) -> frozenset[bytes]:
    """Return what a tip names, without what would only tell who writes.

    A telephone that may be the sender's own would join two tips of one person.
    """
    found: set[bytes] = set()
    own = own_phones(uow, tip)
    for text in _said(contents):
        found |= {uow.marks.fingerprint("plate", one) for one in plates(text, customs)}
        numbers = phones(text, customs) - own if own else frozenset()
        found |= {uow.marks.fingerprint("phone", one) for one in numbers}
    return frozenset(found)


@lru_cache(maxsize=4096)
def _key(name: str) -> str:
    return normalise(name).key


def _names(rows: Iterable[Village]) -> Sequence[str]:
    """Return the matching forms of the names of places, the longest first."""
    named = [name for row in rows for name in (row.name, row.subdistrict, *row.aliases)]
    keys = {_key(name) for name in named}
    return sorted((key for key in keys if len(key) >= _SHORTEST_NAME), key=len, reverse=True)


def _story(
    tip: Sketch,
    villages: Mapping[int, Village],
    contents: Sequence[Mapping[str, Any]],
    traces: frozenset[bytes],
) -> Story:
    village = None if tip.village_id is None else villages.get(tip.village_id)
    pins = [(one["latitude"], one["longitude"]) for one in contents if "latitude" in one]
    ground = None
    if village is not None and village.lat is not None and village.lon is not None:
        ground = Ground(at=(village.lat, village.lon), radius_m=village.radius_m or 0.0)
    return Story(
        at=tip.opened_at,
        category=Category(tip.category),
        urgency=Urgency(tip.urgency),
        village=None if village is None else village.code,
        ground=ground,
        pin=pins[-1] if pins else None,
        traces=traces,
    )

"""The rule for names with a slip in them: taken when one is clearly the best, else asked about."""

from __future__ import annotations

from typing import Final

from domain.classification.evidence import Evidence, Whereabouts
from domain.classification.fuzzy import CLOSE_SECOND, Guess, guesses
from domain.classification.kinds import Reason, VillageSource
from domain.classification.roles import SCENES, Role

SOUNDS_ALIKE: Final = 0.93
LIKELY: Final = 0.85


def guessed(e: Evidence) -> Whereabouts | None:
    """A name with a slip in it: taken when one is clearly the best, else asked about."""
    if e.scenes or any(place.is_known and place.is_led for place in e.elsewhere):
        return None
    found = [guess for guess in guesses(e.form, e.local, e.gazetteer) if _counts(e, guess)]
    if not found:
        return None
    best = found[0]
    rivals = frozenset().union(
        *(g.villages for g in found if g.likeness > best.likeness - CLOSE_SECOND)
    )
    agreed = _agreed(e, rivals)
    left = agreed or rivals
    reason = Reason(key="reason.village_guess", values={"name": e.name(min(left))})
    others = any(mention.role is not Role.AREA for mention in e.mentions)
    likely = SOUNDS_ALIKE if best.is_short or others else LIKELY
    if len(left) > 1 or not (agreed or best.likeness >= likely):
        if e.pin or (best.likeness < likely and (e.group or e.is_near_home)):
            return None
        return e.ask([(n, 0.6 * best.likeness / len(left)) for n in sorted(left)], reason)
    if e.pin and not agreed:
        return None
    return _answer(e, best, left, others=rivals, is_agreed=bool(agreed))


def _answer(
    e: Evidence, best: Guess, left: frozenset[int], *, others: frozenset[int], is_agreed: bool
) -> Whereabouts:
    """The one village left, surer where the name sounds the same or more speaks for it."""
    (number,) = left
    reason = Reason(key="reason.village_guess", values={"name": e.name(number)})
    sure = is_agreed or best.likeness >= SOUNDS_ALIKE
    lives = best.role is Role.RESIDENCE
    return e.answer(
        number,
        VillageSource.TEXT,
        (0.95 if sure else 0.7) - (0.15 if lives else 0.0),
        reason,
        must_confirm=lives or not sure,
        others=sorted(others),
    )


def _counts(e: Evidence, guess: Guess) -> bool:
    """Whether a guess may be the scene and takes nothing of a name that was found."""
    taken = [(mention.start, mention.end) for mention in e.mentions]
    taken += [(place.start, place.end) for place in e.unlisted if place.is_known]
    if any(start < guess.end and guess.start < end for start, end in taken):
        return False
    return guess.role in {*SCENES, Role.RESIDENCE}


def _agreed(e: Evidence, villages: frozenset[int]) -> frozenset[int]:
    """Those of the villages for which area, number, pin, group or home speak, the first first."""
    within = villages.intersection(*(area.villages for area in e.areas)) if e.areas else villages
    numbered = frozenset(n for n in within if e.gazetteer.places[n].moo in e.moos)
    if numbered or (e.areas and within):
        return numbered or within
    pinned = frozenset(e.pin.villages if e.pin else ())
    near = (villages & pinned, villages & e.group, villages & {e.home})
    return next((some for some in near if some), frozenset())

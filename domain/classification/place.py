"""Which village a report is about: the rules in their order, the first that answers wins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from domain.classification.evidence import Evidence, Whereabouts
from domain.classification.guessing import guessed
from domain.classification.kinds import Reason, VillageSource
from domain.classification.mentions import Mention
from domain.classification.naming import KeyKind
from domain.classification.roles import Role
from domain.classification.sharing import settle_shared
from domain.classification.surroundings import (
    at_home,
    elsewhere,
    grouped,
    lived_in,
    near_home,
    private,
)

Rule = Callable[[Evidence], Whereabouts | None]

ADDRESS_GAP: Final = 14
# Below this the sender is asked, the village first among the choices: one that is wrong costs as
# much as three questions.
SURE_ENOUGH: Final = 0.75


def find_place(evidence: Evidence) -> Whereabouts:
    """The village, or the question to ask."""
    for rule in RULES:
        found = rule(evidence)
        if found:
            return found if found.confidence >= SURE_ENOUGH else _asked(found)
    return evidence.ask((), Reason(key="reason.village_unknown"))


def _asked(unsure: Whereabouts) -> Whereabouts:
    """The question, with what was not sure enough to be the answer as its candidates."""
    return Whereabouts(
        candidates=unsure.candidates, is_outside=unsure.is_outside, reasons=unsure.reasons
    )


def _pointed(e: Evidence) -> Whereabouts | None:
    """A pin at which the text points wins over every name."""
    if e.pin is None or not e.marks.has("place.pointing"):
        return None
    return _by_pin(e, Reason(key="reason.village_pointed"))


def _named(e: Evidence) -> Whereabouts | None:
    """A village named as the scene."""
    names = [m for m in e.scenes if m.kind < KeyKind.LANDMARK and not _holds_landmark(e, m)]
    stated = [mention for mention in e.scenes if mention.role is Role.STATED]
    marks = [m for m in e.scenes if m.kind is KeyKind.LANDMARK]
    mentions = stated or names or marks or e.scenes
    if not mentions:
        return None
    if _belongs_elsewhere(e, mentions[0]):
        return e.ask(
            [(n, 0.3) for n in mentions[0].villages],
            Reason(key="reason.village_outside"),
            is_outside=True,
        )
    are_several = e.marks.has("place.several")
    if are_several or _is_doubted(e, mentions):
        return _all_around(e, mentions) if are_several else _or_another(e, mentions)
    common = frozenset.intersection(*(mention.villages for mention in e.scenes))
    if not common or (not names and not stated):
        common = frozenset.intersection(*(mention.villages for mention in mentions))
    if common:
        return _one_name(e, mentions[0], common)
    union = list(dict.fromkeys(n for mention in mentions for n in sorted(mention.villages)))
    settled = [n for n in union if e.pin and n in e.pin.villages]
    if len(settled) == 1:
        return e.answer(
            settled[0], VillageSource.TEXT, 0.8, _because(e, mentions[0], settled[0]), others=union
        )
    return e.ask(
        [(n, 0.5) for n in union],
        Reason(key="reason.village_two", values={"names": ", ".join(e.name(n) for n in union[:3])}),
    )


def _is_doubted(e: Evidence, mentions: Sequence[Mention]) -> bool:
    """Whether each name is offered only as one of two places, and no pin lies in one of them."""
    named = frozenset().union(*(mention.villages for mention in mentions))
    if e.pin and named & set(e.pin.villages):
        return False
    return e.in_doubt.issuperset(mention.start for mention in mentions)


def _or_another(e: Evidence, mentions: Sequence[Mention]) -> Whereabouts:
    """The question between a place that we know and one that we do not."""
    named = list(dict.fromkeys(n for mention in mentions for n in sorted(mention.villages)))
    names = ", ".join(e.name(n) for n in named[:3])
    reason = Reason(key="reason.village_or_other", values={"names": names})
    return e.ask([(n, 0.5) for n in named], reason)


def _all_around(e: Evidence, mentions: Sequence[Mention]) -> Whereabouts:
    """Several villages at once: those named, with those of the subdistrict that bears the name."""
    named = [n for mention in mentions for n in sorted(mention.villages)]
    around = [n for mention in mentions for n in sorted(_area_of(e, mention))]
    scored = [*((n, 0.4) for n in named), *((n, 0.3) for n in around)]
    return e.ask(scored, Reason(key="reason.village_area_only"))


def _holds_landmark(e: Evidence, mention: Mention) -> bool:
    """Whether a bare name is also a subdistrict's, of which a landmark of the text tells more."""
    area = _area_of(e, mention)
    return any(m.kind is KeyKind.LANDMARK and m.villages <= area for m in e.scenes)


def _one_name(e: Evidence, mention: Mention, villages: frozenset[int]) -> Whereabouts:
    """The village of one name, settled by what else the text and the sender's place say."""
    areas = [area.villages for area in e.areas]
    fitting = villages.intersection(*areas) if areas else villages
    if not fitting and not _is_address(e, mention):
        fitting = villages
    if not fitting:
        return e.ask(
            [(n, 0.4) for n in villages], Reason(key="reason.village_outside"), is_outside=True
        )
    numbered = frozenset(n for n in fitting if e.gazetteer.places[n].moo in e.moos)
    if len(numbered or fitting) == 1:
        (number,) = numbered or fitting
        wrong_moo = bool(e.moos) and not numbered and bool(e.gazetteer.places[number].moo)
        if wrong_moo and _area_of(e, mention):
            return _in_area(e, _area_of(e, mention))
        sureness = mention.sureness - (0.3 if wrong_moo else 0.0)
        is_area_too = _is_area_name_too(e, mention)
        return e.answer(
            number,
            VillageSource.TEXT,
            sureness - (0.15 if is_area_too else 0.0),
            _because(e, mention, number),
            must_confirm=wrong_moo or is_area_too,
            others=sorted(villages),
        )
    return settle_shared(e, mention, numbered or fitting)


def _area_of(e: Evidence, mention: Mention) -> frozenset[int]:
    """The villages of the subdistrict that bears the same name, where the name has no type word."""
    entries = e.gazetteer.keys[mention.key] if mention.kind is not KeyKind.FULL else ()
    return frozenset(one.village for one in entries if one.kind is KeyKind.SUBDISTRICT)


def _in_area(e: Evidence, area: frozenset[int]) -> Whereabouts:
    """The village of a number in a subdistrict, or the question which."""
    bearing = frozenset(n for n in area if e.gazetteer.places[n].moo in e.moos)
    reason = Reason(key="reason.village_moo", values={"moo": ", ".join(sorted(e.moos))})
    if len(bearing) != 1:
        return e.ask([(n, 0.3) for n in sorted(bearing or area)], reason)
    return e.answer(min(bearing), VillageSource.TEXT, 0.9, reason)


def _lived_by_number(e: Evidence) -> Whereabouts | None:
    """Where somebody lives, with the number of the village, as one gives an address."""
    lived = {n for m in e.mentions if m.role is Role.RESIDENCE for n in m.villages}
    given = [n for n in lived if e.gazetteer.places[n].moo in e.moos]
    if e.scenes or len(given) != 1:
        return None
    reason = Reason(key="reason.village_lives", values={"name": e.name(given[0])})
    return e.answer(given[0], VillageSource.TEXT, 0.85, reason, must_confirm=True)


def _numbered(e: Evidence) -> Whereabouts | None:
    """A village number with its subdistrict is a village; a number alone only narrows."""
    if not e.moos or e.scenes:
        return None
    places = e.gazetteer.places
    bearing = frozenset(n for n, place in enumerate(places) if place.moo in e.moos)
    areas = [area.villages for area in e.areas]
    fitting = bearing.intersection(*areas) if areas else frozenset()
    reason = Reason(key="reason.village_moo", values={"moo": ", ".join(sorted(e.moos))})
    if len(fitting) == 1:
        (number,) = fitting
        return e.answer(number, VillageSource.TEXT, 0.92, reason)
    if e.pin:
        return _by_pin(e)
    grouped = bearing & e.group
    if len(grouped) == 1 and not areas:
        (number,) = grouped
        return e.answer(number, VillageSource.GROUP, 0.9, reason, private("reason.village_group"))
    if e.home in bearing and not areas and e.home is not None:
        home = private("reason.village_home")
        return e.answer(e.home, VillageSource.HOME, 0.7, reason, home, must_confirm=True)
    near = bearing & e.home_area or bearing
    return e.ask([(n, 0.6 / len(near)) for n in sorted(fitting or near)], reason)


def _pinned(e: Evidence) -> Whereabouts | None:
    """A pin decides where no name did."""
    return _by_pin(e) if e.pin else None


def _headed(e: Evidence) -> Whereabouts | None:
    """A landmark towards which somebody went, where no other place is given: to be confirmed."""
    passed = [m for m in e.mentions if m.role is Role.PASSING]
    marked = [m for m in passed if m.kind is KeyKind.LANDMARK and len(m.villages) == 1]
    if not marked or len(passed) > 1 or e.unlisted or e.group or e.is_near_home:
        return None
    (number,) = marked[0].villages
    reason = _because(e, marked[0], number)
    return e.answer(number, VillageSource.TEXT, 0.6, reason, must_confirm=True)


def _by_pin(e: Evidence, *more: Reason) -> Whereabouts:
    villages: Sequence[int] = e.pin.villages if e.pin else ()
    if not villages:
        return e.ask((), *more, Reason(key="reason.village_pin_outside"), is_outside=True)
    if len(villages) > 1:
        overlap = Reason(key="reason.village_pin_overlap")
        return e.ask([(n, 0.9 / len(villages)) for n in villages], *more, overlap)
    inside = bool(e.pin and e.pin.is_inside)
    key = "reason.village_pin" if inside else "reason.village_pin_near"
    reason = Reason(key=key, values={"name": e.name(villages[0])})
    return e.answer(villages[0], VillageSource.PIN, 0.97 if inside else 0.9, *more, reason)


def _because(e: Evidence, mention: Mention, number: int) -> Reason:
    by_landmark = mention.kind is KeyKind.LANDMARK
    key = "reason.village_landmark" if by_landmark else "reason.village_named"
    written = e.form.shown[e.form.at[mention.start] : e.form.at[mention.end]].strip()
    return Reason(key=key, values={"words": written, "name": e.name(number)})


def _is_address(e: Evidence, mention: Mention) -> bool:
    """Whether a subdistrict stands so close behind a name that it belongs to it."""
    return any(0 <= area.start - mention.end <= ADDRESS_GAP for area in e.areas)


def _belongs_elsewhere(e: Evidence, mention: Mention) -> bool:
    """Whether the name is followed, as in an address, by an area that is not ours."""
    said = e.marks.starting(mention.end, "particle")
    nearest = said.end if said else mention.end
    return any(
        place.is_far
        and (
            mention.end <= place.start <= nearest
            or (place.is_titled and 0 <= place.start - mention.end <= ADDRESS_GAP)
            or (place.is_led and place.is_known and mention.role is not Role.STATED)
        )
        for place in e.elsewhere
    )


def _is_area_name_too(e: Evidence, mention: Mention) -> bool:
    """Whether a bare name is also that of a subdistrict, so that it may mean all of it."""
    if mention.kind is KeyKind.FULL or e.areas or e.moos:
        return False
    kinds = {entry.kind for entry in e.gazetteer.keys[mention.key]}
    return KeyKind.SUBDISTRICT in kinds and not e.marks.has("place.type")


RULES: Final[Sequence[Rule]] = (
    _pointed,
    _named,
    guessed,
    _lived_by_number,
    _numbered,
    _pinned,
    _headed,
    elsewhere,
    lived_in,
    near_home,
    grouped,
    at_home,
)

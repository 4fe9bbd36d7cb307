"""Which village a report is about: the rules in their order, the first that answers wins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from domain.classification.evidence import Evidence, Whereabouts
from domain.classification.fuzzy import CLOSE_SECOND, Guess, guesses
from domain.classification.gazetteer import KeyKind
from domain.classification.kinds import Reason, VillageSource
from domain.classification.mentions import Mention
from domain.classification.roles import Role
from domain.classification.sharing import settle_shared

Rule = Callable[[Evidence], Whereabouts | None]

SOUNDS_ALIKE: Final = 0.93
LIKELY: Final = 0.83
ADDRESS_GAP: Final = 14
# Words for places without a name, behind which home is not taken for granted.
NEARBY: Final = ("place.institution", "place.landscape")
AWAY: Final = ("place.institution", "place.road", "place.unsure")
LONG_WORD: Final = 5


def find_place(evidence: Evidence) -> Whereabouts:
    """The village, or the question to ask."""
    for rule in RULES:
        found = rule(evidence)
        if found:
            return found
    return evidence.ask((), Reason(key="reason.village_unknown"))


def _pointed(e: Evidence) -> Whereabouts | None:
    """A pin at which the text points wins over every name."""
    if e.pin is None or not e.marks.has("place.pointing"):
        return None
    return _by_pin(e, Reason(key="reason.village_pointed"))


def _named(e: Evidence) -> Whereabouts | None:
    """A village named as the scene."""
    names = [m for m in e.scenes if m.kind < KeyKind.LANDMARK]
    stated = [mention for mention in e.scenes if mention.role is Role.STATED]
    mentions = stated or names or e.scenes
    if not mentions:
        return None
    if _belongs_elsewhere(e, mentions[0]):
        return e.ask(
            [(n, 0.3) for n in mentions[0].villages],
            Reason(key="reason.village_outside"),
            is_outside=True,
        )
    common = frozenset.intersection(*(mention.villages for mention in e.scenes))
    if not common:
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
            sureness - (0.3 if is_area_too else 0.0),
            _because(e, mention, number),
            must_confirm=wrong_moo or is_area_too,
            others=sorted(villages),
        )
    return settle_shared(e, mention, numbered or fitting)


def _guessed(e: Evidence) -> Whereabouts | None:
    """A name with a slip in it: taken when one is clearly the best, else asked about."""
    if e.scenes:
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
    if len(left) > 1 or not (agreed or best.likeness >= LIKELY):
        if e.pin or (best.likeness < LIKELY and (e.group or e.is_near_home)):
            return None
        return e.ask([(n, 0.6 * best.likeness / len(left)) for n in sorted(left)], reason)
    if e.pin and not agreed:
        return None
    (number,) = left
    sure = bool(agreed) or best.likeness >= SOUNDS_ALIKE
    lives = best.role is Role.RESIDENCE
    return e.answer(
        number,
        VillageSource.TEXT,
        (0.88 if sure else 0.7) - (0.2 if lives else 0.0),
        reason,
        must_confirm=lives or not sure,
        others=sorted(rivals),
    )


def _counts(e: Evidence, guess: Guess) -> bool:
    """Whether a guess may be the scene and takes nothing of a name that was found."""
    taken = any(m.start < guess.end and guess.start < m.end for m in e.mentions)
    return guess.role in {*_SCENES, Role.RESIDENCE} and not taken


def _agreed(e: Evidence, villages: frozenset[int]) -> frozenset[int]:
    """Those of the villages for which area, number, pin, group or home speak, the first first."""
    within = villages.intersection(*(area.villages for area in e.areas)) if e.areas else villages
    numbered = frozenset(n for n in within if e.gazetteer.places[n].moo in e.moos)
    if numbered or (e.areas and within):
        return numbered or within
    pinned = frozenset(e.pin.villages if e.pin else ())
    near = (villages & pinned, villages & e.group, villages & {e.home})
    return next((some for some in near if some), frozenset())


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
        return e.answer(number, VillageSource.GROUP, 0.85, reason, _private("reason.village_group"))
    if e.home in bearing and not areas and e.home is not None:
        home = _private("reason.village_home")
        return e.answer(e.home, VillageSource.HOME, 0.7, reason, home, must_confirm=True)
    near = bearing & e.home_area or bearing
    return e.ask([(n, 0.6 / len(near)) for n in sorted(fitting or near)], reason)


def _pinned(e: Evidence) -> Whereabouts | None:
    """A pin decides where no name did."""
    return _by_pin(e) if e.pin else None


def _elsewhere(e: Evidence) -> Whereabouts | None:
    """A place that we do not know, or words of travel: neither group nor home is used."""
    longer = [m for m in e.mentions if m.longer and m.role not in {Role.DENIED, Role.PASSING}]
    if longer:
        name = e.name(min(longer[0].villages)) + " " + longer[0].longer
        return e.ask(
            [(n, 0.3) for m in longer for n in m.villages],
            Reason(key="reason.village_longer", values={"name": name}),
        )
    far = any(place.is_far for place in e.elsewhere)
    if e.elsewhere and (far or not (e.is_near_home or e.group)):
        key = "reason.village_outside" if far else "reason.village_unlisted"
        return e.ask((), Reason(key=key), is_outside=far)
    if e.areas and not e.is_near_home:
        within = sorted(frozenset.intersection(*(area.villages for area in e.areas)))
        return e.ask([(n, 0.3) for n in within], Reason(key="reason.village_area_only"))
    away = _is_gone(e) and not e.is_near_home
    if away or e.is_home_denied:
        return e.ask((), Reason(key="reason.village_elsewhere"))
    return None


def _is_gone(e: Evidence) -> bool:
    """Whether words put it on the road, in town or far off; a group has its own market and wat."""
    if e.local.has("place.remote"):
        return True
    nearby = {span.start for name in NEARBY for span in e.local[name]}
    gone = [span for span in e.local["place.elsewhere"] if span.start not in nearby]
    return bool(gone or (e.local["place.elsewhere"] and not e.group))


def _lived_in(e: Evidence) -> Whereabouts | None:
    """Where the sender says to live, when no other place is named."""
    homes = [m for m in e.mentions if m.role is Role.RESIDENCE and m.kind <= KeyKind.LANDMARK]
    if not homes or any(place.role is not Role.PASSING for place in e.unlisted):
        return None
    common = frozenset.intersection(*(mention.villages for mention in homes))
    reason = Reason(key="reason.village_lives", values={"name": e.name(min(homes[0].villages))})
    if not common:
        return e.ask([(n, 0.3) for mention in homes for n in mention.villages], reason)
    if len(common) > 1:
        return settle_shared(e, homes[0], common)
    (number,) = common
    return e.answer(number, VillageSource.TEXT, 0.65, reason, must_confirm=True)


def _near_home(e: Evidence) -> Whereabouts | None:
    """Words for the sender's own door beat the group; words for our village do where it is one."""
    if e.home is None or not e.is_near_home:
        return None
    if e.group and not e.local.has("place.own_home"):
        return None
    return e.answer(e.home, VillageSource.HOME, 0.9, _private("reason.village_near_home"))


def _grouped(e: Evidence) -> Whereabouts | None:
    if not e.group:
        return None
    if len(e.group) == 1:
        (number,) = e.group
        return e.answer(number, VillageSource.GROUP, 0.85, _private("reason.village_group"))
    if e.home in e.group and e.home is not None:
        home = _private("reason.village_home")
        return e.answer(
            e.home, VillageSource.HOME, 0.6, home, must_confirm=True, others=sorted(e.group)
        )
    return e.ask([(n, 0.3) for n in sorted(e.group)], _private("reason.village_groups"))


def _at_home(e: Evidence) -> Whereabouts | None:
    """The sender's village when no place is given: said back before it is believed."""
    if e.home is None:
        return None
    if e.is_near_home:
        return e.answer(e.home, VillageSource.HOME, 0.9, _private("reason.village_near_home"))
    if _is_away(e):
        return e.ask((), Reason(key="reason.village_elsewhere"))
    reason = _private("reason.village_home")
    return e.answer(e.home, VillageSource.HOME, 0.6, reason, must_confirm=True)


def _is_away(e: Evidence) -> bool:
    """Whether words without a name, or names passed by, put it somewhere that is not home."""
    passed = any(m.role in {Role.PASSING, Role.DENIED} for m in e.mentions)
    return passed or bool(e.unlisted or e.moos) or e.local.has(*AWAY) or _is_outdoors(e)


def _is_outdoors(e: Evidence) -> bool:
    """Whether a piece of land or water is named, as a short word only behind a place word."""
    led = {span.end for section in ("place.cue", "place.spot") for span in e.local[section]}
    land = e.local["place.landscape"]
    return any(span.end - span.start >= LONG_WORD or span.start in led for span in land)


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
    return e.answer(villages[0], VillageSource.PIN, 0.95 if inside else 0.8, *more, reason)


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
    return any(
        place.is_far and 0 <= place.start - mention.end <= (ADDRESS_GAP if place.is_titled else 0)
        for place in e.elsewhere
    )


def _is_area_name_too(e: Evidence, mention: Mention) -> bool:
    """Whether a bare name is also that of a subdistrict, so that it may mean all of it."""
    if mention.kind is KeyKind.FULL or e.areas or e.moos:
        return False
    kinds = {entry.kind for entry in e.gazetteer.keys[mention.key]}
    return KeyKind.SUBDISTRICT in kinds and not e.marks.has("place.type")


def _private(key: str) -> Reason:
    return Reason(key=key, private=True)


_SCENES: Final = frozenset({Role.SCENE, Role.STATED})
RULES: Final[Sequence[Rule]] = (
    _pointed,
    _named,
    _guessed,
    _numbered,
    _pinned,
    _elsewhere,
    _lived_in,
    _near_home,
    _grouped,
    _at_home,
)

"""The rules for a text that names no village: where the sender, or the group, is at home."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

from domain.classification.evidence import Evidence, Whereabouts
from domain.classification.kinds import Reason, VillageSource
from domain.classification.naming import KeyKind
from domain.classification.roles import NAME_PARTS, Role
from domain.classification.sharing import settle_shared
from domain.classification.unlisted import Unlisted

# Words for places without a name, behind which home is not taken for granted.
NEARBY: Final = ("place.institution", "place.landscape")
AWAY: Final = ("place.institution", "place.area_office", "place.road", "place.unsure")
LONG_WORD: Final = 3
# A lone word of so many letters may be a name.
LEAST: Final = 3
MOST: Final = 12


def elsewhere(e: Evidence) -> Whereabouts | None:
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
    if e.areas and not (e.is_near_home and _is_home_within(e)):
        within = sorted(frozenset.intersection(*(area.villages for area in e.areas)))
        return e.ask([(n, 0.3) for n in within], Reason(key="reason.village_area_only"))
    away = _is_gone(e) and not e.is_near_home
    if away or e.is_home_denied:
        return e.ask((), Reason(key="reason.village_elsewhere"))
    return None


def _is_home_within(e: Evidence) -> bool:
    """Whether the sender's village may lie in the subdistricts that the text names."""
    return e.home is None or all(e.home in area.villages for area in e.areas)


def _is_gone(e: Evidence) -> bool:
    """Whether words put it on the road, in town or far off; a group has its own market and wat."""
    if e.local.has("place.remote"):
        return True
    nearby = {span.start for name in NEARBY for span in e.local[name]}
    gone = [span for span in e.local["place.elsewhere"] if span.start not in nearby]
    return bool(gone or (e.local["place.elsewhere"] and not e.group))


def lived_in(e: Evidence) -> Whereabouts | None:
    """Where the sender says to live, when no other place is named."""
    homes = [m for m in e.mentions if m.role is Role.RESIDENCE and m.kind <= KeyKind.LANDMARK]
    if not homes or any(_is_there(e, place) for place in e.unlisted):
        return None
    common = frozenset.intersection(*(mention.villages for mention in homes))
    reason = Reason(key="reason.village_lives", values={"name": e.name(min(homes[0].villages))})
    if not common:
        return e.ask([(n, 0.3) for mention in homes for n in mention.villages], reason)
    if len(common) > 1:
        return settle_shared(e, homes[0], common)
    (number,) = common
    return e.answer(number, VillageSource.TEXT, 0.83, reason, must_confirm=True)


def _is_there(e: Evidence, place: Unlisted) -> bool:
    """Whether somebody is in this place, or works there, and did not just come from it."""
    at = place.is_known and e.marks.stopping(place.start, "place.cue") is not None
    return at or place.role is not Role.PASSING


def near_home(e: Evidence) -> Whereabouts | None:
    """Words for the sender's own door beat the group; words for our village do where it is one."""
    if e.home is None or not e.is_near_home:
        return None
    if e.group and not e.local.has("place.own_home"):
        return None
    # A province or district that is somebody's home is where `my sister's house` stands.
    if any(place.is_known and place.role is Role.RESIDENCE for place in e.unlisted):
        return e.ask((), Reason(key="reason.village_elsewhere"))
    # It is said back where the text holds what may be a name besides.
    unsure = _has_lone_word(e) or any(_is_led(e, span.end) for span in e.doors)
    reason = private("reason.village_near_home")
    sureness = 0.8 if unsure else 0.93
    return e.answer(e.home, VillageSource.HOME, sureness, reason, must_confirm=unsure)


def grouped(e: Evidence) -> Whereabouts | None:
    """The village of the group; one that stands for several only narrows."""
    if not e.group:
        return None
    if len(e.group) == 1:
        (number,) = e.group
        return e.answer(number, VillageSource.GROUP, 0.95, private("reason.village_group"))
    if e.home in e.group and e.home is not None:
        home = private("reason.village_home")
        return e.answer(
            e.home, VillageSource.HOME, 0.6, home, must_confirm=True, others=sorted(e.group)
        )
    return e.ask([(n, 0.3) for n in sorted(e.group)], private("reason.village_groups"))


def at_home(e: Evidence) -> Whereabouts | None:
    """The sender's village when no place is given: said back before it is believed."""
    if e.home is None:
        return None
    if _is_away(e):
        return e.ask((), Reason(key="reason.village_elsewhere"))
    reason = private("reason.village_home")
    return e.answer(e.home, VillageSource.HOME, 0.75, reason, must_confirm=True)


def _is_away(e: Evidence) -> bool:
    """Whether words without a name, or names passed by, put it somewhere that is not home."""
    passed = any(m.role in {Role.PASSING, Role.DENIED, Role.AREA} for m in e.mentions)
    return (
        passed
        or bool(e.unlisted or e.moos)
        or e.local.has(*AWAY)
        or _is_outdoors(e)
        or _names_something(e)
    )


def _is_outdoors(e: Evidence) -> bool:
    """Whether a piece of land or water is named, as a short word only behind a place word."""
    led = {span.end for section in ("place.cue", "place.spot") for span in e.local[section]}
    land = e.local["place.landscape"]
    return any(span.end - span.start >= LONG_WORD or span.start in led for span in land)


def _names_something(e: Evidence) -> bool:
    """Whether an unknown word goes on where a name would, or stands alone as a name may."""
    leads = [span for span in e.local["place.name_part"] if span.end - span.start >= LEAST]
    led = any(_is_led(e, span.end) for span in (*e.local["place.spot"], *leads))
    return led or _has_lone_word(e)


def _has_lone_word(e: Evidence) -> bool:
    """Whether a message begins or ends with a lone word that we do not know."""
    gaps = [at for at in range(len(e.form.key) + 1) if not e.form.is_joined(at)]
    return any(
        LEAST <= end - start <= MOST
        and (e.form.breaks_line(start) or e.form.breaks_line(end))
        and not _is_number(e, start, end)
        and not _knows(e, start, end)
        for start, end in pairwise(gaps)
    )


def _is_number(e: Evidence, start: int, end: int) -> bool:
    """Whether it is mere digits, or what is counted by the digits before it, as an hour is."""
    if e.form.key[start:end].isdigit():
        return True
    is_behind = e.form.key[start - 1 : start].isdigit()
    known = e.local.opening(start) if is_behind else ()
    return any(name == "place.count" and span.end == end for name, span in known)


def _is_led(e: Evidence, position: int) -> bool:
    return e.form.is_joined(position) and not e.local.opening(position)


def _knows(e: Evidence, start: int, end: int) -> bool:
    """Whether a word that is no part of names lies in this piece, or makes its beginning or end."""
    return any(
        section not in NAME_PARTS
        and (span.end - span.start >= LEAST or span.end == end or span.start == start)
        for at in range(start, end)
        for section, span in e.local.opening(at)
    )


def private(key: str) -> Reason:
    """A ground that speaks of the sender, so that no officer sees it."""
    return Reason(key=key, private=True)

"""This is what an officer is asked next, with what may be tapped instead of typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import time, timedelta
from typing import Final

from catalog.spoken_when import when_choices
from catalog.voices_form import ask_field, pressed, said
from domain.answers import Button, Words
from domain.calendar import local
from domain.meeting import Coming
from domain.place_labels import cut
from domain.voices_form import Form
from domain.when.recurrence import moment_at
from domain.when.schedule import Once
from handlers.voices.desk import Desk
from models.meeting_keeping import found
from models.officer import Role
from models.planning import reckoning

_MOST: Final = 10
_SATURDAY: Final = 5
_MORNING: Final = time(9)


def ask_for(desk: Desk) -> Words:
    """Ask for what is wanted next."""
    wanted = desk.filled.wanted
    offers = _OFFERED.get(wanted)
    taps = [] if offers is None else offers(desk)
    return ask_field(desk.filled, desk.catalog, taps, word=desk.uow.rules.place_word)


def _enough(desk: Desk) -> Sequence[Button]:
    label = desk.catalog.say("voices.enough")
    return [pressed(label, "enough")] if desk.filled.questions else []


def _presets(desk: Desk) -> Sequence[Button]:
    say = desk.catalog.say
    names = ("yes_no", "content", "much")
    return [said(say(f"voices.preset_{name}"), say(f"voices.choices_{name}")) for name in names]


def _spans(*days: int) -> Callable[[Desk], Sequence[Button]]:
    return lambda desk: [said(desk.catalog.say("voices.days", count=one)) for one in days]


def _times(desk: Desk) -> Sequence[Button]:
    zone = reckoning(desk.uow).timezone
    tomorrow = local(desk.uow.now, zone).date() + timedelta(days=1)
    saturday = tomorrow + timedelta(days=(_SATURDAY - tomorrow.weekday()) % 7)
    days = dict.fromkeys((tomorrow, saturday))
    offered = [Once(at=moment_at(day, _MORNING, zone)) for day in days]
    return [*when_choices(offered, desk.catalog, zone), *_skipping(desk)]


def _skipping(desk: Desk) -> Sequence[Button]:
    return [said(desk.catalog.say("case.skip"))] if desk.filled.form == Form.MOVE else []


def _areas(desk: Desk) -> Sequence[Button]:
    say, own = desk.catalog.say, desk.villages
    whole = [] if desk.is_bounded else [pressed(say("compose.area.all"), "area", "all")]
    word = desk.uow.rules.place_word
    every = [pressed(say("compose.area.own", word=word), "area", "own")] if len(own) > 1 else []
    each = [pressed(cut(one.name), "area", f"+{one.code}") for one in own[:_MOST]]
    return [*whole, *every, *each]


def _expected(desk: Desk) -> Sequence[Button]:
    guests = desk.uow.meetings.guests(found(desk.uow, desk.filled.number))
    is_any = any(one.coming == Coming.YES for one in guests)
    return [pressed(desk.catalog.say("voices.all_expected"), "yes")] if is_any else []


def _owners(desk: Desk) -> Sequence[Button]:
    """Offer the officer themselves, then those of the villages that meet, then the others."""
    uow, meeting = desk.uow, found(desk.uow, desk.filled.number)
    ids = {one.id for one in uow.villages.all() if one.code in meeting.villages}
    near = {one.officer_id for one in uow.assignments.in_force(at=uow.now) if one.village_id in ids}
    others = [
        one for one in uow.officers.all() if not one.is_suspended and one.id != desk.officer.id
    ]
    others.sort(key=lambda one: (one.id not in near, one.role == Role.ADMIN, one.code))
    me = pressed(desk.catalog.say("voices.me"), "owner", desk.officer.code)
    names = [(one.code, uow.officers.profile(one).spoken_name) for one in others[:_MOST]]
    return [me, *(pressed(cut(name), "owner", code) for code, name in names)]


_OFFERED: Final[Mapping[str, Callable[[Desk], Sequence[Button]]]] = {
    "question": _enough,
    "choices": _presets,
    "until": _spans(7, 14, 30),
    "time": _times,
    "place": _skipping,
    "area": _areas,
    "came": _expected,
    "owner": _owners,
    "by": _spans(7, 30, 90),
}

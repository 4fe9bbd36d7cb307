"""This is whether an officer is on duty: what they say of today, and what the roster says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from catalog import Catalog
from catalog.choices import link
from domain.answers import Answer, Words
from domain.calendar import thai_moment
from domain.post_meanings import ConsoleAsked, DutySaid, RosterAsked
from domain.roster import Duty, shifts_on, wall, word_until
from handlers.duty.speaking import (
    changed,
    held,
    officer_of,
    reply,
    spoken_day,
    spoken_shifts,
    today,
)
from models.unit_of_work import UnitOfWork

_LINK_FOR = timedelta(minutes=10)
_DAYS_SHOWN = 7


def change(event: DutySaid, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Take an officer on or off duty for today; who leaves is reminded of what they still hold."""
    officer = officer_of(event.speaker, uow)
    uow.officers.seize(officer)
    now = wall(uow.now, uow.rules.timezone)
    duty = uow.roster.duty(officer, at=uow.now)
    until = uow.roster.moment(word_until(duty, now, uow.rules.almanac))
    uow.roster.say_word(officer, is_on=event.is_on, until=until)
    told = [
        catalog.say(
            "duty.on" if event.is_on else "duty.off", until=thai_moment(until, uow.rules.timezone)
        )
    ]
    if not event.is_on:
        told += held(officer, uow, catalog)
    timers = [changed(officer, uow.now, uow), changed(officer, until, uow)]
    return [reply(event.speaker, Words(text="\n".join(told))), *timers]


def show_roster(event: RosterAsked, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Show an officer the week before them: shifts, swaps and leave."""
    officer = officer_of(event.speaker, uow)
    duty = uow.roster.duty(officer, at=uow.now)
    days = [today(uow) + timedelta(days=ahead) for ahead in range(_DAYS_SHOWN)]
    lines = [_day(duty, day, uow, catalog) for day in days]
    head = catalog.say("duty.roster" if duty.shifts else "duty.no_roster")
    return [reply(event.speaker, Words(text="\n".join([head, *lines])))]


def _day(duty: Duty, day: date, uow: UnitOfWork, catalog: Catalog) -> str:
    noon = datetime.combine(day, datetime.min.time()) + timedelta(hours=12)
    if any(span.holds(noon) for span in duty.absences):
        said = catalog.say("duty.on_leave")
    elif duty.shifts:
        said = spoken_shifts(shifts_on(duty, day, uow.rules.almanac), catalog)
    else:
        said = catalog.say("duty.always")
    stand = duty.stands.get(day)
    if stand is not None:
        name = uow.officers.profile(uow.officers.get(stand.colleague)).spoken_name
        said = f"{said} {catalog.say('swap.with', name=name)}"
    return f"{spoken_day(day, catalog)}: {said}"


def open_console(event: ConsoleAsked, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Give an officer a one-time link into the console."""
    officer = officer_of(event.speaker, uow)
    token = uow.access.make_link("console", expires_at=uow.now + _LINK_FOR, officer_id=officer.id)
    uow.audit.write("console.link", actor=officer.code, about=officer.code, at=uow.now)
    offered = link(
        catalog.say("duty.console"),
        catalog.say("duty.console_alt"),
        label=catalog.say("duty.open_console"),
        url=f"{uow.rules.public_url.rstrip('/')}/console/enter/{token}",
    )
    return [reply(event.speaker, offered)]


HANDLERS = {DutySaid: change, RosterAsked: show_roster, ConsoleAsked: open_console}

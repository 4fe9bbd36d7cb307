"""This is who speaks of their duty, how they are answered, and how the chain learns of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from catalog import Catalog
from domain.answers import Chat, Content, Message, Recipient, Timer
from domain.calendar import thai_date
from domain.events import Speaker
from domain.roster import Shift, wall
from domain.timer_events import DutyChanged
from domain.tip import TipState
from models.officer import Officer
from models.unit_of_work import UnitOfWork

_HELD = (TipState.ACCEPTED, TipState.INVESTIGATING)


def officer_of(speaker: Speaker, uow: UnitOfWork) -> Officer:
    """Return the officer who speaks; refuse anyone else."""
    return uow.officers.speaking(speaker.user_id)


def reply(speaker: Speaker, *contents: Content) -> Message:
    """Answer who spoke."""
    to = Recipient(chat=Chat.PERSON, line_id=speaker.user_id or "")
    return Message(to=to, contents=contents, may_reply=True)


def tell(officer: Officer, content: Content, uow: UnitOfWork) -> Message:
    """Tell another officer."""
    to = Recipient(chat=Chat.PERSON, line_id=uow.officers.line_id(officer) or "")
    return Message(to=to, contents=[content])


def changed(officer: Officer, due: datetime, uow: UnitOfWork) -> Timer:
    """Return the timer at which open tips follow an officer's duty."""
    event = DutyChanged(happened_at=due, officer=officer.id)
    key = f"duty:{officer.id}:{uow.now.isoformat()}:{due.isoformat()}"
    return Timer(key=key, due=due, event=event)


def today(uow: UnitOfWork) -> date:
    """Return the day that it is at the station."""
    return wall(uow.now, uow.rules.timezone).date()


def held(officer: Officer, uow: UnitOfWork, catalog: Catalog) -> Sequence[str]:
    """Remind an officer of the tips that stay theirs while they are away."""
    tips = [tip for tip in uow.tips.in_states(*_HELD) if tip.handler_id == officer.id]
    return [catalog.say("duty.off_open", count=len(tips))] if tips else []


def spoken_day(day: date, catalog: Catalog) -> str:
    """Say a day with its weekday."""
    return f"{catalog.say(f'weekday.{day.isoweekday()}')} {thai_date(day)}"


def spoken_shifts(shifts: Sequence[Shift], catalog: Catalog) -> str:
    """Say the shifts of a day."""
    said = [f"{one.begins:%H:%M}-{one.ends:%H:%M}" for one in shifts]
    return ", ".join(said) or catalog.say("duty.no_shift")

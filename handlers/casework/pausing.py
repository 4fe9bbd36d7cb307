"""This is how an officer investigates further: why, until when, and the end of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from catalog.talks import reasons
from domain.answers import Answer, Timer, Words
from domain.calendar import DateUnclear, local, read_day_ahead, thai_date
from domain.classification.kinds import Urgency
from domain.meanings import CaseEvent
from domain.refusals import Refusal
from domain.sameness import graver
from domain.talking import PAUSING, PausePressed, PauseSaid
from domain.timer_events import ReviewDue
from domain.tip import Step, TipState
from handlers.casework.case import Case, on_case, refuse_if_anothers, refuse_if_over
from models.merge import RESTS_WITH
from models.officer import Role

_TYPING_FOR: Final = timedelta(minutes=10)
_USUAL_DAYS: Final = 30
_MOST_DAYS: Final = 366
_SHORTEST: Final = 3
_MOST_REASON: Final = 500
_IN_THE_MORNING: Final = time(9)


@on_case
def press(case: Case, event: PausePressed) -> Sequence[Answer]:
    """Ask for the reason of an investigation, or end the one that runs."""
    _refuse(case)
    if case.tip.state == TipState.INVESTIGATING:
        return _end(case, event) if event.choice == "end" else [case.card(event)]
    if case.tip.state != TipState.ACCEPTED:
        raise Refusal("case.accept_first", number=case.number)
    return _ask_why(case, event)


@on_case
def hear(case: Case, event: PauseSaid) -> Sequence[Answer]:
    """Take what is typed: the reason first, then the day on which the tip comes back."""
    _refuse(case)
    if case.tip.state != TipState.ACCEPTED:
        raise Refusal("case.accept_first", number=case.number)
    reason = case.mode.data.get("reason") if case.mode is not None else None
    if reason is None:
        if event.text is None or len(event.text) < _SHORTEST:
            return _ask_why(case, event, is_again=True)
        return _ask_when(case, event, event.text[:_MOST_REASON], "case.pause_when")
    today = local(case.uow.now, case.uow.rules.timezone).date()
    try:
        day = _day(event.text, today)
    except DateUnclear:
        return _ask_when(case, event, str(reason), "case.pause_unclear")
    if not today < day <= today + timedelta(days=_MOST_DAYS):
        return _ask_when(case, event, str(reason), "case.pause_not_ahead")
    return _begin(case, event, str(reason), day)


def _refuse(case: Case) -> None:
    refuse_if_over(case)
    if case.officer.role != Role.COMMANDER:
        refuse_if_anothers(case)


def _day(text: str | None, today: date) -> date:
    if text is None:
        return today + timedelta(days=_USUAL_DAYS)
    return read_day_ahead(text, today)


def _ask_why(case: Case, event: CaseEvent, *, is_again: bool = False) -> Sequence[Answer]:
    case.enter(event, PAUSING, within=_TYPING_FOR)
    asked = [case.catalog.say("case.reason_short")] if is_again else []
    asked.append(case.say("case.pause_why"))
    return [case.answer(event, reasons("\n".join(asked), "pause_reason", case.catalog))]


def _ask_when(case: Case, event: CaseEvent, reason: str, key: str) -> Sequence[Answer]:
    case.enter(event, PAUSING, within=_TYPING_FOR, reason=reason)
    return [case.answer(event, reasons(case.say(key), "pause_day", case.catalog))]


def _begin(case: Case, event: CaseEvent, reason: str, day: date) -> Sequence[Answer]:
    zone = ZoneInfo(case.uow.rules.timezone)
    until = datetime.combine(day, _IN_THE_MORNING, tzinfo=zone).astimezone(case.uow.now.tzinfo)
    timer = _rest(case, until, reason=reason, until=day.isoformat())
    told = Words(text=case.say("case.paused", day=thai_date(day)))
    return [case.answer(event, told), timer]


def _rest(case: Case, at: datetime, **detail: str) -> Timer:
    """Let a tip rest until a moment, at which it comes back."""
    tip, history = case.tip, case.uow.tips.history
    tip.take(Step.INVESTIGATE)
    tip.review_at = at
    case.record("investigating", **detail)
    times = len(history(tip, "investigating"))
    due = ReviewDue(happened_at=at, tip=tip.id, review_at=at)
    return Timer(key=f"tip:{tip.id}:review:{times}", due=at, event=due)


def rest_as(main: Case, part: Case) -> Sequence[Answer]:
    """Let a case that its officer takes over rest as long as what was merged into it.

    A graver one does not: its officer has it and looks at once.
    """
    at, tips = part.tip.review_at, part.uow.tips
    lines = tips.history(part.tip, "investigating")
    urgencies = Urgency(main.tip.urgency), Urgency(part.tip.urgency)
    is_calm = graver(*urgencies) == part.tip.urgency
    if at is None or at <= part.uow.now or not lines or not is_calm:
        return []
    told = tips.detail(lines[-1])
    lent = {RESTS_WITH: part.tip.id.hex}
    return [_rest(main, at, reason=told["reason"], until=told["until"], **lent)]


def _end(case: Case, event: CaseEvent) -> Sequence[Answer]:
    case.tip.take(Step.ACCEPT)
    case.tip.review_at = None
    case.record("investigated")
    return [case.card(event)]


HANDLERS: Final[dict[Any, Any]] = {PausePressed: press, PauseSaid: hear}

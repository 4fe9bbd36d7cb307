"""This is how a survey begins, gets another end, and ends, whoever does it and from where."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from domain.answers import Timer
from domain.bulletin import ENDED, BulletinState
from domain.calendar import local
from domain.refusals import Refusal
from domain.survey import Paper
from domain.survey_events import MOST_DAYS, end_of, end_of_day
from models import planning
from models.doer import Doer
from models.survey import Survey, SurveyState
from models.unit_of_work import UnitOfWork


def about(survey: Survey) -> str:
    """Return the name under which bulletins go out for a survey."""
    return f"survey:{survey.number}"


def found(uow: UnitOfWork, number: int, *, alone: bool = False) -> Survey:
    """Return the survey of a number; refuse if there is none."""
    survey = uow.surveys.by_number(number, alone=alone)
    if survey is None:
        raise Refusal("survey.unknown", number=number)
    return survey


def asking(uow: UnitOfWork, number: int, *, alone: bool = False) -> Survey:
    """Return a survey that takes answers; refuse one that is over."""
    survey = found(uow, number, alone=alone)
    _must_ask(uow, survey)
    return survey


def page(uow: UnitOfWork, survey: Survey) -> str:
    """Return the address of the page on which the public answers."""
    return f"{uow.rules.public_url.rstrip('/')}/s/{survey.token}"


def begin(
    uow: UnitOfWork, paper: Paper, doer: Doer, *, until: date | None = None
) -> tuple[Survey, Sequence[Timer]]:
    """Begin a survey, which ends by itself after its last day, if it has one."""
    ends = None if until is None else _end(uow, until)
    survey = uow.surveys.begin(paper, now=uow.now, author=doer.officer, closes_at=ends)
    _record(uow, survey, doer, "create")
    return survey, [] if ends is None else [end_of(survey.id, ends)]


def set_end(uow: UnitOfWork, survey: Survey, until: date, doer: Doer) -> Timer:
    """Let a survey ask until another day; the caller holds it alone."""
    _must_ask(uow, survey)
    survey.closes_at = _end(uow, until)
    _record(uow, survey, doer, "until")
    return end_of(survey.id, survey.closes_at)


def close(uow: UnitOfWork, survey: Survey, doer: Doer | None) -> None:
    """End a survey, and take back what would still ask for it; the caller holds it alone.

    Nobody in particular ends one whose time has come.
    """
    if survey.state == SurveyState.CLOSED:
        raise Refusal("survey.over", number=survey.number)
    uow.surveys.close(survey, now=uow.now)
    take_back(uow, about(survey))
    if doer is not None:
        _record(uow, survey, doer, "close")


def take_back(uow: UnitOfWork, what: str) -> None:
    """Cancel the bulletins about something that is over, those that nobody began to send."""
    for bulletin in uow.bulletins.about(what):
        row = uow.bulletins.get(bulletin.id, held=True)
        if row.state not in (*ENDED, BulletinState.SENDING):
            planning.cancel(uow, row)


def _must_ask(uow: UnitOfWork, survey: Survey) -> None:
    if not survey.takes_answers(uow.now):
        raise Refusal("survey.over", number=survey.number)


def _end(uow: UnitOfWork, until: date) -> datetime:
    today = local(uow.now, uow.rules.timezone).date()
    if not today <= until <= today + timedelta(days=MOST_DAYS):
        raise Refusal("survey.until_when", most=MOST_DAYS)
    return end_of_day(until, uow.rules.timezone)


def _record(uow: UnitOfWork, survey: Survey, doer: Doer, act: str) -> None:
    uow.audit.write(f"survey.{act}", actor=doer.name, about=about(survey), at=uow.now)

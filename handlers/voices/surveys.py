"""This is how an officer looks at surveys, shows one to the public, and ends it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from catalog import Catalog
from catalog.survey_results import joined, told
from catalog.voices import (
    closing_asked,
    page_offered,
    survey_card,
    surveys_listed,
)
from domain.answers import Answer, Content, Picture, Words
from domain.voices import SurveysAsked
from handlers.voices.desk import Desk, Done, at_desk
from models.member import MemberState
from models.publishing import can_publish
from models.survey import Survey
from models.survey_keeping import asking, close, found, page
from models.survey_report import report_of
from models.unit_of_work import UnitOfWork

_LONGEST: Final = 4_900
_MOST_LISTED: Final = 12
_MAY_ANSWER: Final = (MemberState.REGISTERED, MemberState.TRAINED)


def ask(event: SurveysAsked, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """List the surveys, or show the one of a number."""
    desk = at_desk(event.speaker, uow, catalog)
    return show(desk, event.number) if event.number else show_list(desk)


def show_list(desk: Desk) -> Done:
    """List the newest surveys, with what an officer may begin."""
    rows = list(desk.uow.surveys.all())[::-1][:_MOST_LISTED]
    reports = [report_of(desk.uow, one) for one in rows]
    is_left = bool(desk.filled.form)
    return [desk.answer(surveys_listed(reports, desk.catalog, resumes=is_left))]


def show(desk: Desk, number: int) -> Done:
    """Show how a survey stands, what was answered once it is over, and what may be done."""
    return [desk.answer(*_shown(desk, found(desk.uow, number)))]


def _shown(desk: Desk, survey: Survey) -> Sequence[Content]:
    report = report_of(desk.uow, survey)
    card = survey_card(report, _verbs(desk, survey), desk.catalog)
    if report.is_open:
        return [card]
    parts = told(report, desk.catalog)[1:]
    return [card, Words(text=joined(parts, desk.catalog, limit=_LONGEST))]


def _verbs(desk: Desk, survey: Survey) -> Sequence[str]:
    if not survey.takes_answers(desk.uow.now):
        return []
    own = ["answer"] if _may_answer(desk, survey) else []
    if not desk.runs(survey):
        return ["qr", *own]
    return ["send", "qr", "until", "close", *own]


def _may_answer(desk: Desk, survey: Survey) -> bool:
    """Say whether the officer is a member, too, and has not answered yet."""
    member = desk.uow.members.by_line_user(desk.line_id)
    if member is None or member.state not in _MAY_ANSWER:
        return False
    return not desk.uow.surveys.has_answered(survey, member)


def show_page(desk: Desk, number: int) -> Done:
    """Give the public's page as a code to be held out, and as a link."""
    survey = asking(desk.uow, number)
    address = page(desk.uow, survey)
    offered = page_offered(desk.uow.surveys.paper(survey).title, address, desk.catalog)
    # LINE fetches no picture from anywhere but https.
    code = [Picture(url=f"{address}/qr.png", preview=f"{address}/qr.png")]
    return [desk.answer(*(code if can_publish(desk.uow) else []), offered)]


def ask_to_close(desk: Desk, number: int) -> Done:
    """Ask again before a survey is ended, for it cannot be begun anew."""
    survey = asking(desk.uow, number)
    desk.must_run(survey)
    return [desk.answer(closing_asked(number, desk.catalog))]


def end(desk: Desk, number: int) -> Done:
    """End a survey, and tell what was answered to who ended it and to whose it is."""
    survey = found(desk.uow, number, alone=True)
    desk.must_run(survey)
    close(desk.uow, survey, desk.doer)
    shown = _shown(desk, survey)
    return [desk.answer(*shown), *desk.tell(survey.author_id, *shown)]


HANDLERS = {SurveysAsked: ask}

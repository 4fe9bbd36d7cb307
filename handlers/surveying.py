"""This is a survey in the chat: members answer question after question, and its end is told."""

from __future__ import annotations

from collections.abc import Sequence

from catalog import Catalog
from catalog.survey_results import joined, told
from catalog.surveys import elsewhere, next_question
from domain.answers import Answer, Chat, Content, Message, Rank, Recipient, Words
from domain.survey import read_trail
from domain.survey_events import SurveyEnds, SurveyTaken
from models.case import is_reachable
from models.member import Member, MemberState
from models.officer import Officer, Role
from models.survey import Survey, SurveyState
from models.survey_keeping import close, page
from models.survey_report import report_of
from models.unit_of_work import UnitOfWork

_MAY_ANSWER = (MemberState.REGISTERED, MemberState.TRAINED)
_LONGEST = 4_900


def take(event: SurveyTaken, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Ask the next question, or keep what was answered when that was the last."""
    line_id = event.speaker.user_id
    said = None if line_id is None else _said(event, line_id, uow, catalog)
    if line_id is None or said is None:
        return []
    to = Recipient(chat=Chat.PERSON, line_id=line_id)
    # Who hears nothing can tap again: nothing of a survey is worth a counted message.
    return [Message(to=to, contents=[said], may_reply=True, only_reply=True)]


def _said(event: SurveyTaken, line_id: str, uow: UnitOfWork, catalog: Catalog) -> Content | None:
    survey = uow.surveys.by_number(event.number)
    if survey is None or not survey.takes_answers(uow.now):
        return Words(text=catalog.say("survey.closed"))
    member = uow.members.by_line_user(line_id)
    if member is None or member.state not in _MAY_ANSWER:
        return elsewhere(catalog, page(uow, survey))
    if uow.surveys.has_answered(survey, member):
        return Words(text=catalog.say("survey.already"))
    return _taken(event.trail, survey, member, uow, catalog)


def _taken(
    trail: str, survey: Survey, member: Member, uow: UnitOfWork, catalog: Catalog
) -> Content | None:
    paper = uow.surveys.paper(survey)
    chosen = read_trail(paper, trail)
    if chosen is None:
        return None
    if len(chosen) < len(paper.questions):
        return next_question(catalog, survey.number, paper, chosen)
    is_kept = uow.surveys.answer(survey, member, chosen, now=uow.now)
    return Words(text=catalog.say("survey.thanks" if is_kept else "survey.already"))


def end(event: SurveyEnds, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """End a survey whose time has come, and tell whose it is what was answered; nobody else."""
    survey = uow.surveys.get(event.survey, alone=True)
    if survey.state == SurveyState.CLOSED or survey.closes_at != event.closes_at:
        return []
    close(uow, survey, None)
    parts = told(report_of(uow, survey), catalog)
    text = joined(parts, catalog, limit=_LONGEST)
    return [_notice(one, text, uow) for one in _whose(survey, uow)]


def _whose(survey: Survey, uow: UnitOfWork) -> Sequence[Officer]:
    """Return whose a survey is; one that is nobody's, or whose author cannot be told, is theirs."""
    author = [] if survey.author_id is None else [uow.officers.get(survey.author_id)]
    others = uow.officers.with_roles(Role.ADMIN)
    return [one for one in author if is_reachable(one)] or [
        one for one in others if is_reachable(one)
    ]


def _notice(officer: Officer, text: str, uow: UnitOfWork) -> Message:
    to = Recipient(chat=Chat.PERSON, line_id=uow.officers.line_id(officer) or "")
    return Message(to=to, contents=[Words(text=text)], rank=Rank.NOTICE, hushes=True)


HANDLERS = {SurveyTaken: take, SurveyEnds: end}

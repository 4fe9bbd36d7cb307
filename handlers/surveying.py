"""This is a member who takes part in a survey: one question after another, kept at the last."""

from __future__ import annotations

from collections.abc import Sequence

from catalog import Catalog
from catalog.surveys import elsewhere, next_question
from domain.answers import Answer, Chat, Content, Message, Recipient, Words
from domain.survey import read_trail
from domain.survey_events import SurveyTaken
from models.member import Member, MemberState
from models.survey import Survey, SurveyState
from models.unit_of_work import UnitOfWork

_MAY_ANSWER = (MemberState.REGISTERED, MemberState.TRAINED)


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
    if survey is None or survey.state != SurveyState.OPEN:
        return Words(text=catalog.say("survey.closed"))
    member = uow.members.by_line_user(line_id)
    if member is None or member.state not in _MAY_ANSWER:
        return elsewhere(catalog, f"{uow.rules.public_url}/s/{survey.token}")
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
    is_kept = uow.surveys.answer(survey, member, chosen)
    return Words(text=catalog.say("survey.thanks" if is_kept else "survey.already"))


HANDLERS = {SurveyTaken: take}

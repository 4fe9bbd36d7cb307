"""This is `survey send`: a survey goes out as a bulletin, by its rails and at its price."""

from __future__ import annotations

from dataclasses import dataclass

from bot.line.gateway import Gateway, LineTrouble
from catalog.surveys import invitation, next_question
from commands.announcing import run_announce
from commands.bulletin_wish import Act, Wish
from commands.desk import Desk
from commands.survey_keeping import found
from domain.answers import Content
from domain.survey import Paper
from domain.topics import Topic
from models.survey import SurveyState


@dataclass(frozen=True, kw_only=True)
class Sending:
    """To whom a survey goes, and when."""

    members: bool = False
    groups: bool = False
    villages: str = ""
    at: str = ""
    dry_run: bool = False


def run_send(desk: Desk, number: int, sending: Sending, *, line: Gateway) -> int:
    """Send a survey, or say why not; return the exit code."""
    if sending.members == sending.groups:
        desk.complain(desk.catalog.say("survey.to_whom"))
        return 1
    with desk.reading() as uow:
        survey = found(desk, uow, number)
        if survey is None:
            return 1
        if survey.state == SurveyState.CLOSED:
            desk.complain(desk.catalog.say("survey.over", number=number))
            return 1
        paper = uow.surveys.paper(survey)
    try:
        shown = _shown(desk, number, paper, sending, line)
    except LineTrouble as trouble:
        desk.complain(desk.catalog.say("announce.line_away", status=trouble.status))
        return 1
    return run_announce(desk, _wish(sending, shown), line=line)


def _shown(desk: Desk, number: int, paper: Paper, sending: Sending, line: Gateway) -> Content:
    if sending.members:
        return next_question(desk.catalog, number, paper, ())
    return invitation(desk.catalog, number, paper, account=line.basic_id())


def _wish(sending: Sending, shown: Content) -> Wish:
    return Wish(
        act=Act.SCHEDULE if sending.at else Act.SEND,
        shown=shown,
        topic=Topic.SURVEY,
        at=sending.at,
        villages=sending.villages,
        all_villages=not sending.villages,
        members=sending.members,
        groups=sending.groups,
        dry_run=sending.dry_run,
    )

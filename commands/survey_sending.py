"""This is `survey send`: a survey goes out as a bulletin, by its rails and at its price."""

from __future__ import annotations

from dataclasses import dataclass

from bot.line.gateway import Gateway, LineTrouble
from catalog.surveys import invitation, next_question
from commands.announcing import run_announce
from commands.bulletin_wish import Act, Wish
from commands.desk import Desk
from commands.verbs import verb
from domain.answers import Content
from domain.refusals import Refusal
from domain.survey import Paper
from domain.topics import Topic
from models.survey_keeping import about, asking


@dataclass(frozen=True, kw_only=True)
class Sending:
    """To whom a survey goes, and when."""

    members: bool = False
    groups: bool = False
    villages: str = ""
    at: str = ""
    dry_run: bool = False


@verb
def run_send(desk: Desk, number: int, sending: Sending, *, line: Gateway) -> int:
    """Send a survey, or say why not."""
    if sending.members == sending.groups:
        raise Refusal("survey.to_whom")
    with desk.reading() as uow:
        survey = asking(uow, number)
        paper, name = uow.surveys.paper(survey), about(survey)
    try:
        shown = _shown(desk, number, paper, sending, line)
    except LineTrouble as trouble:
        raise Refusal("announce.line_away", status=trouble.status) from trouble
    return run_announce(desk, _wish(sending, shown, name), line=line)


def _shown(desk: Desk, number: int, paper: Paper, sending: Sending, line: Gateway) -> Content:
    if sending.members:
        return next_question(desk.catalog, number, paper, ())
    return invitation(desk.catalog, number, paper, account=line.basic_id())


def _wish(sending: Sending, shown: Content, name: str) -> Wish:
    return Wish(
        act=Act.SCHEDULE if sending.at else Act.SEND,
        shown=shown,
        about=name,
        topic=Topic.SURVEY,
        at=sending.at,
        villages=sending.villages,
        all_villages=not sending.villages,
        members=sending.members,
        groups=sending.groups,
        dry_run=sending.dry_run,
    )

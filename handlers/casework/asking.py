"""This is an officer's side of a talk with a tip's sender: the question goes through us."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from catalog.talks import Asked, asked_by_officer, question
from domain.answers import Answer, Button, Press, Say, Words
from domain.events import Location, Media, MediaKind, MessageSaid, Text
from domain.meanings import CaseEvent
from domain.postback import Act, encode
from domain.talking import ASKING, LONGEST, AskPressed, QuestionSaid
from domain.tip import OPEN, TipState, Trust
from handlers.casework.case import (
    Case,
    is_anothers,
    keep_media,
    on_case,
    tell_member,
)
from handlers.casework.parts import accept_by_asking, may_work_on, others_of
from models.case import sender_of
from models.officer import Role
from models.talk import is_minor, may_be_named

_ASKING_FOR: Final = timedelta(minutes=10)


@on_case
def begin(case: Case, event: AskPressed) -> Sequence[Answer]:
    """Make the officer's next message a question, if the sender can be asked by them."""
    declined = _declined(case, event)
    if declined:
        return declined
    case.enter(event, ASKING, within=_ASKING_FOR)
    cancel = case.catalog.say("chat.cancel")
    lines = [case.say("case.ask_prompt")]
    if others := others_of(case):
        lines.append(case.say("case.ask_only", others=others))
    asked = Words(text="\n".join(lines), choices=[Button(label=cancel, tap=Say(text=cancel))])
    return [case.answer(event, asked)]


@on_case
def put(case: Case, event: QuestionSaid) -> Sequence[Answer]:
    """Give a question to the tip's sender; on a tip that nobody has it also accepts."""
    declined = _declined(case, event)
    if declined:
        return declined
    unfit = "case.ask_word" if event.is_word else _unfit(event.said)
    if unfit:
        case.enter(event, ASKING, within=_ASKING_FOR)
        return case.decline(event, unfit, most=f"{LONGEST:,}")
    if not _keep(case, event.said):
        return []
    is_first = case.head.tip.state == TipState.SENT
    is_news, others = accept_by_asking(case) if is_first else (False, ())
    case.record("question")
    for one in (case.tip, case.head.tip):
        case.uow.tips.touch(one)
    asked = _to_member(case, event, is_news=is_news)
    return [*_confirmed(case, event, is_first=is_first), *asked, *others]


def _declined(case: Case, event: CaseEvent) -> Sequence[Answer]:
    """Say why the sender cannot be asked, or not by this officer; nothing where they can."""
    tip, uow, head = case.tip, case.uow, case.head
    if not may_work_on(case):
        return case.decline(event, "case.merged_already", into=head.number)
    is_over = head.tip.state not in OPEN
    if is_over or tip.is_coerced:
        return case.decline(event, "case.ask_closed" if is_over else "case.ask_watched")
    is_for_desk = is_minor(uow, tip)
    if is_for_desk and case.officer.role != Role.DUTY:
        return case.decline(event, "case.ask_desk")
    if is_anothers(head) and not is_for_desk and head.tip.handler_id is not None:
        return head.decline(event, "case.taken", name=case.name_of(head.tip.handler_id))
    line_id = sender_of(uow, tip)
    if line_id is None or uow.at(tip.station_id).dialogues.is_friend(line_id) is False:
        is_caller = Trust(tip.trust) is Trust.DESK
        return case.decline(event, "case.ask_caller" if is_caller else "case.ask_nobody")
    return []


def _unfit(said: MessageSaid) -> str:
    """Say by which sentence a message cannot be a question; none where it can."""
    content = said.content
    if isinstance(content, Text):
        return "case.ask_long" if len(content.text) > LONGEST else ""
    is_photo = isinstance(content, Media) and content.kind is MediaKind.PHOTO
    return "" if is_photo or isinstance(content, Location) else "case.ask_kinds"


def _keep(case: Case, said: MessageSaid) -> bool:
    """Keep a question with its tip; False if it was asked before."""
    content = said.content
    if isinstance(content, Media):
        return keep_media(case, said, "officer")
    kept: dict[str, object] = {}
    if isinstance(content, Text):
        kept = {"text": content.text}
    elif isinstance(content, Location):
        kept = {"latitude": content.latitude, "longitude": content.longitude}
    row = case.uow.tips.add_message(
        case.tip,
        kept,
        kind=content.says,
        author="officer",
        message_id=said.message_id,
        happened_at=said.happened_at,
    )
    return row is not None


def _confirmed(case: Case, event: QuestionSaid, *, is_first: bool) -> Sequence[Answer]:
    """Tell an officer to whom their words went, on these very words."""
    again = case.catalog.say("button.ask")
    press = Press(data=encode(Act.ASK, case.tip.id), shown=again)
    told = Words(
        text=case.say("case.asked"),
        choices=[Button(label=again, tap=press)],
        quotes=event.said.quote_token,
    )
    card = [case.head.card(event)] if is_first else []
    return [*card, case.answer(event, told)]


def _to_member(case: Case, event: QuestionSaid, *, is_news: bool) -> Sequence[Answer]:
    content = event.said.content
    words = case.masked(content.text) if isinstance(content, Text) else ""
    pin = (content.latitude, content.longitude) if isinstance(content, Location) else None
    lines = [case.say("case.accepted_member")] if is_news else []
    lines.append(asked_by_officer(case.number, words, case.catalog, pin=pin is not None))
    asked = Asked(
        pin=pin,
        has_picture=isinstance(content, Media),
        is_named=case.tip.is_named if may_be_named(case.uow, case.tip) else None,
    )
    said = question(
        case.tip.id,
        case.labelled("\n".join(lines)),
        case.say("case.question_alt"),
        asked,
        case.catalog,
    )
    return tell_member(case, said, asks=True)


HANDLERS = {AskPressed: begin, QuestionSaid: put}

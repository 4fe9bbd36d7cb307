"""This is how an officer takes a tip on and ends it: accept, close, note."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from catalog.choices import outcomes, thanks
from domain.answers import (
    Answer,
    Button,
    Chat,
    Content,
    Message,
    Notice,
    Rank,
    Recipient,
    Say,
    Words,
)
from domain.classification.kinds import Urgency
from domain.dialogue import NOTE
from domain.meanings import AcceptAsked, CloseAsked, CloseNoteSaid
from domain.refusals import Refusal
from domain.tip import OPEN, Outcome, Step, TipState
from handlers.casework.case import Case, on_case
from models.case import sender_of
from models.dialogue import Mode
from models.officer import Role

_NOTE_FOR = timedelta(minutes=10)


@on_case
def accept(case: Case, event: AcceptAsked) -> Sequence[Answer]:
    """Give a tip to the first who asks, and tell its sender that an officer has it."""
    tip = case.tip
    _refuse_if_over(case)
    if tip.state != TipState.SENT:
        _refuse_if_anothers(case)
        return [case.card(event)]
    tip.take(Step.ACCEPT)
    tip.handler_id = case.officer.id
    tip.accepted_at = case.uow.now
    case.record("accepted")
    said = Words(text=_labelled(case, case.say("case.accepted_member")))
    return [case.card(event), *_tell_member(case, said)]


@on_case
def close(case: Case, event: CloseAsked) -> Sequence[Answer]:
    """Ask for the outcome; with one, close the tip, thank its sender and ask for a note."""
    _refuse_if_over(case)
    if case.officer.role != Role.COMMANDER:
        _refuse_if_anothers(case)
    if event.outcome is None:
        return [case.answer(event, outcomes(case.tip.id, case.number, case.catalog))]
    tip = case.tip
    tip.take(Step.CLOSE)
    tip.handler_id = tip.handler_id or case.officer.id
    tip.outcome, tip.closed_at = event.outcome, case.uow.now
    case.record("closed", outcome=event.outcome)
    case.uow.dialogues.enter(
        event.speaker.user_id or "",
        Mode(name=NOTE, data={"tip": str(tip.id)}),
        until=case.uow.now + _NOTE_FOR,
    )
    skip = case.catalog.say("case.skip")
    outcome = case.catalog.say(f"outcome.{event.outcome}")
    asked = Words(
        text=case.say("case.closed", outcome=outcome),
        choices=[Button(label=skip, tap=Say(text=skip))],
    )
    return [case.answer(event, asked), *_tell_member(case, _thanked(case, event.outcome))]


@on_case
def keep_note(case: Case, event: CloseNoteSaid) -> Sequence[Answer]:
    """Keep what the officer who closed a tip writes for the file."""
    closings = case.uow.tips.history(case.tip, "closed")
    is_theirs = bool(closings) and closings[-1].officer_id == case.officer.id
    if case.tip.state != TipState.CLOSED or not is_theirs:
        raise Refusal("case.not_seen")
    if event.note is None:
        return [case.answer(event, Words(text=case.say("case.note_skipped")))]
    case.uow.tips.write_note(case.tip, event.note)
    case.record("noted")
    return [case.answer(event, Words(text=case.say("case.note_kept")))]


def _refuse_if_over(case: Case) -> None:
    if case.tip.state not in OPEN:
        raise Refusal("case.closed_already", number=case.number)


def _refuse_if_anothers(case: Case) -> None:
    tip = case.tip
    if tip.state == TipState.SENT or tip.handler_id in (None, case.officer.id):
        return
    handler = case.uow.officers.get(tip.handler_id)
    name = case.uow.officers.profile(handler).spoken_name
    raise Refusal("case.taken", number=case.number, name=name)


def _tell_member(case: Case, content: Content) -> Sequence[Answer]:
    """Tell the sender, in silence at night; never on a phone that somebody may be watching."""
    line_id = sender_of(case.uow, case.tip)
    if line_id is None or case.tip.is_coerced:
        return []
    to = Recipient(chat=Chat.PERSON, line_id=line_id)
    is_quiet = case.tip.urgency != Urgency.EMERGENCY
    return [
        Message(to=to, contents=[content], rank=Rank.NOTICE, about=case.tip.id, hushes=is_quiet)
    ]


def _thanked(case: Case, outcome: Outcome) -> Notice:
    told = thanks(case.tip.id, case.number, outcome, case.catalog)
    return replace(told, text=_labelled(case, told.text))


def _labelled(case: Case, text: str) -> str:
    return f"{case.catalog.say('mark.practice')} {text}" if case.tip.is_practice else text


HANDLERS = {AcceptAsked: accept, CloseAsked: close, CloseNoteSaid: keep_note}

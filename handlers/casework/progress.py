"""This is how an officer takes a tip on and ends it: accept, close, note, open again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from catalog.choices import outcomes
from domain.answers import Answer, Timer, Words
from domain.events import Media
from domain.meanings import AcceptAsked, CloseAsked, CloseNoteSaid
from domain.refusals import Refusal
from domain.talking import NOTE, EvidenceSaid, ReopenPressed
from domain.timer_events import TipChanged
from domain.tip import Step, TipState
from handlers.casework.case import (
    Case,
    keep_media,
    on_case,
    refuse_if_anothers,
    refuse_if_merged,
    refuse_if_over,
    take_over,
    tell_member,
)
from handlers.casework.parts import tell_accepted, tell_outcome
from handlers.casework.word import ask_for_word, is_closer, refuse_if_not_closer, skippable
from models.officer import Role

_NOTE_FOR = timedelta(minutes=10)


@on_case
def accept(case: Case, event: AcceptAsked) -> Sequence[Answer]:
    """Give a tip to the first who asks, and tell its sender that an officer has it."""
    tip = case.tip
    refuse_if_over(case)
    if tip.state != TipState.SENT:
        refuse_if_anothers(case)
        return [case.card(event)]
    is_news = take_over(case)
    said = Words(text=case.labelled(case.say("case.accepted_member")))
    told = tell_member(case, said) if is_news else ()
    return [case.card(event), *told, *tell_accepted(case)]


@on_case
def close(case: Case, event: CloseAsked) -> Sequence[Answer]:
    """Ask for the outcome; with one, close the tip, thank its sender and ask for a note."""
    refuse_if_over(case)
    if case.officer.role != Role.COMMANDER:
        refuse_if_anothers(case)
    if event.outcome is None:
        return [case.answer(event, outcomes(case.tip.id, case.number, case.catalog))]
    tip = case.tip
    tip.take(Step.CLOSE)
    tip.handler_id = tip.handler_id or case.officer.id
    tip.outcome, tip.closed_at = event.outcome, case.uow.now
    case.record("closed", outcome=event.outcome)
    case.enter(event, NOTE, within=_NOTE_FOR)
    outcome = case.catalog.say(f"outcome.{event.outcome}")
    asked = skippable(case, case.say("case.closed", outcome=outcome))
    return [case.answer(event, asked), *tell_outcome(case, event.outcome)]


@on_case
def keep_note(case: Case, event: CloseNoteSaid) -> Sequence[Answer]:
    """Keep the note of who closed a tip for the file, then ask for a word to its sender."""
    refuse_if_not_closer(case)
    told = "case.note_skipped"
    if event.note is not None:
        case.uow.tips.write_note(case.tip, event.note)
        case.record("noted")
        told = "case.note_kept"
    return ask_for_word(case, event, case.say(told))


@on_case
def keep_evidence(case: Case, event: EvidenceSaid) -> Sequence[Answer]:
    """Keep a photo, video or file of the officer with the tip that they closed."""
    refuse_if_not_closer(case)
    if isinstance(event.said.content, Media) and keep_media(case, event.said, "evidence"):
        case.record("evidence")
    case.enter(event, NOTE, within=_NOTE_FOR)
    return [case.answer(event, skippable(case, case.say("case.evidence_kept")))]


@on_case
def reopen(case: Case, event: ReopenPressed) -> Sequence[Answer]:
    """Open a closed tip again: in the officer's own hands, or by the commander for its officers."""
    tip = case.tip
    refuse_if_merged(case)
    if tip.state != TipState.CLOSED:
        raise Refusal("case.still_open", number=case.number)
    is_commander = case.officer.role == Role.COMMANDER
    if not (is_commander or case.officer.role == Role.DUTY or is_closer(case)):
        raise Refusal("case.not_closer", number=case.number)
    tip.take(Step.REOPEN)
    tip.closed_at = tip.handler_id = tip.accepted_at = tip.outcome = None
    case.record("reopened_by_officer")
    if not is_commander:
        take_over(case)
    times = len(case.uow.tips.history(tip, "reopened_by_officer"))
    what = "ordered" if is_commander else "reopened_by_officer"
    changed = TipChanged(happened_at=case.uow.now, tip=tip.id, what=what)
    timer = Timer(key=f"tip:{tip.id}:{what}:{times}", due=case.uow.now, event=changed)
    return [case.card(event), timer]


HANDLERS = {
    AcceptAsked: accept,
    CloseAsked: close,
    CloseNoteSaid: keep_note,
    EvidenceSaid: keep_evidence,
    ReopenPressed: reopen,
}

"""This is what an officer does with one tip: accept, close, note, correct its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache, wraps
from typing import TypeVar

from catalog import Catalog
from catalog.cards import compose_card
from catalog.choices import MORE, Choice, outcomes, thanks, villages
from catalog.words import load_customs
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
    Timer,
    Words,
)
from domain.calendar import spoken_number
from domain.classification.kinds import Urgency
from domain.events import CaseProgressed, Speaker, TipChanged
from domain.masking import NameCustoms
from domain.meanings import (
    AcceptAsked,
    CaseEvent,
    CloseAsked,
    CloseNoteSaid,
    VillageCorrectionAsked,
)
from domain.refusals import Refusal
from domain.tip import OPEN, Outcome, Step, TipState
from models.admission import NOTE, admit
from models.case import facts, sender_of
from models.dialogue import Mode
from models.likeness import with_twin
from models.officer import Officer, Role
from models.tip import Tip
from models.unit_of_work import UnitOfWork

_NOTE_FOR = timedelta(minutes=10)


@cache
def _customs() -> NameCustoms:
    return load_customs()


@dataclass(frozen=True, kw_only=True)
class Case:
    """One officer who may work on one tip, and what the work needs."""

    officer: Officer
    tip: Tip
    uow: UnitOfWork
    catalog: Catalog

    @property
    def number(self) -> str:
        """The tip's number as people say it."""
        return spoken_number(self.tip.year, self.tip.sequence)

    def say(self, key: str, **values: object) -> str:
        """Say a sentence about this tip."""
        return self.catalog.say(key, number=self.number, **values)

    def record(self, what: str, **detail: str) -> None:
        """Add what the officer did to the tip's history."""
        self.uow.tips.record(
            self.tip, what, at=self.uow.now, officer_id=self.officer.id, detail=detail
        )

    def answer(self, event: CaseEvent, content: Content) -> Message:
        """Answer the officer with words that tell nothing of the tip."""
        return _reply(event.speaker, content)

    def card(self, event: CaseEvent) -> Message:
        """Answer the officer with the tip's card."""
        known = facts(self.uow, self.tip, _customs())
        known = with_twin(self.uow, known, self.tip, self.officer)
        card = compose_card(known, self.catalog, self.uow.rules)
        return _reply(event.speaker, card, about=self.tip)


_E = TypeVar("_E", bound=CaseEvent)
_Handler = Callable[[_E, UnitOfWork, Catalog], Sequence[Answer]]


def _on_case(act: Callable[[Case, _E], Sequence[Answer]]) -> _Handler[_E]:
    """Act for an officer who may; anyone else is refused, and an officer's try is audited."""

    @wraps(act)
    def handler(event: _E, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
        admitted = admit(uow, event)
        if admitted.tip is None:
            return [_reply(event.speaker, Words(text=catalog.say(admitted.refusal)))]
        case = Case(officer=admitted.officer, tip=admitted.tip, uow=uow, catalog=catalog)
        return act(case, event)

    return handler


def _reply(speaker: Speaker, content: Content, *, about: Tip | None = None) -> Message:
    """Answer an officer; what shows a member's words is sealed and erased with its tip."""
    return Message(
        to=Recipient(chat=Chat.PERSON, line_id=speaker.user_id or ""),
        contents=[content],
        about=about.id if about else None,
        may_reply=True,
        carries_content=about is not None,
    )


@_on_case
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
    return [case.card(event), *_tell_member(case, said), *_tell_parts(case, "accepted")]


@_on_case
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
    thanked = _tell_member(case, _thanked(case, event.outcome))
    return [case.answer(event, asked), *thanked, *_tell_parts(case, "closed", event.outcome)]


@_on_case
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


@_on_case
def correct_village(case: Case, event: VillageCorrectionAsked) -> Sequence[Answer]:
    """Offer the villages; with one chosen, move the tip there and let it be routed again."""
    uow, tip, code = case.uow, case.tip, event.code or MORE
    if code.startswith(MORE):
        return [_ask_village(case, event, code.removeprefix(MORE))]
    village = uow.villages.by_code(code)
    if village is None:
        raise Refusal("case.unknown_village", word=uow.rules.place_word)
    if village.id == tip.village_id and not tip.must_confirm:
        raise Refusal("case.village_same", number=case.number, village=uow.villages.title(village))
    before = uow.villages.get(tip.village_id).code if tip.village_id is not None else ""
    case.record("corrected", **{"from": before, "to": village.code})
    tip.village_id, tip.village_source, tip.village_confidence = village.id, "officer", 1.0
    tip.must_confirm = tip.is_outside_area = False
    if tip.state not in OPEN:
        told = Words(text=case.say("case.village_noted", village=uow.villages.title(village)))
        return [case.answer(event, told)]
    key = f"tip:{tip.id}:moved:{len(uow.tips.history(tip, 'corrected'))}"
    moved = TipChanged(happened_at=uow.now, tip=tip.id, what="moved")
    told = Words(text=case.say("case.village_corrected", village=uow.villages.title(village)))
    return [case.answer(event, told), Timer(key=key, due=uow.now, event=moved)]


def _ask_village(case: Case, event: CaseEvent, start: str) -> Message:
    word, rows = case.uow.rules.place_word, _by_likelihood(case)
    if not rows:
        raise Refusal("case.no_villages", word=word)
    question = case.say("case.which_village", word=word)
    offered = villages(case.tip.id, question, rows, case.catalog, start=start)
    return case.answer(event, offered)


def _refuse_if_over(case: Case) -> None:
    if case.tip.state == TipState.MERGED:
        main = case.uow.merges.main_of(case.tip)
        into = spoken_number(main.year, main.sequence)
        raise Refusal("case.merged_already", number=case.number, into=into)
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


def _tell_parts(case: Case, what: str, outcome: Outcome | None = None) -> Sequence[Answer]:
    """Let the senders of what was merged into the tip hear of it, for their own numbers."""
    if not case.uow.merges.parts_of(case.tip):
        return []
    at, times = case.uow.now, len(case.uow.tips.history(case.tip, what))
    event = CaseProgressed(happened_at=at, tip=case.tip.id, what=what, outcome=outcome)
    return [Timer(key=f"tip:{case.tip.id}:parts:{what}:{times}", due=at, event=event)]


def _thanked(case: Case, outcome: Outcome) -> Notice:
    told = thanks(case.tip.id, case.number, outcome, case.catalog)
    return replace(told, text=_labelled(case, told.text))


def _labelled(case: Case, text: str) -> str:
    return f"{case.catalog.say('mark.practice')} {text}" if case.tip.is_practice else text


def _by_likelihood(case: Case) -> list[Choice]:
    """Return the villages, the tip's candidates first, then the officer's own."""
    likely = list(case.tip.village_candidates)
    own = case.uow.officers.villages_of(case.officer, at=case.uow.now)
    rows = [one for one in case.uow.villages.all() if one.id != case.tip.village_id]
    rows.sort(
        key=lambda row: (
            likely.index(row.code) if row.code in likely else len(likely),
            row.id not in own,
            row.code,
        )
    )
    return [
        Choice(code=row.code, name=row.name, full_name=f"{row.name} {row.subdistrict}".strip())
        for row in rows
    ]


HANDLERS = {
    AcceptAsked: accept,
    CloseAsked: close,
    CloseNoteSaid: keep_note,
    VillageCorrectionAsked: correct_village,
}

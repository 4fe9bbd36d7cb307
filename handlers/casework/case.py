"""This is one tip in the hands of one officer who may work on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache, wraps
from typing import TypeVar

from catalog import Catalog
from catalog.cards import compose_card
from catalog.words import load_customs
from domain.answers import Answer, Chat, Content, Message, Rank, Recipient, Words
from domain.events import Media, MessageSaid, Speaker
from domain.identifiers import NameCustoms
from domain.meanings import CaseEvent
from domain.refusals import Refusal
from domain.tip import OPEN, Step, TipState
from models.admission import admit
from models.case import sender_of
from models.dialogue import Mode
from models.facts import facts
from models.hiding import masked, masked_for
from models.likeness import with_twin
from models.officer import Officer
from models.thread import Line, thread
from models.tip import Tip
from models.told import knows_of_officer
from models.unit_of_work import UnitOfWork


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
    mode: Mode | None = None

    @property
    def number(self) -> str:
        """The tip's number as people say it."""
        return self.uow.spoken_number_of(self.tip)

    @property
    def head(self) -> Case:
        """The case in which the tip stands: itself, unless it was merged into another."""
        main = self.uow.merges.main_of(self.tip)
        return self if main is self.tip else self.about(main)

    def about(self, tip: Tip) -> Case:
        """Return another tip in the hands of the same officer."""
        return replace(self, tip=tip)

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

    def decline(self, event: CaseEvent, key: str, **values: object) -> Sequence[Answer]:
        """Decline without undoing that the officer's mode has ended."""
        return [self.answer(event, Words(text=self.say(key, **values)))]

    def enter(self, event: CaseEvent, name: str, *, within: timedelta, **data: str) -> None:
        """Let the officer's next words be about this tip for a while."""
        mode = Mode(name=name, data={"tip": str(self.tip.id), **data})
        self.uow.dialogues.enter(event.speaker.user_id or "", mode, until=self.uow.now + within)

    def name_of(self, officer_id: int) -> str:
        """Return how a colleague is called."""
        return self.uow.officers.profile(self.uow.officers.get(officer_id)).spoken_name

    def labelled(self, text: str) -> str:
        """Mark words about practice as such."""
        return f"{self.catalog.say('mark.practice')} {text}" if self.tip.is_practice else text

    def masked(self, text: str) -> str:
        """Return an officer's words as the tip's sender may read them."""
        return masked(self.uow, self.tip, text, _customs())

    def masked_among(self, tips: Sequence[Tip], text: str) -> str:
        """Return an officer's words as the sender of one of several tips may read them."""
        return masked_for(self.uow, tips, self.tip, text, _customs())

    def thread(self) -> Sequence[Line]:
        """Return all that was said in the tip, as an officer may read it."""
        return thread(self.uow, self.tip, _customs())

    @property
    def number_in_full(self) -> str:
        """The tip's number as files and the audit trail write it."""
        return self.uow.number_of(self.tip)

    def card(self, event: CaseEvent) -> Message:
        """Answer the officer with the tip's card."""
        known = facts(self.uow, self.tip, _customs())
        known = with_twin(self.uow, known, self.tip, self.officer)
        card = compose_card(known, self.catalog, self.uow.rules)
        return _reply(event.speaker, card, about=self.tip)


_E = TypeVar("_E", bound=CaseEvent)
_Handler = Callable[[_E, UnitOfWork, Catalog], Sequence[Answer]]


def on_case(act: Callable[[Case, _E], Sequence[Answer]]) -> _Handler[_E]:
    """Act for an officer who may; anyone else is refused, and an officer's try is audited."""

    @wraps(act)
    def handler(event: _E, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
        admitted = admit(uow, event)
        if admitted.tip is None:
            said = catalog.say(admitted.refusal, **admitted.values)
            return [_reply(event.speaker, Words(text=said))]
        case = Case(
            officer=admitted.officer,
            tip=admitted.tip,
            uow=uow,
            catalog=catalog,
            mode=admitted.mode,
        )
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


def refuse_if_merged(case: Case) -> None:
    """Refuse what is done with the case in which a merged tip stands, and name that."""
    if case.tip.state == TipState.MERGED:
        raise Refusal("case.merged_already", number=case.number, into=case.head.number)


def refuse_if_over(case: Case) -> None:
    """Refuse what can be done with an open tip alone."""
    refuse_if_merged(case)
    if case.tip.state not in OPEN:
        raise Refusal("case.closed_already", number=case.number)


def is_anothers(case: Case) -> bool:
    """Say whether a colleague has the tip."""
    tip = case.tip
    return tip.state != TipState.SENT and tip.handler_id not in (None, case.officer.id)


def refuse_if_anothers(case: Case) -> None:
    """Refuse what only who has the tip may do, and name them."""
    if is_anothers(case) and case.tip.handler_id is not None:
        raise Refusal("case.taken", number=case.number, name=case.name_of(case.tip.handler_id))


def take_over(case: Case) -> bool:
    """Give a tip that nobody has to the officer; say whether its sender does not know yet."""
    tip = case.tip
    is_known = knows_of_officer(case.uow, tip)
    tip.take(Step.ACCEPT)
    tip.handler_id = case.officer.id
    tip.accepted_at = case.uow.now
    case.record("accepted")
    return not is_known


def tell_member(case: Case, content: Content, *, asks: bool = False) -> Sequence[Answer]:
    """Tell the sender; never on a phone that somebody may be watching."""
    line_id = sender_of(case.uow, case.tip)
    if line_id is None or case.tip.is_coerced:
        return []
    return [
        Message(
            to=Recipient(chat=Chat.PERSON, line_id=line_id),
            contents=[content],
            rank=Rank.ANSWER if asks else Rank.NOTICE,
            about=case.tip.id,
            asks=asks,
            by_home=True,
        )
    ]


def keep_media(case: Case, said: MessageSaid, author: str) -> bool:
    """Keep a photo, video or file of the officer with the tip; False if it is there already."""
    content = said.content
    if not isinstance(content, Media):
        return False
    row = case.uow.tips.add_message(
        case.tip,
        {"set": content.set_id, "name": content.file_name},
        kind=content.kind,
        author=author,
        message_id=said.message_id,
        happened_at=said.happened_at,
    )
    if row is None:
        return False
    source = {"message_id": said.message_id, "external_url": content.external_url}
    case.uow.media.want(case.tip, row, kind=content.kind, source=source, now=case.uow.now)
    return True

"""This is one tip in the hands of one officer who may work on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, wraps
from typing import TypeVar

from catalog import Catalog
from catalog.cards import compose_card
from catalog.words import load_customs
from domain.answers import Answer, Chat, Content, Message, Recipient, Words
from domain.calendar import spoken_number
from domain.events import Speaker
from domain.masking import NameCustoms
from domain.meanings import CaseEvent
from models.admission import admit
from models.case import facts
from models.officer import Officer
from models.tip import Tip
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

"""This is one officer before one tip's sender, and what every step about the name needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from catalog import Catalog
from domain.answers import Answer, Chat, Content, Message, Rank, Recipient, Words
from domain.classification.kinds import Urgency
from domain.events import Speaker
from domain.meanings import CaseEvent
from models.admission import admit
from models.officer import Officer
from models.tip import Tip
from models.unit_of_work import UnitOfWork

_REASON_LETTERS: Final = 5
_LONGEST_REASON: Final = 300


@dataclass(frozen=True, kw_only=True)
class Wish:
    """An officer who may see a tip in full, and what a step about its sender's name needs."""

    officer: Officer
    tip: Tip
    uow: UnitOfWork
    catalog: Catalog
    speaker: Speaker
    act: str

    @property
    def number(self) -> str:
        """The tip's number as people say it."""
        return self.uow.spoken_number_of(self.tip)

    def answer(self, content: Content) -> list[Answer]:
        """Answer the officer; an officer's reason is sealed with the tip while it waits."""
        return [_reply(self.speaker, content, self.tip)]

    def say(self, key: str, **values: object) -> list[Answer]:
        """Answer the officer with a sentence about the tip."""
        return self.answer(Words(text=self.catalog.say(key, number=self.number, **values)))

    def refuse(self, key: str) -> list[Answer]:
        """Decline and put the try on the audit trail; raising would take that line back."""
        self.audit("refused", act=self.act, why=key)
        return self.say(key)

    def audit(self, act: str, /, **detail: str) -> None:
        """Put a step on the audit trail."""
        about = self.uow.number_of(self.tip)
        who = self.officer.code
        self.uow.audit.write(act, actor=who, about=about, at=self.uow.now, detail=detail)

    def tell(self, officer: Officer, content: Content) -> Message:
        """Tell another officer, without a sound at night unless it is an emergency."""
        to = Recipient(chat=Chat.PERSON, line_id=self.uow.officers.line_id(officer) or "")
        is_quiet = self.tip.urgency != Urgency.EMERGENCY
        return Message(
            to=to, contents=[content], rank=Rank.NOTICE, about=self.tip.id, hushes=is_quiet
        )


def begin(event: CaseEvent, uow: UnitOfWork, catalog: Catalog) -> Wish | Sequence[Answer]:
    """Let an officer who may see the tip begin a step, or return what they are told instead."""
    admitted = admit(uow, event)
    if admitted.tip is None:
        return [_reply(event.speaker, Words(text=catalog.say(admitted.refusal)))]
    return Wish(
        officer=admitted.officer,
        tip=admitted.tip,
        uow=uow,
        catalog=catalog,
        speaker=event.speaker,
        act=type(event).__name__,
    )


def read_reason(text: str) -> str | None:
    """Return a reason as it is kept, None if it says too little to be one."""
    reason = " ".join(text.split())[:_LONGEST_REASON]
    return reason if len(reason) >= _REASON_LETTERS else None


def _reply(speaker: Speaker, content: Content, tip: Tip | None = None) -> Message:
    return Message(
        to=Recipient(chat=Chat.PERSON, line_id=speaker.user_id or ""),
        contents=[content],
        about=tip.id if tip else None,
        may_reply=True,
    )

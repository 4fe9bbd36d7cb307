"""This is an officer at work on a survey or a meeting, and what they fill in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from catalog import Catalog
from domain.answers import Answer, Chat, Content, Message, Rank, Recipient, Words
from domain.events import Speaker
from domain.refusals import Refusal
from domain.voices import VOICES
from domain.voices_form import Filled, read_filled, write_filled
from models.case import is_reachable
from models.dialogue import Mode
from models.doer import Doer
from models.meeting import Meeting, MeetingGoal
from models.officer import Officer, Role
from models.running import runs, sees_to
from models.survey import Survey
from models.unit_of_work import UnitOfWork
from models.village import Village

Done = Sequence[Answer]
_ASKED_FOR: Final = timedelta(minutes=30)
_KEPT_FOR: Final = timedelta(days=7)


@dataclass(kw_only=True)
class Desk:
    """One officer; what they fill in stands apart from what their next words mean.

    So a tip's card may be answered in between, and a restart or a night loses nothing.
    """

    officer: Officer
    line_id: str
    uow: UnitOfWork
    catalog: Catalog
    filled: Filled = field(default_factory=Filled)

    @property
    def doer(self) -> Doer:
        """The officer as who does something."""
        return Doer.of(self.officer)

    @property
    def is_bounded(self) -> bool:
        """Whether only the officer's own villages are theirs to gather."""
        return self.officer.role == Role.VILLAGE

    @property
    def villages(self) -> Sequence[Village]:
        """The villages that were entrusted to the officer."""
        own = self.uow.assignments.villages_of(self.officer, at=self.uow.now)
        return [one for one in self.uow.villages.all() if one.id in own]

    def runs(self, row: Survey | Meeting) -> bool:
        """Say whether the officer runs a survey or meeting."""
        return runs(self.uow, self.officer, row)

    def must_run(self, row: Survey | Meeting) -> None:
        """Refuse an officer who does not run it."""
        if not self.runs(row):
            raise Refusal("voices.not_yours")

    def sees_to(self, goal: MeetingGoal) -> bool:
        """Say whether the officer sees to a goal."""
        return sees_to(self.uow, self.officer, goal)

    def keep(self, filled: Filled) -> None:
        """Keep what was filled in, and take the officer's next words as its next part."""
        self.filled = filled
        kept = Mode(name=VOICES, data=write_filled(filled))
        self.uow.dialogues.enter(_kept_of(self.line_id), kept, until=self.uow.now + _KEPT_FOR)
        self.listen()

    def listen(self) -> None:
        """Take the officer's next words as part of what they fill in."""
        mode = Mode(name=VOICES, data={})
        self.uow.dialogues.enter(self.line_id, mode, until=self.uow.now + _ASKED_FOR)

    def forget(self) -> None:
        """Drop what was filled in."""
        self.uow.dialogues.leave(self.line_id)
        self.uow.dialogues.leave(_kept_of(self.line_id))
        self.filled = Filled()

    def answer(self, *contents: Content) -> Message:
        """Answer the officer by the free token."""
        to = Recipient(chat=Chat.PERSON, line_id=self.line_id)
        return Message(to=to, contents=contents, may_reply=True)

    def say(self, key: str, **values: object) -> Message:
        """Answer the officer with one sentence."""
        return self.answer(Words(text=self.catalog.say(key, **values)))

    def tell(self, officer_id: int | None, *contents: Content) -> Sequence[Message]:
        """Tell another officer, if there is one who can be reached."""
        if officer_id is None or officer_id == self.officer.id:
            return []
        officer = self.uow.officers.get(officer_id)
        line_id = self.uow.officers.line_id(officer)
        if line_id is None or not is_reachable(officer):
            return []
        to = Recipient(chat=Chat.PERSON, line_id=line_id)
        return [Message(to=to, contents=contents, rank=Rank.NOTICE, hushes=True)]


def at_desk(speaker: Speaker, uow: UnitOfWork, catalog: Catalog) -> Desk:
    """Return an officer with what they fill in; refuse who is no officer."""
    line_id = speaker.user_id or ""
    officer = uow.officers.speaking(line_id)
    desk = Desk(officer=officer, line_id=line_id, uow=uow, catalog=catalog)
    kept = uow.dialogues.current(_kept_of(line_id), now=uow.now)
    if kept is not None:
        desk.filled = read_filled(kept.data)
    return desk


def _kept_of(line_id: str) -> str:
    """Return the name under which it is kept, apart from the person's chat."""
    return f"{line_id}/{VOICES}"

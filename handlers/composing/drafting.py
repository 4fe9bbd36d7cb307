"""This is an officer who composes a bulletin, how far it is, and what is asked next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Final

from catalog import Catalog
from catalog import composing as words
from catalog.spoken_when import when_choices
from domain.answers import Answer, Button, Chat, Content, Message, Rank, Recipient, Words
from domain.bulletin import MOST_TOGETHER
from domain.calendar import local
from domain.composing import COMPOSING
from domain.composition import (
    Composition,
    Step,
    read_composition,
    write_composition,
)
from domain.events import Speaker
from domain.when.recurrence import moment_at
from domain.when.schedule import Once
from handlers.composing.attaching import Attached, attached, contents_as_sent
from handlers.composing.receivers import ask_receivers, is_bounded
from handlers.composing.showing import needs_approval, shown
from models.dialogue import Mode
from models.officer import Officer
from models.planning import reckoning
from models.unit_of_work import UnitOfWork

_ASKED_FOR: Final = timedelta(minutes=30)
_KEPT_FOR: Final = timedelta(days=7)
_DRAFT: Final = "draft"
_MORNING: Final = time(8)


@dataclass(kw_only=True)
class Composer:
    """One officer at a draft.

    The draft stands apart from what the officer's next words mean, so that a tip's card may be
    answered in between, and a restart or a night loses nothing.
    """

    officer: Officer
    line_id: str
    uow: UnitOfWork
    catalog: Catalog
    draft: Composition = field(default_factory=Composition)

    @property
    def is_bounded(self) -> bool:
        """Whether only the officer's own villages may be written to."""
        return is_bounded(self.officer)

    def keep(self, draft: Composition) -> None:
        """Keep the draft, and take the officer's next words as its next part."""
        self.draft = draft
        kept = Mode(name=_DRAFT, data=write_composition(draft))
        self.uow.dialogues.enter(_draft_of(self.line_id), kept, until=self.uow.now + _KEPT_FOR)
        self.listen()

    def go_on(self, draft: Composition) -> Sequence[Answer]:
        """Keep the draft, and ask what comes next."""
        self.keep(draft)
        return self.ask()

    def labelled(self, family: str, names: Sequence[str], text: str) -> str:
        """Return which of some labels was typed, for a computer shows no quick replies."""
        labels = {self.catalog.say(f"compose.{family}.{name}"): name for name in names}
        return labels.get(text.strip(), "")

    def listen(self) -> None:
        """Take the officer's next words as part of a bulletin."""
        mode = Mode(name=COMPOSING, data={})
        self.uow.dialogues.enter(self.line_id, mode, until=self.uow.now + _ASKED_FOR)

    def forget(self) -> None:
        """Drop the draft."""
        self.uow.dialogues.leave(self.line_id)
        self.uow.dialogues.leave(_draft_of(self.line_id))
        self.draft = Composition()

    def contents(self) -> Sequence[Content]:
        """Return the bulletin as it will look."""
        return contents_as_sent(self.draft, self.uow, self.catalog)

    def attached(self) -> Attached:
        """Return what is attached to the draft."""
        return attached(self.draft, self.uow, self.catalog)

    def ask(self) -> Sequence[Message]:
        """Ask what comes next, or show it all before it is sent."""
        step, catalog = self.draft.step, self.catalog
        if step is Step.PREVIEW:
            return [self.answer(*self.contents(), self._overview())]
        if step is Step.FIELD:
            return [self.answer(words.ask_field(self.draft, catalog))]
        if step is Step.TIME:
            return [self.answer(words.ask_time(catalog, self._offered_times()))]
        if step is Step.KIND:
            return [self.answer(words.ask_kind(catalog, resumes=False, has_others=False))]
        return [self.answer(ask_receivers(self.draft, self.officer, self.uow, catalog))]

    def ask_after(self, key: str, **values: object) -> Sequence[Answer]:
        """Say something, and ask what comes next; a preview that is full says it by itself."""
        asked = self.ask()
        if len(asked[0].contents) >= MOST_TOGETHER:
            return asked
        return [self.say(key, **values), *asked]

    def _overview(self) -> Content:
        """Show it all below how it looks; a changed bulletin does not count against itself."""
        number = self.draft.number
        row = self.uow.bulletins.by_number(number) if number else None
        facts = shown(self.draft, self.uow, self.catalog, apart_from=row)
        beside = self.attached()
        outlook = words.Outlook(
            to=facts.to,
            when=facts.when,
            price=facts.price,
            needs_approval=needs_approval(self.officer, self.uow),
            awaited=beside.awaited,
            is_bare=beside.is_empty,
        )
        return words.overview(self.draft, outlook, self.catalog)

    def _offered_times(self) -> Sequence[Button]:
        zone = reckoning(self.uow).timezone
        tomorrow = local(self.uow.now, zone).date() + timedelta(days=1)
        morning = Once(at=moment_at(tomorrow, _MORNING, zone))
        return when_choices([morning], self.catalog, zone)

    def answer(self, *contents: Content) -> Message:
        """Answer the officer by the free token."""
        to = Recipient(chat=Chat.PERSON, line_id=self.line_id)
        return Message(to=to, contents=contents, may_reply=True)

    def say(self, key: str, **values: object) -> Message:
        """Answer the officer with one sentence."""
        return self.answer(Words(text=self.catalog.say(key, **values)))

    def tell(self, officer: Officer, *contents: Content) -> Sequence[Message]:
        """Tell another officer, if they can be reached."""
        line_id = self.uow.officers.line_id(officer)
        if line_id is None or officer.unreachable_since is not None:
            return []
        to = Recipient(chat=Chat.PERSON, line_id=line_id)
        return [Message(to=to, contents=contents, rank=Rank.NOTICE)]

    def tell_words(self, officer: Officer, text: str, *contents: Content) -> Sequence[Message]:
        """Tell another officer something in words, and perhaps a card with them."""
        return self.tell(officer, Words(text=text), *contents)


def at_work(speaker: Speaker, uow: UnitOfWork, catalog: Catalog) -> Composer:
    """Return an officer with their draft, empty if they have none; refuse who is no officer."""
    line_id = speaker.user_id or ""
    officer = uow.officers.speaking(line_id)
    composer = Composer(officer=officer, line_id=line_id, uow=uow, catalog=catalog)
    kept = uow.dialogues.current(_draft_of(line_id), now=uow.now)
    if kept is not None:
        composer.draft = read_composition(kept.data)
    return composer


def _draft_of(line_id: str) -> str:
    """Return the name under which a person's draft is kept, apart from their chat."""
    return f"{line_id}/{_DRAFT}"

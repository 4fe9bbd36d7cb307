"""This is an officer who composes a bulletin, how far it is, and what is asked next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Final

from catalog import Catalog
from catalog import composing as words
from catalog.bulletin_looks import contents_of
from catalog.spoken_when import when_choices
from domain.answers import Answer, Button, Chat, Content, Message, Picture, Rank, Recipient, Words
from domain.calendar import local
from domain.composing import COMPOSING
from domain.composition import (
    Composition,
    Kind,
    Step,
    read_composition,
    write_composition,
)
from domain.events import Speaker
from domain.refusals import Refusal
from domain.when.recurrence import moment_at
from domain.when.schedule import Once
from handlers.composing.showing import needs_approval, shown, villages_open_to
from handlers.composing.subject import subject_of
from models.bulletin_photo import PhotoState
from models.dialogue import Mode
from models.officer import Officer, Role
from models.planning import reckoning
from models.unit_of_work import UnitOfWork

_ASKED_FOR: Final = timedelta(minutes=30)
_KEPT_FOR: Final = timedelta(days=7)
_DRAFT: Final = "draft"
_MOST_OFFERED: Final = 9
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
        return self.officer.role == Role.VILLAGE

    def keep(self, draft: Composition) -> None:
        """Keep the draft, and take the officer's next words as its next part."""
        self.draft = draft
        kept = Mode(name=_DRAFT, data=write_composition(draft))
        self.uow.dialogues.enter(_draft_of(self.line_id), kept, until=self.uow.now + _KEPT_FOR)
        self.listen()

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
        if self.draft.subject:
            return [*self._pictures(), subject_of(self.draft, self.uow, self.catalog)]
        if self.draft.kind == Kind.KEPT:
            row = self.uow.bulletins.by_number(self.draft.number)
            if row is None:
                raise Refusal("compose.over")
            kept = self.uow.bulletins.contents(row)
            if not self.draft.photo:
                return kept
            return [*self._pictures(), *(one for one in kept if not isinstance(one, Picture))]
        made = contents_of(self.draft, self.catalog, self.uow.rules.name)
        return [*self._pictures(), *made]

    @property
    def photo(self) -> PhotoState | None:
        """How far the photo of the draft is, None if it has none."""
        row = self.uow.bulletin_photos.get(self.draft.photo) if self.draft.photo else None
        return None if row is None else PhotoState(row.state)

    def _pictures(self) -> Sequence[Content]:
        """Return the draft's photo, or that of the bulletin which is changed."""
        photos = self.uow.bulletin_photos
        row = photos.get(self.draft.photo) if self.draft.photo else None
        if row is not None and row.state == PhotoState.KEPT:
            address = f"{self.uow.rules.public_url.rstrip('/')}/b/{photos.token(row)}"
            return [Picture(url=f"{address}.jpg", preview=f"{address}/small.jpg")]
        before = self.uow.bulletins.by_number(self.draft.number) if self.draft.number else None
        kept = [] if before is None else self.uow.bulletins.contents(before)
        return [one for one in kept if isinstance(one, Picture)]

    def ask(self) -> Sequence[Answer]:
        """Ask what comes next, or show it all before it is sent."""
        step, catalog = self.draft.step, self.catalog
        if step is Step.PREVIEW:
            return [self.answer(*self.contents(), self._overview())]
        if step is Step.FIELD:
            return [self.answer(words.ask_field(self.draft, catalog))]
        if step is Step.TO:
            return [self.answer(words.ask_to(catalog))]
        if step is Step.AREA:
            return [self.answer(self._ask_area())]
        if step is Step.TIME:
            return [self.answer(words.ask_time(catalog, self._offered_times()))]
        return [self.answer(words.ask_kind(catalog, resumes=False, has_others=False))]

    def _overview(self) -> Content:
        """Show it all below how it looks; a changed bulletin does not count against itself."""
        number = self.draft.number
        row = self.uow.bulletins.by_number(number) if number else None
        facts = shown(self.draft, self.uow, self.catalog, apart_from=row)
        photo = self.photo
        outlook = words.Outlook(
            to=facts.to,
            when=facts.when,
            price=facts.price,
            needs_approval=needs_approval(self.officer, self.uow),
            photo="" if photo in (None, PhotoState.KEPT) else str(photo),
        )
        return words.overview(self.draft, outlook, self.catalog)

    def _ask_area(self) -> Content:
        own = villages_open_to(self.officer, self.uow)
        places = [(one.code, one.name) for one in own]
        return words.ask_area(
            places if len(places) <= _MOST_OFFERED else [],
            self.catalog,
            word=self.uow.rules.place_word,
            is_all=not self.is_bounded,
            has_own=len(places) > 1,
        )

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
    officer = uow.officers.by_line_user(line_id)
    if officer is None:
        raise Refusal("case.not_officer")
    if officer.is_suspended:
        raise Refusal("case.suspended")
    composer = Composer(officer=officer, line_id=line_id, uow=uow, catalog=catalog)
    kept = uow.dialogues.current(_draft_of(line_id), now=uow.now)
    if kept is not None:
        composer.draft = read_composition(kept.data)
    return composer


def _draft_of(line_id: str) -> str:
    """Return the name under which a person's draft is kept, apart from their chat."""
    return f"{line_id}/{_DRAFT}"

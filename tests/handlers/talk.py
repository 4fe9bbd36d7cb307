"""A station's chats as people live them: they say and tap, time passes, and answers come."""

from __future__ import annotations

import functools
import itertools
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.dispatcher import Dispatcher
from catalog import Catalog
from catalog.words import load_words
from domain.answers import Button, Card, Carousel, Content, Press, Say
from domain.events import (
    BotJoined,
    BotLeft,
    ButtonPressed,
    Event,
    Followed,
    Location,
    Media,
    MediaKind,
    MessageEdited,
    MessageSaid,
    MessageUnsent,
    Speaker,
    Text,
    Unfollowed,
)
from domain.events import (
    Content as Said,
)
from domain.postback import Act, decode
from handlers import HANDLERS
from handlers.member.understanding import understand
from models.arrival import Arrival, ArrivalKind, ArrivalState
from models.outbox import Outgoing, ReplyDoor
from models.tip import Tip
from models.unit_of_work import Store, UnitOfWork
from tests.conftest import FixedClock
from tests.handlers.precinct import Precinct, line_of

the_words = functools.cache(load_words)
the_catalog = functools.cache(Catalog.load)


@dataclass(frozen=True, kw_only=True)
class Heard:
    """One message that left for somebody."""

    to: str
    contents: Sequence[Content]
    is_reply: bool
    row: int

    @property
    def text(self) -> str:
        return str([asdict(one) for one in self.contents])

    @property
    def buttons(self) -> dict[str, Button]:
        found: list[Button] = []
        for one in self.contents:
            for card in one.cards if isinstance(one, Carousel) else [one]:
                found += [*getattr(card, "buttons", ()), *getattr(card, "choices", ())]
        return {one.label: one for one in found}


class Talk:
    """Everybody's chats with one station; each act is handled as the worker would."""

    def __init__(self, store: Store, station: int, clock: FixedClock) -> None:
        self.store, self.station, self.clock = store, station, clock
        self.ids = itertools.count(1)
        self.seen = 0
        self.has_time = True
        self.dispatcher = Dispatcher(
            HANDLERS,
            understand=lambda event, uow: understand(event, uow, the_words()),
            catalog=the_catalog(),
        )
        with store.writing(station, clock()) as uow:
            Precinct(uow)
            uow.commit()

    def happens(self, event: Event, *, lane: bytes = b"lane") -> list[Heard]:
        with self.store.writing(self.station, self.clock()) as uow:
            door = ReplyDoor(token="token", until=self.clock())
            self.dispatcher.dispatch(event, uow, lane=lane, reply=door)
            uow.commit()
        return [*self.news(), *self.due()]

    def due(self) -> list[Heard]:
        """Run the timers that are due, and those that they set."""
        while self.has_time and self._one_timer():
            pass
        return self.news()

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Let what people do come before the timers that are due already."""
        self.has_time = False
        yield
        self.has_time = True

    def _one_timer(self) -> bool:
        with self.store.writing(self.station, self.clock()) as uow:
            arrival = uow.session.scalars(
                select(Arrival)
                .where(
                    Arrival.station_id == self.station,
                    Arrival.kind == ArrivalKind.TIMER,
                    Arrival.state == ArrivalState.WAITING,
                    Arrival.due_at <= self.clock(),
                )
                .order_by(Arrival.occurred_at, Arrival.id)
                .limit(1)
            ).one_or_none()
            if arrival is None:
                return False
            event = uow.inbox.scheduled_event(arrival)
            self.dispatcher.dispatch(event, uow, lane=b"lane", reply=None)
            uow.inbox.mark_handled(arrival, now=uow.now)
            uow.commit()
        return True

    def news(self) -> list[Heard]:
        with self.store.reading(self.station, self.clock()) as uow:
            names = {line_of(one.code): one.code for one in uow.officers.all()}
            names[line_of("member")] = "member"
            rows = uow.session.scalars(
                select(Outgoing).where(Outgoing.id > self.seen).order_by(Outgoing.id)
            ).all()
            found = []
            for row in rows:
                to = uow.outbox.recipient(row).line_id
                found.append(
                    Heard(
                        to=names.get(to, to),
                        contents=uow.outbox.contents(row),
                        is_reply=row.reply_token is not None,
                        row=row.id,
                    )
                )
            self.seen = rows[-1].id if rows else self.seen
        return found

    def passes(self, **span: float) -> list[Heard]:
        self.clock.passes(**span)
        return self.due()

    def uow(self) -> Any:
        return self.store.writing(self.station, self.clock())

    def stands_in_chat(self, heard: Heard) -> str:
        """Let LINE have taken a message; return its id there, so that it can be quoted."""
        message_id = str(next(self.ids))
        with self.store.writing(self.station, self.clock()) as uow:
            row = uow.session.get_one(Outgoing, heard.row)
            assert row.tip_id is not None
            uow.bubbles.keep(
                row.tip_id,
                [(message_id, f"quote-{message_id}")],
                key=row.sealed_with,
                is_question=row.asks,
                now=uow.now,
            )
            uow.commit()
        return message_id

    def tips(self) -> list[Tip]:
        with self.store.reading(self.station, self.clock()) as uow:
            found = list(uow.tips.all())
            for one in found:
                uow.session.expunge(one)
            return found


@dataclass
class Person:
    """Somebody with a phone."""

    talk: Talk
    name: str
    group: str | None = None
    last: str = ""
    line_id: str = field(init=False)

    def __post_init__(self) -> None:
        self.line_id = line_of(self.name)

    @property
    def speaker(self) -> Speaker:
        return Speaker(user_id=self.line_id, group_id=self.group)

    def says(
        self,
        content: Said | str,
        *,
        at: datetime | None = None,
        mentions: bool = False,
        quotes: str | None = None,
    ) -> list[Heard]:
        self.last = str(next(self.talk.ids))
        return self.resends(content, self.last, at=at, mentions=mentions, quotes=quotes)

    def resends(
        self,
        content: Said | str,
        message_id: str,
        *,
        at: datetime | None = None,
        mentions: bool = False,
        quotes: str | None = None,
    ) -> list[Heard]:
        told = Text(text=content) if isinstance(content, str) else content
        return self.talk.happens(
            MessageSaid(
                happened_at=at or self.talk.clock(),
                speaker=self.speaker,
                message_id=message_id,
                content=told,
                mentions_bot=mentions,
                quoted_message_id=quotes,
                quote_token=f"quote-{message_id}",
            )
        )

    def sends(self, kind: MediaKind) -> list[Heard]:
        return self.says(Media(kind=kind))

    def pins(self, latitude: float, longitude: float) -> list[Heard]:
        return self.says(Location(latitude=latitude, longitude=longitude))

    def presses(self, button: Button | str) -> list[Heard]:
        if isinstance(button, str):
            return self._presses(button)
        if isinstance(button.tap, Say):
            return self.says(button.tap.text)
        assert isinstance(button.tap, Press)
        return self._presses(button.tap.data)

    def _presses(self, data: str) -> list[Heard]:
        return self.talk.happens(
            ButtonPressed(happened_at=self.talk.clock(), speaker=self.speaker, data=data)
        )

    def unsends(self, message_id: str) -> list[Heard]:
        return self.talk.happens(
            MessageUnsent(
                happened_at=self.talk.clock(), speaker=self.speaker, message_id=message_id
            )
        )

    def edits(self, message_id: str, text: str, *, at: datetime | None = None) -> list[Heard]:
        return self.talk.happens(
            MessageEdited(
                happened_at=at or self.talk.clock(),
                speaker=self.speaker,
                message_id=message_id,
                text=text,
            )
        )

    def follows(self) -> list[Heard]:
        return self.talk.happens(Followed(happened_at=self.talk.clock(), speaker=self.speaker))

    def blocks(self) -> list[Heard]:
        return self.talk.happens(Unfollowed(happened_at=self.talk.clock(), speaker=self.speaker))

    def invites_the_bot(self) -> list[Heard]:
        return self.talk.happens(BotJoined(happened_at=self.talk.clock(), speaker=self.speaker))

    def removes_the_bot(self) -> list[Heard]:
        return self.talk.happens(BotLeft(happened_at=self.talk.clock(), speaker=self.speaker))


def for_whom(news: Sequence[Heard]) -> set[str]:
    return {one.to for one in news}


def to(name: str, news: Sequence[Heard]) -> Heard:
    found = [one for one in news if one.to == name]
    assert len(found) == 1, f"{len(found)} messages for {name}"
    return found[0]


def tip_in(button: Button) -> tuple[Act, uuid.UUID | None]:
    assert isinstance(button.tap, Press)
    read = decode(button.tap.data)
    assert read is not None
    return read.act, read.tip


def a_card(heard: Heard) -> Card:
    return next(one for one in heard.contents if isinstance(one, Card))


__all__ = ["Heard", "Person", "Talk", "UnitOfWork", "a_card", "for_whom", "tip_in", "to"]

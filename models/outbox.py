"""This is the outbox: what is to leave, committed with the change that caused it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import (
    Boolean,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    String,
    and_,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.answers import Chat, Content, Message, Rank, Recipient
from models.base import Base, BigId, Bytes, Moment
from models.follow_up import FollowUp, expect
from models.sealed import KeyStore, Purpose
from models.tip import OfTip

_CONTENT, _RECIPIENT, _TOKEN, _FROZEN = (
    "outbox.content",
    "outbox.recipient",
    "outbox.token",
    "outbox.frozen",
)
RANKS = {Rank.ALERT: 0, Rank.ANSWER: 1, Rank.NOTICE: 2, Rank.BULLETIN: 3}
# Bulletins leave by hands of their own, so that nothing else ever waits behind ten thousand.
FANNED_OUT = 4
_contents: TypeAdapter[list[Content]] = TypeAdapter(list[Content])


class OutboxState(StrEnum):
    """What became of a message.

    `unknown`: a reply without an answer, or a push whose key outlived LINE's 24 hours.
    `set_aside`: LINE refused it. `mailed`: LINE took nothing, so an alert went by mail.
    `withdrawn`: erased by an unsend; if it is doubtful, LINE may have had it by then.
    `dropped`: only worth a free reply, and the token was stale.
    `held`: restored from a backup, so perhaps sent long since; it waits for a person's word.
    """

    WAITING = "waiting"
    SENDING = "sending"
    ACCEPTED = "accepted"
    UNKNOWN = "unknown"
    SET_ASIDE = "set_aside"
    MAILED = "mailed"
    WITHDRAWN = "withdrawn"
    DROPPED = "dropped"
    HELD = "held"


OPEN_STATES = (OutboxState.WAITING, OutboxState.SENDING)
# What was held since a restore may still go, when somebody releases it.
UNSETTLED = (*OPEN_STATES, OutboxState.HELD)


class Outgoing(OfTip, Base):
    """One message to one chat; its `retry_key` is LINE's X-Line-Retry-Key on every attempt.

    `attempts` tells one attempt from the next, so that a late answer settles only its own.
    `is_doubtful`: LINE may have accepted it. `stalled_since`: LINE takes no push of the account.
    `asks`: an officer's question, so a quote of it is the answer.
    `occurrence_id`: it carries a bulletin, whose words are kept there once for all.
    `cost`: what LINE counts for a push of it, where that was reckoned before.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_waiting",
            "rank",
            "id",
            sqlite_where=text("state IN ('waiting', 'sending')"),
            postgresql_where=text("state IN ('waiting', 'sending')"),
        ),
        Index(
            "ix_outbox_order",
            "order_mark",
            "id",
            sqlite_where=text("state IN ('waiting', 'sending')"),
            postgresql_where=text("state IN ('waiting', 'sending')"),
        ),
        Index(
            "ix_outbox_occurrence",
            "occurrence_id",
            sqlite_where=text("occurrence_id IS NOT NULL"),
            postgresql_where=text("occurrence_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"))
    retry_key: Mapped[uuid.UUID] = mapped_column(unique=True)
    tip_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("tips.id"), index=True)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    order_mark: Mapped[bytes] = mapped_column(Bytes)
    rank: Mapped[int]
    hushes: Mapped[bool] = mapped_column(Boolean)
    carries_content: Mapped[bool] = mapped_column(Boolean)
    recipient: Mapped[bytes] = mapped_column(Bytes)
    content: Mapped[bytes | None] = mapped_column(Bytes)
    frozen: Mapped[bytes | None] = mapped_column(Bytes)
    reply_token: Mapped[bytes | None] = mapped_column(Bytes)
    reply_until: Mapped[datetime | None] = mapped_column(Moment)
    only_reply: Mapped[bool] = mapped_column(Boolean)
    asks: Mapped[bool] = mapped_column(Boolean, default=False)
    method: Mapped[str | None] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16), default=OutboxState.WAITING)
    created_at: Mapped[datetime] = mapped_column(Moment)
    next_try_at: Mapped[datetime] = mapped_column(Moment)
    first_attempt_at: Mapped[datetime | None] = mapped_column(Moment)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    is_doubtful: Mapped[bool] = mapped_column(Boolean, default=False)
    stalled_since: Mapped[datetime | None] = mapped_column(Moment)
    mailed_at: Mapped[datetime | None] = mapped_column(Moment)
    owner: Mapped[str | None] = mapped_column(String(64))
    leased_until: Mapped[datetime | None] = mapped_column(Moment)
    held_at: Mapped[datetime | None] = mapped_column(Moment)
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
    occurrence_id: Mapped[int | None] = mapped_column(ForeignKey("bulletin_occurrences.id"))
    cost: Mapped[int | None]
    request_id: Mapped[str | None] = mapped_column(String(64))
    fault: Mapped[str | None] = mapped_column(String(300))

    @property
    def sealed_with(self) -> uuid.UUID:
        """Return the key that seals what it says."""
        return uuid.UUID(bytes=self.recipient[1:17])

    @property
    def is_alert(self) -> bool:
        """Say whether an officer is alerted by it."""
        return self.rank == RANKS[Rank.ALERT] and self.officer_id is not None


def sealed_recipient(keys: KeyStore, key: uuid.UUID, chat: Chat, line_id: str) -> bytes:
    """Seal to whom a message goes."""
    return keys.seal(key, f"{chat}:{line_id}".encode(), purpose=_RECIPIENT)


@dataclass(frozen=True, kw_only=True)
class ReplyDoor:
    """A free reply token and the moment until which it is fresh."""

    token: str
    until: datetime


class Outbox:
    """The messages of one station within one transaction."""

    def __init__(
        self,
        session: Session,
        *,
        station_id: int,
        keys: KeyStore,
        key: uuid.UUID,
    ) -> None:
        self._session = session
        self._station_id = station_id
        self._keys = keys
        self._key = key

    def keep(
        self,
        message: Message,
        *,
        now: datetime,
        tip_key: uuid.UUID | None = None,
        reply: ReplyDoor | None = None,
        station_id: int | None = None,
    ) -> Outgoing:
        """Keep one message, which has its row with the next flush.

        What is about a tip is sealed with that tip's key.

        `station_id`: by whose account it goes, where that is not this station's.
        """
        key = tip_key or self._key
        to = message.to
        order = (str(message.about or ""), to.chat, to.line_id)
        seal = self._keys.seal
        row = Outgoing(
            station_id=station_id or self._station_id,
            retry_key=uuid.uuid4(),
            tip_id=message.about,
            officer_id=message.officer,
            order_mark=self._keys.fingerprint(Purpose.ORDER, *order),
            rank=RANKS[message.rank],
            hushes=message.hushes,
            carries_content=message.carries_content,
            recipient=sealed_recipient(self._keys, key, to.chat, to.line_id),
            content=seal(key, _contents.dump_json(list(message.contents)), purpose=_CONTENT),
            only_reply=message.only_reply,
            asks=message.asks,
            state=OutboxState.WAITING,
            created_at=now,
            next_try_at=now,
            attempts=0,
            is_doubtful=False,
        )
        if reply is not None:
            row.reply_token = seal(key, reply.token.encode(), purpose=_TOKEN)
            row.reply_until = reply.until
        self._session.add(row)
        expect(self._session, FollowUp.MESSAGES)
        return row

    def recipient(self, row: Outgoing) -> Recipient:
        """Open to whom a message goes."""
        chat, _, line_id = (
            self._keys.open(row.recipient, purpose=_RECIPIENT).decode().partition(":")
        )
        return Recipient(chat=Chat(chat), line_id=line_id)

    def contents(self, row: Outgoing) -> list[Content]:
        """Open what a message says."""
        if row.content is None:
            return []
        return _contents.validate_json(self._keys.open(row.content, purpose=_CONTENT))

    def reply_token(self, row: Outgoing) -> str | None:
        """Open the reply token of a message."""
        if row.reply_token is None:
            return None
        return self._keys.open(row.reply_token, purpose=_TOKEN).decode()

    def freeze(self, row: Outgoing, body: dict[str, Any], *, now: datetime) -> None:
        """Fix the exact body of a message at its first attempt, so that each retry is the same."""
        row.first_attempt_at = now
        row.frozen = self._keys.seal(row.sealed_with, json.dumps(body).encode(), purpose=_FROZEN)

    def frozen(self, row: Outgoing) -> dict[str, Any] | None:
        """Open the fixed body of a message that was attempted before."""
        if row.frozen is None:
            return None
        body: dict[str, Any] = self._keys.open_json(row.frozen, purpose=_FROZEN)
        return body

    def withdraw_content(self, tip_id: uuid.UUID, *, now: datetime) -> Sequence[Outgoing]:
        """Erase what still waits and carries a member's words about a tip; return those rows."""
        return self._withdraw(tip_id, Outgoing.carries_content.is_(True), now=now)

    def withdraw_questions(self, tip_id: uuid.UUID, *, now: datetime) -> Sequence[Outgoing]:
        """Erase what an officer asks about a tip and still waits; return those rows."""
        return self._withdraw(tip_id, Outgoing.asks.is_(True), now=now)

    def withdraw_from(self, officer_id: int, *, now: datetime) -> Sequence[Outgoing]:
        """Erase what still waits to alert an officer; return those rows."""
        return self._withdrawn(Outgoing.officer_id == officer_id, now=now)

    def _withdraw(
        self, tip_id: uuid.UUID, which: ColumnElement[bool], *, now: datetime
    ) -> Sequence[Outgoing]:
        return self._withdrawn(and_(Outgoing.tip_id == tip_id, which), now=now)

    def _withdrawn(self, which: ColumnElement[bool], *, now: datetime) -> Sequence[Outgoing]:
        rows = self._session.scalars(
            select(Outgoing)
            .where(which, Outgoing.state.in_(UNSETTLED))
            .order_by(Outgoing.id)
            .with_for_update()
        ).all()
        for row in rows:
            row.state = OutboxState.WITHDRAWN
            row.content = row.frozen = row.reply_token = None
            row.settled_at = now
        return rows

    def settle(self, row: Outgoing, state: OutboxState, *, now: datetime, fault: str = "") -> None:
        """Record what became of a message and erase what it said."""
        row.state = state
        row.settled_at = now
        row.owner = row.leased_until = None
        row.fault = fault[:300] or None
        row.content = row.frozen = row.reply_token = None

    def troubled(self) -> Sequence[Outgoing]:
        """Return what LINE refused, never answered, or takes not now, newest first."""
        states = (OutboxState.SET_ASIDE, OutboxState.UNKNOWN, OutboxState.MAILED)
        is_stalled = and_(Outgoing.state.in_(OPEN_STATES), Outgoing.stalled_since.is_not(None))
        return self._session.scalars(
            select(Outgoing)
            .where(
                Outgoing.station_id == self._station_id,
                # What became of a bulletin is told of it as a whole.
                Outgoing.occurrence_id.is_(None),
                or_(Outgoing.state.in_(states), is_stalled),
            )
            .order_by(Outgoing.id.desc())
            .limit(200)
        ).all()

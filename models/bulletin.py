"""This is a bulletin of the station, and each time at which it was or will be sent."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import (
    JSON,
    Boolean,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    String,
    UniqueConstraint,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.answers import Content
from domain.audience import Audience
from domain.bulletin import BulletinState, BulletinStep, take_step
from models.audience import kept, opened
from models.base import Base, Bytes, Moment
from models.sealed import KeyStore
from models.station import next_number

# No bulletin is older; a version is a whole number of 32 bits.
_BEFORE_US = datetime(2020, 1, 1, tzinfo=UTC)
_WORDS, _FROZEN = "announced.words", "announced.frozen"
_contents: TypeAdapter[list[Content]] = TypeAdapter(list[Content])
_WAITING = (BulletinState.SCHEDULED, BulletinState.HELD)
_UNDER_WAY = (*_WAITING, BulletinState.SENDING, BulletinState.AWAITING)


class Bulletin(Base):
    """One bulletin; people know it by its number.

    `topic`: of what it is, so that members who do not want to hear of that get none of it.
    `rule` is None for one that is sent once, else how its times are found. `version` rises
    with each change, so that a time planned before it, and an approval given before it, are void.
    `cost` is what one sending was reckoned to cost when it was planned. `saver_end` is set for
    one that rides on free replies: what becomes of it after `rides_for` seconds. `about` names the
    survey or the meeting for which it goes out, or the meeting that it calls off.
    """

    __tablename__ = "bulletins"
    __table_args__ = (UniqueConstraint("station_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(16), index=True)
    version: Mapped[int] = mapped_column(default=1)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    words: Mapped[bytes] = mapped_column(Bytes)
    audience: Mapped[dict[str, Any]] = mapped_column(JSON)
    topic: Mapped[str | None] = mapped_column(String(16))
    rule: Mapped[str | None] = mapped_column(String(200))
    next_at: Mapped[datetime | None] = mapped_column(Moment)
    cost: Mapped[int] = mapped_column(default=0)
    is_urgent: Mapped[bool] = mapped_column(Boolean, default=False)
    saver_end: Mapped[str | None] = mapped_column(String(8))
    rides_for: Mapped[int | None]
    about: Mapped[str | None] = mapped_column(String(32))
    created_at: Mapped[datetime] = mapped_column(Moment)
    approved_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    def takes(self, step: BulletinStep, *, now: datetime) -> None:
        """Go one step of its life; raise BulletinStepRefused if it may not."""
        self.state = take_step(BulletinState(self.state), step)
        if step is BulletinStep.CHANGE:
            # Counted from the clock, for a version of before a restore must not come again.
            self.version = max(self.version + 1, int((now - _BEFORE_US).total_seconds()))
            self.approver_id = self.approved_at = self.next_at = None
        if self.state in (BulletinState.SENT, BulletinState.CANCELLED, BulletinState.MISSED):
            self.ended_at, self.next_at = now, None


class Occurrence(Base):
    """One time of a bulletin; the pair of bulletin and planned time is there but once.

    `words` are the bulletin's as it began; `frozen` is their exact form for LINE, the same for
    each retry. `is_spread`: every recipient has its delivery. `rides_until`: until then it waits
    for free replies. The figures are final once `ended_at` is set.
    """

    __tablename__ = "bulletin_occurrences"
    __table_args__ = (
        UniqueConstraint("bulletin_id", "planned_at"),
        Index("ix_bulletin_occurrences_state", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    bulletin_id: Mapped[int] = mapped_column(ForeignKey("bulletins.id"))
    planned_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(String(16))
    because: Mapped[str | None] = mapped_column(String(16))
    held_until: Mapped[datetime | None] = mapped_column(Moment)
    started_at: Mapped[datetime | None] = mapped_column(Moment)
    rides_until: Mapped[datetime | None] = mapped_column(Moment)
    is_spread: Mapped[bool] = mapped_column(Boolean, default=False)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    words: Mapped[bytes | None] = mapped_column(Bytes)
    frozen: Mapped[bytes | None] = mapped_column(Bytes)
    receivers: Mapped[int] = mapped_column(default=0)
    cost: Mapped[int] = mapped_column(default=0)
    accepted: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    given_up: Mapped[int] = mapped_column(default=0)
    dropped: Mapped[int] = mapped_column(default=0)


@dataclass(frozen=True, kw_only=True)
class NewBulletin:
    """What a bulletin says, to whom, when, and for which survey or meeting.

    `author` is an officer's row.
    """

    contents: Sequence[Content]
    audience: Audience
    author: int | None = None
    is_urgent: bool = False
    rule: str | None = None
    saver_end: str | None = None
    rides_for: int | None = None
    cost: int = 0
    about: str | None = None


class Bulletins:
    """The bulletins of one station."""

    def __init__(
        self, session: Session, *, station_id: int, keys: KeyStore, key: uuid.UUID
    ) -> None:
        self._session = session
        self._station_id = station_id
        self._keys = keys
        self._key = key

    def draft(self, new: NewBulletin, *, now: datetime) -> Bulletin:
        """Keep a new bulletin as a draft, with the next number."""
        row = Bulletin(
            station_id=self._station_id,
            number=next_number(self._session, self._station_id, "bulletins"),
            state=BulletinState.DRAFT,
            version=1,
            author_id=new.author,
            words=self._sealed(new.contents),
            audience=kept(new.audience),
            topic=new.audience.topic,
            rule=new.rule,
            cost=new.cost,
            is_urgent=new.is_urgent,
            saver_end=new.saver_end,
            rides_for=new.rides_for,
            about=new.about,
            created_at=now,
        )
        self._session.add(row)
        self._session.flush()
        return row

    def rewrite(self, bulletin: Bulletin, contents: Sequence[Content]) -> None:
        """Let a bulletin say something else; the caller takes the step `change` before."""
        bulletin.words = self._sealed(contents)

    def readdress(self, bulletin: Bulletin, audience: Audience) -> None:
        """Let a bulletin be for others; the caller takes the step `change` before."""
        bulletin.audience, bulletin.topic = kept(audience), audience.topic

    def _sealed(self, contents: Sequence[Content]) -> bytes:
        return self._keys.seal(self._key, _contents.dump_json(list(contents)), purpose=_WORDS)

    def contents(self, row: Bulletin | Occurrence) -> list[Content]:
        """Open what a bulletin says, or said when one of its times began."""
        if row.words is None:
            return []
        return _contents.validate_json(self._keys.open(row.words, purpose=_WORDS))

    @staticmethod
    def audience(bulletin: Bulletin) -> Audience:
        """Return whom a bulletin is for."""
        return opened(bulletin.audience, topic=bulletin.topic, about=bulletin.about)

    def get(self, bulletin_id: int, *, held: bool = False) -> Bulletin:
        """Return a bulletin by its row id, kept from others until the transaction ends if held."""
        return self._session.scalars(self._one(Bulletin.id == bulletin_id, held=held)).one()

    def by_number(self, number: int, *, held: bool = False) -> Bulletin | None:
        """Return the bulletin that bears a number."""
        query = self._one(Bulletin.number == number, held=held)
        return self._session.scalars(query).one_or_none()

    def _one(self, which: ColumnElement[bool], *, held: bool) -> Select[Bulletin]:
        query = select(Bulletin).where(which, Bulletin.station_id == self._station_id)
        # What is held is read afresh, or it would be as this transaction saw it before.
        fresh = query.execution_options(populate_existing=True)
        return fresh.with_for_update() if held else query

    def all(self) -> Sequence[Bulletin]:
        """Return every bulletin, in the order in which they were written."""
        return self._session.scalars(
            select(Bulletin)
            .where(Bulletin.station_id == self._station_id)
            .order_by(Bulletin.number)
        ).all()

    def about(self, what: str) -> Sequence[Bulletin]:
        """Return those that go out for a survey or a meeting, in the order of their writing."""
        return self._session.scalars(
            select(Bulletin)
            .where(Bulletin.station_id == self._station_id, Bulletin.about == what)
            .order_by(Bulletin.number)
        ).all()

    def planned(self) -> Sequence[Bulletin]:
        """Return those that are still to be sent."""
        return self._session.scalars(
            select(Bulletin)
            .where(Bulletin.station_id == self._station_id, Bulletin.state.in_(_WAITING))
            .order_by(Bulletin.next_at)
        ).all()

    def under_way(self) -> Sequence[Bulletin]:
        """Return those that have not ended and are no drafts."""
        return self._session.scalars(
            select(Bulletin)
            .where(Bulletin.station_id == self._station_id, Bulletin.state.in_(_UNDER_WAY))
            .order_by(Bulletin.number)
        ).all()

    def occurrence(self, occurrence_id: int, *, held: bool = False) -> Occurrence:
        """Return one time of a bulletin by its row id."""
        query = (
            select(Occurrence)
            .join(Bulletin)
            .where(Occurrence.id == occurrence_id, Bulletin.station_id == self._station_id)
        )
        if held:
            query = query.with_for_update(of=Occurrence).execution_options(populate_existing=True)
        return self._session.scalars(query).one()

    def at(self, bulletin: Bulletin, planned_at: datetime) -> Occurrence:
        """Return a bulletin's time that was planned for a moment, keeping it if it is new."""
        known = self._session.scalars(
            select(Occurrence).where(
                Occurrence.bulletin_id == bulletin.id, Occurrence.planned_at == planned_at
            )
        ).one_or_none()
        if known is None:
            known = Occurrence(
                bulletin_id=bulletin.id,
                planned_at=planned_at,
                state=BulletinState.SCHEDULED,
                is_spread=False,
                receivers=0,
                cost=0,
            )
            self._session.add(known)
            self._session.flush()
        return known

    def times(self, bulletin: Bulletin) -> Sequence[Occurrence]:
        """Return the times of a bulletin that came, oldest first."""
        return self._session.scalars(
            select(Occurrence)
            .where(Occurrence.bulletin_id == bulletin.id)
            .order_by(Occurrence.planned_at)
        ).all()

    def begin(self, occurrence: Occurrence, bulletin: Bulletin, *, now: datetime) -> None:
        """Let one time of a bulletin begin with the words that it has now."""
        occurrence.state, occurrence.started_at = BulletinState.SENDING, now
        occurrence.words = bulletin.words

    def freeze(self, occurrence: Occurrence, form: dict[str, Any]) -> None:
        """Fix the exact form for LINE, so that each retry of each recipient is the same."""
        occurrence.frozen = self._keys.seal_json(self._key, form, purpose=_FROZEN)

    def frozen(self, occurrence: Occurrence) -> dict[str, Any] | None:
        """Open the fixed form of a time that somebody began to send."""
        if occurrence.frozen is None:
            return None
        form: dict[str, Any] = self._keys.open_json(occurrence.frozen, purpose=_FROZEN)
        return form

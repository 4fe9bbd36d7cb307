"""This is a tip, its messages in order, and the history of what was done with it."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    ColumnElement,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
    and_,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.orm.attributes import flag_modified

from domain import tip as life
from domain.tip import Step, TipState, Trust
from models.base import Base, BigId, Bytes, Moment
from models.sealed import KeyStore, Purpose, Subject
from models.station import next_number

_SENDER, _SENDER_INNER, _TEXT, _READING, _NOTE, _DETAIL = (
    "tip.sender",
    "tip.sender.member",
    "tip_message.content",
    "tip.reading",
    "tip.note",
    "tip_history.detail",
)
_LIVE = frozenset(TipState) - {TipState.CLOSED, TipState.CANCELLED, TipState.MERGED}


class Tip(Base):
    """One report. Who sent it is sealed twice: under the tip's key and the member's own.

    `sender_mark` finds a sender's open tips again and joins with no other column. `rung` counts
    how often acceptance was awaited: a timer of an earlier one is void. `away_id` is the station in
    whose hands it is, where that is not its own.
    """

    __tablename__ = "tips"
    __table_args__ = (
        UniqueConstraint("station_id", "year", "sequence"),
        Index("ix_tips_sender_state", "sender_mark", "state"),
        Index("ix_tips_station_state", "station_id", "state"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"))
    year: Mapped[int]
    sequence: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))
    data_key_id: Mapped[uuid.UUID]
    sender: Mapped[bytes | None] = mapped_column(Bytes)
    sender_mark: Mapped[bytes | None] = mapped_column(Bytes)
    trust: Mapped[str] = mapped_column(String(16))
    is_practice: Mapped[bool] = mapped_column(Boolean, default=False)
    is_restricted: Mapped[bool] = mapped_column(Boolean, default=False)
    is_coerced: Mapped[bool] = mapped_column(Boolean, default=False)
    is_environment_spot: Mapped[bool] = mapped_column(Boolean, default=False)
    came_by_group: Mapped[bool] = mapped_column(Boolean, default=False)
    has_withdrawn: Mapped[bool] = mapped_column(Boolean, default=False)
    village_id: Mapped[int | None] = mapped_column(ForeignKey("villages.id"), index=True)
    village_source: Mapped[str] = mapped_column(String(16), default="none")
    village_confidence: Mapped[float] = mapped_column(Float, default=0.0)
    village_candidates: Mapped[list[str]] = mapped_column(JSON, default=list)
    must_confirm: Mapped[bool] = mapped_column(Boolean, default=False)
    is_outside_area: Mapped[bool] = mapped_column(Boolean, default=False)
    category: Mapped[str] = mapped_column(String(24), default="other")
    category_confidence: Mapped[float] = mapped_column(Float, default=0.0)
    urgency: Mapped[str] = mapped_column(String(16), default="routine")
    reading: Mapped[bytes | None] = mapped_column(Bytes)
    opened_at: Mapped[datetime] = mapped_column(Moment)
    last_message_at: Mapped[datetime] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    accepted_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    handler_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    outcome: Mapped[str | None] = mapped_column(String(32))
    note: Mapped[bytes | None] = mapped_column(Bytes)
    rating: Mapped[str | None] = mapped_column(String(16))
    rung: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    accept_by: Mapped[datetime | None] = mapped_column(Moment)
    is_named: Mapped[bool] = mapped_column(Boolean, default=False)
    review_at: Mapped[datetime | None] = mapped_column(Moment)
    away_id: Mapped[int | None] = mapped_column(ForeignKey("stations.id"), index=True)
    version: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012

    def take(self, step: Step) -> None:
        """Take one step of a tip's life; raise StepNotAllowed if it is not open from here."""
        self.state = life.step(TipState(self.state), step)


def in_hands_of(station_id: int) -> ColumnElement[bool]:
    """Return what holds for the tips on which a station's officers work."""
    is_at_home = and_(Tip.station_id == station_id, Tip.away_id.is_(None))
    return or_(is_at_home, Tip.away_id == station_id)


class TipMessage(Base):
    """One text, photo, location or answer in a tip; `content` is erased when it is withdrawn."""

    __tablename__ = "tip_messages"
    __table_args__ = (UniqueConstraint("tip_id", "message_mark"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    tip_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tips.id"), index=True)
    message_mark: Mapped[bytes | None] = mapped_column(Bytes, index=True)
    kind: Mapped[str] = mapped_column(String(16))
    author: Mapped[str] = mapped_column(String(16))
    happened_at: Mapped[datetime] = mapped_column(Moment)
    edited_at: Mapped[datetime | None] = mapped_column(Moment)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Moment)
    content: Mapped[bytes | None] = mapped_column(Bytes)


class TipStep(Base):
    """One line of a tip's history: what was done, when, and by which officer, if by one."""

    __tablename__ = "tip_history"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    tip_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tips.id"), index=True)
    happened_at: Mapped[datetime] = mapped_column(Moment)
    what: Mapped[str] = mapped_column(String(32))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    detail: Mapped[bytes | None] = mapped_column(Bytes)


class Tombstone(Base):
    """A withdrawn message that holds nothing: a late copy of it does not bring it back."""

    __tablename__ = "tombstones"

    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"), primary_key=True)
    message_mark: Mapped[bytes] = mapped_column(Bytes, primary_key=True)
    withdrawn_at: Mapped[datetime] = mapped_column(Moment)


class Tips:
    """The tips of one station."""

    def __init__(self, session: Session, station_id: int, keys: KeyStore) -> None:
        self._session = session
        self._station_id = station_id
        self._keys = keys
        # One arrival asks for these again and again; what is written here is kept in step.
        self._live: dict[bytes, Sequence[Tip]] = {}
        self._lines: dict[uuid.UUID, list[TipStep]] = {}

    def open_new(
        self,
        line_id: str | None,
        *,
        member_key: uuid.UUID | None,
        trust: Trust,
        year: int,
        now: datetime,
    ) -> Tip:
        """Open a tip with the next number of the Buddhist year, under a data key of its own."""
        key = self._keys.create(Subject.TIP, self._station_id)
        tip = Tip(
            id=uuid.uuid4(),
            station_id=self._station_id,
            year=year,
            sequence=next_number(self._session, self._station_id, f"tips:{year}"),
            state=TipState.COLLECTING,
            data_key_id=key,
            trust=trust,
            opened_at=now,
            last_message_at=now,
        )
        if line_id is not None:
            tip.sender = self._seal_sender(key, line_id, member_key)
            tip.sender_mark = self._keys.fingerprint(Purpose.TIP_SENDER, line_id)
        self._live.clear()
        self._session.add(tip)
        self._session.flush()
        return tip

    def _seal_sender(self, key: uuid.UUID, line_id: str, member_key: uuid.UUID | None) -> bytes:
        inner = line_id.encode()
        if member_key is not None:
            inner = self._keys.seal(member_key, inner, purpose=_SENDER_INNER)
        form = b"m" if member_key is not None else b"p"
        return self._keys.seal(key, form + inner, purpose=_SENDER)

    def sender_line_id(self, tip: Tip) -> str | None:
        """Open the LINE id of a tip's sender: for delivering to them, never for showing."""
        if tip.sender is None:
            return None
        opened = self._keys.open(tip.sender, purpose=_SENDER)
        if opened[:1] == b"m":
            return self._keys.open(opened[1:], purpose=_SENDER_INNER).decode()
        return opened[1:].decode()

    def get(self, tip_id: uuid.UUID) -> Tip:
        """Return a tip of this station by its id; raise LookupError if there is none."""
        tip = self.find(tip_id)
        if tip is None:
            raise LookupError("no such tip at this station")
        return tip

    def find(self, tip_id: uuid.UUID) -> Tip | None:
        """Return a tip of this station, or in its hands, by its id; None if there is none."""
        tip = self._session.get(Tip, tip_id)
        is_known = tip is not None and self._station_id in (tip.station_id, tip.away_id)
        return tip if is_known else None

    def is_here(self, tip: Tip) -> bool:
        """Say whether a tip is in this station's hands."""
        return self.holder(tip) == self._station_id

    def is_own(self, tip: Tip) -> bool:
        """Say whether a tip was sent to this station, wherever it is now."""
        return tip.station_id == self._station_id

    @staticmethod
    def holder(tip: Tip) -> int:
        """Return the station in whose hands a tip is."""
        return tip.away_id or tip.station_id

    def where(self, tip_id: uuid.UUID) -> int | None:
        """Return the station in whose hands a tip is, of whichever station; None if there is none.

        It tells nothing else of the tip, so that what was meant for its officers can follow it.
        """
        tip = self._session.get(Tip, tip_id)
        return None if tip is None else self.holder(tip)

    def touch(self, tip: Tip) -> None:
        """Let what is done with a tip meet what others do with it, though no column changes."""
        flag_modified(tip, "state")

    def by_number(self, year: int, sequence: int) -> Tip | None:
        """Return the tip that bears a number."""
        return self._session.scalars(
            select(Tip).where(
                Tip.station_id == self._station_id, Tip.year == year, Tip.sequence == sequence
            )
        ).one_or_none()

    def guest(self, home: int, year: int, sequence: int) -> Tip | None:
        """Return the tip of another station that bears a number, if it is in this one's hands."""
        return self._session.scalars(
            select(Tip).where(
                Tip.station_id == home,
                Tip.away_id == self._station_id,
                Tip.year == year,
                Tip.sequence == sequence,
            )
        ).one_or_none()

    def of_sender(self, line_id: str, *states: TipState) -> Sequence[Tip]:
        """Return a sender's tips in some states, newest first."""
        mark = self._keys.fingerprint(Purpose.TIP_SENDER, line_id)
        if not _LIVE.issuperset(states):
            return self._sent_by(mark, states)
        if mark not in self._live:
            self._live[mark] = self._sent_by(mark, _LIVE)
        return [tip for tip in self._live[mark] if tip in self._session and tip.state in states]

    def _sent_by(self, mark: bytes, states: Collection[TipState]) -> Sequence[Tip]:
        return self._session.scalars(
            select(Tip)
            .where(
                Tip.station_id == self._station_id,
                Tip.sender_mark == mark,
                Tip.state.in_(sorted(states)),
            )
            .order_by(Tip.opened_at.desc())
        ).all()

    def in_states(self, *states: TipState) -> Sequence[Tip]:
        """Return the tips in the station's hands in some states, oldest first."""
        return self._session.scalars(
            select(Tip)
            .where(in_hands_of(self._station_id), Tip.state.in_(states))
            .order_by(Tip.opened_at)
        ).all()

    def all(self) -> Sequence[Tip]:
        """Return every tip of the station, by number."""
        return self._session.scalars(
            select(Tip).where(Tip.station_id == self._station_id).order_by(Tip.year, Tip.sequence)
        ).all()

    def add_message(
        self,
        tip: Tip,
        content: Any,
        *,
        kind: str,
        author: str,
        message_id: str | None,
        happened_at: datetime,
    ) -> TipMessage | None:
        """Add one message to a tip, placed by its moment; None if it is there or was withdrawn."""
        mark = None
        if message_id is not None:
            mark = self.message_mark(message_id)
            if self._has(tip, mark) or self.is_withdrawn(message_id):
                return None
        row = TipMessage(
            tip_id=tip.id,
            message_mark=mark,
            kind=kind,
            author=author,
            happened_at=happened_at,
            content=self._keys.seal_json(tip.data_key_id, content, purpose=_TEXT),
        )
        self._session.add(row)
        tip.last_message_at = max(tip.last_message_at, happened_at)
        self._session.flush()
        return row

    def _has(self, tip: Tip, mark: bytes) -> bool:
        query = select(TipMessage.id).where(
            TipMessage.tip_id == tip.id, TipMessage.message_mark == mark
        )
        return self._session.scalar(query) is not None

    def messages(self, tip: Tip) -> Sequence[TipMessage]:
        """Return a tip's messages in the order in which they happened."""
        return self._session.scalars(
            select(TipMessage)
            .where(TipMessage.tip_id == tip.id)
            .order_by(TipMessage.happened_at, TipMessage.id)
        ).all()

    def content(self, message: TipMessage) -> Any:
        """Open what a message says, None once it was withdrawn."""
        if message.content is None:
            return None
        return self._keys.open_json(message.content, purpose=_TEXT)

    def rewrite(self, tip: Tip, message: TipMessage, content: Any, *, at: datetime) -> bool:
        """Replace an edited text; an edit older than the newest changes nothing."""
        if message.withdrawn_at or (message.edited_at and message.edited_at >= at):
            return False
        message.content = self._keys.seal_json(tip.data_key_id, content, purpose=_TEXT)
        message.edited_at = at
        return True

    def message_mark(self, message_id: str) -> bytes:
        """Return the fingerprint by which a LINE message is found again."""
        return self._keys.fingerprint(Purpose.MESSAGE, message_id)

    def with_message(self, message_id: str) -> tuple[Tip, TipMessage] | None:
        """Return the tip that holds a LINE message, and that message."""
        found = self._session.execute(
            select(Tip, TipMessage)
            .join(TipMessage, TipMessage.tip_id == Tip.id)
            .where(
                or_(Tip.station_id == self._station_id, Tip.away_id == self._station_id),
                TipMessage.message_mark == self.message_mark(message_id),
            )
            .limit(1)
        ).one_or_none()
        return None if found is None else (found[0], found[1])

    def all_with_message(self, message_id: str) -> Sequence[tuple[Tip, TipMessage]]:
        """Return each tip that holds a LINE message: an answer may be a tip of its own, too."""
        found = self._session.execute(
            select(Tip, TipMessage)
            .join(TipMessage, TipMessage.tip_id == Tip.id)
            .where(
                or_(Tip.station_id == self._station_id, Tip.away_id == self._station_id),
                TipMessage.message_mark == self.message_mark(message_id),
            )
            .order_by(TipMessage.id)
        )
        return [(row[0], row[1]) for row in found]

    def take_out(self, message: TipMessage) -> Any:
        """Take a message that found no tip yet out of where it waits; return what it says."""
        content = self.content(message)
        self._session.delete(message)
        self._session.flush()
        return content

    def bury(self, message_id: str, *, now: datetime) -> None:
        """Remember without content that a message was withdrawn."""
        mark = self.message_mark(message_id)
        if self._session.get(Tombstone, (self._station_id, mark)) is None:
            self._session.add(
                Tombstone(station_id=self._station_id, message_mark=mark, withdrawn_at=now)
            )
            self._session.flush()

    def is_withdrawn(self, message_id: str) -> bool:
        """Say whether a message was withdrawn, perhaps before it came."""
        mark = self.message_mark(message_id)
        return self._session.get(Tombstone, (self._station_id, mark)) is not None

    def write_reading(self, tip: Tip, reading: Any) -> None:
        """Keep why a village and a kind were chosen."""
        tip.reading = self._keys.seal_json(tip.data_key_id, reading, purpose=_READING)

    def reading(self, tip: Tip) -> Any:
        """Open why a village and a kind were chosen."""
        if tip.reading is None:
            return None
        return self._keys.open_json(tip.reading, purpose=_READING)

    def write_note(self, tip: Tip, note: str) -> None:
        """Keep an officer's note for the file."""
        tip.note = self._keys.seal(tip.data_key_id, note.encode(), purpose=_NOTE)

    def note(self, tip: Tip) -> str:
        """Open the officer's note for the file."""
        return "" if tip.note is None else self._keys.open(tip.note, purpose=_NOTE).decode()

    def record(
        self,
        tip: Tip,
        what: str,
        *,
        at: datetime,
        officer_id: int | None = None,
        detail: Any = None,
    ) -> None:
        """Add a line to a tip's history."""
        sealed = (
            None
            if detail is None
            else self._keys.seal_json(tip.data_key_id, detail, purpose=_DETAIL)
        )
        line = TipStep(
            tip_id=tip.id, happened_at=at, what=what, officer_id=officer_id, detail=sealed
        )
        self._session.add(line)
        self._live.clear()
        if tip.id in self._lines:
            self._lines[tip.id].append(line)

    def history(self, tip: Tip, *whats: str) -> Sequence[TipStep]:
        """Return the lines of a tip's history, all or of some kinds, in order."""
        if tip.id not in self._lines:
            query = select(TipStep).where(TipStep.tip_id == tip.id).order_by(TipStep.id)
            self._lines[tip.id] = list(self._session.scalars(query))
        lines = [line for line in self._lines[tip.id] if line in self._session]
        return [line for line in lines if line.what in whats] if whats else lines

    def detail(self, line: TipStep) -> Any:
        """Open the detail of a line of history."""
        if line.detail is None:
            return None
        return self._keys.open_json(line.detail, purpose=_DETAIL)

    def erase_content(self, tip: Tip) -> None:
        """Erase every word of a tip; its number and state stay."""
        for message in self.messages(tip):
            message.content = None
        tip.reading = tip.note = None

"""This is the audit trail: who did or looked at what, append-only and hash-chained."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint, cast, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, BigId, Bytes, Moment, to_milliseconds
from models.station import NumberSeries, last_number, next_number

# Of the numbers that are given, these alone have no gaps.
SERIES = "audit"


class AuditLine(Base):
    """One act. `link` is SHA-256 over the link before it and this line's own columns."""

    __tablename__ = "audit_trail"
    __table_args__ = (UniqueConstraint("station_id", "position"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"))
    position: Mapped[int]
    happened_at: Mapped[datetime] = mapped_column(Moment)
    actor: Mapped[str] = mapped_column(String(80))
    act: Mapped[str] = mapped_column(String(40))
    about: Mapped[str] = mapped_column(String(80))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    link: Mapped[bytes] = mapped_column(Bytes)


_PLAIN = (
    AuditLine.station_id,
    AuditLine.position,
    AuditLine.happened_at,
    AuditLine.actor,
    AuditLine.act,
    AuditLine.about,
    AuditLine.link,
)
_NAMES = tuple(column.key for column in _PLAIN)


class Flaw(StrEnum):
    """What broke a link: its line or the one before differs, is gone, or was put there."""

    CHANGED = "changed"
    MISSING = "missing"
    INSERTED = "inserted"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """How many lines follow one another, and the first place where the next one does not.

    `head` is the newest link: who wrote it down elsewhere can tell a chain that was made anew.
    """

    count: int
    flaw: Flaw | None = None
    position: int | None = None
    head: bytes = b""


class Audit:
    """The audit trail of one station."""

    def __init__(self, session: Session, station_id: int) -> None:
        self._session = session
        self._station_id = station_id

    def write(
        self,
        act: str,
        *,
        actor: str,
        about: str,
        at: datetime,
        detail: dict[str, Any] | None = None,
    ) -> None:
        """Add a line; codes and numbers only, never a name or a tip's words."""
        # Taking the number first holds the row that serialises two writers of one chain.
        position = next_number(self._session, self._station_id, SERIES)
        before = self._session.scalar(
            select(AuditLine.link).where(
                AuditLine.station_id == self._station_id, AuditLine.position == position - 1
            )
        )
        line = AuditLine(
            station_id=self._station_id,
            position=position,
            happened_at=at,
            actor=actor,
            act=act,
            about=about,
            detail=detail or {},
        )
        line.link = chain(before or b"", line)
        self._session.add(line)
        self._session.flush()

    def lines(self) -> Sequence[AuditLine]:
        """Return the whole trail in order."""
        return self._session.scalars(
            select(AuditLine)
            .where(AuditLine.station_id == self._station_id)
            .order_by(AuditLine.position)
        ).all()

    def latest(self, act: str, *, about: str) -> datetime | None:
        """Return when something was last done to somebody or something."""
        return self._session.scalars(
            select(AuditLine.happened_at)
            .where(
                AuditLine.station_id == self._station_id,
                AuditLine.act == act,
                AuditLine.about == about,
            )
            .order_by(AuditLine.position.desc())
            .limit(1)
        ).first()

    def verify(self) -> Finding:
        """Follow the chain from its first line to the last that was ever given a place."""
        before, count, newest = b"", 0, None
        with closing(self._chained()) as lines:
            for line, newest in lines:
                flaw = _flaw(line, count + 1, before=before, newest=newest)
                if flaw is not None:
                    at = line.position if flaw is Flaw.INSERTED else count + 1
                    return Finding(count=count, flaw=flaw, position=at)
                before, count = line.link, count + 1
        if count < (self._newest_of_none() if newest is None else newest):
            return Finding(count=count, flaw=Flaw.MISSING, position=count + 1)
        return Finding(count=count, head=before)

    def _chained(self) -> Generator[tuple[AuditLine, int], None, None]:
        """Yield each line with the newest number given, all as they stood at one moment."""
        given = (
            select(NumberSeries.last)
            .where(NumberSeries.station_id == self._station_id, NumberSeries.series == SERIES)
            .scalar_subquery()
        )
        query = (
            select(*_PLAIN, cast(AuditLine.detail, Text), func.coalesce(given, 0))
            .where(AuditLine.station_id == self._station_id)
            .order_by(AuditLine.position)
        )
        with self._session.execute(query.execution_options(yield_per=500)) as rows:
            for *plain, detail, newest in rows:
                facts = dict(zip(_NAMES, plain, strict=True))
                yield AuditLine(**facts, detail=_read(detail)), newest

    def _newest_of_none(self) -> int:
        """Return how many lines there should be where none was found."""
        newest = last_number(self._session, self._station_id, SERIES)
        # A line that is there now has been written meanwhile, for nobody can have taken one away.
        return 0 if self.lines() else newest


def _read(detail: str) -> Any:
    try:
        return json.loads(detail)
    except ValueError:
        # Only a hand that changed it leaves what cannot be read: its link will not fit.
        return detail


def _flaw(line: AuditLine, expected: int, *, before: bytes, newest: int) -> Flaw | None:
    if line.position < expected or line.position > newest:
        return Flaw.INSERTED
    if line.position > expected:
        return Flaw.MISSING
    return None if line.link == chain(before, line) else Flaw.CHANGED


def chain(before: bytes, line: AuditLine) -> bytes:
    """Return the link of a line that follows the link before it."""
    facts = [
        line.station_id,
        line.position,
        to_milliseconds(line.happened_at),
        line.actor,
        line.act,
        line.about,
        line.detail,
    ]
    packed = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(before + packed.encode()).digest()

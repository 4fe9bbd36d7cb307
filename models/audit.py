"""This is the audit trail: who did or looked at what, append-only and hash-chained."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, BigId, Bytes, Moment, to_milliseconds
from models.station import next_number


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
        position = next_number(self._session, self._station_id, "audit")
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

    def first_broken(self) -> int | None:
        """Return the position of the first line that does not follow, None if all do."""
        before = b""
        for expected, line in enumerate(self.lines(), start=1):
            if line.position != expected or line.link != chain(before, line):
                return expected
            before = line.link
        return None


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

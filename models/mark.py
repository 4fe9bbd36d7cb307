"""This is what a tip's texts name, as keyed fingerprints alone: plates and telephones."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from typing import Final

from sqlalchemy import ForeignKey, Index, bindparam, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Bytes
from models.late_session import BESIDE, LateSession
from models.sealed import KeyStore, Purpose
from models.tip import OfTip, Tip


class TipMark(OfTip, Base):
    """One plate or telephone that a tip names; it finds the same one in another tip."""

    __tablename__ = "tip_marks"
    __table_args__ = (Index("ix_tip_marks_station_mark", "station_id", "mark"),)

    tip_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tips.id"), primary_key=True)
    mark: Mapped[bytes] = mapped_column(Bytes, primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"))


# To put these together takes longer than to run them.
_OF_TIPS: Final = (
    select(TipMark.tip_id, TipMark.mark)
    .where(TipMark.tip_id.in_(bindparam("tips", expanding=True)))
    .execution_options(**{BESIDE: (TipMark,)})
)
_SHARING: Final = (
    select(TipMark.tip_id)
    .where(
        TipMark.station_id == bindparam("station"),
        TipMark.mark.in_(bindparam("marks", expanding=True)),
    )
    .distinct()
    .limit(bindparam("most"))
    .execution_options(**{BESIDE: (TipMark,)})
)


class TipMarks:
    """What the tips of one station name."""

    def __init__(self, session: LateSession, station_id: int, keys: KeyStore) -> None:
        self._session = session
        self._station_id = station_id
        self._keys = keys

    def fingerprint(self, kind: str, value: str) -> bytes:
        """Return what finds a plate or a telephone again at this station, and nowhere else."""
        return self._keys.fingerprint(Purpose.TIP_MARK, str(self._station_id), kind, value)

    def of_tip(self, tip_id: uuid.UUID) -> frozenset[bytes]:
        """Return what a tip names."""
        return self.of_tips([tip_id]).get(tip_id, frozenset())

    def of_tips(self, tip_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, frozenset[bytes]]:
        """Return what several tips name."""
        found: dict[uuid.UUID, set[bytes]] = {}
        for one in self._session.unwritten(TipMark):
            if one.tip_id in tip_ids:
                found.setdefault(one.tip_id, set()).add(one.mark)
        written = set(tip_ids) - {one.id for one in self._session.unwritten(Tip)}
        if written:
            for tip_id, mark in self._session.execute(_OF_TIPS, {"tips": sorted(written)}):
                found.setdefault(tip_id, set()).add(mark)
        return {tip_id: frozenset(marks) for tip_id, marks in found.items()}

    def keep(self, tip_id: uuid.UUID, marks: Iterable[bytes]) -> frozenset[bytes]:
        """Let a tip name these and no others; return them."""
        wanted, known = frozenset(marks), self.of_tip(tip_id)
        if gone := known - wanted:
            self._session.execute(
                delete(TipMark).where(TipMark.tip_id == tip_id, TipMark.mark.in_(gone))
            )
        self._session.add_all(
            TipMark(tip_id=tip_id, mark=mark, station_id=self._station_id)
            for mark in sorted(wanted - known)
        )
        return wanted

    def sharing(self, marks: Collection[bytes], *, most: int) -> frozenset[uuid.UUID]:
        """Return some tips that name one of these."""
        if not marks:
            return frozenset()
        asked = {"station": self._station_id, "marks": list(marks), "most": most}
        new = {one.tip_id for one in self._session.unwritten(TipMark) if self._bears(one, marks)}
        return frozenset([*new, *self._session.scalars(_SHARING, asked)][:most])

    def _bears(self, row: TipMark, marks: Collection[bytes]) -> bool:
        return row.station_id == self._station_id and row.mark in marks

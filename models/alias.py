"""This is what an administrator decided on the names that corrections propose for villages."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Boolean, ColumnElement, ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.thai import normalise
from models.base import Base, Bytes, Moment
from models.sealed import KeyStore

_PHRASE = "alias_decision.phrase"


class AliasDecision(Base):
    """One phrase that was taken as a village's alias, or refused for it.

    The phrase is sealed: it comes from members' words, and a refused one may be no place at all.
    """

    __tablename__ = "alias_decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"))
    village_id: Mapped[int] = mapped_column(ForeignKey("villages.id"), index=True)
    phrase: Mapped[bytes] = mapped_column(Bytes)
    is_accepted: Mapped[bool] = mapped_column(Boolean)
    decided_at: Mapped[datetime] = mapped_column(Moment)


@dataclass(frozen=True, kw_only=True)
class Decided:
    """A decision, opened."""

    village: int
    phrase: str
    is_accepted: bool


class AliasDecisions:
    """The decisions of one station; the last on a phrase counts."""

    def __init__(
        self, session: Session, *, station_id: int, keys: KeyStore, key: uuid.UUID
    ) -> None:
        self._session = session
        self._station_id = station_id
        self._keys = keys
        self._key = key

    def decide(self, village_id: int, phrase: str, *, is_accepted: bool, now: datetime) -> None:
        """Remember that a phrase is a village's alias, or never shall be."""
        row = self._of(village_id, phrase)
        if row is None:
            sealed = self._keys.seal(self._key, phrase.encode(), purpose=_PHRASE)
            row = AliasDecision(station_id=self._station_id, village_id=village_id, phrase=sealed)
            self._session.add(row)
        row.is_accepted, row.decided_at = is_accepted, now
        self._session.flush()

    def all(self) -> Sequence[Decided]:
        """Return every decision, the oldest first."""
        return [self._opened(row) for row in self._rows()]

    def accepted(self, village_id: int) -> Sequence[str]:
        """Return the aliases that a village was given by decision."""
        rows = self._rows(
            AliasDecision.village_id == village_id, AliasDecision.is_accepted.is_(True)
        )
        return [self._opened(row).phrase for row in rows]

    def _of(self, village_id: int, phrase: str) -> AliasDecision | None:
        key = normalise(phrase).key
        rows = self._rows(AliasDecision.village_id == village_id)
        return next((row for row in rows if normalise(self._opened(row).phrase).key == key), None)

    def _opened(self, row: AliasDecision) -> Decided:
        phrase = self._keys.open(row.phrase, purpose=_PHRASE).decode()
        return Decided(village=row.village_id, phrase=phrase, is_accepted=row.is_accepted)

    def _rows(self, *which: ColumnElement[bool]) -> Sequence[AliasDecision]:
        return self._session.scalars(
            select(AliasDecision)
            .where(AliasDecision.station_id == self._station_id, *which)
            .order_by(AliasDecision.id)
        ).all()

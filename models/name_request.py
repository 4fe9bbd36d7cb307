"""This is a request for a sender's name: who asked why, who decided, and whether it was opened."""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.naming import NameState
from models.base import Base, Bytes, Moment
from models.officer import Officer
from models.sealed import KeyStore
from models.tip import Tip

_REASON, _DANGER = "name_request.reason", "name_request.danger"


class NameRequest(Base):
    """One request; its reasons are sealed with the tip's key, and it holds no name.

    `danger` is why telling the sender would endanger someone.
    """

    __tablename__ = "name_requests"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"))
    tip_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tips.id", ondelete="CASCADE"), index=True)
    asker_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    reason: Mapped[bytes] = mapped_column(Bytes)
    state: Mapped[str] = mapped_column(String(16))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    decider_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    danger: Mapped[bytes | None] = mapped_column(Bytes)
    opened_at: Mapped[datetime | None] = mapped_column(Moment)
    told_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(Integer, default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class NameRequests:
    """The requests for names of one station."""

    def __init__(self, session: Session, station_id: int, keys: KeyStore) -> None:
        self._session = session
        self._station_id = station_id
        self._keys = keys

    def ask(self, tip: Tip, asker: Officer, reason: str, *, at: datetime) -> NameRequest:
        """Keep an officer's request for the name of a tip's sender."""
        request = NameRequest(
            id=uuid.uuid4(),
            station_id=self._station_id,
            tip_id=tip.id,
            asker_id=asker.id,
            reason=self._keys.seal(tip.data_key_id, reason.encode(), purpose=_REASON),
            state=NameState.ASKED,
            asked_at=at,
        )
        self._session.add(request)
        self._session.flush()
        return request

    def find(self, request_id: uuid.UUID, tip: Tip) -> NameRequest | None:
        """Return a request about a tip, None if there is no such request about it."""
        request = self._session.get(NameRequest, request_id)
        return request if request is not None and request.tip_id == tip.id else None

    def newest(self, tip: Tip, asker: Officer) -> NameRequest | None:
        """Return what an officer last asked about a tip."""
        return self._session.scalars(
            select(NameRequest)
            .where(NameRequest.tip_id == tip.id, NameRequest.asker_id == asker.id)
            .order_by(NameRequest.asked_at.desc())
            .limit(1)
        ).one_or_none()

    def reason(self, request: NameRequest) -> str:
        """Open why a name was asked for."""
        return self._keys.open(request.reason, purpose=_REASON).decode()

    def danger(self, request: NameRequest) -> str:
        """Open why telling the sender would endanger someone, empty if nobody said so."""
        if request.danger is None:
            return ""
        return self._keys.open(request.danger, purpose=_DANGER).decode()

    def write_danger(self, request: NameRequest, tip: Tip, reason: str) -> None:
        """Keep why the sender is not to be told."""
        request.danger = self._keys.seal(tip.data_key_id, reason.encode(), purpose=_DANGER)
        self._session.flush()

    def mark_opened(self, request: NameRequest, *, at: datetime) -> None:
        """Remember the first look; two pages that open at once are one look first."""
        self._session.execute(
            update(NameRequest)
            .where(NameRequest.id == request.id, NameRequest.opened_at.is_(None))
            .values(opened_at=at)
            .execution_options(synchronize_session=False)
        )


def seal_mark(sealed: bytes | None) -> str:
    """Return what ties sealed words to a line of the audit trail, and tells nothing of them."""
    return hashlib.sha256(sealed or b"").hexdigest()[:16]

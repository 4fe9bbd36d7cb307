"""This is whom LINE is to be asked about, and told which menu is theirs: a wish, until it was."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Integer, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Bytes, Moment
from models.database import Database, is_among
from models.late_session import LateSession
from models.sealed import KeyStore, Purpose

_LINE = "menu_wish.line"
_NOWHERE = "-"
_MOST_VERSIONS = 2**30


class MenuWish(Base):
    """One person whose menu or name may be another now; which one is seen when LINE is asked.

    `line_user` seals their id; and where their name alone is to be asked, the group in which they
    were met, or a dash.

    The row goes when it is done, for it outlives what was known of somebody who left. `version`
    tells a wish from the next of the same person, so that an answer settles only its own.
    """

    __tablename__ = "menu_wishes"

    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"), primary_key=True)
    person_mark: Mapped[bytes] = mapped_column(Bytes, primary_key=True)
    line_user: Mapped[bytes] = mapped_column(Bytes)
    version: Mapped[int] = mapped_column(Integer, default=1)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    next_try_at: Mapped[datetime] = mapped_column(Moment)
    leased_until: Mapped[datetime | None] = mapped_column(Moment)


@dataclass(frozen=True, kw_only=True)
class Whose:
    """Whose a wish is; `is_met`: their name alone is to be asked, of the group if in one."""

    line_id: str
    group_id: str | None
    is_met: bool


class MenuWishes:
    """The wishes of one station."""

    def __init__(
        self,
        session: LateSession,
        *,
        station_id: int,
        keys: KeyStore,
        key: uuid.UUID,
        now: datetime,
    ) -> None:
        self._session = session
        self._station_id = station_id
        self._keys = keys
        self._key = key
        self.now = now

    def changed(self, *line_ids: str | None) -> None:
        """Remember that LINE accounts came to somebody, or were taken from them."""
        for line_id in line_ids:
            if line_id is not None:
                self._wish(line_id)

    def met(self, line_id: str, *, group_id: str | None = None) -> None:
        """Remember that somebody is here of whom LINE has not told the name, unless it is asked.

        Of who is no friend of the account LINE tells it only for a group in which both are.
        """
        row: MenuWish | None = self._session.get(MenuWish, (self._station_id, self._mark(line_id)))
        if row is None:
            self._add(line_id, met_in=group_id or _NOWHERE)
        elif group_id is not None and self.whose(row).is_met:
            row.line_user = self._sealed(line_id, group_id)
            row.version += 1

    def read_ahead(self, line_ids: Collection[str]) -> None:
        """Read at once whether there are wishes of several people."""
        keys = [(self._station_id, self._mark(one)) for one in line_ids]
        self._session.read_ahead(MenuWish, keys)

    def _wish(self, line_id: str) -> None:
        key = (self._station_id, self._mark(line_id))
        row = self._session.get(MenuWish, key, with_for_update=True)
        if row is None:
            self._add(line_id)
            self._session.flush()
            return
        row.line_user = self._sealed(line_id)
        row.version += 1
        row.attempts, row.next_try_at = 0, self.now

    def _add(self, line_id: str, *, met_in: str = "") -> None:
        self._session.add(
            MenuWish(
                station_id=self._station_id,
                person_mark=self._mark(line_id),
                line_user=self._sealed(line_id, met_in),
                # A wish that comes after one that was settled must not be taken for it.
                version=secrets.randbelow(_MOST_VERSIONS),
                attempts=0,
                next_try_at=self.now,
            )
        )

    def _sealed(self, line_id: str, met_in: str = "") -> bytes:
        ids = " ".join(filter(None, (line_id, met_in))).encode()
        return self._keys.seal(self._key, ids, purpose=_LINE)

    def _mark(self, line_id: str) -> bytes:
        return self._keys.fingerprint(Purpose.MENU, line_id)

    def whose(self, row: MenuWish) -> Whose:
        """Open whose wish it is."""
        line_id, _, met_in = self._keys.open(row.line_user, purpose=_LINE).decode().partition(" ")
        group_id = None if met_in in ("", _NOWHERE) else met_in
        return Whose(line_id=line_id, group_id=group_id, is_met=bool(met_in))

    def settle(self, mark: bytes, *, version: int, again_at: datetime | None = None) -> bool:
        """End a wish, or put it off; say whether it was this one still.

        One that was made anew meanwhile is looked at again.
        """
        row = self._session.get(MenuWish, (self._station_id, mark), with_for_update=True)
        if row is None:
            return False
        row.leased_until = None
        if row.version != version:
            return False
        if again_at is None:
            self._session.delete(row)
        else:
            row.next_try_at = again_at
        return True


def has_menu_wishes(session: Session, *, now: datetime) -> bool:
    """Say whether there is a wish to look at."""
    query = select(MenuWish.station_id).where(MenuWish.next_try_at <= now).limit(1)
    return session.scalar(query) is not None


def claim_menu_wish(
    session: Session,
    database: Database,
    *,
    among: Collection[int],
    now: datetime,
    lease: timedelta,
) -> MenuWish | None:
    """Take the wish that waits longest, for one alone until the lease is over."""
    clock = database.now_plus(timedelta())
    row = session.scalars(
        select(MenuWish)
        .where(
            is_among(MenuWish.station_id, "stations", is_sqlite=database.is_sqlite),
            MenuWish.next_try_at <= now,
            or_(MenuWish.leased_until.is_(None), MenuWish.leased_until < clock),
        )
        .order_by(MenuWish.next_try_at)
        .limit(1)
        .with_for_update(skip_locked=True),
        {"stations": list(among)},
    ).one_or_none()
    if row is not None:
        row.attempts += 1
        row.leased_until = database.now_plus(lease)  # type: ignore[assignment]
        session.flush()
    return row

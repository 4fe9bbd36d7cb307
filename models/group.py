"""This is a LINE group that the bot is in, and the villages to which officers bound it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import (
    Boolean,
    ColumnElement,
    ForeignKey,
    UniqueConstraint,
    delete,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Bytes, Moment
from models.sealed import KeyStore, Purpose

_LINE = "group.line"


class Group(Base):
    """One group; `is_joined` is false once the bot left or was removed.

    `counted_at` is when LINE last told how many people it has.
    """

    __tablename__ = "groups"
    __table_args__ = (UniqueConstraint("station_id", "line_group_mark"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"))
    line_group_mark: Mapped[bytes] = mapped_column(Bytes)
    line_group: Mapped[bytes] = mapped_column(Bytes)
    is_joined: Mapped[bool] = mapped_column(Boolean, default=True)
    is_whole_station: Mapped[bool] = mapped_column(Boolean, default=False)
    member_count: Mapped[int | None]
    joined_at: Mapped[datetime] = mapped_column(Moment)
    bound_at: Mapped[datetime | None] = mapped_column(Moment)
    counted_at: Mapped[datetime | None] = mapped_column(Moment)


class GroupVillage(Base):
    """One village to which a group is bound."""

    __tablename__ = "group_villages"

    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"), primary_key=True)
    village_id: Mapped[int] = mapped_column(ForeignKey("villages.id"), primary_key=True)


class Groups:
    """The groups of one station."""

    def __init__(
        self, session: Session, *, station_id: int, keys: KeyStore, key: uuid.UUID
    ) -> None:
        self._session = session
        self._station_id = station_id
        self._keys = keys
        self._key = key

    def all(self) -> Sequence[Group]:
        """Return every group that the bot was ever in."""
        return self._session.scalars(
            select(Group).where(Group.station_id == self._station_id).order_by(Group.id)
        ).all()

    def get(self, group_id: int) -> Group | None:
        """Return a group by its row id, None if it is another station's or gone."""
        return self._session.scalars(
            select(Group).where(Group.station_id == self._station_id, Group.id == group_id)
        ).one_or_none()

    def find(self, line_id: str) -> Group | None:
        """Return the group that bears a LINE id."""
        return self._session.scalars(
            select(Group).where(
                Group.station_id == self._station_id,
                Group.line_group_mark == self._keys.fingerprint(Purpose.GROUP, line_id),
            )
        ).one_or_none()

    def meet(self, line_id: str, *, now: datetime) -> Group:
        """Return the group that bears a LINE id, keeping it if it is new."""
        group = self.find(line_id)
        if group is None:
            group = Group(
                station_id=self._station_id,
                line_group_mark=self._keys.fingerprint(Purpose.GROUP, line_id),
                line_group=self._keys.seal(self._key, line_id.encode(), purpose=_LINE),
                is_joined=True,
                is_whole_station=False,
                joined_at=now,
            )
            self._session.add(group)
            self._session.flush()
        return group

    def uncounted(self, *, since: datetime, limit: int) -> Sequence[Group]:
        """Return groups that we are in and that were not counted since, never counted ones first.

        What is known only by who came and went since LINE told is not more than a day old.
        """
        return self._session.scalars(
            select(Group)
            .where(Group.station_id == self._station_id, *_uncounted(since))
            .order_by(Group.counted_at.is_not(None), Group.id)
            .limit(limit)
        ).all()

    def counted(self, group_id: int, people: int | None, *, now: datetime) -> None:
        """Keep how many people LINE says a group has; None says that we are not in it."""
        group = self._session.get_one(Group, group_id)
        group.counted_at = now
        if people is None:
            group.is_joined = False
        else:
            group.member_count = people

    def line_id(self, group: Group) -> str:
        """Open the LINE id of a group."""
        return line_id_of(group, self._keys)

    def villages_of(self, group: Group) -> Sequence[int]:
        """Return the villages to which a group is bound."""
        return self._session.scalars(
            select(GroupVillage.village_id)
            .where(GroupVillage.group_id == group.id)
            .order_by(GroupVillage.village_id)
        ).all()

    def bind(
        self, group: Group, village_ids: Sequence[int], *, whole_station: bool, now: datetime
    ) -> None:
        """Bind a group to villages or to the whole station."""
        self.unbind(group)
        for village_id in dict.fromkeys(village_ids):
            self._session.add(GroupVillage(group_id=group.id, village_id=village_id))
        group.is_whole_station = whole_station
        group.bound_at = now
        self._session.flush()

    def unbind(self, group: Group) -> None:
        """Take a group's villages away."""
        self._session.execute(delete(GroupVillage).where(GroupVillage.group_id == group.id))
        group.is_whole_station = False
        group.bound_at = None


def line_id_of(group: Group, keys: KeyStore) -> str:
    """Open the LINE id of a group."""
    return keys.open(group.line_group, purpose=_LINE).decode()


def stations_to_count(session: Session, *, since: datetime) -> set[int]:
    """Return the stations of which a group was not counted since."""
    return set(session.scalars(select(Group.station_id).where(*_uncounted(since)).distinct()))


def _uncounted(since: datetime) -> tuple[ColumnElement[bool], ...]:
    is_old = or_(
        Group.member_count.is_(None), Group.counted_at.is_(None), Group.counted_at <= since
    )
    return Group.is_joined.is_(True), is_old

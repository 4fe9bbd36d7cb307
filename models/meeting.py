"""This is a meeting: who says that they come, who came, its minutes, and what was agreed there."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import (
    JSON,
    Boolean,
    ColumnElement,
    Date,
    ForeignKey,
    Select,
    String,
    UniqueConstraint,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.meeting import EXPECTED, Coming, share
from models.base import Base, Bytes, Moment
from models.member import Member
from models.officer import Officer
from models.sealed import KeyStore
from models.station import next_number

_MINUTES, _AGREED = "gathering.minutes", "gathering.agreed"


# What stands for the answer of who said that they come, or may, before the meeting was moved.
EARLIER: Final = "earlier"


class MeetingState(StrEnum):
    """Where a meeting stands."""

    PLANNED = "planned"
    CANCELLED = "cancelled"


class Meeting(Base):
    """One meeting; people know it by its number. Its minutes are sealed under the station's key.

    `villages` are the codes of those that meet, none for the whole station.
    """

    __tablename__ = "meetings"
    __table_args__ = (UniqueConstraint("station_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(100))
    place: Mapped[str] = mapped_column(String(200))
    meets_at: Mapped[datetime] = mapped_column(Moment)
    villages: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    minutes: Mapped[bytes | None] = mapped_column(Bytes)


class MeetingGuest(Base):
    """One member at one meeting: what they answered, and whether they came."""

    __tablename__ = "meeting_guests"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), primary_key=True)
    coming: Mapped[str | None] = mapped_column(String(8))
    has_come: Mapped[bool] = mapped_column(Boolean, default=False)


class MeetingGoal(Base):
    """Something that was agreed, sealed; whose it is, until when, and when it was done."""

    __tablename__ = "meeting_goals"
    __table_args__ = (UniqueConstraint("station_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meetings.id"))
    number: Mapped[int]
    agreed: Mapped[bytes] = mapped_column(Bytes)
    owner_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    due_on: Mapped[date] = mapped_column(Date)
    done_at: Mapped[datetime | None] = mapped_column(Moment)


@dataclass(frozen=True, kw_only=True)
class NewMeeting:
    """What a meeting is about, where and when, of which villages, and whose it is."""

    title: str
    place: str
    meets_at: datetime
    villages: tuple[str, ...] = ()
    author: int | None = None


class Meetings:
    """The meetings of one station."""

    def __init__(
        self, session: Session, *, station_id: int, keys: KeyStore, key: uuid.UUID
    ) -> None:
        self._session = session
        self._station_id = station_id
        self._keys = keys
        self._key = key

    def plan(self, new: NewMeeting) -> Meeting:
        """Keep a new meeting, with the next number."""
        row = Meeting(
            station_id=self._station_id,
            number=next_number(self._session, self._station_id, "meetings"),
            state=MeetingState.PLANNED,
            title=new.title,
            place=new.place,
            meets_at=new.meets_at,
            villages=list(new.villages),
            author_id=new.author,
        )
        self._session.add(row)
        self._session.flush()
        return row

    def all(self) -> Sequence[Meeting]:
        """Return every meeting, in order."""
        own = Meeting.station_id == self._station_id
        return self._session.scalars(select(Meeting).where(own).order_by(Meeting.number)).all()

    def by_number(self, number: int, *, held: bool = False) -> Meeting | None:
        """Return the meeting that bears a number, kept from others if it is to be changed."""
        return self._session.scalars(self._one(Meeting.number == number, held=held)).one_or_none()

    def get(self, meeting_id: int) -> Meeting:
        """Return a meeting by its row id."""
        return self._session.scalars(self._one(Meeting.id == meeting_id)).one()

    def _one(self, which: ColumnElement[bool], *, held: bool = False) -> Select[Meeting]:
        query = select(Meeting).where(which, Meeting.station_id == self._station_id)
        fresh = query.execution_options(populate_existing=True)
        return fresh.with_for_update() if held else query

    def move(self, meeting: Meeting, *, meets_at: datetime, place: str) -> None:
        """Let a meeting be at another time or place; who comes is open again. It is held."""
        if meeting.meets_at != meets_at:
            for guest in self.guests(meeting):
                guest.coming = EARLIER if guest.coming in (*EXPECTED, EARLIER) else None
        meeting.meets_at, meeting.place = meets_at, place
        self._session.flush()

    def answer(self, meeting: Meeting, member: Member, coming: Coming) -> None:
        """Keep what a member answers; the last word counts. The caller holds the meeting."""
        self._guest(meeting, member).coming = coming
        self._session.flush()

    def came(self, meeting: Meeting, members: Collection[Member]) -> None:
        """Keep who came, in place of what was said of it before."""
        for one in self.guests(meeting):
            one.has_come = False
        for member in members:
            self._guest(meeting, member).has_come = True
        self._session.flush()

    def guests(self, meeting: Meeting) -> Sequence[MeetingGuest]:
        """Return who answered or came."""
        return self._session.scalars(
            select(MeetingGuest)
            .where(MeetingGuest.meeting_id == meeting.id)
            .order_by(MeetingGuest.member_id)
        ).all()

    def expected(self, number: int, *, since_before: bool = False) -> frozenset[int]:
        """Return the rows of the members who said that they come, or may, to a meeting.

        `since_before`: to an earlier time of it, and nothing since.
        """
        said = (EARLIER,) if since_before else EXPECTED
        rows = select(MeetingGuest.member_id).join(Meeting)
        return frozenset(
            self._session.scalars(
                rows.where(
                    Meeting.station_id == self._station_id,
                    Meeting.number == number,
                    MeetingGuest.coming.in_(said),
                )
            )
        )

    def write_minutes(self, meeting: Meeting, said: str) -> None:
        """Keep what was said, in place of what was written before."""
        meeting.minutes = self._keys.seal(self._key, said.encode(), purpose=_MINUTES)

    def minutes(self, meeting: Meeting) -> str:
        """Open the minutes, empty while nobody wrote any."""
        if meeting.minutes is None:
            return ""
        return self._keys.open(meeting.minutes, purpose=_MINUTES).decode()

    def agree(self, meeting: Meeting, agreed: str, *, owner: Officer, due_on: date) -> MeetingGoal:
        """Keep what was agreed, with the next number."""
        row = MeetingGoal(
            station_id=self._station_id,
            meeting_id=meeting.id,
            number=next_number(self._session, self._station_id, "meeting_goals"),
            agreed=self._keys.seal(self._key, agreed.encode(), purpose=_AGREED),
            owner_id=owner.id,
            due_on=due_on,
        )
        self._session.add(row)
        self._session.flush()
        return row

    def agreed(self, goal: MeetingGoal) -> str:
        """Open what was agreed."""
        return self._keys.open(goal.agreed, purpose=_AGREED).decode()

    def goals(self, meeting: Meeting) -> Sequence[MeetingGoal]:
        """Return what was agreed at a meeting."""
        return self._goals(MeetingGoal.meeting_id == meeting.id)

    def open_before(self, meeting: Meeting) -> Sequence[MeetingGoal]:
        """Return what earlier meetings of the same villages left open, to follow up at this one."""
        earlier = [
            one.id
            for one in self.all()
            if one.meets_at < meeting.meets_at and share(one.villages, meeting.villages)
        ]
        return self._goals(MeetingGoal.meeting_id.in_(earlier), MeetingGoal.done_at.is_(None))

    def left_open(self) -> Sequence[MeetingGoal]:
        """Return all that was agreed anywhere and nobody did yet."""
        return self._goals(MeetingGoal.done_at.is_(None))

    def goal(self, number: int) -> MeetingGoal | None:
        """Return the goal that bears a number."""
        return next(iter(self._goals(MeetingGoal.number == number)), None)

    def _goals(self, *which: ColumnElement[bool]) -> Sequence[MeetingGoal]:
        return self._session.scalars(
            select(MeetingGoal)
            .where(MeetingGoal.station_id == self._station_id, *which)
            .order_by(MeetingGoal.number)
        ).all()

    def _guest(self, meeting: Meeting, member: Member) -> MeetingGuest:
        found = self._session.get(MeetingGuest, (meeting.id, member.id))
        if found is None:
            found = MeetingGuest(meeting_id=meeting.id, member_id=member.id, has_come=False)
            self._session.add(found)
        return found

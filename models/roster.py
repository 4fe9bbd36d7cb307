"""This is the duty roster: weekly shifts, leave, swaps, and what officers say of today."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import (
    Date,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    UniqueConstraint,
    bindparam,
    delete,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.roster import Duty, Shift, Span, Stand, Word, wall
from domain.rules import StationRules
from models.base import Base, Moment
from models.officer import Officer

_HOUR = 60


class SwapState(StrEnum):
    """Where a wish to swap stands."""

    ASKED = "asked"
    AGREED = "agreed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class RosterShift(Base):
    """One weekly shift of an officer; minutes of the day in the station's time."""

    __tablename__ = "roster_shifts"
    __table_args__ = (UniqueConstraint("officer_id", "weekday", "begins"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"), index=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    weekday: Mapped[int] = mapped_column(SmallInteger)
    begins: Mapped[int] = mapped_column(Integer)
    ends: Mapped[int] = mapped_column(Integer)


class Absence(Base):
    """One leave of an officer; why is nobody's business and not kept."""

    __tablename__ = "absences"
    __table_args__ = (Index("ix_absences_station_id_ends_at", "station_id", "ends_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"))
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    begins_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)


class Swap(Base):
    """The wish of an officer to exchange a day's shifts with a colleague, who must agree."""

    __tablename__ = "swaps"
    __table_args__ = (Index("ix_swaps_station_id_day", "station_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"))
    asker_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    colleague_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    day: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(16))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)


# To put these together takes longer than to run them.
_SHIFTS: Final = (
    select(RosterShift)
    .where(RosterShift.station_id == bindparam("station"))
    .order_by(RosterShift.officer_id, RosterShift.weekday, RosterShift.begins)
)
_AGREED: Final = select(Swap).where(
    Swap.station_id == bindparam("station"),
    Swap.state == SwapState.AGREED,
    Swap.day >= bindparam("since"),
)
_LEAVE: Final = select(Absence).where(
    Absence.station_id == bindparam("station"), Absence.ends_at > bindparam("at")
)


@dataclass(frozen=True, kw_only=True)
class _Known:
    """What was asked of all officers from a moment on, by row id; it holds for later ones, too."""

    since: datetime
    shifts: Mapping[int, Sequence[Shift]]
    stands: Mapping[int, Mapping[date, Stand]]
    leave: Mapping[int, Sequence[Span]]


class Roster:
    """Who of one station is on duty when."""

    def __init__(self, session: Session, station_id: int, rules: StationRules) -> None:
        self._session = session
        self._station_id = station_id
        self._rules = rules
        # One arrival asks for this of officer after officer, and so does the next.
        self._known: _Known | None = None

    def duties(self, officers: Collection[Officer], *, at: datetime) -> Mapping[int, Duty]:
        """Return what is known of the duty of officers from a moment on, by row id."""
        known = self._known
        if known is None or at < known.since:
            shifts = self.shifts()
            stands, leave = self._stands(shifts, at), self._leave(at)
            known = self._known = _Known(since=at, shifts=shifts, stands=stands, leave=leave)
        return {
            one.id: Duty(
                role=one.role,
                shifts=tuple(known.shifts.get(one.id, ())),
                stands=known.stands.get(one.id, {}),
                absences=tuple(known.leave.get(one.id, ())),
                word=self._word(one),
            )
            for one in officers
        }

    def forget(self) -> None:
        """Read anew what is asked next."""
        self._known = None

    def duty(self, officer: Officer, *, at: datetime) -> Duty:
        """Return what is known of one officer's duty from a moment on."""
        return self.duties([officer], at=at)[officer.id]

    def shifts(self) -> Mapping[int, Sequence[Shift]]:
        """Return the weekly shifts of every officer who has any, by row id."""
        rows = self._session.scalars(_SHIFTS, {"station": self._station_id})
        found: dict[int, list[Shift]] = {}
        for row in rows:
            shift = Shift(weekday=row.weekday, begins=_time(row.begins), ends=_time(row.ends))
            found.setdefault(row.officer_id, []).append(shift)
        return found

    def write_shifts(self, officer: Officer, wanted: Collection[Shift]) -> None:
        """Make an officer's weekly shifts those that are wanted."""
        self._session.execute(delete(RosterShift).where(RosterShift.officer_id == officer.id))
        self._session.add_all(
            RosterShift(
                station_id=self._station_id,
                officer_id=officer.id,
                weekday=one.weekday,
                begins=_minutes(one.begins),
                ends=_minutes(one.ends),
            )
            for one in sorted(wanted)
        )
        self._session.flush()
        self.forget()

    def say_word(self, officer: Officer, *, is_on: bool, until: datetime | None) -> None:
        """Keep what an officer says of today."""
        officer.off_duty, officer.duty_until = not is_on, until

    def take_word_back(self, officer: Officer) -> None:
        """Forget what an officer said of today."""
        officer.off_duty, officer.duty_until = False, None

    def absences(self, officer: Officer, *, at: datetime) -> Sequence[Absence]:
        """Return an officer's leave that is not over, the earliest first."""
        return self._session.scalars(
            select(Absence)
            .where(Absence.officer_id == officer.id, Absence.ends_at > at)
            .order_by(Absence.begins_at, Absence.id)
        ).all()

    def grant(self, officer: Officer, *, begins_at: datetime, ends_at: datetime) -> bool:
        """Keep an officer's leave; say whether it is new."""
        known = self.absences(officer, at=begins_at)
        if any(one.begins_at <= begins_at and ends_at <= one.ends_at for one in known):
            return False
        leave = Absence(
            station_id=self._station_id,
            officer_id=officer.id,
            begins_at=begins_at,
            ends_at=ends_at,
        )
        self._session.add(leave)
        self._session.flush()
        self.forget()
        return True

    def end_absences(self, officer: Officer, *, at: datetime) -> bool | None:
        """End an officer's leave that runs, or drop what lies ahead; None if there is neither.

        Say whether any ran: who comes back early from one leave keeps the next.
        """
        rows = self.absences(officer, at=at)
        running = [row for row in rows if row.begins_at <= at]
        for row in running:
            row.ends_at = at
        for row in () if running else rows:
            self._session.delete(row)
        self._session.flush()
        self.forget()
        return bool(running) if rows else None

    def ask_swap(self, asker: Officer, colleague: Officer, day: date, *, now: datetime) -> Swap:
        """Keep a wish to swap; another of the same day that waits for an answer is withdrawn."""
        for row in self.swaps_on(day, SwapState.ASKED):
            if row.asker_id == asker.id:
                if row.colleague_id == colleague.id:
                    return row
                row.state = SwapState.WITHDRAWN
        wish = Swap(
            station_id=self._station_id,
            asker_id=asker.id,
            colleague_id=colleague.id,
            day=day,
            state=SwapState.ASKED,
            asked_at=now,
        )
        self._session.add(wish)
        self._session.flush()
        return wish

    def swap(self, swap_id: int) -> Swap | None:
        """Return a wish to swap of this station, held fast; None if there is none."""
        row = self._session.get(Swap, swap_id, with_for_update=True, populate_existing=True)
        return row if row is not None and row.station_id == self._station_id else None

    def answer_swap(self, wish: Swap, state: SwapState, *, now: datetime) -> None:
        """Keep what a colleague says to a wish to swap."""
        wish.state, wish.answered_at = state, now
        self.forget()

    def swaps_on(self, day: date, *states: SwapState) -> Sequence[Swap]:
        """Return the wishes to swap a day's shifts that are in some states."""
        return self._session.scalars(
            select(Swap)
            .where(Swap.station_id == self._station_id, Swap.day == day, Swap.state.in_(states))
            .order_by(Swap.id)
        ).all()

    def moment(self, on_the_wall: datetime) -> datetime:
        """Return the moment that the station's clock on the wall shows so."""
        return on_the_wall.replace(tzinfo=ZoneInfo(self._rules.timezone)).astimezone(UTC)

    def _stands(
        self, shifts: Mapping[int, Sequence[Shift]], at: datetime
    ) -> Mapping[int, Mapping[date, Stand]]:
        yesterday = date.fromordinal(wall(at, self._rules.timezone).toordinal() - 1)
        asked = {"station": self._station_id, "since": yesterday}
        rows = self._session.scalars(_AGREED, asked)
        found: dict[int, dict[date, Stand]] = {}
        for row in rows:
            for one, other in ((row.asker_id, row.colleague_id), (row.colleague_id, row.asker_id)):
                stand = Stand(colleague=other, shifts=tuple(shifts.get(other, ())))
                found.setdefault(one, {})[row.day] = stand
        return found

    def _leave(self, at: datetime) -> Mapping[int, Sequence[Span]]:
        rows = self._session.scalars(_LEAVE, {"station": self._station_id, "at": at})
        zone = self._rules.timezone
        found: dict[int, list[Span]] = {}
        for row in rows:
            span = Span(begins=wall(row.begins_at, zone), ends=wall(row.ends_at, zone))
            found.setdefault(row.officer_id, []).append(span)
        return found

    def _word(self, officer: Officer) -> Word | None:
        until = officer.duty_until
        if until is None:
            return Word(is_on=False, until=None) if officer.off_duty else None
        return Word(is_on=not officer.off_duty, until=wall(until, self._rules.timezone))


def _time(minutes: int) -> time:
    return time(minutes // _HOUR, minutes % _HOUR)


def _minutes(of_day: time) -> int:
    return of_day.hour * _HOUR + of_day.minute

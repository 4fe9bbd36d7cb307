"""This is a member of the network: who they are, sealed, and what they may do."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import (
    JSON,
    Boolean,
    Date,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    bindparam,
    func,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Bytes, Moment
from models.late_session import LateSession
from models.menu import MenuWishes
from models.sealed import KeyStore, Purpose, Subject
from models.station import next_number
from models.village import Village

_LINE, _PROFILE = "member.line", "member.profile"


class MemberState(StrEnum):
    """Where a member stands in the network."""

    INVITED = "invited"
    REGISTERED = "registered"
    TRAINED = "trained"
    SUSPENDED = "suspended"
    ERASED = "erased"


@dataclass(frozen=True, kw_only=True)
class MemberProfile:
    """Who a member is; kept sealed. Dates are ISO text."""

    first_name: str
    last_name: str
    birth_date: str
    national_id: str
    education: str = ""
    occupation: str = ""
    registered_address: str = ""
    current_address: str = ""
    phone: str = ""


class Member(Base):
    """One member; `state_before` is what a suspension interrupts.

    `unreachable_since`: they blocked the account, so LINE delivers and counts nothing.
    `muted_topics`: of what no bulletin is to come to them; None as long as they chose nothing.
    """

    __tablename__ = "members"
    __table_args__ = (
        UniqueConstraint("station_id", "number"),
        UniqueConstraint("station_id", "national_id_mark"),
        UniqueConstraint("station_id", "line_user_mark"),
        # The crowd is counted for each card: from these alone, not from thousands of profiles.
        Index(
            "ix_members_crowd",
            "station_id",
            "village_id",
            "state",
            sqlite_where=text("line_user_mark IS NOT NULL"),
            postgresql_where=text("line_user_mark IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"))
    number: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    state_before: Mapped[str | None] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(24), default="public")
    village_id: Mapped[int | None] = mapped_column(ForeignKey("villages.id"), index=True)
    trained_on: Mapped[date | None] = mapped_column(Date)
    data_key_id: Mapped[uuid.UUID]
    profile: Mapped[bytes | None] = mapped_column(Bytes)
    national_id_mark: Mapped[bytes | None] = mapped_column(Bytes)
    line_user: Mapped[bytes | None] = mapped_column(Bytes)
    line_user_mark: Mapped[bytes | None] = mapped_column(Bytes)
    bound_at: Mapped[datetime | None] = mapped_column(Moment)
    unreachable_since: Mapped[datetime | None] = mapped_column(Moment)
    notice_accepted: Mapped[str | None] = mapped_column(String(32))
    knows_of_voice: Mapped[bool] = mapped_column(Boolean, default=False)
    muted_topics: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))


# Who is suspended keeps their chat, and loses the menu below it.
WITHOUT_MENU = frozenset({MemberState.SUSPENDED, MemberState.ERASED})


@dataclass(frozen=True, kw_only=True)
class CrowdCell:
    """How many bound, unsuspended members share a village and a training mark."""

    village_id: int | None
    is_trained: bool
    members: int


# To put these together takes longer than to run them.
_BY_LINE_USER: Final = select(Member).where(
    Member.station_id == bindparam("station"), Member.line_user_mark == bindparam("mark")
)
_BY_LINE_USERS: Final = select(Member).where(
    Member.station_id == bindparam("station"),
    Member.line_user_mark.in_(bindparam("marks", expanding=True)),
)
_CROWD: Final = (
    select(Member.village_id, Member.state, func.count())
    .where(
        Member.station_id == bindparam("station"),
        Member.state.in_((MemberState.REGISTERED, MemberState.TRAINED)),
        Member.line_user_mark.is_not(None),
    )
    .group_by(Member.village_id, Member.state)
)


class Members:
    """The members of one station."""

    def __init__(
        self, session: LateSession, station_id: int, keys: KeyStore, menus: MenuWishes
    ) -> None:
        self._session = session
        self._station_id = station_id
        self._keys = keys
        self._menus = menus
        self._bound: dict[bytes, Member] = {}
        self._strangers: set[bytes] = set()

    def all(self) -> Sequence[Member]:
        """Return every member, by number."""
        return self._session.scalars(
            select(Member).where(Member.station_id == self._station_id).order_by(Member.id)
        ).all()

    def get(self, member_id: int) -> Member:
        """Return a member by row id."""
        return self._session.scalars(
            select(Member).where(Member.id == member_id, Member.station_id == self._station_id)
        ).one()

    def read_ahead(self, line_ids: Collection[str]) -> None:
        """Read at once which members some LINE accounts are bound to, and what opens their data."""
        marks = {self._keys.fingerprint(Purpose.LINE_USER, one) for one in line_ids}
        asked = {"station": self._station_id, "marks": sorted(marks)}
        found = self._session.scalars(_BY_LINE_USERS, asked).all()
        self._bound |= {one.line_user_mark: one for one in found if one.line_user_mark is not None}
        self._strangers = marks - self._bound.keys()
        self._keys.read_ahead([one.data_key_id for one in found])
        self._session.read_ahead(Village, [one.village_id for one in found if one.village_id])

    def by_line_user(self, line_id: str) -> Member | None:
        """Return the member to whom a LINE account is bound."""
        mark = self._keys.fingerprint(Purpose.LINE_USER, line_id)
        if mark in self._strangers:
            return None
        known = self._bound.get(mark)
        if known is None or known.line_user_mark != mark:
            asked = {"station": self._station_id, "mark": mark}
            known = self._session.scalars(_BY_LINE_USER, asked).one_or_none()
        if known is not None:
            # One arrival asks for its speaker again and again.
            self._bound[mark] = known
        return known

    def by_national_id(self, national_id: str) -> Member | None:
        """Return the member who bears a national id."""
        return self._session.scalars(
            select(Member).where(
                Member.station_id == self._station_id,
                Member.national_id_mark == self._keys.fingerprint(Purpose.NATIONAL_ID, national_id),
            )
        ).one_or_none()

    def add(self, profile: MemberProfile, state: MemberState) -> Member:
        """Keep a new member under a data key of their own, with the next number."""
        key = self._keys.create(Subject.MEMBER, self._station_id)
        number = next_number(self._session, self._station_id, "members")
        member = Member(
            station_id=self._station_id,
            number=f"M{number:04d}",
            state=state,
            data_key_id=key,
            profile=self._keys.seal_json(key, asdict(profile), purpose=_PROFILE),
            national_id_mark=self._keys.fingerprint(Purpose.NATIONAL_ID, profile.national_id),
            knows_of_voice=False,
        )
        self._session.add(member)
        self._session.flush()
        return member

    def profile(self, member: Member) -> MemberProfile | None:
        """Open who a member is, None once erased."""
        if member.profile is None:
            return None
        return MemberProfile(**self._keys.open_json(member.profile, purpose=_PROFILE))

    def write_profile(self, member: Member, profile: MemberProfile) -> bool:
        """Change who a member is; say whether anything differed."""
        if self.profile(member) == profile:
            return False
        member.profile = self._keys.seal_json(member.data_key_id, asdict(profile), purpose=_PROFILE)
        return True

    def line_id(self, member: Member) -> str | None:
        """Open the LINE id of a member, None while no account is bound."""
        if member.line_user is None:
            return None
        return self._keys.open(member.line_user, purpose=_LINE).decode()

    def bind(self, member: Member, line_id: str, now: datetime) -> None:
        """Bind a LINE account to a member."""
        mark = self._keys.fingerprint(Purpose.LINE_USER, line_id)
        if member.line_user_mark == mark:
            return
        self._menus.changed(self.line_id(member), line_id)
        member.line_user = self._keys.seal(member.data_key_id, line_id.encode(), purpose=_LINE)
        member.line_user_mark = mark
        self._strangers.discard(mark)
        member.bound_at = now
        member.unreachable_since = None

    def befriended(self, line_id: str, *, is_friend: bool, now: datetime) -> None:
        """Remember whether pushes reach the member to whom a LINE account is bound."""
        member = self.by_line_user(line_id)
        if member is not None:
            member.unreachable_since = None if is_friend else member.unreachable_since or now

    def suspend(self, member: Member, *, suspends: bool) -> None:
        """Suspend a member, or let them be again what they were before; their menu follows."""
        if suspends:
            member.state_before, member.state = member.state, MemberState.SUSPENDED
        else:
            member.state = member.state_before or MemberState.REGISTERED
            member.state_before = None
        self._menus.changed(self.line_id(member))

    def erase(self, member: Member) -> None:
        """Forget a person for good; what they told the police stays without its sender."""
        self._menus.changed(self.line_id(member))
        self._keys.forget(member.data_key_id)
        member.state = MemberState.ERASED
        member.profile = member.line_user = None
        member.line_user_mark = member.national_id_mark = None
        member.village_id = member.trained_on = member.bound_at = member.muted_topics = None

    def crowd(self) -> Sequence[CrowdCell]:
        """Count the members who could have sent a tip, by village and training mark."""
        rows = self._session.ask_once(_CROWD, {"station": self._station_id})
        return [
            CrowdCell(village_id=v, is_trained=s == MemberState.TRAINED, members=n)
            for v, s, n in rows
        ]

    def counts(self) -> Mapping[str, int]:
        """Count members by state."""
        rows = self._session.execute(
            select(Member.state, func.count())
            .where(Member.station_id == self._station_id)
            .group_by(Member.state)
        )
        return {row[0]: row[1] for row in rows}

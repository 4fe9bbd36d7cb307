"""This is an officer of the station, and whether they are there."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import (
    Boolean,
    ForeignKey,
    String,
    UniqueConstraint,
    bindparam,
    func,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from domain.refusals import Refusal
from models.base import Base, Bytes, Moment
from models.late_session import LateSession
from models.menu import MenuWishes
from models.sealed import KeyStore, Purpose, Subject

_LINE, _PROFILE = "officer.line", "officer.profile"


class Role(StrEnum):
    """What an officer does for the station."""

    VILLAGE = "village"
    DUTY = "duty"
    COMMANDER = "commander"
    ADMIN = "admin"


@dataclass(frozen=True, kw_only=True)
class OfficerProfile:
    """Who an officer is; kept sealed."""

    rank: str
    first_name: str
    last_name: str
    phone: str

    @property
    def spoken_name(self) -> str:
        """Return rank and name as colleagues say them."""
        # A rank that is no abbreviation to its end stands apart from the name, or both read as one.
        parting = "" if not self.rank or self.rank.endswith(".") else " "
        return f"{self.rank}{parting}{self.first_name} {self.last_name}".strip()


class Officer(Base):
    """One officer; `off_duty` is their own word, `unreachable_since` is LINE's.

    The word holds until `duty_until`, without one as long as it says that they are off duty.
    """

    __tablename__ = "officers"
    __table_args__ = (
        UniqueConstraint("station_id", "code"),
        UniqueConstraint("station_id", "line_user_mark"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"))
    code: Mapped[str] = mapped_column(String(64))
    role: Mapped[str] = mapped_column(String(16))
    data_key_id: Mapped[uuid.UUID]
    profile: Mapped[bytes] = mapped_column(Bytes)
    line_user: Mapped[bytes | None] = mapped_column(Bytes)
    line_user_mark: Mapped[bytes | None] = mapped_column(Bytes)
    is_suspended: Mapped[bool] = mapped_column(Boolean, default=False)
    off_duty: Mapped[bool] = mapped_column(Boolean, default=False)
    duty_until: Mapped[datetime | None] = mapped_column(Moment)
    unreachable_since: Mapped[datetime | None] = mapped_column(Moment)
    bound_at: Mapped[datetime | None] = mapped_column(Moment)


# To put these together takes longer than to run them.
_BY_LINE_USER: Final = select(Officer).where(
    Officer.station_id == bindparam("station"), Officer.line_user_mark == bindparam("mark")
)
_HELD: Final = (
    select(Officer)
    .where(Officer.station_id == bindparam("station"))
    .order_by(Officer.id)
    .with_for_update(read=True)
    .execution_options(populate_existing=True)
)


class Officers:
    """The officers of one station."""

    def __init__(
        self, session: LateSession, station_id: int, keys: KeyStore, menus: MenuWishes
    ) -> None:
        self._session = session
        self._station_id = station_id
        self._keys = keys
        self._menus = menus
        self._bound: dict[bytes, Officer | None] = {}
        self._all: Sequence[Officer] | None = None
        self._is_held = False

    def all(self) -> Sequence[Officer]:
        """Return every officer, by code."""
        if self._all is None:
            query = select(Officer).where(Officer.station_id == self._station_id)
            self._all = self._session.scalars(query.order_by(Officer.code)).all()
        return self._all

    def get(self, officer_id: int) -> Officer:
        """Return an officer by row id."""
        officer = self._session.get_one(Officer, officer_id)
        if officer.station_id != self._station_id:
            raise LookupError("no such officer at this station")
        return officer

    def ours(self, ids: Iterable[int | None]) -> list[Officer]:
        """Return those of some officers who are this station's, in the order given."""
        found = [self._session.get_one(Officer, one) for one in ids if one is not None]
        return [one for one in found if one.station_id == self._station_id]

    def hold(self) -> bool:
        """Read every officer afresh and keep them as they are until this transaction ends.

        Say whether they were not kept yet: what else was read of them is out of date then.
        """
        if self._is_held:
            return False
        held = self._session.scalars(_HELD, {"station": self._station_id}).all()
        self._all = sorted(held, key=lambda one: one.code)
        self._is_held = True
        self._keys.read_ahead([one.data_key_id for one in held])
        return True

    def seize(self, officer: Officer) -> None:
        """Keep others from counting on an officer until this transaction ends."""
        self._session.refresh(officer, with_for_update=True)

    def by_code(self, code: str) -> Officer | None:
        """Return who bears a code, written in either case unless two differ by that alone."""
        is_alike = func.lower(Officer.code) == func.lower(code)
        alike = self._session.scalars(
            select(Officer).where(Officer.station_id == self._station_id, is_alike)
        ).all()
        found = [one for one in alike if one.code == code] or alike
        return found[0] if len(found) == 1 else None

    def by_line_user(self, line_id: str) -> Officer | None:
        """Return the officer to whom a LINE account is bound."""
        mark = self._keys.fingerprint(Purpose.LINE_USER, line_id)
        # One arrival asks for its speaker again and again.
        if self._all is not None:
            return next((one for one in self._all if one.line_user_mark == mark), None)
        if mark not in self._bound:
            asked = {"station": self._station_id, "mark": mark}
            self._bound[mark] = self._session.scalars(_BY_LINE_USER, asked).one_or_none()
        return self._bound[mark]

    def speaking(self, line_id: str | None) -> Officer:
        """Return the officer to whom an account is bound; refuse who is none, or is suspended."""
        officer = self.by_line_user(line_id or "")
        if officer is None:
            raise Refusal("case.not_officer")
        if officer.is_suspended:
            raise Refusal("case.suspended")
        return officer

    def with_roles(self, *roles: Role) -> Sequence[Officer]:
        """Return the officers of some roles who are not suspended, by code."""
        return [row for row in self.all() if row.role in roles and not row.is_suspended]

    def add(self, code: str, role: Role, profile: OfficerProfile) -> Officer:
        """Keep a new officer under a data key of their own."""
        key = self._keys.create(Subject.OFFICER, self._station_id)
        officer = Officer(
            station_id=self._station_id,
            code=code,
            role=role,
            data_key_id=key,
            profile=self._keys.seal_json(key, vars(profile), purpose=_PROFILE),
            is_suspended=False,
            off_duty=False,
        )
        self._session.add(officer)
        self._session.flush()
        self._all = None
        return officer

    def profile(self, officer: Officer) -> OfficerProfile:
        """Open who an officer is."""
        return OfficerProfile(**self._keys.open_json(officer.profile, purpose=_PROFILE))

    def write_profile(self, officer: Officer, profile: OfficerProfile) -> None:
        """Change who an officer is, if anything differs."""
        if self.profile(officer) != profile:
            officer.profile = self._keys.seal_json(
                officer.data_key_id, vars(profile), purpose=_PROFILE
            )

    def line_id(self, officer: Officer) -> str | None:
        """Open the LINE id of an officer, None while no account is bound."""
        if officer.line_user is None:
            return None
        return self._keys.open(officer.line_user, purpose=_LINE).decode()

    def suspend(self, officer: Officer, *, suspends: bool) -> None:
        """Let an officer take no part, or take part again; the menu below their chat follows."""
        self.seize(officer)
        officer.is_suspended = suspends
        self._menus.changed(self.line_id(officer))

    def bind(self, officer: Officer, line_id: str, now: datetime) -> None:
        """Bind a LINE account to an officer."""
        mark = self._keys.fingerprint(Purpose.LINE_USER, line_id)
        if officer.line_user_mark == mark:
            return
        self._menus.changed(self.line_id(officer), line_id)
        officer.line_user = self._keys.seal(officer.data_key_id, line_id.encode(), purpose=_LINE)
        officer.line_user_mark = mark
        self._bound.clear()
        officer.bound_at = now
        officer.unreachable_since = None

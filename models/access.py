"""This is what lets somebody in once: invitation codes, one-time links and browser sessions."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, Bytes, Moment
from models.sealed import KeyStore, Purpose
from models.tip import OfTip


class Invitation(Base):
    """One invitation code, kept as a keyed hash, for one member or officer."""

    __tablename__ = "invitations"
    __table_args__ = (UniqueConstraint("station_id", "code_mark"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"))
    code_mark: Mapped[bytes] = mapped_column(Bytes)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class OneTimeLink(OfTip, Base):
    """One link for one officer and purpose; only the hash of its token is kept."""

    __tablename__ = "one_time_links"

    token_hash: Mapped[bytes] = mapped_column(Bytes, primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"))
    purpose: Mapped[str] = mapped_column(String(16))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"))
    tip_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("tips.id"))
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class BrowserSession(Base):
    """One short session in one browser, opened by a one-time link, perhaps proven by a code too."""

    __tablename__ = "browser_sessions"

    token_hash: Mapped[bytes] = mapped_column(Bytes, primary_key=True)
    station_id: Mapped[int] = mapped_column(ForeignKey("stations.id"))
    purpose: Mapped[str] = mapped_column(String(16))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("members.id"))
    tip_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("tips.id"))
    opened_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    proven_at: Mapped[datetime | None] = mapped_column(Moment)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


class Access:
    """The invitations, links and sessions of one station."""

    def __init__(self, session: Session, station_id: int, keys: KeyStore) -> None:
        self._session = session
        self._station_id = station_id
        self._keys = keys

    def invite(
        self,
        code: str,
        *,
        expires_at: datetime,
        member_id: int | None = None,
        officer_id: int | None = None,
    ) -> None:
        """Keep an invitation code in its normal form; earlier unused ones of the person end."""
        owner = (
            Invitation.member_id == member_id
            if member_id is not None
            else Invitation.officer_id == officer_id
        )
        self._session.execute(
            delete(Invitation).where(
                Invitation.station_id == self._station_id, Invitation.used_at.is_(None), owner
            )
        )
        self._session.add(
            Invitation(
                station_id=self._station_id,
                code_mark=self._keys.fingerprint(Purpose.INVITATION, code),
                member_id=member_id,
                officer_id=officer_id,
                expires_at=expires_at,
            )
        )
        self._session.flush()

    def has_open_invitation(
        self, *, now: datetime, member_id: int | None = None, officer_id: int | None = None
    ) -> bool:
        """Say whether a person holds an invitation that still works."""
        owner = (
            Invitation.member_id == member_id
            if member_id is not None
            else Invitation.officer_id == officer_id
        )
        query = select(Invitation.id).where(
            Invitation.station_id == self._station_id,
            Invitation.used_at.is_(None),
            Invitation.expires_at > now,
            owner,
        )
        return self._session.scalar(query) is not None

    def invitation(self, code: str, *, now: datetime) -> Invitation | None:
        """Return the invitation of a code that is neither used nor run out, held for its taker."""
        # Two accounts may send one code at once: the second waits here, and finds it used.
        return self._session.scalars(
            select(Invitation)
            .where(
                Invitation.station_id == self._station_id,
                Invitation.code_mark == self._keys.fingerprint(Purpose.INVITATION, code),
                Invitation.used_at.is_(None),
                Invitation.expires_at > now,
            )
            .with_for_update()
        ).one_or_none()

    def make_link(
        self,
        purpose: str,
        *,
        expires_at: datetime,
        officer_id: int | None = None,
        member_id: int | None = None,
        tip_id: uuid.UUID | None = None,
    ) -> str:
        """Make a one-time link and return its token, which is kept nowhere."""
        token = secrets.token_urlsafe(32)
        self._session.add(
            OneTimeLink(
                token_hash=_hash(token),
                station_id=self._station_id,
                purpose=purpose,
                officer_id=officer_id,
                member_id=member_id,
                tip_id=tip_id,
                expires_at=expires_at,
            )
        )
        self._session.flush()
        return token

    def close_all_of(self, officer_id: int) -> None:
        """End every session and link of an officer at once."""
        for table in (BrowserSession, OneTimeLink):
            self._session.execute(delete(table).where(table.officer_id == officer_id))

    def close_all_of_member(self, member_id: int) -> None:
        """End every session and link of a member at once."""
        for table in (BrowserSession, OneTimeLink):
            self._session.execute(delete(table).where(table.member_id == member_id))


def find_link(session: Session, token: str, *, purpose: str, now: datetime) -> OneTimeLink | None:
    """Return a link that still works, without using it up."""
    return session.scalars(
        select(OneTimeLink).where(
            OneTimeLink.token_hash == _hash(token),
            OneTimeLink.purpose == purpose,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > now,
        )
    ).one_or_none()


def consume_link(
    session: Session, token: str, *, purpose: str, now: datetime, session_until: datetime
) -> tuple[str, BrowserSession] | None:
    """Use a link up, once even if pressed twice at the same time, and open its session.

    Returns the session's token and row, or None when the link is unknown, used or run out.
    """
    link = find_link(session, token, purpose=purpose, now=now)
    if link is None:
        return None
    used = session.execute(
        update(OneTimeLink)
        .where(OneTimeLink.token_hash == link.token_hash, OneTimeLink.used_at.is_(None))
        .values(used_at=now)
        .execution_options(synchronize_session=False)
    )
    if int(getattr(used, "rowcount", 0)) != 1:
        return None
    opened = secrets.token_urlsafe(32)
    row = BrowserSession(
        token_hash=_hash(opened),
        station_id=link.station_id,
        purpose=link.purpose,
        officer_id=link.officer_id,
        member_id=link.member_id,
        tip_id=link.tip_id,
        opened_at=now,
        expires_at=session_until,
    )
    session.add(row)
    session.flush()
    return opened, row


def find_session(
    session: Session, token: str, *, purpose: str, now: datetime
) -> BrowserSession | None:
    """Return the live browser session of a token."""
    return session.scalars(
        select(BrowserSession).where(
            BrowserSession.token_hash == _hash(token),
            BrowserSession.purpose == purpose,
            BrowserSession.expires_at > now,
        )
    ).one_or_none()


def end_session(session: Session, token: str) -> None:
    """End a browser session."""
    session.execute(delete(BrowserSession).where(BrowserSession.token_hash == _hash(token)))


def prove_session(session: Session, token: str, *, now: datetime) -> None:
    """Remember that whoever holds a session gave the officer's code as well."""
    session.execute(
        update(BrowserSession)
        .where(BrowserSession.token_hash == _hash(token))
        .values(proven_at=now)
        .execution_options(synchronize_session=False)
    )

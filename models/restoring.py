"""This is what a restored database still has to learn: who sits where, and who was erased since.

The key store is younger than the rows or as old. A row whose key is not in it was erased after the
rows were copied, and is erased again.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from sqlalchemy import select

from domain.answers import Chat
from domain.rules import StationRules
from models.deployment import SeatedStation
from models.late_session import LateSession
from models.leaving import forget_whom
from models.member import Member, MemberState
from models.outbox import Outgoing
from models.retention import delete_tip
from models.seal import SealBroken
from models.sealed import DataKey, KeyForgotten, Purpose
from models.station import Station
from models.tip import Tip
from models.unit_of_work import Store, UnitOfWork

_WITH_KEY_ID = 17


def codes(session: LateSession) -> frozenset[str]:
    """Return the codes of all restored stations that were ever at work."""
    return frozenset(session.scalars(select(Station.code).where(Station.data_key_id.is_not(None))))


def units(
    session: LateSession, store: Store, rules: Mapping[str, StationRules], *, now: datetime
) -> Iterator[UnitOfWork]:
    """Yield every restored station within one transaction; raise KeyForgotten for a lost one."""
    stations = session.scalars(select(Station).order_by(Station.id)).all()
    for row in stations:
        key = uuid.UUID(row.data_key_id) if row.data_key_id else None
        if key is None:
            continue
        if session.get(DataKey, key) is None:
            raise KeyForgotten("a station's own key is not in the key store")
        own = rules.get(row.code) or _bare(row)
        store.stations[row.id] = SeatedStation(station_id=row.id, key=key, rules=own)
    for seated in store.stations.values():
        yield UnitOfWork(session, store, station=seated, now=now)


def _bare(row: Station) -> StationRules:
    """Return the rules of a station that the configuration does not name."""
    return StationRules(
        code=row.code, name=row.name, short_name=row.short_name, place_word="", public_url=""
    )


def erase_again(uow: UnitOfWork) -> tuple[int, Sequence[Tip]]:
    """Erase whose key is gone; return how many people and tips, and the tips not sent yet."""
    people, unsent = _erase_people(uow)
    _erase_senders(uow)
    tips = _delete_tips(uow)
    # A tip of theirs may be gone as well.
    return people + tips, [one for one in unsent if one in uow.session]


def _erase_people(uow: UnitOfWork) -> tuple[int, list[Tip]]:
    gone = uow.session.scalars(
        select(Member).where(
            Member.station_id == uow.station.id,
            Member.state != MemberState.ERASED,
            Member.data_key_id.not_in(select(DataKey.id)),
        )
    ).all()
    marks = {one.line_user_mark for one in gone if one.line_user_mark is not None}
    known = _line_ids(uow, marks) if marks else {}
    unsent: list[Tip] = []
    for member in gone:
        line_id = known.get(member.line_user_mark or b"")
        # It does not open any more, and nobody is to try.
        member.line_user = None
        unsent += forget_whom(uow, member, line_id)
    return len(gone), unsent


def _line_ids(uow: UnitOfWork, marks: set[bytes]) -> Mapping[bytes, str]:
    """Find by their marks the LINE ids of people whose own key is gone, in what was sent to them.

    They are needed once more, for only by them the traces of their talks are found.
    """
    rows = uow.session.scalars(
        select(Outgoing).where(Outgoing.station_id == uow.station.id, Outgoing.officer_id.is_(None))
    ).all()
    found: dict[bytes, str] = {}
    for row in rows:
        if len(row.recipient) <= _WITH_KEY_ID:
            continue
        with suppress(KeyForgotten, SealBroken):
            to = uow.outbox.recipient(row)
            mark = uow.keys.fingerprint(Purpose.LINE_USER, to.line_id)
            if to.chat is Chat.PERSON and mark in marks:
                found[mark] = to.line_id
    return found


def _erase_senders(uow: UnitOfWork) -> None:
    """Take the sender from tips that lie within the key of somebody who is gone."""
    tips = uow.session.scalars(
        select(Tip).where(Tip.station_id == uow.station.id, Tip.sender.is_not(None))
    ).all()
    for tip in tips:
        try:
            uow.tips.sender_line_id(tip)
        except KeyForgotten:
            tip.sender = tip.sender_mark = None
            tip.is_named = False
    uow.session.flush()


def _delete_tips(uow: UnitOfWork) -> int:
    """Delete tips whose key is gone; one within which another stands goes after that one."""
    query = select(Tip).where(
        Tip.station_id == uow.station.id, Tip.data_key_id.not_in(select(DataKey.id))
    )
    deleted = 0
    while done := sum(delete_tip(uow, one) for one in uow.session.scalars(query).all()):
        deleted += done
    return deleted

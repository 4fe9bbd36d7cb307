"""This is what is held since a restore: it may have been sent long ago, so a person decides.

A held message is known as M and its row, a held arrival (a timer, or what somebody wrote) as A and
its row.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import select, update

from domain.bulletin import BulletinState
from models.arrival import Arrival, ArrivalKind, ArrivalState
from models.bulletin import Bulletin, Occurrence
from models.envelope import Envelope
from models.outbox import FANNED_OUT, OPEN_STATES, RANKS, OutboxState, Outgoing
from models.seal import SealBroken
from models.sealed import KeyForgotten, Purpose
from models.tip import Tip
from models.unit_of_work import UnitOfWork

# LINE forgets a retry key after a day: a repeated push is a second message from then on.
STALE_AFTER: Final = timedelta(hours=24)
# What a row's number has at most.
_DIGITS: Final = 18
_ENVELOPE: Final = "envelope"
_DROPPED: Final = "dropped after a restore"


class HeldKind(StrEnum):
    """What is held: a message by its rank, a timer, or what came from LINE."""

    ALERT = "alert"
    ANSWER = "answer"
    NOTICE = "notice"
    BULLETIN = "bulletin"
    TIMER = "timer"
    RECEIVED = "received"


@dataclass(frozen=True, kw_only=True)
class HeldThing:
    """One held thing: of when it is, since when it is held, and about what.

    `whose`: one mark for each person or group, from which nobody can tell who it is;
    none where nobody has looked.
    """

    code: str
    kind: HeldKind
    made_at: datetime
    held_at: datetime
    about: str
    whose: bytes = b""

    def is_stale(self, now: datetime) -> bool:
        """Say whether it is released by name alone."""
        return now - self.held_at > STALE_AFTER


def hold(uow: UnitOfWork) -> int:
    """Hold every unsent message and all that is overdue; return how many there are."""
    _hold_riders(uow)
    _hold_envelopes(uow)
    uow.session.flush()
    uow.session.execute(
        update(Outgoing)
        .where(Outgoing.station_id == uow.station.id, Outgoing.state.in_(OPEN_STATES))
        .values(state=OutboxState.HELD, held_at=uow.now, owner=None, leased_until=None)
        .execution_options(synchronize_session="fetch")
    )
    uow.session.execute(
        update(Arrival)
        .where(
            Arrival.station_id == uow.station.id,
            Arrival.state == ArrivalState.WAITING,
            Arrival.due_at <= uow.now,
        )
        .values(state=ArrivalState.HELD, held_at=uow.now)
        .execution_options(synchronize_session="fetch")
    )
    return len(held(uow))


def _hold_riders(uow: UnitOfWork) -> None:
    """Give what waits for a free reply its message, for it may have ridden on one since."""
    riding = uow.session.scalars(
        select(Occurrence)
        .join(Bulletin)
        .where(
            Bulletin.station_id == uow.station.id,
            Occurrence.state == BulletinState.SENDING,
            Occurrence.rides_until.is_not(None),
        )
    ).all()
    for occurrence in riding:
        while waiting := uow.rides.left_over(occurrence, limit=500):
            uow.deliveries.push(occurrence, waiting, now=uow.now)


def _hold_envelopes(uow: UnitOfWork) -> None:
    """Move what nobody has sorted yet to where it is listed."""
    lane = uow.keys.fingerprint(Purpose.LANE, uow.rules.code, _ENVELOPE)
    for one in uow.envelopes.oldest(100_000):
        uow.session.add(
            Arrival(
                station_id=uow.station.id,
                key=f"held:{hashlib.sha256(one.body).hexdigest()}",
                lane=lane,
                kind=ArrivalKind.LINE,
                event_type=_ENVELOPE,
                occurred_at=one.received_at,
                due_at=one.received_at,
                received_at=one.received_at,
                state=ArrivalState.WAITING,
                body=one.body,
            )
        )
        uow.envelopes.remove(one)


def held(uow: UnitOfWork, *, tells_people: bool = False) -> Sequence[HeldThing]:
    """Return what is held, oldest first; nothing is opened unless it `tells_people` apart."""
    found = [*_messages(uow, tells_people=tells_people), *_arrivals(uow)]
    return sorted(found, key=lambda one: (one.made_at, one.code))


def _messages(uow: UnitOfWork, *, tells_people: bool) -> Iterator[HeldThing]:
    query = (
        select(Outgoing, Tip)
        .join(Tip, Tip.id == Outgoing.tip_id, isouter=True)
        .where(Outgoing.station_id == uow.station.id, Outgoing.state == OutboxState.HELD)
    )
    kinds = {number: HeldKind(rank.value) for rank, number in RANKS.items()}
    kinds[FANNED_OUT] = HeldKind.BULLETIN
    for row, tip in uow.session.execute(query).all():
        yield HeldThing(
            code=f"M{row.id}",
            kind=kinds[row.rank],
            made_at=row.created_at,
            held_at=row.held_at or uow.now,
            about="" if tip is None else uow.number_of(tip),
            whose=_whose(row, uow) if tells_people else b"",
        )


def _whose(row: Outgoing, uow: UnitOfWork) -> bytes:
    """Return a mark of whom a message is for, the same whatever tip it is about."""
    try:
        to = uow.outbox.recipient(row)
    except (KeyForgotten, SealBroken, ValueError):
        return row.order_mark
    return uow.keys.fingerprint(Purpose.ORDER, "", to.chat, to.line_id)


def _arrivals(uow: UnitOfWork) -> Iterator[HeldThing]:
    rows = uow.session.scalars(
        select(Arrival).where(
            Arrival.station_id == uow.station.id, Arrival.state == ArrivalState.HELD
        )
    )
    for row in rows:
        is_timer = row.kind == ArrivalKind.TIMER
        yield HeldThing(
            code=f"A{row.id}",
            kind=HeldKind.TIMER if is_timer else HeldKind.RECEIVED,
            made_at=row.due_at,
            held_at=row.held_at or uow.now,
            about=row.event_type if is_timer else "",
            whose=b"" if row.event_type == _ENVELOPE else row.lane,
        )


def release(uow: UnitOfWork, codes: Sequence[str]) -> Sequence[str]:
    """Let held things go on; return those that were held."""
    done: list[str] = []
    for code, row in _found(uow, codes):
        if isinstance(row, Outgoing):
            row.state, row.next_try_at, row.held_at = OutboxState.WAITING, uow.now, None
        elif row.event_type == _ENVELOPE and row.body is not None:
            uow.session.add(
                Envelope(station_id=row.station_id, received_at=row.received_at, body=row.body)
            )
            uow.session.delete(row)
        else:
            row.state, row.held_at = ArrivalState.WAITING, None
        done.append(code)
    return done


def drop(uow: UnitOfWork, codes: Sequence[str]) -> Sequence[str]:
    """End held things, so that nothing comes of them; return those that were held."""
    done: list[str] = []
    for code, row in _found(uow, codes):
        if isinstance(row, Outgoing):
            uow.outbox.settle(row, OutboxState.WITHDRAWN, now=uow.now, fault=_DROPPED)
        else:
            uow.inbox.mark_handled(row, now=uow.now)
        row.held_at = None
        done.append(code)
    return done


def _found(uow: UnitOfWork, codes: Sequence[str]) -> Iterator[tuple[str, Outgoing | Arrival]]:
    for code in codes:
        row = _one(uow, code)
        if row is not None:
            yield code, row


def _one(uow: UnitOfWork, code: str) -> Outgoing | Arrival | None:
    letter, number = code[:1].upper(), code[1:]
    if not (number.isascii() and number.isdigit() and len(number) <= _DIGITS):
        return None
    if letter == "M":
        return uow.session.scalars(
            select(Outgoing)
            .where(
                Outgoing.id == int(number),
                Outgoing.station_id == uow.station.id,
                Outgoing.state == OutboxState.HELD,
            )
            .with_for_update()
        ).one_or_none()
    if letter == "A":
        return uow.session.scalars(
            select(Arrival)
            .where(
                Arrival.id == int(number),
                Arrival.station_id == uow.station.id,
                Arrival.state == ArrivalState.HELD,
            )
            .with_for_update()
        ).one_or_none()
    return None

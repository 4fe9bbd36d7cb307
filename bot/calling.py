"""This is one message of a bulletin as it leaves: its body, or why it does not leave now."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.line import outbound
from bot.line.crowd import Parcel
from bot.line.gateway import fault_in
from domain.answers import Chat
from domain.bulletin import SENDS_FOR
from domain.delivery import LONGEST_WAIT, Method, may_repeat
from domain.when.hours import held_until, lateness
from models.bulletin import Bulletin, Occurrence
from models.outbox import OutboxState, Outgoing
from models.planning import policy
from models.reach import line_ids_of
from models.unit_of_work import UnitOfWork

_SPENT_WAIT = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class Called:
    """One claimed message of a bulletin, ready to be handed over outside any transaction."""

    row_id: int
    station_id: int
    attempt: int
    parcel: Parcel
    is_crowd: bool
    was_doubtful: bool


@dataclass(frozen=True, kw_only=True)
class Roll:
    """What is the same for every recipient of one time of a bulletin.

    `tail` is the body after whom it is for. `fault`: LINE's form forbids it. `quiet_until`: it
    must not speak now. `is_late`: it began too long ago for whoever LINE surely has not told.
    """

    tail: bytes
    fault: str
    quiet_until: datetime | None
    is_late: bool
    is_spent: bool


@dataclass
class Rolls:
    """The rolls of one batch, each read once."""

    known: dict[int, Roll] = field(default_factory=dict)

    def of(self, occurrence_id: int, uow: UnitOfWork) -> Roll:
        """Return the roll of one time of a bulletin."""
        if occurrence_id not in self.known:
            self.known[occurrence_id] = _roll(occurrence_id, uow)
        return self.known[occurrence_id]


def _roll(occurrence_id: int, uow: UnitOfWork) -> Roll:
    occurrence = uow.bulletins.occurrence(occurrence_id)
    bulletin = uow.bulletins.get(occurrence.bulletin_id)
    form = _form(occurrence, uow)
    words = json.dumps(form, ensure_ascii=False).encode()
    return Roll(
        tail=b"," + words.removeprefix(b"{"),
        fault=fault_in(form),
        quiet_until=held_until(uow.now, policy(uow), is_urgent=bulletin.is_urgent),
        is_late=_is_late(occurrence, bulletin, uow),
        is_spent=uow.quotas.is_spent(uow.now),
    )


def _form(occurrence: Occurrence, uow: UnitOfWork) -> dict[str, Any]:
    """Return the form that was fixed at the first attempt of any recipient, fixing it if new."""
    known = uow.bulletins.frozen(occurrence)
    if known is not None:
        return known
    occurrence = uow.bulletins.occurrence(occurrence.id, held=True)
    form = uow.bulletins.frozen(occurrence) or outbound.form(uow.bulletins.contents(occurrence))
    uow.bulletins.freeze(occurrence, form)
    return form


def _is_late(occurrence: Occurrence, bulletin: Bulletin, uow: UnitOfWork) -> bool:
    began = occurrence.started_at or uow.now
    if occurrence.rides_until is not None:
        began = max(began, occurrence.rides_until)
    own = policy(uow)
    passed = uow.now - began if bulletin.is_urgent else lateness(began, uow.now, own)
    return passed > max(own.grace, SENDS_FOR)


def ready(row: Outgoing, uow: UnitOfWork, rolls: Rolls) -> Called | None:
    """Return a message with its body; settle or put off what must not leave now."""
    assert row.occurrence_id is not None  # noqa: S101
    roll = rolls.of(row.occurrence_id, uow)
    if _must_end(row, roll, uow) or _must_wait(row, roll, uow):
        return None
    to = uow.outbox.recipient(row)
    if to.chat is Chat.CROWD:
        return _to_crowd(row, roll, uow)
    return _called(row, json.dumps(to.line_id), roll, Method.PUSH)


def _must_end(row: Outgoing, roll: Roll, uow: UnitOfWork) -> bool:
    first = row.first_attempt_at or uow.now
    state, fault = OutboxState.SET_ASIDE, roll.fault
    if row.is_doubtful and not may_repeat(first_attempt_at=first, now=uow.now):
        state, fault = OutboxState.UNKNOWN, "the retry key is no longer known"
    elif not row.is_doubtful and roll.is_late:
        fault = "too late"
    if fault:
        uow.outbox.settle(row, state, now=uow.now, fault=fault)
    return bool(fault)


def _must_wait(row: Outgoing, roll: Roll, uow: UnitOfWork) -> bool:
    """Put a message off for the night, or while the month is spent and LINE would refuse it."""
    wait = timedelta()
    if roll.quiet_until is not None:
        wait = min(roll.quiet_until - uow.now, LONGEST_WAIT)
    elif roll.is_spent:
        wait = _SPENT_WAIT
    if wait:
        row.next_try_at = uow.now + wait
        row.state, row.owner, row.leased_until = OutboxState.WAITING, None, None
    return bool(wait)


def _to_crowd(row: Outgoing, roll: Roll, uow: UnitOfWork) -> Called | None:
    """Return a multicast, or a push if it is for one; its people are fixed at the first attempt."""
    kept = uow.outbox.frozen(row)
    people = _people(row, uow) if kept is None else list(kept["to"])
    if not people:
        uow.outbox.settle(row, OutboxState.WITHDRAWN, now=uow.now, fault="nobody is left")
        return None
    if kept is None:
        uow.outbox.freeze(row, {"to": people}, now=uow.now)
    if len(people) == 1:
        return _called(row, json.dumps(people[0]), roll, Method.PUSH, is_crowd=True)
    return _called(row, json.dumps(people), roll, Method.MULTICAST, is_crowd=True)


def _people(row: Outgoing, uow: UnitOfWork) -> list[str]:
    """Open whom a multicast is for; who left since is dropped."""
    carried = uow.deliveries.of_message(row.id)
    whom = [
        ("officer_id", one.officer_id) if one.officer_id else ("member_id", one.member_id or 0)
        for one in carried
    ]
    found = line_ids_of(uow, whom)
    gone = [one for place, one in enumerate(carried) if place not in found]
    uow.deliveries.drop(gone, now=uow.now, because="left")
    row.cost = len(found)
    return list(found.values())


def _called(
    row: Outgoing, to: str, roll: Roll, method: Method, *, is_crowd: bool = False
) -> Called:
    return Called(
        row_id=row.id,
        station_id=row.station_id,
        attempt=row.attempts + 1,
        parcel=Parcel(
            method=method,
            body=b'{"to":' + to.encode() + roll.tail,
            retry_key=str(row.retry_key),
        ),
        is_crowd=is_crowd,
        was_doubtful=row.is_doubtful,
    )

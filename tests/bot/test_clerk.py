"""One clerk and many hands: what was answered meanwhile is settled together, and nobody waits."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from bot.carrier import Carrier
from bot.engine import Bell, Crew
from bot.line.gateway import Gateway
from bot.sender import Sender
from bot.shift import Shift
from bot.threads import Threads
from bot.tray import Tray
from bot.turns import Shares, Turns
from domain.delivery import LineAnswer, Method
from models.outbox import OutboxState
from models.unit_of_work import Store
from simulator.client import wait_for
from simulator.server import Running
from tests.bot.sending import LEASE, MEMBER, OFFICER, OTHER, Office, to_person
from tests.conftest import FixedClock

HANDS = 8
PEOPLE = (MEMBER, OFFICER, OTHER)


class Gated(Gateway):
    """A LINE that answers all at once, when it is told to."""

    opens: threading.Event

    def send(self, method: Method, body: dict[str, Any], *, retry_key: str) -> LineAnswer:
        assert self.opens.wait(30)
        return super().send(method, body, retry_key=retry_key)


def gated(office: Office, kind: type[Gated] = Gated, **facts: Any) -> Gated:
    made = office.gateway(kind, **facts)
    assert isinstance(made, Gated)
    made.opens = threading.Event()
    return made


def clerk(
    office: Office,
    known: Mapping[int, Gateway],
    rung: Callable[[], None] = lambda: None,
    accounts: int = 1,
) -> Sender:
    tray = Tray(
        Carrier(office.store, known, clock=office.clock),
        hands=HANDS,
        turns=Turns(Shares.of(HANDS, accounts)),
        give=Threads("sender", most=HANDS).give,
        rung=rung,
    )
    shift = Shift(owner="s", lease=LEASE, hands=HANDS)
    return Sender(office.store, tray, stations=known, clock=office.clock, shift=shift)


def works_until(sender: Sender, is_so: Callable[[], bool]) -> None:
    wait_for(lambda: [sender.step(), is_so()][1])


def states(office: Office, rows: list[int]) -> set[str]:
    return {office.row(one).state for one in rows}


def test_what_is_answered_together_is_settled_in_one_commit(office: Office) -> None:
    line, rung = gated(office), threading.Event()
    rows = office.keeps(*(to_person(one) for one in PEOPLE))
    sender = clerk(office, {office.station: line}, rung=rung.set)
    assert sender.step()
    assert states(office, rows) == {OutboxState.SENDING}
    line.opens.set()
    assert rung.wait(30)
    wait_for(lambda: len(office.calls("push")) == len(rows), what="LINE has them")
    works_until(sender, lambda: states(office, rows) == {OutboxState.ACCEPTED})
    settled = {office.row(one).settled_at for one in rows}
    assert len(settled) == 1


def test_the_clerk_settles_what_is_with_line_before_the_process_ends(office: Office) -> None:
    line = gated(office)
    (row,) = office.keeps(to_person(MEMBER), token=office.reply_token())
    sender = clerk(office, {office.station: line})
    bell = Bell()
    crew = Crew("sender", sender.drain, bell=bell, threads=1)
    crew.start()
    wait_for(lambda: states(office, [row]) == {OutboxState.SENDING}, what="it is with LINE")
    assert crew.stop()
    line.opens.set()
    sender.end()
    # Left unsettled, a reply would be unknown for ever: it is never repeated.
    assert states(office, [row]) == {OutboxState.ACCEPTED}


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_what_was_put_back_is_settled_at_the_end_of_the_process(
    office: Office, store: Store, clock: FixedClock
) -> None:
    """It waits a second for a row that somebody holds, and the process ends before that."""
    line = gated(office)
    rows = office.keeps(to_person(MEMBER))
    sender = clerk(office, {office.station: line})
    office.is_month_spent()
    with store.writing(office.station, clock()) as frozen:
        frozen.quotas.at(clock())
        frozen.quotas.count(clock(), 1)
        assert sender.step()
        line.opens.set()
        wait_for(lambda: len(office.calls("push")) == 1, what="LINE has it")
        wait_for(lambda: bool(sender.step()), what="its answer was put back")
        assert states(office, rows) == {OutboxState.SENDING}
    sender.end()
    assert states(office, rows) == {OutboxState.ACCEPTED}


class Odd(Gated):
    """A LINE whose first answer bears what no database can keep."""

    def send(self, method: Method, body: dict[str, Any], *, retry_key: str) -> LineAnswer:
        answer = super().send(method, body, retry_key=retry_key)
        return replace(answer, sent=(("1", "\ud800"),)) if body["to"] == MEMBER else answer


def test_an_answer_that_cannot_be_recorded_keeps_no_other_from_being_so(office: Office) -> None:
    line, tip = gated(office, Odd), office.has_a_tip()
    odd, *others = office.keeps(*(to_person(one, about=tip) for one in PEOPLE))
    sender = clerk(office, {office.station: line})
    assert sender.step()
    line.opens.set()
    wait_for(lambda: len(office.calls("push")) == len(PEOPLE), what="LINE has them")
    works_until(sender, lambda: states(office, others) == {OutboxState.ACCEPTED})
    assert states(office, [odd]) == {OutboxState.SENDING}
    assert not sender.step()


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_the_messages_of_others_wait_for_nobody_who_froze_in_the_midst_of_counting(
    office: Office, store: Store, clock: FixedClock
) -> None:
    running = Running(url=office.line_url.removesuffix("/line"), platform=office.platform)
    other = Office(store, store.station("bungkum").id, clock, running)
    own, others = office.keeps(to_person(MEMBER)), other.keeps(to_person(MEMBER))
    lines = {office.station: gated(office), other.station: gated(other, token="token-BK")}
    sender = clerk(office, lines)
    office.is_month_spent()
    with store.writing(office.station, clock()) as frozen:
        frozen.quotas.at(clock())
        frozen.quotas.count(clock(), 1)
        assert sender.step()
        for line in lines.values():
            line.opens.set()
        wait_for(lambda: len(office.calls("push")) == 2, what="LINE has both")
        works_until(sender, lambda: states(other, others) == {OutboxState.ACCEPTED})
        assert states(office, own) == {OutboxState.SENDING}
    works_until(sender, lambda: states(office, own) == {OutboxState.ACCEPTED})
    other.line.close()


def test_trouble_in_the_midst_of_claiming_keeps_no_hand(office: Office, store: Store) -> None:
    """A hand kept for ever would count as waiting for LINE, and shut its account out."""
    tips = [office.has_a_tip() for _ in range(HANDS // 2)]
    rows = office.keeps(*(to_person(MEMBER, about=tip) for tip in tips))
    store.cabinet.forget(office.row(rows[0]).sealed_with.bytes)
    line = gated(office)
    sender = clerk(office, {office.station: line}, accounts=2)
    trouble = iter([OperationalError("", {}, Exception("away"))])

    def fails_once(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if "FROM data_keys" in statement and (fault := next(trouble, None)) is not None:
            raise fault

    event.listen(store.database.engine, "before_cursor_execute", fails_once)
    with pytest.raises(OperationalError):
        sender.step()
    assert sender.step()
    assert states(office, rows) == {OutboxState.SENDING}
    line.opens.set()
    works_until(sender, lambda: states(office, rows) == {OutboxState.ACCEPTED})

"""The sender among others, killed, late, or by a clock that jumps: nothing lost, nothing twice."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from bot.sender import Sender
from domain.answers import Rank
from models.departure import has_messages
from models.outbox import OutboxState
from simulator.client import wait_for
from tests.bot.sending import (
    AT_ONCE_OVER,
    MEMBER,
    OFFICER,
    DyingAfter,
    DyingBefore,
    Killed,
    Meanwhile,
    Office,
    to_person,
)


def test_many_senders_at_once_send_each_message_once(office: Office) -> None:
    rows = office.keeps(
        *(to_person(MEMBER, text=str(n), about=office.has_a_tip()) for n in range(20)),
        *(to_person(OFFICER, text=str(n), rank=Rank.ALERT) for n in range(20)),
    )
    faults: list[BaseException] = []

    def work(sender: Sender) -> None:
        try:
            while len(office.shown(MEMBER)) + len(office.shown()) < len(rows):
                sender.step()
        except BaseException as fault:
            faults.append(fault)

    senders = [office.sender("one"), office.sender("two")]
    threads = [threading.Thread(target=work, args=(senders[n % 2],)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert faults == []
    assert all(count == {"asked": 1, "accepted": 1, "repeated": 0} for count in _keys(office))
    assert office.shown() == [str(n) for n in range(20)]
    assert sorted(office.shown(MEMBER), key=int) == [str(n) for n in range(20)]
    wait_for(lambda: {office.row(one).state for one in rows} == {OutboxState.ACCEPTED})


def _keys(office: Office) -> list[object]:
    return list(office.line.retry_keys().values())


@pytest.mark.parametrize(
    ("dying", "count"),
    [
        pytest.param(
            DyingBefore, {"asked": 1, "accepted": 1, "repeated": 0}, id="before it was handed over"
        ),
        pytest.param(
            DyingAfter, {"asked": 2, "accepted": 1, "repeated": 1}, id="after LINE accepted it"
        ),
    ],
)
def test_what_a_killed_sender_held_is_sent_by_another_with_the_same_key(
    office: Office, dying: type[DyingBefore | DyingAfter], count: dict[str, int]
) -> None:
    row_id = office.alerts_an_officer()
    with pytest.raises(Killed):
        office.sends(gateway=office.gateway(dying), lease=AT_ONCE_OVER)
    office.sends(owner="another")
    assert _keys(office) == [count]
    assert office.line.counters()["retry_key_conflicts"] == []
    assert len(office.shown()) == 1
    assert office.row(row_id).state == OutboxState.ACCEPTED


@pytest.mark.parametrize(("dying", "shown"), [(DyingBefore, 0), (DyingAfter, 1)])
def test_a_reply_that_a_killed_sender_held_is_unknown(
    office: Office, dying: type[DyingBefore | DyingAfter], shown: int
) -> None:
    (row_id,) = office.keeps(to_person(MEMBER), token=office.reply_token())
    with pytest.raises(Killed):
        office.sends(gateway=office.gateway(dying), lease=AT_ONCE_OVER)
    office.sends(owner="another")
    assert len(office.shown(MEMBER)) == shown
    assert len(office.calls()) == shown
    assert office.row(row_id).state == OutboxState.UNKNOWN


def test_a_message_in_somebody_s_hands_is_nobody_else_s(office: Office) -> None:
    row_id = office.alerts_an_officer()
    with pytest.raises(Killed):
        office.sends(gateway=office.gateway(DyingBefore), lease=timedelta(hours=1))
    office.sends(owner="another")
    assert office.calls() == []
    assert office.row(row_id).state == OutboxState.SENDING
    with office.store.database.reading() as session:
        assert not has_messages(session, office.store.database, now=office.clock())


def test_a_kill_loses_nothing_of_what_was_not_yet_in_hand(office: Office) -> None:
    held, *others = office.keeps(
        *(to_person(MEMBER, text=str(n), about=office.has_a_tip()) for n in range(4)),
        token=office.reply_token(),
    )
    with pytest.raises(Killed):
        office.sends(gateway=office.gateway(DyingBefore))
    assert office.row(held).state == OutboxState.SENDING
    assert {office.row(one).state for one in others} == {OutboxState.WAITING}


def test_the_late_answer_of_a_reply_is_believed(office: Office) -> None:
    (row_id,) = office.keeps(to_person(MEMBER), token=office.reply_token())
    gateway = office.gateway(Meanwhile)
    assert isinstance(gateway, Meanwhile)
    states = []

    def another_takes_over() -> None:
        office.sends(owner="another")
        states.append(office.row(row_id).state)

    gateway.happens = another_takes_over
    office.sends(gateway=gateway, lease=AT_ONCE_OVER)
    assert states == [OutboxState.UNKNOWN]
    assert office.row(row_id).state == OutboxState.ACCEPTED
    assert office.shown(MEMBER) == ["สวัสดี"]


def test_a_late_failure_does_not_undo_what_another_sender_did(office: Office) -> None:
    row_id = office.alerts_an_officer()
    office.line.set_fault("status", endpoint="push", status=500, count=1)
    gateway = office.gateway(Meanwhile)
    assert isinstance(gateway, Meanwhile)
    gateway.happens = lambda: office.sends(owner="another")
    office.sender(gateway=gateway, lease=AT_ONCE_OVER).step()
    assert office.row(row_id).state == OutboxState.ACCEPTED
    office.sends_later(hours=1)
    assert len(office.shown()) == 1


def test_a_late_answer_of_our_own_process_is_told_from_the_newest(office: Office) -> None:
    row_id = office.alerts_an_officer()
    office.line.set_fault("status", endpoint="push", status=400, count=1)
    gateway = office.gateway(Meanwhile)
    assert isinstance(gateway, Meanwhile)
    gateway.happens = lambda: office.sends(owner="the same")
    office.sender("the same", gateway=gateway, lease=AT_ONCE_OVER).step()
    assert office.row(row_id).state == OutboxState.ACCEPTED
    assert office.timers() == []


def test_a_clock_that_is_put_back_keeps_no_message_waiting(office: Office) -> None:
    office.clock.passes(hours=5)
    row_id = office.alerts_an_officer()
    office.clock.passes(hours=-5)
    office.sends()
    assert office.row(row_id).state == OutboxState.ACCEPTED


def test_a_clock_that_is_put_back_keeps_no_retry_waiting(office: Office) -> None:
    row_id = office.alerts_an_officer()
    office.clock.passes(hours=5)
    office.line.set_fault("rate", endpoint="push", count=2)
    office.sends()
    office.clock.passes(hours=-5)
    office.sends()
    assert office.row(row_id).state == OutboxState.WAITING
    office.sends_later(seconds=2)
    assert office.row(row_id).state == OutboxState.ACCEPTED


def test_a_clock_that_is_put_back_makes_no_doubtful_push_twice(office: Office) -> None:
    row_id = office.alerts_an_officer()
    office.line.set_fault("drop_answer", endpoint="push", count=1)
    office.sends()
    office.clock.passes(hours=-5)
    office.sends()
    assert office.row(row_id).state == OutboxState.UNKNOWN
    assert len(office.calls()) == 1


@pytest.mark.parametrize(
    ("fault", "state", "shown"),
    [
        pytest.param("drop_answer", OutboxState.UNKNOWN, 1, id="LINE may have it: never twice"),
        pytest.param("rate", OutboxState.ACCEPTED, 1, id="LINE never had it: sent, if late"),
    ],
)
def test_a_key_that_line_has_forgotten_is_used_again_only_without_doubt(
    office: Office, fault: str, state: OutboxState, shown: int
) -> None:
    row_id = office.alerts_an_officer()
    office.line.set_fault(fault, endpoint="push", count=1)
    office.sends()
    office.sends_later(hours=30)  # the machine was off meanwhile
    assert office.row(row_id).state == state
    assert len(office.shown()) == shown


def test_a_sender_killed_a_day_ago_leaves_its_push_unknown(office: Office) -> None:
    row_id = office.alerts_an_officer()
    with pytest.raises(Killed):
        office.sends(gateway=office.gateway(DyingAfter), lease=AT_ONCE_OVER)
    office.clock.passes(hours=30)
    office.sends(owner="another")
    assert office.row(row_id).state == OutboxState.UNKNOWN
    assert len(office.shown()) == 1


def test_no_push_is_tried_beyond_the_24_hours_of_its_key(office: Office) -> None:
    row_id = office.alerts_an_officer()
    began = office.clock()
    office.line.set_fault("status", endpoint="push", status=503, retry_after="3000")
    office.sends()
    while office.row(row_id).state == OutboxState.WAITING:
        wait = office.row(row_id).next_try_at - office.clock()
        office.sends_later(seconds=wait.total_seconds())
    assert office.row(row_id).state == OutboxState.UNKNOWN
    assert office.clock() - began < timedelta(hours=24)
    assert len(office.calls()) == 28
    assert len(office.line.retry_keys()) == 1

"""The sender when LINE fails, limits or refuses: again in due time, or shown and never again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from domain.answers import Chat, Message, Recipient, Words
from models.outbox import OutboxState
from tests.bot.sending import (
    GROUP,
    MEMBER,
    NOBODY,
    OFFICER,
    OTHER,
    Office,
    a_card,
    to_person,
)


def test_a_push_whose_answer_was_lost_is_repeated_with_its_key_and_shown_once(
    office: Office,
) -> None:
    row_id = office.alerts_an_officer()
    office.line.set_fault("drop_answer", endpoint="push", count=1)
    office.sends()
    assert office.row(row_id).state == OutboxState.WAITING
    office.sends_later(seconds=2)
    key = str(office.row(row_id).retry_key)
    assert office.line.retry_keys() == {key: {"asked": 2, "accepted": 1, "repeated": 1}}
    assert office.line.counters()["retry_key_conflicts"] == []
    assert len(office.shown()) == 1
    row = office.row(row_id)
    assert row.state == OutboxState.ACCEPTED
    assert row.request_id == office.calls("push")[0]["request_id"]


def test_a_reply_whose_answer_was_lost_is_unknown_and_never_repeated(office: Office) -> None:
    (row_id,) = office.keeps(to_person(MEMBER), token=office.reply_token())
    office.line.set_fault("drop_answer", endpoint="reply", count=1)
    office.sends()
    office.sends_later(hours=1)
    assert office.shown(MEMBER) == ["สวัสดี"]
    assert len(office.calls()) == 1
    assert office.row(row_id).state == OutboxState.UNKNOWN
    assert office.troubled() == [row_id]


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_reply_on_which_line_failed_is_unknown_too(office: Office, status: int) -> None:
    (row_id,) = office.keeps(to_person(MEMBER), token=office.reply_token())
    office.line.set_fault("status", endpoint="reply", status=status)
    office.sends()
    office.sends_later(hours=1)
    assert len(office.calls()) == 1
    assert office.row(row_id).state == OutboxState.UNKNOWN


FAILURES = [
    pytest.param({"kind": "status", "status": 500}, id="500"),
    pytest.param({"kind": "status", "status": 503}, id="503"),
    pytest.param({"kind": "refuse"}, id="hangs up"),
    pytest.param({"kind": "slow", "seconds": 0.6}, id="too slow"),
]


@pytest.mark.parametrize("fault", FAILURES)
def test_a_push_on_which_line_fails_is_tried_later_and_later_with_one_key(
    office: Office, fault: dict[str, object]
) -> None:
    (row_id,) = office.keeps(to_person(MEMBER))
    office.line.set_fault(**fault, endpoint="push", count=3)
    sender = office.sender(gateway=office.gateway(patience=0.2))
    for tries, shortest, longest in ((1, 0.5, 1), (2, 1, 2), (3, 2, 4)):
        assert sender.step()
        row = office.row(row_id)
        assert row.attempts == tries
        wait = (row.next_try_at - office.clock()).total_seconds()
        assert shortest <= wait <= longest
        assert not sender.step()
        office.clock.passes(seconds=wait)
    office.sends()
    assert office.shown(MEMBER) == ["สวัสดี"]
    assert office.row(row_id).state == OutboxState.ACCEPTED
    assert len(office.line.retry_keys()) == 1


def test_messages_that_fail_together_are_not_all_tried_again_together(office: Office) -> None:
    tips = [office.has_a_tip() for _ in range(8)]
    rows = office.keeps(*(to_person(MEMBER, about=tip) for tip in tips))
    office.line.set_fault("status", endpoint="push", status=500)
    office.sends()
    assert len({office.row(row_id).next_try_at for row_id in rows}) > 1


def test_line_that_cannot_be_reached_costs_neither_the_token_nor_the_answer(
    office: Office,
) -> None:
    (row_id,) = office.keeps(to_person(MEMBER), token=office.reply_token())
    office.sends(gateway=office.gateway(api="http://127.0.0.1:1"))
    assert office.row(row_id).state == OutboxState.WAITING
    office.sends_later(seconds=2)
    assert [call["endpoint"] for call in office.calls()] == ["reply"]
    assert office.shown(MEMBER) == ["สวัสดี"]


@pytest.mark.parametrize(
    ("answer", "is_joined"),
    [
        pytest.param(None, False, id="the words for a group that we left"),
        pytest.param({"status": 404, "message": "Not found"}, False, id="no such group"),
        pytest.param(
            {"status": 400, "message": "The request body has 1 error(s)"}, True, id="our own fault"
        ),
        pytest.param({"status": 403, "message": "Not available"}, True, id="another fault"),
    ],
)
def test_a_group_that_line_no_longer_knows_us_in_is_left(
    office: Office, answer: dict[str, Any] | None, is_joined: bool
) -> None:
    office.knows_a_group()
    if answer is None:
        office.line.person(MEMBER, station="khokkhram").removes_bot(GROUP)
    else:
        office.line.set_fault("status", endpoint="push", **answer)
    to_group = Recipient(chat=Chat.GROUP, line_id=GROUP)
    (row_id,) = office.keeps(Message(to=to_group, contents=[Words(text="ประกาศ")]))
    office.sends()
    assert office.row(row_id).state == OutboxState.SET_ASIDE
    assert office.is_in_the_group() is is_joined


@pytest.mark.parametrize(
    ("later", "endpoints"),
    [
        pytest.param(2, ["reply", "reply"], id="the token is still fresh"),
        pytest.param(55, ["reply", "push"], id="the token is stale by then"),
    ],
)
def test_a_reply_at_the_rate_limit_waits_for_its_turn(
    office: Office, later: float, endpoints: list[str]
) -> None:
    office.keeps(to_person(MEMBER), token=office.reply_token())
    office.line.set_fault("rate", endpoint="reply", count=1)
    office.sends()
    office.sends_later(seconds=later)
    assert [call["endpoint"] for call in office.calls()] == endpoints
    assert office.shown(MEMBER) == ["สวัสดี"]


@pytest.mark.parametrize("fault", [{"kind": "rate"}, {"kind": "status", "status": 503}])
def test_the_wait_that_line_asks_for_is_kept(office: Office, fault: dict[str, object]) -> None:
    (row_id,) = office.keeps(to_person(MEMBER))
    office.line.set_fault(**fault, endpoint="push", count=1, retry_after="120")
    office.sends()
    assert office.row(row_id).next_try_at - office.clock() == timedelta(seconds=120)
    office.sends_later(seconds=119)
    assert len(office.calls()) == 1
    office.sends_later(seconds=1)
    assert office.row(row_id).state == OutboxState.ACCEPTED


@pytest.mark.parametrize("said", ["0", "-5", "nan", "inf", "1e300", "soon", ""])
def test_a_wait_that_means_nothing_does_not_make_us_hammer_or_hang(
    office: Office, said: str
) -> None:
    (row_id,) = office.keeps(to_person(MEMBER))
    office.line.set_fault("rate", endpoint="push", count=1, retry_after=said)
    office.sends()
    wait = office.row(row_id).next_try_at - office.clock()
    assert timedelta(seconds=0.5) <= wait <= timedelta(hours=1)
    office.sends_later(hours=1)
    assert office.row(row_id).state == OutboxState.ACCEPTED


@pytest.mark.parametrize("status", [400, 403, 404, 410, 413])
def test_what_line_refuses_is_set_aside_with_the_reason_and_never_tried_again(
    office: Office, status: int
) -> None:
    (row_id,) = office.keeps(to_person(MEMBER))
    office.line.set_fault("status", endpoint="push", status=status, message="No, thank you")
    office.sends()
    office.sends_later(days=2)
    assert len(office.calls()) == 1
    row = office.row(row_id)
    assert (row.state, row.fault) == (OutboxState.SET_ASIDE, f"{status} No, thank you")
    assert office.troubled() == [row_id]


def test_a_refused_alert_is_passed_on_once_it_is_recorded(office: Office) -> None:
    row_id = office.alerts_an_officer()
    seen: list[str] = []
    office.line.set_fault("status", endpoint="push", status=400)
    office.sends(woke=lambda: seen.append(office.row(row_id).state))
    assert office.timers() == ["OfficerUnreachable"]
    assert seen == [OutboxState.SET_ASIDE]


def test_a_refusal_sets_nobody_else_s_message_aside(office: Office) -> None:
    (wrong,) = office.keeps(to_person(NOBODY))
    (right,) = office.keeps(to_person(MEMBER))
    office.sends()
    assert office.row(wrong).fault == "400 Failed to send messages"
    assert office.row(right).state == OutboxState.ACCEPTED


def test_a_refused_token_is_shown_and_sends_nothing_away(office: Office) -> None:
    (row_id,) = office.keeps(to_person(MEMBER))
    office.sends(gateway=office.gateway(token="an old token"))
    assert office.troubled() == [row_id]
    row = office.row(row_id)
    assert row.state == OutboxState.WAITING
    assert (row.fault or "").startswith("401 ")
    office.sends_later(minutes=1)
    assert office.shown(MEMBER) == ["สวัสดี"]
    assert office.troubled() == []


def test_a_spent_month_is_noted_shown_and_waited_for(office: Office) -> None:
    office.line.set_quota("khokkhram", limit=300, used=300)
    (row_id,) = office.keeps(to_person(MEMBER))
    office.sends()
    assert office.is_month_spent()
    assert office.troubled() == [row_id]
    assert office.row(row_id).fault == "429 You have reached your monthly limit."
    office.sends_later(minutes=9)
    assert len(office.calls()) == 1
    office.line.set_quota("khokkhram", limit=15_000, used=300)
    office.sends_later(minutes=1)
    assert office.row(row_id).state == OutboxState.ACCEPTED
    assert not office.is_month_spent()
    assert office.troubled() == []


def test_a_month_that_is_spent_ends_when_line_s_month_does(office: Office) -> None:
    office.clock.now = datetime(2026, 11, 30, 14, 59, tzinfo=UTC)
    office.line.set_quota("khokkhram", limit=300, used=300)
    office.keeps(to_person(MEMBER))
    office.sends()
    assert office.is_month_spent()
    office.clock.passes(minutes=1)
    assert not office.is_month_spent()


def test_the_rate_limit_is_not_mistaken_for_a_spent_month(office: Office) -> None:
    (row_id,) = office.keeps(to_person(MEMBER))
    office.line.set_fault("rate", endpoint="push", count=1)
    office.sends()
    assert not office.is_month_spent()
    assert office.troubled() == []
    assert office.row(row_id).next_try_at - office.clock() <= timedelta(seconds=1)


def test_free_replies_go_on_when_the_month_is_spent(office: Office) -> None:
    tip = office.has_a_tip()
    office.line.set_quota("khokkhram", limit=300, used=300)
    office.alerts_an_officer(about=tip)
    office.sends()
    office.keeps(
        to_person(OFFICER, a_card(alt="ที่ถามไว้"), about=tip), token=office.reply_token(OFFICER)
    )
    office.sends()
    assert office.shown() == ["ที่ถามไว้"]


def test_pushes_keep_their_order_through_a_spent_month(office: Office) -> None:
    tip = office.has_a_tip()
    office.line.set_quota("khokkhram", limit=300, used=300)
    office.keeps(*(to_person(OFFICER, text=str(number), about=tip) for number in range(3)))
    office.sends()
    assert len(office.calls()) == 1
    office.line.set_quota("khokkhram", limit=900, used=300)
    office.sends_later(minutes=10)
    assert office.shown() == ["0", "1", "2"]


def test_what_line_takes_again_lets_what_the_month_held_go_at_once(office: Office) -> None:
    office.line.set_quota("khokkhram", limit=300, used=300)
    held = [*office.keeps(to_person(MEMBER, text="แจ้งไว้")), office.alerts_an_officer()]
    office.sends()
    office.line.set_quota("khokkhram", limit=1000, used=300)
    office.keeps(to_person(OTHER, text="เรื่องใหม่"))
    office.sends_later(seconds=5)
    assert [office.row(one).state for one in held] == [OutboxState.ACCEPTED] * 2
    assert not office.is_month_spent()
    # The alert was kept last and goes first.
    assert [one["body"]["to"] for one in office.calls("push")[-2:]] == [OFFICER, MEMBER]


def test_a_free_reply_says_nothing_of_the_month(office: Office) -> None:
    office.line.set_quota("khokkhram", limit=300, used=300)
    office.alerts_an_officer()
    office.sends()
    asked = len(office.calls("push"))
    office.keeps(to_person(MEMBER), token=office.reply_token())
    office.sends_later(seconds=5)
    assert office.shown(MEMBER) == ["สวัสดี"]
    assert len(office.calls("push")) == asked
    assert office.is_month_spent()


def test_another_station_s_month_opens_nothing_here(office: Office) -> None:
    neighbour = office.store.station("bungkum").id
    office.line.set_quota("khokkhram", limit=300, used=300)
    held = office.alerts_an_officer()
    office.sends()
    due = office.row(held).next_try_at
    with office.store.writing(neighbour, office.clock()) as uow:
        uow.quotas.told(uow.now, limit=1000, used=0)
        uow.quotas.count(uow.now, 1)
        uow.commit()
    assert office.row(held).next_try_at == due


def test_what_the_month_never_let_through_is_set_aside_and_shown(office: Office) -> None:
    row_id = office.alerts_an_officer()
    office.line.set_fault("monthly", endpoint="push", retry_after="3600")
    for _ in range(25):
        office.sends_later(hours=1)
    row = office.row(row_id)
    assert row.state == OutboxState.SET_ASIDE
    assert office.troubled() == [row_id]
    tries = len(office.calls())
    office.sends_later(days=1)
    assert len(office.calls()) == tries


def test_each_reply_that_may_be_lost_is_told_and_of_what_goes_again_only_the_first_try(
    office: Office,
) -> None:
    office.keeps(to_person(OFFICER), to_person(NOBODY))
    for _ in range(3):
        office.keeps(to_person(MEMBER), token=office.reply_token())
    office.line.set_fault("status", status=500)
    with capture_logs() as said:
        office.sends()
    told = [one["method"] for one in said if one["event"] == "not sent"]
    assert sorted(told) == ["push", "reply", "reply", "reply"]

"""How a message leaves: by reply or push, again or never again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from domain.delivery import (
    AnswerKind,
    Attempt,
    LineAnswer,
    Method,
    Settled,
    Verdict,
    choose,
    judge,
)

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


def an_attempt(method: Method, **facts: object) -> Attempt:
    given = {
        "attempts": 1,
        "first_attempt_at": NOON,
        "now": NOON,
        "only_reply": False,
        "chance": 0.5,
    }
    return Attempt(method=method, **{**given, **facts})


@pytest.mark.parametrize(
    ("reply_until", "only_reply", "method"),
    [
        pytest.param(NOON + timedelta(seconds=1), False, Method.REPLY, id="free while fresh"),
        pytest.param(NOON, False, Method.PUSH, id="pushed once the token is stale"),
        pytest.param(None, False, Method.PUSH, id="pushed without a token"),
        pytest.param(NOON, True, None, id="dropped when not worth a counted message"),
        pytest.param(NOON + timedelta(seconds=1), True, Method.REPLY, id="small talk replies"),
    ],
)
def test_a_reply_token_is_used_while_it_is_fresh(
    reply_until: datetime | None, only_reply: bool, method: Method | None
) -> None:
    assert choose(now=NOON, reply_until=reply_until, only_reply=only_reply) is method


@pytest.mark.parametrize(
    ("kind", "verdict"),
    [
        pytest.param(AnswerKind.ACCEPTED, Verdict(settled=Settled.ACCEPTED), id="accepted"),
        pytest.param(
            AnswerKind.UNANSWERED, Verdict(settled=Settled.UNKNOWN), id="no answer: never repeated"
        ),
        pytest.param(AnswerKind.FAILED, Verdict(settled=Settled.UNKNOWN), id="LINE's own fault"),
        pytest.param(
            AnswerKind.DEAD_TOKEN,
            Verdict(again_after=timedelta(), as_push=True),
            id="a dead token is pushed",
        ),
        pytest.param(
            AnswerKind.UNREACHED,
            Verdict(again_after=timedelta(), as_push=True),
            id="never reached LINE",
        ),
        pytest.param(AnswerKind.REFUSED, Verdict(settled=Settled.SET_ASIDE), id="refused"),
    ],
)
def test_a_reply_is_never_repeated_as_a_reply(kind: AnswerKind, verdict: Verdict) -> None:
    assert judge(LineAnswer(kind=kind), an_attempt(Method.REPLY)) == verdict


def test_small_talk_with_a_dead_token_is_dropped() -> None:
    attempt = an_attempt(Method.REPLY, only_reply=True)
    assert judge(LineAnswer(kind=AnswerKind.DEAD_TOKEN), attempt).settled is Settled.DROPPED


@pytest.mark.parametrize("kind", [AnswerKind.FAILED, AnswerKind.UNANSWERED, AnswerKind.UNREACHED])
def test_a_push_is_tried_again_later_and_later(kind: AnswerKind) -> None:
    waits = [
        judge(LineAnswer(kind=kind), an_attempt(Method.PUSH, attempts=tries)).again_after
        for tries in range(1, 12)
    ]
    assert all(wait is not None for wait in waits)
    assert waits == sorted(waits)
    assert waits[-1] <= timedelta(minutes=5)


def test_the_wait_that_line_asks_for_is_kept() -> None:
    answer = LineAnswer(kind=AnswerKind.RATE_LIMITED, retry_after=7)
    assert judge(answer, an_attempt(Method.PUSH)).again_after == timedelta(seconds=7)


def test_a_spent_month_waits_for_minutes_not_seconds() -> None:
    answer = LineAnswer(kind=AnswerKind.MONTHLY_LIMIT)
    assert judge(answer, an_attempt(Method.PUSH)).again_after == timedelta(minutes=10)


@pytest.mark.parametrize(
    ("kind", "settled"),
    [
        pytest.param(AnswerKind.UNANSWERED, Settled.UNKNOWN, id="it may have arrived"),
        pytest.param(AnswerKind.RATE_LIMITED, Settled.SET_ASIDE, id="it never arrived"),
    ],
)
def test_no_retry_outlives_the_24_hours_of_its_key(kind: AnswerKind, settled: Settled) -> None:
    late = an_attempt(Method.PUSH, now=NOON + timedelta(hours=24), attempts=200)
    assert judge(LineAnswer(kind=kind), late) == Verdict(settled=settled)


def test_a_refused_push_is_set_aside_at_once() -> None:
    verdict = judge(LineAnswer(kind=AnswerKind.REFUSED), an_attempt(Method.PUSH))
    assert verdict == Verdict(settled=Settled.SET_ASIDE)

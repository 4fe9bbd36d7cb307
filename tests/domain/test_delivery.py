"""How a message leaves: by reply or push, again or never again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from domain.delivery import (
    KEY_LIFE,
    LONGEST_WAIT,
    AnswerKind,
    Attempt,
    LineAnswer,
    Method,
    Settled,
    Verdict,
    choose,
    judge,
    may_repeat,
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
            Verdict(again_after=timedelta(seconds=0.75), afresh=True),
            id="never reached LINE: the token is still good",
        ),
        pytest.param(
            AnswerKind.MONTHLY_LIMIT,
            Verdict(again_after=timedelta(seconds=0.75), afresh=True),
            id="the month is spent, though a reply is free",
        ),
        pytest.param(
            AnswerKind.RATE_LIMITED,
            Verdict(again_after=timedelta(seconds=0.75), afresh=True),
            id="too many at once: the token is still good",
        ),
        pytest.param(AnswerKind.REFUSED, Verdict(settled=Settled.SET_ASIDE), id="refused"),
    ],
)
def test_a_reply_is_repeated_only_when_it_cannot_have_arrived(
    kind: AnswerKind, verdict: Verdict
) -> None:
    assert judge(LineAnswer(kind=kind), an_attempt(Method.REPLY)) == verdict


def test_small_talk_with_a_dead_token_is_dropped() -> None:
    attempt = an_attempt(Method.REPLY, only_reply=True)
    assert judge(LineAnswer(kind=AnswerKind.DEAD_TOKEN), attempt).settled is Settled.DROPPED


@pytest.mark.parametrize(
    "kind",
    [
        AnswerKind.FAILED,
        AnswerKind.UNANSWERED,
        AnswerKind.UNREACHED,
        AnswerKind.RATE_LIMITED,
    ],
)
def test_a_push_is_tried_again_later_and_later(kind: AnswerKind) -> None:
    waits = [
        judge(LineAnswer(kind=kind), an_attempt(Method.PUSH, attempts=tries)).again_after
        for tries in range(1, 12)
    ]
    assert all(wait is not None for wait in waits)
    assert waits == sorted(waits)
    # What waited is out within half a minute after LINE is well again.
    assert waits[-1] <= timedelta(seconds=20)


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


def test_an_earlier_doubt_is_not_forgotten_when_the_key_ends() -> None:
    late = an_attempt(Method.PUSH, now=NOON + timedelta(hours=24), is_doubtful=True)
    verdict = judge(LineAnswer(kind=AnswerKind.RATE_LIMITED), late)
    assert verdict == Verdict(settled=Settled.UNKNOWN)


@pytest.mark.parametrize(
    ("hours", "may"),
    [
        pytest.param(0, True, id="at once"),
        pytest.param(22.9, True, id="the same day"),
        pytest.param(23, False, id="an hour before LINE forgets, for clocks differ"),
        pytest.param(30, False, id="the day after"),
        pytest.param(-0.9, True, id="a clock that was put right a little"),
        pytest.param(-2, False, id="a clock that was put back: nobody knows how long it was"),
    ],
)
def test_a_key_is_used_again_only_while_line_surely_knows_it(hours: float, may: bool) -> None:
    now = NOON + timedelta(hours=hours)
    assert may_repeat(first_attempt_at=NOON, now=now) is may


ANSWERS = some.builds(
    LineAnswer,
    kind=some.sampled_from(AnswerKind),
    retry_after=some.none() | some.floats(0, 1e12),
)
ATTEMPTS = some.builds(
    Attempt,
    method=some.sampled_from(Method),
    attempts=some.integers(1, 10_000),
    first_attempt_at=some.just(NOON),
    now=some.timedeltas(timedelta(days=-3), timedelta(days=3)).map(lambda span: NOON + span),
    only_reply=some.booleans(),
    chance=some.floats(0, 1, exclude_max=True),
    is_doubtful=some.booleans(),
)


@given(ANSWERS, ATTEMPTS)
def test_every_attempt_ends_or_goes_on_but_never_both(answer: LineAnswer, attempt: Attempt) -> None:
    verdict = judge(answer, attempt)
    assert (verdict.settled is None) is (verdict.again_after is not None)
    assert not (verdict.as_push and verdict.afresh)
    assert timedelta() <= (verdict.again_after or timedelta()) <= LONGEST_WAIT


@given(ANSWERS, ATTEMPTS)
def test_what_may_have_arrived_is_repeated_only_under_a_living_key(
    answer: LineAnswer, attempt: Attempt
) -> None:
    verdict = judge(answer, attempt)
    # A mail bears no key: better twice than not at all.
    if attempt.method is Method.MAIL or not (answer.leaves_doubt and verdict.settled is None):
        return
    assert attempt.method is Method.PUSH
    assert not verdict.as_push
    assert not verdict.afresh
    assert attempt.now + (verdict.again_after or timedelta()) < NOON + KEY_LIFE


@given(ANSWERS, ATTEMPTS)
def test_nothing_is_said_to_be_refused_that_may_have_arrived(
    answer: LineAnswer, attempt: Attempt
) -> None:
    refused = judge(answer, attempt).settled in (Settled.SET_ASIDE, Settled.DROPPED)
    assert not (refused and answer.leaves_doubt)


@given(ANSWERS, ATTEMPTS)
def test_line_is_never_asked_again_sooner_than_it_said(
    answer: LineAnswer, attempt: Attempt
) -> None:
    wait = judge(answer, attempt).again_after
    if wait is None or answer.kind is AnswerKind.DEAD_TOKEN:
        return
    asked = min(answer.retry_after or 0, LONGEST_WAIT.total_seconds())
    assert wait >= timedelta(seconds=asked)
    assert wait >= timedelta(seconds=0.5)


@pytest.mark.parametrize("kind", AnswerKind)
def test_only_a_month_that_is_spent_or_a_refused_token_stalls_every_push(kind: AnswerKind) -> None:
    stalling = {AnswerKind.MONTHLY_LIMIT, AnswerKind.UNAUTHORIZED}
    assert LineAnswer(kind=kind).stalls_all is (kind in stalling)

"""The figures of a morning and of a week, from plain facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.classification.kinds import Urgency
from domain.summary import (
    Ground,
    Lingering,
    Owed,
    Silence,
    TipFact,
    VillageFact,
    ends_a_week,
    is_affordable,
    is_timely,
    morning,
    silence,
    week,
    within,
)
from domain.tip import TipState, Trust

NOW = datetime(2026, 11, 23, 0, 30, tzinfo=UTC)
MINE, DESKS = 1, None
TIMES = {
    Urgency.EMERGENCY: timedelta(minutes=3),
    Urgency.SOON: timedelta(minutes=15),
    Urgency.ROUTINE: timedelta(minutes=240),
}


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


def a_tip(**facts: Any) -> TipFact:
    sent_at = facts.pop("sent_at", ago(hours=1))
    given: dict[str, Any] = {
        "number": "1/2569",
        "village": 7,
        "urgency": Urgency.ROUTINE,
        "state": TipState.SENT,
        "trust": Trust.TRAINED,
        "sent_at": sent_at,
        "waits_since": sent_at,
        **facts,
    }
    return TipFact(**given)


def a_village(village: int = 7, **facts: Any) -> VillageFact:
    given: dict[str, Any] = {"name": f"v{village}", "members": 9, "primary": MINE, **facts}
    return VillageFact(village=village, **given)


def a_ground(*tips: TipFact, villages: Any = None, min_crowd: int = 5) -> Ground:
    rows = [a_village(heard_at=ago(hours=1))] if villages is None else villages
    return Ground(tips=tips, villages=rows, now=NOW, accept_within=TIMES, min_crowd=min_crowd)


def test_new_are_those_of_a_day_and_open_those_that_are_not_closed() -> None:
    told = morning(
        a_ground(
            a_tip(),
            a_tip(sent_at=ago(hours=25), state=TipState.ACCEPTED, handler=MINE),
            a_tip(state=TipState.CLOSED, closed_at=ago(minutes=5)),
            a_tip(urgency=Urgency.EMERGENCY, state=TipState.CLOSED, closed_at=ago(minutes=5)),
            a_tip(urgency=Urgency.EMERGENCY, sent_at=ago(days=3), state=TipState.INVESTIGATING),
        )
    )
    assert (told.new, told.open, told.emergencies, told.open_emergencies) == (3, 3, 1, 1)


@pytest.mark.parametrize("hidden", ["is_practice", "is_restricted"])
def test_practice_and_restricted_tips_are_in_no_figure(hidden: str) -> None:
    tip = a_tip(urgency=Urgency.EMERGENCY, sent_at=ago(days=5), **{hidden: True})
    told, told_of_week = morning(a_ground(tip)), week(a_ground(tip))
    assert (told.new, told.open, told.late, told.emergencies, told.open_emergencies) == (
        0,
        0,
        (),
        0,
        0,
    )
    assert (told_of_week.sent, told_of_week.lingering) == (0, ())


@pytest.mark.parametrize(
    ("tip", "late"),
    [
        pytest.param(a_tip(sent_at=ago(hours=3)), (), id="nobody yet, but in time"),
        pytest.param(
            a_tip(sent_at=ago(hours=5)), (Owed(officer=MINE, count=1),), id="the village's"
        ),
        pytest.param(
            a_tip(sent_at=ago(hours=5), village=None),
            (Owed(officer=DESKS, count=1),),
            id="the desk's",
        ),
        pytest.param(
            a_tip(sent_at=ago(hours=5), trust=Trust.UNVERIFIED),
            (Owed(officer=DESKS, count=1),),
            id="a stranger's is the desk's",
        ),
        pytest.param(
            a_tip(sent_at=ago(days=20), waits_since=ago(hours=1)), (), id="reopened an hour ago"
        ),
        pytest.param(
            a_tip(sent_at=ago(days=15), state=TipState.ACCEPTED, handler=2),
            (Owed(officer=2, count=1),),
            id="held too long",
        ),
        pytest.param(
            a_tip(sent_at=ago(days=13), state=TipState.ACCEPTED, handler=2), (), id="held a while"
        ),
        pytest.param(
            a_tip(sent_at=ago(days=99), state=TipState.INVESTIGATING, handler=2),
            (),
            id="an investigation has its own review",
        ),
        pytest.param(
            a_tip(sent_at=ago(days=99), is_listed_only=True),
            (),
            id="what alerts nobody is not late",
        ),
    ],
)
def test_late_is_what_nobody_took_in_time_or_holds_too_long(
    tip: TipFact, late: tuple[Owed, ...]
) -> None:
    assert morning(a_ground(tip)).late == late


def test_who_is_late_with_most_comes_first() -> None:
    old = a_tip(sent_at=ago(hours=5))
    told = morning(a_ground(replace(old, village=None), old, old))
    assert told.late == (Owed(officer=MINE, count=2), Owed(officer=DESKS, count=1))


def test_an_officer_is_told_of_their_villages_and_of_what_they_may_see() -> None:
    known = a_ground(
        a_tip(),
        a_tip(village=8),
        a_tip(trust=Trust.UNVERIFIED),
        a_tip(own_of=MINE),
        a_tip(own_of=2),
        villages=[a_village(7), a_village(8)],
    )
    own = within(known, MINE, {7})
    assert morning(own).new == 2
    assert morning(own).silence.named == ("v7",)


def test_a_village_is_silent_when_nothing_was_heard_for_thirty_days() -> None:
    villages = [
        a_village(1, heard_at=None),
        a_village(2, heard_at=ago(days=31)),
        a_village(3, heard_at=ago(days=29)),
        a_village(4, heard_at=None, members=0),
    ]
    assert silence(a_ground(villages=villages)) == Silence(named=("v1", "v2", "v4"))


def test_a_village_of_few_members_is_never_named_and_counted_only_in_a_crowd() -> None:
    few = [a_village(1, members=2), a_village(2, members=2)]
    assert silence(a_ground(villages=few)) == Silence(named=(), small=0)
    more = [*few, a_village(3, members=1, heard_at=ago(days=1))]
    assert silence(a_ground(villages=more)) == Silence(named=(), small=2)
    assert silence(a_ground(villages=more)).count == 2
    assert silence(a_ground(villages=more, min_crowd=2)).named == ("v1", "v2")


def test_a_week_says_how_many_how_fast_and_what_stays_open() -> None:
    told = week(
        a_ground(
            a_tip(accepted_at=ago(minutes=50), state=TipState.ACCEPTED, handler=2),
            a_tip(sent_at=ago(days=2), accepted_at=ago(days=1), state=TipState.ACCEPTED, handler=2),
            a_tip(sent_at=ago(days=6), accepted_at=ago(days=5.99), state=TipState.CLOSED,
                  closed_at=ago(days=1)),
            a_tip(sent_at=ago(days=8), state=TipState.CLOSED, closed_at=ago(days=7.5)),
            a_tip(sent_at=ago(days=20), number="9/2569", state=TipState.ACCEPTED, handler=2),
            a_tip(sent_at=ago(days=30), number="8/2569"),
        )
    )  # fmt: skip
    assert (told.sent, told.sent_before, told.closed) == (3, 1, 1)
    assert (told.accepted, told.in_time, told.minutes) == (3, 2, 14)
    assert told.lingering == (
        Lingering(number="8/2569", officer=MINE),
        Lingering(number="9/2569", officer=2),
    )


def test_a_week_without_tips_has_no_speed() -> None:
    assert week(a_ground()).minutes is None


def test_a_summary_is_worth_sending_on_its_own_morning_alone() -> None:
    day = date(2026, 11, 23)
    assert is_timely(day, NOW, "Asia/Bangkok")
    assert not is_timely(day, NOW + timedelta(hours=5), "Asia/Bangkok")
    assert not is_timely(day, NOW + timedelta(days=1), "Asia/Bangkok")
    assert not is_timely(day, NOW - timedelta(days=1), "Asia/Bangkok")


def test_the_week_is_told_on_monday() -> None:
    assert [ends_a_week(date(2026, 11, day)) for day in (22, 23, 24)] == [False, True, False]


@pytest.mark.parametrize(
    ("month", "affordable"),
    [
        pytest.param({"used": None, "limit": None, "is_spent": False}, True, id="never read"),
        pytest.param({"used": 9, "limit": None, "is_spent": False}, True, id="unlimited"),
        pytest.param({"used": 209, "limit": 300, "is_spent": False}, True, id="just left"),
        pytest.param({"used": 210, "limit": 300, "is_spent": False}, False, id="kept for alerts"),
        pytest.param({"used": None, "limit": None, "is_spent": True}, False, id="spent"),
    ],
)
def test_the_share_that_is_kept_for_alerts_is_not_touched(
    month: dict[str, Any], affordable: bool
) -> None:
    assert is_affordable(reserve=0.3, **month) is affordable

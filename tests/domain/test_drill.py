"""A drill never eats what is kept for alerts, and names who needs help by what they did."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.drill import (
    Asked,
    Cost,
    Month,
    Practice,
    Standing,
    by_village,
    cost,
    is_affordable,
    result,
    spare,
)


def month(*, limit: int | None = 300, used: int = 0) -> Month:
    return Month(limit=limit, used=used, reserve=0.3)


def test_a_drill_costs_its_questions_and_all_that_follows() -> None:
    assert cost(26) == Cost(questions=26, whole=104)


@pytest.mark.parametrize(
    ("limit", "used", "left"),
    [
        pytest.param(300, 0, 210, id="all but what is kept back"),
        pytest.param(300, 200, 10, id="less what was used"),
        pytest.param(300, 250, 0, id="never less than nothing"),
        pytest.param(301, 0, 210, id="what is kept back is rounded up"),
        pytest.param(None, 9999, None, id="an account without a limit"),
    ],
)
def test_what_may_be_spent(limit: int | None, used: int, left: int | None) -> None:
    assert spare(month(limit=limit, used=used)) == left


@pytest.mark.parametrize(
    ("people", "is_borne"), [(52, True), (53, False)], ids=["just enough", "one too many"]
)
def test_a_drill_that_would_eat_the_reserve_is_not_borne(people: int, *, is_borne: bool) -> None:
    assert is_affordable(month(), cost(people)) is is_borne
    assert is_affordable(month(limit=None), cost(people))


def asked(*practices: Practice, is_reached: bool = True, **who: str) -> Asked:
    facts = {"number": "M0001", "village": "V1", **who}
    return Asked(is_reached=is_reached, practices=practices, **facts)


SENT, DROPPED = Practice(was_sent=True), Practice(was_sent=False)


def accepted(minutes: float) -> Practice:
    return Practice(was_sent=True, accepted_after=timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("one", "standing"),
    [
        pytest.param(asked(is_reached=False), Standing.UNREACHED, id="the question was not heard"),
        pytest.param(asked(), Standing.SILENT, id="heard and silent"),
        pytest.param(asked(DROPPED), Standing.DROPPED, id="began and gave up"),
        pytest.param(asked(DROPPED, SENT), Standing.WAITING, id="sent at the second try"),
        pytest.param(asked(SENT, accepted(4)), Standing.DONE, id="an officer took it"),
        pytest.param(asked(accepted(1), is_reached=False), Standing.DONE, id="came by themselves"),
    ],
)
def test_how_far_somebody_came(one: Asked, standing: Standing) -> None:
    assert one.standing is standing


def test_a_result_counts_people_and_takes_the_middle_wait() -> None:
    people = [
        asked(accepted(1)),
        asked(accepted(2.5)),
        asked(accepted(60), accepted(50)),
        asked(SENT),
        asked(),
        asked(is_reached=False),
    ]
    found = result(people)
    assert (found.asked, found.reached, found.practised, found.accepted) == (6, 5, 4, 3)
    assert found.minutes == 3
    assert result([asked()]).minutes is None


def test_people_stand_under_their_village_in_order() -> None:
    people = [
        asked(number="M0003", village="V2"),
        asked(number="M0002", village="V1"),
        asked(number="M0001", village="V2"),
    ]
    found = by_village(people)
    assert [(name, [one.number for one in own]) for name, own in found.items()] == [
        ("V1", ["M0002"]),
        ("V2", ["M0001", "M0003"]),
    ]

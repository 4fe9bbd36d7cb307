"""Figures of a month are told only where nobody can be found behind them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from domain.outcomes import ClosedTip, Ending, Neighbourhood, Release, release
from domain.tip import Outcome

LARGE, OTHER = Neighbourhood(code="v1", members=8), Neighbourhood(code="v2", members=5)
SMALL, TINY = Neighbourhood(code="s1", members=3), Neighbourhood(code="s2", members=2)
EMPTY = Neighbourhood(code="e1", members=0)


def tip(village: str | None, outcome: Outcome = Outcome.VERIFIED_ARREST) -> ClosedTip:
    return ClosedTip(village=village, outcome=outcome)


def told(found: Release) -> dict[str | None, int]:
    return {one.village: one.tips for one in found.villages}


def test_a_village_with_a_crowd_is_told_by_how_its_tips_ended() -> None:
    found = release(
        [
            tip("v1"),
            tip("v1", Outcome.UNFOUNDED),
            tip("v1", Outcome.NO_ACTION_NEEDED),
            tip("v2", Outcome.VERIFIED_REFERRED),
        ],
        [LARGE, OTHER],
        min_crowd=5,
    )
    assert found.villages[0].endings == {Ending.DONE: 1, Ending.CHECKED: 2}
    assert found.villages[1].endings == {Ending.REFERRED: 1}
    assert found.whole is not None
    assert found.whole.tips == 4
    assert found.others is None


def test_of_two_tips_about_one_thing_one_counts() -> None:
    found = release([tip("v1"), tip("v1", Outcome.DUPLICATE)], [LARGE], min_crowd=5)
    assert told(found) == {"v1": 1}


def test_small_villages_are_told_as_one_where_together_they_are_a_crowd() -> None:
    found = release([tip("s1"), tip("v1")], [LARGE, SMALL, TINY], min_crowd=5)
    assert told(found) == {"v1": 1}
    assert found.others is not None
    assert (found.others.village, found.others.tips) == (None, 1)
    assert found.whole is not None


def test_where_they_are_no_crowd_there_is_no_whole_to_subtract_from() -> None:
    found = release([tip("s1"), tip("v1")], [LARGE, SMALL], min_crowd=5)
    assert told(found) == {"v1": 1}
    assert (found.others, found.whole) == (None, None)


def test_a_tip_of_no_village_may_be_of_anybody() -> None:
    found = release([tip(None)], [LARGE, EMPTY], min_crowd=5)
    assert found.others is not None
    assert found.others.tips == 1
    assert release([tip(None)], [LARGE, SMALL], min_crowd=5).others is None


def test_what_is_hidden_does_not_tell_by_its_absence_that_there_were_tips() -> None:
    with_tip = release([tip("v1"), tip("s1")], [LARGE, SMALL], min_crowd=5)
    without = release([tip("v1")], [LARGE, SMALL], min_crowd=5)
    assert with_tip == without


def test_a_month_without_tips_tells_a_whole_of_none() -> None:
    found = release([], [LARGE, OTHER], min_crowd=5)
    assert (found.villages, found.others) == ([], None)
    assert found.whole is not None
    assert found.whole.tips == 0


villages = st.lists(st.integers(0, 12), min_size=1, max_size=6).map(
    lambda sizes: [Neighbourhood(code=f"v{at}", members=n) for at, n in enumerate(sizes)]
)


@given(villages, st.lists(st.integers(-1, 5), max_size=20), st.integers(2, 6))
def test_nothing_that_is_told_reveals_the_tips_of_fewer_than_the_crowd(
    around: list[Neighbourhood], where: list[int], crowd: int
) -> None:
    """Whatever can be had by subtracting what is told has a crowd behind it."""
    tips = [tip(f"v{at}" if 0 <= at < len(around) else None) for at in where]
    found = release(tips, around, min_crowd=crowd)
    members = {one.code: one.members for one in around}
    assert all(members[str(one.village)] >= crowd for one in found.villages)
    small = [code for code, n in members.items() if n < crowd]
    behind = sum(members[code] for code in small) or sum(members.values())
    assert (found.whole is not None) == (behind >= crowd)
    if found.whole is not None:
        shown = sum(one.tips for one in found.villages)
        others = 0 if found.others is None else found.others.tips
        assert found.whole.tips == shown + others == len(tips)

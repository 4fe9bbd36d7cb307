"""Who may be waited for: whatever one account does, hands are left for the others."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.turns import SLOW_AFTER, Shares, Turns

HERE, THERE, ELSEWHERE = 1, 2, 3


class Hands:
    """Threads, each of which takes and gives back turns when told to."""

    def __init__(self, hands: int, accounts: int) -> None:
        self.now = 0.0
        self.turns = Turns(Shares.of(hands, accounts), watch=lambda: self.now)
        self.pools = [ThreadPoolExecutor(1) for _ in range(hands)]

    def enters(self, hand: int, account: int) -> bool:
        return self.pools[hand].submit(self.turns.enter, account).result()

    def is_answered(self, hand: int, *, after: float = 0.0) -> None:
        self.now += after
        self.pools[hand].submit(self.turns.answered).result()

    def leaves(self, hand: int) -> None:
        self.pools[hand].submit(self.turns.leave).result()

    def entered(self, account: int, hands: range) -> int:
        return sum(self.enters(hand, account) for hand in hands)


@pytest.fixture
def eight() -> Iterator[Hands]:
    made = Hands(8, accounts=3)
    yield made
    for pool in made.pools:
        pool.shutdown()


def test_a_lone_account_may_hold_every_hand() -> None:
    alone = Hands(4, accounts=1)
    assert alone.entered(HERE, range(4)) == 4
    alone.now += 2 * SLOW_AFTER
    assert alone.turns.closed() == frozenset({HERE})


def test_one_of_several_accounts_holds_half_at_most(eight: Hands) -> None:
    assert eight.entered(HERE, range(8)) == 4
    assert eight.turns.closed() == {HERE}
    assert eight.entered(THERE, range(4, 8)) == 4


def test_an_account_that_answers_opens_again(eight: Hands) -> None:
    eight.entered(HERE, range(4))
    eight.is_answered(0)
    assert eight.turns.closed() == frozenset()
    assert eight.enters(0, HERE)


def test_an_account_that_took_long_is_waited_for_by_one_hand_of_eight(eight: Hands) -> None:
    eight.enters(0, HERE)
    eight.is_answered(0, after=SLOW_AFTER * 2)
    assert eight.entered(HERE, range(8)) == 1
    eight.is_answered(0)
    assert eight.entered(HERE, range(8)) == 4


def test_an_account_that_is_silent_counts_as_slow_before_it_ever_answers(eight: Hands) -> None:
    eight.enters(0, HERE)
    assert eight.turns.closed() == frozenset()
    eight.now += SLOW_AFTER * 2
    assert eight.turns.closed() == {HERE}
    assert not eight.enters(1, HERE)


def test_all_slow_accounts_together_leave_half_to_the_others(eight: Hands) -> None:
    eight.entered(HERE, range(4))
    eight.now += SLOW_AFTER * 2
    eight.enters(4, THERE)
    eight.is_answered(4, after=SLOW_AFTER * 2)
    assert eight.turns.closed() == {HERE, THERE}
    assert eight.entered(ELSEWHERE, range(4, 8)) == 4


def test_a_turn_that_came_to_nothing_says_nothing_of_the_account(eight: Hands) -> None:
    eight.enters(0, HERE)
    eight.now += SLOW_AFTER * 2
    eight.leaves(0)
    eight.leaves(0)
    assert eight.turns.closed() == frozenset()
    assert eight.entered(HERE, range(8)) == 4

"""LINE's limit of requests a second, kept by waiting."""

from __future__ import annotations

import threading
import time

from bot.line.pace import Pace


def test_what_fits_into_a_second_goes_at_once_and_the_next_waits_for_it_to_end() -> None:
    pace, began = Pace(5), time.monotonic()
    assert all(pace.may_go(patience=5) for _ in range(5))
    assert time.monotonic() - began < 0.5
    assert pace.may_go(patience=5)
    assert time.monotonic() - began >= 1


def test_who_has_no_patience_is_told_so_and_takes_no_place() -> None:
    pace = Pace(1)
    assert pace.may_go(patience=0)
    assert not pace.may_go(patience=0.1)
    assert pace.may_go(patience=1.5)


def test_many_at_once_do_not_pass_the_limit_together() -> None:
    pace, gone = Pace(20), list[float]()

    def go() -> None:
        while pace.may_go(patience=0):
            gone.append(time.monotonic())

    hands = [threading.Thread(target=go) for _ in range(8)]
    for one in hands:
        one.start()
    for one in hands:
        one.join()
    assert len(gone) == 20


def test_a_thousand_accounts_at_rest_hold_no_threads() -> None:
    before = threading.active_count()
    held = [Pace(2000) for _ in range(1000)]
    assert held[0].may_go(patience=0)
    assert threading.active_count() == before

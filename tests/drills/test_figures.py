"""What a drill prints, and when it fell short."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drills.figures import Figures

GOOD = Figures(
    drill="kill, SQLite",
    tips=5003,
    messages=6001,
    deliveries=2000,
    bitten="100 killed",
    first=0.44,
    last=3.21,
    unknown=7,
)


def test_a_drill_is_one_exact_line() -> None:
    assert str(GOOD) == (
        "kill, SQLite: 5,003 tips of 6,001 messages and 2,000 deliveries of a bulletin sent, "
        "100 killed; lost 0, doubled 0, out of order 0; replies unknown 7; after the fault's end "
        "the first card in 0.4 s, all that had waited in 3.2 s"
    )
    assert GOOD.is_good


@pytest.mark.parametrize(
    "wrong",
    [
        {"lost": 1},
        {"doubled": 1},
        {"disordered": 1},
        {"last": 30.1},
        {"first": None},
        {"faults": ["1 pushes unknown"]},
    ],
)
def test_what_is_lost_doubled_out_of_order_or_late_is_a_failure(wrong: dict[str, object]) -> None:
    assert not replace(GOOD, **wrong).is_good

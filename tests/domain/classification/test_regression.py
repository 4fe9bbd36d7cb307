"""A frozen set of invented tips of a rural station; the figures may rise, never fall."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from domain.classification import Reading, Urgency

TIPS = Path(__file__).parent / "data" / "tips.jsonl"
Read = Callable[..., Reading]
Judged = list[tuple[dict[str, Any], Reading]]


@pytest.fixture(scope="module")
def judged(read: Read) -> Judged:
    rows = [json.loads(line) for line in TIPS.read_text(encoding="utf-8").splitlines()]
    return [(row, _read(read, row)) for row in rows]


def _read(read: Read, row: dict[str, Any]) -> Reading:
    group = row["group_village"]
    pin = row["location"]
    return read(
        *row["messages"],
        home=row["member_village"],
        group=(group,) if group else (),
        pin=tuple(pin) if pin else None,
    )


def _share(hits: int, all_of_them: int) -> float:
    return hits / all_of_them if all_of_them else 1.0


def test_no_tip_is_lost_and_talk_is_caught(judged: Judged) -> None:
    found = Counter((row["is_tip"], reading.is_tip) for row, reading in judged)
    assert _share(found[True, True], found[True, True] + found[True, False]) >= 0.99
    assert _share(found[False, False], found[False, False] + found[False, True]) >= 0.84


def test_the_village_is_right_or_asked(judged: Judged) -> None:
    tips = [(row, reading) for row, reading in judged if row["is_tip"]]
    wrong = [row["id"] for row, r in tips if r.village and r.village not in row["villages"]]
    right = [row["id"] for row, r in tips if r.village in row["villages"]]
    assert wrong == []
    assert _share(len(right), len(tips)) >= 0.97


def test_emergencies_are_heard(judged: Judged) -> None:
    plain = [(row, r) for row, r in judged if len(row["urgencies"]) == 1]
    real = [r for row, r in plain if row["urgencies"] == ["emergency"]]
    cried = [row for row, r in plain if r.urgency is Urgency.EMERGENCY]
    heard = [r for r in real if r.urgency is Urgency.EMERGENCY]
    assert _share(len(heard), len(real)) >= 0.97
    assert _share(len(heard), len(cried)) >= 0.9


def test_the_kind_is_one_that_people_accept(judged: Judged) -> None:
    tips = [(row, r) for row, r in judged if row["is_tip"]]
    good = [row for row, r in tips if r.category and r.category.value in row["categories"]]
    assert _share(len(good), len(tips)) >= 0.95

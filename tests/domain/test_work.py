"""The order of open work."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from domain.classification.kinds import Urgency
from domain.work import precedence

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_the_urgent_and_the_old_come_first_and_at_the_desk_what_has_no_village() -> None:
    placed = [
        (Urgency.EMERGENCY, NOON, True),
        (Urgency.SOON, NOON - timedelta(hours=2), True),
        (Urgency.SOON, NOON, False),
        (Urgency.ROUTINE, NOON - timedelta(days=9), True),
    ]
    assert sorted(placed, key=lambda one: key(one, is_desk=False)) == placed
    at_the_desk = sorted(placed, key=lambda one: key(one, is_desk=True))
    assert at_the_desk == [placed[2], placed[0], placed[1], placed[3]]


def key(one: tuple[Urgency, datetime, bool], *, is_desk: bool) -> tuple[bool, int, datetime]:
    return precedence(one[0], one[1], is_placed=one[2], is_desk=is_desk)

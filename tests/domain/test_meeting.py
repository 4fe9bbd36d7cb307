"""The buttons of an invitation, and the timer of its reminder."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.meeting import Coming, MeetingAnswered, meeting_pressed, meeting_tap, reminder
from domain.postback import decode


@pytest.mark.parametrize("coming", Coming)
def test_a_button_brings_back_what_it_says(coming: Coming) -> None:
    read = decode(meeting_tap(12, coming))
    assert read is not None
    made = meeting_pressed(read.value)
    assert made == (MeetingAnswered, {"number": 12, "coming": coming})


@pytest.mark.parametrize("value", ["", "12", "12/", "12/perhaps", "x/yes", "1234567890/yes"])
def test_what_was_never_a_button_means_nothing(value: str) -> None:
    assert meeting_pressed(value) is None


def test_one_meeting_is_reminded_of_once_for_each_time() -> None:
    at = datetime(2026, 12, 4, 2, 0, tzinfo=UTC)
    assert reminder(3, at=at) == reminder(3, at=at)
    assert reminder(3, at=at).lane != reminder(4, at=at).lane

"""The buttons of an invitation, and the timer of its reminder."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.meeting import (
    Coming,
    MeetingAnswered,
    about_meeting,
    meeting_of,
    meeting_pressed,
    meeting_tap,
    read_numbers,
    reminder,
    share,
)
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


@pytest.mark.parametrize(
    ("written", "before", "numbers"),
    [
        pytest.param("1 7 12", (3,), [1, 7, 12], id="all who came"),
        pytest.param("M0001, m0007;๑๒\n1", (), [1, 7, 12], id="as people write them, each once"),
        pytest.param("+7 -3", (3, 5), [5, 7], id="one more and one less"),
        pytest.param("-9", (3,), [3], id="one less who was not there"),
        pytest.param("-3", (3,), [], id="nobody is left"),
        pytest.param("+7 8", (3,), [7, 8], id="a list with a sign in it is a list"),
        pytest.param("สมชาย 7", (), None, id="a name"),
        pytest.param("1-5", (), None, id="what may be a range"),
        pytest.param("", (), None, id="nothing"),
        pytest.param("1234567", (), None, id="more than a number of ours"),
    ],
)
def test_who_came_is_read_or_asked_again(
    written: str, before: tuple[int, ...], numbers: list[int] | None
) -> None:
    assert read_numbers(written, before) == numbers


@pytest.mark.parametrize(
    ("one", "other", "is_shared"),
    [((), ("v1",), True), (("v1", "v2"), ("v2",), True), (("v1",), ("v2",), False), ((), (), True)],
)
def test_meetings_of_the_same_villages_follow_each_other_up(
    one: tuple[str, ...], other: tuple[str, ...], is_shared: bool
) -> None:
    assert share(one, other) is share(other, one) is is_shared


@pytest.mark.parametrize("calls_off", [False, True])
def test_a_bulletin_about_a_meeting_says_which_and_whether_it_is_off(calls_off: bool) -> None:
    assert meeting_of(about_meeting(12, calls_off=calls_off)) == (12, calls_off)


@pytest.mark.parametrize("about", [None, "", "survey:12", "meeting:", "off:x", "12"])
def test_any_other_bulletin_is_about_no_meeting(about: str | None) -> None:
    assert meeting_of(about) == (0, False)

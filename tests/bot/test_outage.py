"""A log during trouble: its beginning, a count every few seconds, and how long it lasted."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.outage import EVERY, Outage, Outages


class Watch:
    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def said() -> Iterator[list[Any]]:
    with capture_logs() as lines:
        yield lines


def names(said: list[Any]) -> list[str]:
    return [line["event"] for line in said]


def test_the_first_is_told_with_its_trace_and_the_rest_are_counted(
    watch: Watch, said: list[Any]
) -> None:
    outage, fault = Outage("webhook not stored", watch=watch, door=1), OSError("away")
    for _ in range(300):
        outage.struck(fault, times=2)
        watch.seconds += EVERY / 80
    assert names(said) == ["webhook not stored", *["webhook not stored again"] * 3]
    assert said[0] == {
        "event": "webhook not stored",
        "log_level": "error",
        "error": "OSError",
        "exc_info": fault,
        "door": 1,
    }
    assert [line["times"] for line in said[1:]] == [160, 160, 160]
    assert [line["in_all"] for line in said[1:]] == [162, 322, 482]
    assert all("exc_info" not in line for line in said[1:])


def test_another_kind_of_error_does_not_hide_behind_the_first(
    watch: Watch, said: list[Any]
) -> None:
    outage, bug = Outage("step failed", watch=watch), KeyError("x")
    for error in (OSError(), bug, OSError(), bug):
        outage.struck(error)
    assert [line["error"] for line in said] == ["OSError", "KeyError"]
    assert said[1]["exc_info"] is bug


def test_the_end_tells_how_long_it_lasted_and_how_often_it_struck(
    watch: Watch, said: list[Any]
) -> None:
    outage = Outage("step failed", watch=watch, crew="sender")
    for _ in range(5):
        outage.struck(OSError())
        watch.seconds += 1
    for _ in range(30):
        outage.worked()
        watch.seconds += 1
    assert names(said) == ["step failed", "trouble over"]
    assert said[1] == {
        "event": "trouble over",
        "log_level": "info",
        "of": "step failed",
        "crew": "sender",
        "in_all": 5,
        "lasted": 5.0,
    }


def test_one_of_many_that_still_fails_keeps_it_from_being_over(
    watch: Watch, said: list[Any]
) -> None:
    outage = Outage("step failed", watch=watch)
    for _ in range(20):
        outage.struck(OSError())
        watch.seconds += EVERY / 2
        outage.worked()
    assert "trouble over" not in names(said)
    assert len(said) <= 20 / 2 + 1


def test_what_nobody_saw_mended_is_told_whole_when_it_comes_again(
    watch: Watch, said: list[Any]
) -> None:
    outage = Outage("account not read", level=logging.WARNING, watch=watch)
    for _ in range(3):
        outage.struck(kind="0")
    watch.seconds += 3600
    outage.struck(kind="0")
    assert names(said) == ["account not read", "account not read again", "account not read"]
    assert said[1]["times"] == 2
    assert {line["log_level"] for line in said} == {"warning"}


def test_what_works_says_nothing(watch: Watch, said: list[Any]) -> None:
    Outage("step failed", watch=watch).worked()
    assert said == []


def test_what_one_station_meets_alone_is_told_for_each(watch: Watch, said: list[Any]) -> None:
    outage = Outage("account not read", watch=watch)
    for station in range(3):
        outage.met(is_of_all=False, kind="401", station=station)
    for station in range(3):
        outage.met(is_of_all=True, kind="0", station=station)
    assert [line["station"] for line in said] == [0, 1, 2, 0]


def test_troubles_by_name_do_not_grow_without_end() -> None:
    troubles = Outages()
    first = troubles.of("a", lambda: Outage("x"))
    assert troubles.of("a", lambda: Outage("x")) is first
    for number in range(1000):
        troubles.of(number, lambda: Outage("x"))
    assert len(troubles._known) <= 256

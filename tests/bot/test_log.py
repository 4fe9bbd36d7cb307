from __future__ import annotations

import io
import json
import logging
import uuid
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

import pytest
import structlog

from bot import log


class Lines:
    def __init__(self) -> None:
        self.stream = io.StringIO()

    @property
    def raw(self) -> str:
        return self.stream.getvalue()

    def all(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.raw.splitlines()]


@pytest.fixture
def lines() -> Iterator[Lines]:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    lines = Lines()
    log.configure(stream=lines.stream)
    yield lines
    logging.captureWarnings(capture=False)
    root.handlers, level = before
    root.setLevel(level)
    structlog.reset_defaults()


class Colour(StrEnum):
    RED = "red"


class Person:
    def __str__(self) -> str:
        return "Somchai marked"

    __repr__ = __str__


def test_a_fact_is_one_json_line_with_time_and_level(lines: Lines) -> None:
    arrival = uuid.uuid4()
    structlog.get_logger().info("handled", event_type="TipCollected", arrival=arrival, answers=2)
    (fact,) = lines.all()
    assert fact.pop("timestamp").endswith("Z")
    assert fact == {
        "event": "handled",
        "level": "info",
        "event_type": "TipCollected",
        "arrival": str(arrival),
        "answers": 2,
    }


@pytest.mark.parametrize(
    ("told", "secret"),
    [
        pytest.param("from U" + "0a" * 16, "0a0a", id="a user id"),
        pytest.param("in C" + "0a" * 16 + "!", "0a0a", id="a group id"),
        pytest.param("Authorization: Bearer abc.def+/=", "abc", id="a bearer token"),
        pytest.param("id 1234567890121 seen", "1234567890121", id="a national id"),
        pytest.param("id 1-2345-67890-12-1 seen", "67890", id="a written national id"),
        pytest.param("๑๒๓๔๕๖๗๘๙๐๑๒๑", "๑๒๓", id="a national id in Thai digits"),
        pytest.param("call 0812345678 now", "0812345678", id="a phone"),
        pytest.param("call 081-234-5678 now", "234", id="a written phone"),
        pytest.param("call +66 81 234 5678 now", "234", id="a phone from abroad"),
        pytest.param("GET /t/abcDEF12 200", "abcDEF12", id="a media link"),
        pytest.param("GET https://x.org/m/abcDEF12?x=1", "abcDEF12", id="a member link"),
        pytest.param("GET /console/enter/abcDEF12", "abcDEF12", id="a sign-in link"),
        pytest.param("GET /n/abcDEF12", "abcDEF12", id="a link to a sender's name"),
        pytest.param("GET /m/pictures/abcDEF12", "abcDEF12", id="a link to pictures"),
        pytest.param("GET /b/abcDEF12/small.jpg", "abcDEF12", id="a bulletin's picture"),
        pytest.param("POST /s/abcDEF12", "abcDEF12", id="a survey"),
        pytest.param("GET /x?token=abcDEF12&y=1", "abcDEF12", id="a token in a query"),
        pytest.param("redis://user:pw9@host:1/0", "pw9", id="a password in an address"),
        pytest.param("to somchai@example.org", "somchai", id="a mail address"),
        pytest.param("aB3/" * 20, "aB3", id="a channel token"),
        pytest.param("ลุงสมชาย บ้านเลขที่ 5", "สมชาย", id="Thai words"),
    ],
)
def test_what_names_or_reaches_a_person_is_masked(lines: Lines, told: str, secret: str) -> None:
    logger = structlog.get_logger()
    logger.info(told, fact=told, listed=[told], path=("x", told))
    logging.getLogger("some.library").warning(told)
    assert len(lines.all()) == 2
    # But the moment, whose digits are any.
    told_of = json.dumps([{**fact, "timestamp": ""} for fact in lines.all()], ensure_ascii=False)
    assert secret not in told_of
    assert json.dumps(secret)[1:-1] not in told_of


def test_facts_that_hold_words_are_dropped_whatever_they_say(lines: Lines) -> None:
    structlog.get_logger().info("x", text="Somchai sells", name="Somchai", token="Somchai", tip=3)
    assert "Somchai" not in lines.raw
    assert lines.all()[0]["tip"] == 3


def test_only_safe_kinds_are_told(lines: Lines) -> None:
    structlog.get_logger().info(
        "kinds",
        colour=Colour.RED,
        when=datetime(2026, 1, 2, tzinfo=UTC),
        took=timedelta(seconds=2),
        person=Person(),
        table={"a": "Somchai"},
        raw=b"Somchai",
        number=1234567890121,
        small=12,
        many=range(3),
    )
    (fact,) = lines.all()
    assert (fact["colour"], fact["took"], fact["small"]) == ("red", 2.0, 12)
    assert (fact["person"], fact["table"], fact["raw"]) == ("<Person>", "<dict>", "<bytes>")
    assert fact["number"] == log.HIDDEN
    assert "Somchai" not in lines.raw


def test_a_trace_tells_the_place_and_the_kind_but_no_value(lines: Lines) -> None:
    def broken(words: str) -> None:
        try:
            int(words)
        except ValueError as error:
            raise KeyError(words) from error

    try:
        broken("Somchai sells")
    except KeyError:
        structlog.get_logger().exception("step failed", lane="ab12")
    (fact,) = lines.all()
    assert "Somchai" not in lines.raw
    assert [line for line in fact["trace"] if ":" not in line] == ["KeyError", "ValueError"]
    assert any("test_log.py" in line and "broken" in line for line in fact["trace"])


def test_an_error_of_the_system_keeps_the_systems_words(lines: Lines) -> None:
    error = FileNotFoundError(2, "No such file or directory", "/home/somchai")
    structlog.get_logger().error("failed", exc_info=error)
    assert lines.all()[0]["trace"] == ["FileNotFoundError: No such file or directory"]


def test_libraries_tell_their_sentence_without_its_values_from_warnings_up(lines: Lines) -> None:
    logging.getLogger("lib").info("hello %s", "Somchai")
    logging.getLogger("lib").warning("retrying after %s", "Somchai")
    logging.getLogger("lib").error("broke", exc_info=RuntimeError("Somchai"))
    told = lines.all()
    assert [(fact["level"], fact["event"], fact["library"]) for fact in told] == [
        ("warning", "retrying after %s", "lib"),
        ("error", "broke", "lib"),
    ]
    assert "Somchai" not in lines.raw


def test_warnings_of_python_are_facts_too(lines: Lines) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        log.configure(stream=lines.stream)
        warnings.warn("old way", DeprecationWarning, stacklevel=1)
        logging.captureWarnings(capture=False)
    (fact,) = lines.all()
    assert fact["library"] == "py.warnings"
    assert fact["at"][1] == "DeprecationWarning"


def test_a_line_is_written_whatever_it_says(lines: Lines) -> None:
    structlog.get_logger().info("odd", fact="\ud800", big=10**30)
    assert len(lines.all()) == 1


def test_the_level_can_be_raised(lines: Lines) -> None:
    log.configure(level="ERROR", stream=lines.stream)
    structlog.get_logger().info("quiet")
    assert lines.raw == ""

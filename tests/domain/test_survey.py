"""A survey as a station writes it, and the choices that buttons bring back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from catalog import Catalog
from catalog.surveys import fear_paper
from domain.postback import decode
from domain.survey import (
    PaperFault,
    SurveyKind,
    read_choices,
    read_paper,
    read_trail,
    write_trail,
)
from domain.survey_events import (
    SurveyTaken,
    end_of,
    end_of_day,
    last_day,
    survey_pressed,
    survey_tap,
)

TWO = {"text": "ปลอดภัยไหม", "choices": ["ปลอดภัย", "ไม่ปลอดภัย"]}


def a_paper(**facts: Any) -> dict[str, Any]:
    return {"title": "ความเห็น", "questions": [TWO, TWO], **facts}


def test_a_survey_is_read_as_it_is_written() -> None:
    paper = read_paper(a_paper(intro="  สอง  ข้อ "))
    assert (paper.title, paper.intro, paper.kind) == ("ความเห็น", "สอง ข้อ", SurveyKind.OWN)
    assert [one.choices for one in paper.questions] == [("ปลอดภัย", "ไม่ปลอดภัย")] * 2


@pytest.mark.parametrize(
    ("written", "fault", "place"),
    [
        pytest.param(a_paper(title=" "), "title", 0, id="no title"),
        pytest.param(a_paper(title=3), "title", 0, id="a title that is no text"),
        pytest.param(a_paper(intro="ก" * 301), "title", 0, id="a long intro"),
        pytest.param(a_paper(questions=[]), "questions", 0, id="no question"),
        pytest.param(a_paper(questions=[TWO] * 6), "questions", 0, id="six questions"),
        pytest.param(a_paper(ends="2026"), "unknown_key", 0, id="a key that means nothing"),
        pytest.param(a_paper(questions=[TWO, "?"]), "question", 2, id="a question without parts"),
        pytest.param(
            a_paper(questions=[{**TWO, "text": ""}]), "question", 1, id="a question without words"
        ),
        pytest.param(a_paper(questions=[TWO, {"text": "?"}]), "choices", 2, id="no choices"),
        pytest.param(
            a_paper(questions=[{"text": "?", "choices": ["a"]}]), "choices", 1, id="one choice"
        ),
        pytest.param(
            a_paper(questions=[{"text": "?", "choices": ["a", " a "]}]), "choices", 1, id="twice"
        ),
        pytest.param(
            a_paper(questions=[{"text": "?", "choices": ["a", "b" * 41]}]), "choices", 1, id="long"
        ),
        pytest.param(
            a_paper(questions=[{"text": "?", "choices": [str(one) for one in range(11)]}]),
            "choices",
            1,
            id="eleven choices",
        ),
    ],
)
def test_what_cannot_be_asked_is_named(written: dict[str, Any], fault: str, place: int) -> None:
    with pytest.raises(PaperFault) as found:
        read_paper(written)
    assert (found.value.fault, found.value.question) == (fault, place)


@pytest.mark.parametrize(
    ("trail", "chosen"),
    [
        pytest.param("", (), id="nothing yet"),
        pytest.param("1", (1,), id="the first answered"),
        pytest.param("10", (1, 0), id="all answered"),
        pytest.param("100", None, id="more than was asked"),
        pytest.param("2", None, id="a choice that was not offered"),
        pytest.param("-1", None, id="no digits"),
        pytest.param("๑", None, id="digits of another script"),
    ],
)
def test_a_button_brings_only_what_was_offered(trail: str, chosen: tuple[int, ...] | None) -> None:
    assert read_trail(read_paper(a_paper()), trail) == chosen
    if chosen is not None:
        assert write_trail(chosen) == trail


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_fear_instrument_asks_six_crimes_and_walking_alone(language: str) -> None:
    paper = fear_paper(Catalog.load(language))
    assert (paper.kind, paper.version, len(paper.questions)) == (SurveyKind.FEAR, 1, 7)
    assert {len(set(one.choices)) for one in paper.questions} == {5}
    assert len({one.text for one in paper.questions}) == 7


@pytest.mark.parametrize(
    ("written", "choices"),
    [
        pytest.param("พอ\nไม่พอ", ["พอ", "ไม่พอ"], id="one a line"),
        pytest.param("1. พอ\n2) ไม่พอ\n- ไม่แน่ใจ\n", ["พอ", "ไม่พอ", "ไม่แน่ใจ"], id="numbered"),
        pytest.param("พอ, ไม่พอ ,ไม่แน่ใจ", ["พอ", "ไม่พอ", "ไม่แน่ใจ"], id="between commas"),
        pytest.param("ใช่/ไม่ใช่", ["ใช่", "ไม่ใช่"], id="between strokes"),
        pytest.param(
            "น้อยกว่า 1,000\nมากกว่า 1,000", ["น้อยกว่า 1,000", "มากกว่า 1,000"], id="lines win"
        ),
        pytest.param("5 ปี, 10 ปี", ["5 ปี", "10 ปี"], id="numbers that belong to it"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_choices_are_read_as_people_type_them(written: str, choices: list[str]) -> None:
    assert read_choices(written) == choices


def test_a_day_of_a_survey_ends_at_midnight_of_the_station() -> None:
    ends = end_of_day(date(2026, 12, 31), "Asia/Bangkok")
    assert ends == datetime(2026, 12, 31, 17, tzinfo=UTC)
    assert last_day(ends, "Asia/Bangkok") == date(2026, 12, 31)
    assert end_of(1, ends).key != end_of(1, ends + timedelta(days=1)).key


def test_a_button_brings_back_all_choices_made_so_far() -> None:
    tap = decode(survey_tap(12, "0.1.3"))
    assert tap is not None
    assert survey_pressed(tap.value) == (SurveyTaken, {"number": 12, "trail": "0.1.3"})


@pytest.mark.parametrize("value", ["", "x/0.1", "/0.1", "1234567890123/0"])
def test_a_button_without_a_survey_s_number_asks_nothing(value: str) -> None:
    assert survey_pressed(value) is None

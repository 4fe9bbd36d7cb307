"""What is asked next while a survey or a meeting is filled in, and what survives the night."""

from __future__ import annotations

import json

import pytest

from domain.survey import Question
from domain.voices_form import CONFIRMED, FIELDS, Filled, Form, read_filled, write_filled

A_QUESTION = Question(text="พอไหม", choices=("พอ", "ไม่พอ"))


@pytest.mark.parametrize("form", [one for one in Form if one is not Form.SURVEY])
def test_every_field_is_asked_in_its_order_and_then_none(form: Form) -> None:
    filled, asked = Filled(form=form), []
    while filled.wanted:
        asked.append(filled.wanted)
        filled = filled.saying(filled.wanted, "")
    assert tuple(asked) == FIELDS[form]


def test_a_survey_asks_for_questions_and_their_choices_until_there_are_enough() -> None:
    filled = Filled(form=Form.SURVEY).saying("title", "ไฟ")
    assert filled.wanted == "question"
    assert filled.but(is_enough=True).wanted == "question"
    assert filled.but(asked="พอไหม").wanted == "choices"
    filled = filled.asking(A_QUESTION)
    assert filled.wanted == "question"
    assert filled.but(is_enough=True).wanted == "until"
    for _ in range(4):
        filled = filled.asking(A_QUESTION)
    assert filled.wanted == "until"


def test_every_change_makes_an_older_button_void() -> None:
    filled = Filled(form=Form.FEAR)
    assert filled.saying("until", "x").edits > filled.edits


def test_it_is_kept_whole() -> None:
    filled = Filled(form=Form.SURVEY, number=3, said={"title": "ไฟ"}, asked="?", is_enough=True)
    filled = filled.asking(A_QUESTION)
    assert read_filled(json.loads(json.dumps(write_filled(filled)))) == filled


def test_nothing_is_asked_of_who_fills_nothing_in() -> None:
    assert Filled().wanted == ""


@pytest.mark.parametrize("form", Form)
def test_what_is_sent_out_or_ended_is_shown_before_it_is_kept(form: Form) -> None:
    assert Filled(form=form).is_confirmed is (form in CONFIRMED)

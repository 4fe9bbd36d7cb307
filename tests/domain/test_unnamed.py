"""Who only asks not to be named is told apart from who has more to tell."""

from __future__ import annotations

import dataclasses
import uuid
from typing import Any

import pytest

from catalog.words import load_words
from domain import meanings as m
from domain.talking import AnswerSaid, Talk
from domain.unnamed import Pleas, UnnamedWished
from tests.domain.test_dialogue import NOBODY, OFFICER, TIP, meant, said

PLEA = "เขาจะรู้ไหมว่าป้าบอก"


@pytest.mark.parametrize(
    "text",
    [
        PLEA,
        "ป้ากลัวเขารู้ว่าป้าบอก อย่าบอกชื่อป้านะ",
        "ตำรวจรู้ชื่อป้าไหม",
        "อย่าบอกใครนะคะว่ายายเป็นคนแจ้ง",
        "ขอปิดชื่อด้วยค่ะ",
        "ไม่ระบุชื่อได้ไหมคะ",
        "กลัวเค้ารุ้ว่าเราแจ้ง 🙏",
    ],
)
def test_a_plea_is_one_however_it_is_typed(text: str) -> None:
    assert load_words().pleas.is_one(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("อย่าบอกชื่อนะ มันมีปืน", id="there is more"),
        pytest.param("มีคนขายยา อย่าบอกชื่อป้านะ", id="a report with a plea"),
        pytest.param("เขาขู่ฆ่าป้าถ้ารู้ว่าป้าแจ้ง", id="a threat"),
        pytest.param("เขารู้แล้วว่าป้าแจ้ง กลัว", id="they know already"),
        pytest.param("เขารู้ว่าป้าแจ้ง กลัว", id="they know, and then the fear"),
        pytest.param("ช่วยด้วย เขารู้ว่าป้าแจ้ง", id="a cry for help"),
        pytest.param("ตำรวจบอกชื่อป้าให้เขารู้", id="the police named them"),
        pytest.param("เขาไม่บอกชื่อ", id="a stranger would not tell his name"),
        pytest.param("ไม่รู้ชื่อเขา", id="somebody else's name"),
        pytest.param("ขอบคุณค่ะ", id="thanks"),
        pytest.param("", id="nothing"),
        pytest.param("อย่าบอกชื่อป้านะ" * 9, id="too long to be that alone"),
    ],
)
def test_what_tells_of_more_is_none(text: str) -> None:
    assert not load_words().pleas.is_one(text)


def test_without_its_words_nothing_is_a_plea() -> None:
    assert not Pleas().is_one(PLEA)


def test_who_tells_or_told_a_tip_is_answered_and_it_is_no_part_of_that() -> None:
    for standing in (NOBODY, dataclasses.replace(NOBODY, gathering=TIP, latest=TIP)):
        assert meant(said(PLEA), standing) == (UnnamedWished, {})


@pytest.mark.parametrize(
    ("standing", "kind"),
    [
        pytest.param(
            dataclasses.replace(NOBODY, talk=Talk(questions=(uuid.uuid4(),))),
            AnswerSaid,
            id="an officer who asked is answered",
        ),
        pytest.param(OFFICER, m.OwnTipOffered, id="an officer is asked as ever"),
        pytest.param(
            dataclasses.replace(NOBODY, mode="practice"), m.TipSaid, id="a report for practice"
        ),
    ],
)
def test_who_was_asked_something_speaks_of_that(standing: Any, kind: type) -> None:
    assert meant(said(PLEA), standing)[0] is kind

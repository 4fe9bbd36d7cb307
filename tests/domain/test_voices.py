"""What officers mean who run surveys and meetings, and what the same words mean to others."""

from __future__ import annotations

import dataclasses
import uuid

import pytest

from domain import meanings as m
from domain.command_words import Word
from domain.composing import COMPOSING, ComposeSaid
from domain.dialogue import meaning
from domain.events import Event, MessageSaid, Text
from domain.meeting import MeetingWanted
from domain.post_meanings import WorkAsked
from domain.postback import decode
from domain.standing import Standing
from domain.steering import Steer, number_said, steered, word_alone
from domain.survey_events import SurveyTaken
from domain.voices import (
    VOICES,
    FormSaid,
    MeetingsAsked,
    SurveysAsked,
    VoicesPressed,
    voices_data,
    voices_pressed,
)
from tests.domain.test_dialogue import ALONE, GROUP, NOBODY, OFFICER, pressed, said, the_words

COMPOSING_ONE = dataclasses.replace(OFFICER, mode=COMPOSING)
FILLING = dataclasses.replace(OFFICER, mode=VOICES)
TELLING = dataclasses.replace(NOBODY, gathering=uuid.UUID(int=1))


def kind(event: Event, standing: Standing) -> type[Event]:
    return type(meaning(event, standing, the_words()))


@pytest.mark.parametrize(
    ("text", "standing", "means"),
    [
        pytest.param("แบบสำรวจ", OFFICER, SurveysAsked, id="an officer's list of surveys"),
        pytest.param("แบบสำรวจ ๓ ครับ", OFFICER, SurveysAsked, id="one of them"),
        pytest.param("แบบสำรวจ 3", NOBODY, SurveyTaken, id="a member takes part"),
        pytest.param("แบบสำรวจ", NOBODY, m.LaterWordSaid, id="a bare word of anybody else"),
        pytest.param("แบบสำรวจ", TELLING, m.TipSaid, id="that word within what is told"),
        pytest.param("แบบสำรวจปลอม", OFFICER, m.OwnTipOffered, id="words that only begin so"),
        pytest.param("ประชุม", OFFICER, MeetingsAsked, id="an officer's list of meetings"),
        pytest.param("ประชุม 2", OFFICER, MeetingsAsked, id="one of those"),
        pytest.param("ประชุม 2", NOBODY, MeetingWanted, id="a member's answer to a group's button"),
        pytest.param("ประชุม", NOBODY, MeetingWanted, id="a member's own meetings"),
        pytest.param("ประชุม", TELLING, m.TipSaid, id="a word within what is told"),
        pytest.param("ประชุมลับกันทุกคืน", NOBODY, m.TipSaid, id="a tip that begins so"),
        pytest.param("ประชุม", FILLING, MeetingsAsked, id="another matter while filling in"),
        pytest.param("แบบสำรวจ", FILLING, SurveysAsked, id="beginning anew"),
        pytest.param("ประชุม 2", COMPOSING_ONE, MeetingsAsked, id="a look while composing"),
        pytest.param("ประชุมพรุ่งนี้", COMPOSING_ONE, ComposeSaid, id="what is announced"),
        pytest.param("ไฟถนนดับ", FILLING, FormSaid, id="what is filled in"),
        pytest.param("ข้าม", FILLING, VoicesPressed, id="skipping"),
        pytest.param("ยกเลิก", FILLING, VoicesPressed, id="dropping"),
        pytest.param("งานของฉัน", FILLING, WorkAsked, id="looking at work meanwhile"),
    ],
)
def test_a_word_means_what_its_speaker_may_ask(
    text: str, standing: Standing, means: type[Event]
) -> None:
    assert kind(said(text), standing) is means


def test_the_mode_of_who_is_no_officer_any_more_takes_nothing() -> None:
    assert kind(said("ไฟถนนดับ"), dataclasses.replace(NOBODY, mode=VOICES)) is m.TipSaid


def test_a_button_brings_back_what_it_does() -> None:
    read = decode(voices_data("survey", 12))
    assert read is not None
    assert voices_pressed(read.value) == (VoicesPressed, {"verb": "survey", "choice": "12"})
    assert kind(pressed(voices_data("survey", 12)), NOBODY) is VoicesPressed
    assert kind(pressed(voices_data("survey", 12), GROUP), OFFICER) is m.Chatter


@pytest.mark.parametrize(
    ("written", "number"),
    [("", 0), (" ", 0), ("7", 7), ("๗", 7), ("x", None), ("7 คน", None), ("1" * 10, None)],
)
def test_a_number_behind_a_word_is_read_or_is_none(written: str, number: int | None) -> None:
    assert number_said(written) == number


@pytest.mark.parametrize(
    ("text", "steer", "word"),
    [
        ("ยกเลิกครับ", Steer.DROP, Word.CANCEL),
        ("ข้าม", Steer.SKIP, Word.SKIP),
        ("โควตา", Steer.ASIDE, Word.QUOTA),
        ("รับแจ้ง", Steer.ASIDE, Word.INTAKE),
        ("ประกาศ", Steer.ASIDE, Word.BULLETIN),
        ("สรุปเช้า", Steer.ASIDE, Word.SUMMARY),
        ("ประกาศเสียงตามสายแล้ว", Steer.FILL, None),
        ("แบบสำรวจ 3", Steer.ASIDE, None),
        ("ประชุม", Steer.ASIDE, Word.MEETING),
        ("ประชุมลูกบ้านพรุ่งนี้", Steer.FILL, None),
        ("พรุ่งนี้น้ำไม่ไหล", Steer.FILL, None),
    ],
)
def test_words_steer_what_is_filled_in(text: str, steer: Steer, word: Word | None) -> None:
    event = MessageSaid(
        happened_at=pressed("").happened_at,
        speaker=ALONE,
        message_id="1",
        content=Text(text=text),
    )
    assert steered(event, the_words()) is steer
    assert word_alone(event, the_words()) is word

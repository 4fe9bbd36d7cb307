"""What a message says in a talk through us."""

from __future__ import annotations

import dataclasses
import uuid
from datetime import UTC, datetime

import pytest

from domain import talking as t
from domain.events import Content, Event, Location, Media, MediaKind, MessageSaid, Speaker, Text
from domain.meanings import CloseNoteSaid

AT = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
TIP, OTHER = uuid.UUID(int=1), uuid.UUID(int=2)
PHOTO = Media(kind=MediaKind.PHOTO)
PIN = Location(latitude=13.8, longitude=100.6)


def said(content: Content | str) -> MessageSaid:
    told = Text(text=content) if isinstance(content, str) else content
    return MessageSaid(happened_at=AT, speaker=Speaker(user_id="U1"), message_id="1", content=told)


def kind(event: Event | None) -> type[Event] | None:
    return None if event is None else type(event)


@pytest.mark.parametrize(
    ("mode", "content", "meant"),
    [
        pytest.param(t.ASKING, "เห็นกี่คน", t.QuestionSaid, id="a question"),
        pytest.param(t.ASKING, PHOTO, t.QuestionSaid, id="a picture as a question"),
        pytest.param(t.NOTE, "จับได้", CloseNoteSaid, id="a note"),
        pytest.param(t.NOTE, PHOTO, t.EvidenceSaid, id="evidence"),
        pytest.param(t.NOTE, PIN, None, id="a place is no note"),
        pytest.param(t.WORD, "ขอบคุณ", t.CloseWordSaid, id="a word"),
        pytest.param(t.WORD, PHOTO, None, id="a picture is no word"),
        pytest.param(t.HANDING, "n1", t.HandOverSaid, id="a colleague"),
        pytest.param(t.PAUSING, "7 วัน", t.PauseSaid, id="a day"),
        pytest.param(None, "เห็นกี่คน", None, id="no mode"),
    ],
)
def test_what_an_officer_says_in_a_mode(
    mode: str | None, content: Content | str, meant: type[Event] | None
) -> None:
    talk = t.Talk(mode=mode, mode_tip=TIP)
    assert kind(t.turn_of_officer(said(content), talk)) is meant


def test_a_word_of_the_chat_is_marked_in_a_question_and_nothing_elsewhere() -> None:
    asking = t.turn_of_officer(said("ข้าม"), t.Talk(mode=t.ASKING, mode_tip=TIP), is_word=True)
    assert isinstance(asking, t.QuestionSaid)
    assert asking.is_word
    noting = t.Talk(mode=t.NOTE, mode_tip=TIP)
    assert t.turn_of_officer(said("ข้าม"), noting, is_word=True) is None


@pytest.mark.parametrize(
    ("mode", "meant"),
    [
        (t.NOTE, CloseNoteSaid),
        (t.WORD, t.CloseWordSaid),
        (t.PAUSING, t.PauseSaid),
        (t.HANDING, None),
        (t.ASKING, None),
        (None, None),
    ],
)
def test_what_can_be_skipped(mode: str | None, meant: type[Event] | None) -> None:
    assert kind(t.skipped(said("ข้าม"), t.Talk(mode=mode, mode_tip=TIP))) is meant


ONE = t.Talk(questions=(TIP,))


@pytest.mark.parametrize(
    ("talk", "about"),
    [
        pytest.param(ONE, TIP, id="the one question"),
        pytest.param(dataclasses.replace(ONE, questions=(TIP, OTHER)), None, id="two questions"),
        pytest.param(dataclasses.replace(ONE, is_busy=True), None, id="a tip is being told"),
        pytest.param(dataclasses.replace(ONE, quoted=OTHER), OTHER, id="a quote decides"),
    ],
)
def test_of_which_tip_an_answer_speaks(talk: t.Talk, about: uuid.UUID | None) -> None:
    answer = t.turn_of_sender(said("สอง"), talk)
    assert isinstance(answer, t.AnswerSaid)
    assert answer.tip == about


def test_nothing_asked_is_nothing_answered() -> None:
    assert t.turn_of_sender(said("สอง"), t.Talk()) is None


def test_a_typed_number_places_words_that_wait_and_no_others() -> None:
    waiting = dataclasses.replace(ONE, waiting={"1/2569": TIP})
    chosen = t.turn_of_sender(said(" 1/2569 "), waiting)
    assert isinstance(chosen, t.WhichTold)
    assert chosen.tip == TIP
    assert isinstance(t.turn_of_sender(said("1/2569"), ONE), t.AnswerSaid)

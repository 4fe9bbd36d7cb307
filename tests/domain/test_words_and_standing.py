"""What the same words mean to who was asked nothing, to who was, and to who puts a tip right."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from domain import meanings as m
from domain import post_meanings as p
from domain.command_words import Word
from domain.composing import (
    COMPOSING,
    BulletinDecided,
    ComposePressed,
    ComposeSaid,
    compose_data,
    decide_data,
)
from domain.contract_words import OFFICERS_ONLY
from domain.dialogue import meaning
from domain.events import Event, Followed, Location, Media, MediaKind, Sticker
from domain.postback import Act, encode
from domain.standing import FIXING, PRACTICE, Standing
from domain.steering import numbered_word, word_alone
from domain.talking import ASKING, HANDING, PAUSING, QuestionSaid
from domain.topic_events import TopicsAsked
from domain.voices import VOICES, FormSaid
from tests.domain.test_dialogue import (
    ALONE,
    ASKED,
    AT,
    GROUP,
    NOBODY,
    OFFICER,
    OTHER,
    TIP,
    meant,
    pressed,
    said,
    the_words,
)

PHOTO = Media(kind=MediaKind.PHOTO)
PIN = Location(latitude=13.8, longitude=100.6)


def at(mode: str, **facts: Any) -> Standing:
    return dataclasses.replace(OFFICER, mode=mode, mode_tip=TIP, **facts)


def elsewhere(**facts: Any) -> dict[str, Any]:
    return {
        "tip": TIP, "code": None, "text": None, "is_home": False, "is_elsewhere": False, **facts
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "standing", "kind", "parts"),
    [
        pytest.param("ที่อื่น", ASKED, m.VillageAnswered, elsewhere(is_elsewhere=True), id="elsewhere"),
        pytest.param("ที่อื่น", NOBODY, m.TipSaid, {"text": "ที่อื่น", "is_practice": False},
                     id="a place that nobody asked for"),
        pytest.param("ไม่ให้ตำรวจในพื้นที่เห็น", NOBODY, m.LaterWordSaid, {"word": Word.HIDE.value},
                     id="to hide what was never told"),
        pytest.param("แจ้งเบาะแส", NOBODY, m.LaterWordSaid, {"word": Word.REPORT.value},
                     id="a member says that they want to report"),
        pytest.param("เหตุจริง", NOBODY, m.TipSaid, {"text": "เหตุจริง", "is_practice": False},
                     id="a word of practice that nobody asked for"),
        pytest.param("หัวข้อประกาศ", NOBODY, TopicsAsked, {}, id="of what to hear"),
        pytest.param("ลา 3 วัน ครับ", OFFICER, p.AbsenceSaid, {"text": "ลา 3 วัน"}, id="leave"),
        pytest.param("ลา", OFFICER, p.AbsenceSaid, {"text": "ลา"}, id="leave, nothing else said"),
        pytest.param("แลกเวร", OFFICER, p.SwapSaid,
            {"text": "แลกเวร", "day": "", "colleague": ""}, id="a swap"),
        pytest.param("ลา 3 วัน", NOBODY, m.TipSaid, {"text": "ลา 3 วัน", "is_practice": False},
                     id="a member has no leave to take"),
        pytest.param("ซ้อม: มีคนตีกัน", OFFICER, m.TipSaid,
                     {"text": "มีคนตีกัน", "is_practice": True}, id="an officer practises at once"),
        pytest.param("มีคนตีกัน", dataclasses.replace(OFFICER, mode=PRACTICE), m.TipSaid,
                     {"text": "มีคนตีกัน", "is_practice": True}, id="an officer who practises"),
        pytest.param("เรียบร้อยแล้วค่ะ", NOBODY, m.RatingSaid, {"is_done": True}, id="it ended well"),
        pytest.param("ยังไม่เรียบร้อย", NOBODY, m.RatingSaid, {"is_done": False}, id="it did not"),
        pytest.param("ยังไม่เรียบร้อย", ASKED, m.TipSaid,
                     {"text": "ยังไม่เรียบร้อย", "is_practice": False}, id="of a tip that is open"),
        pytest.param("เรียบร้อย", OFFICER, m.OwnTipOffered, {}, id="an officer rates nothing"),
        pytest.param("  ", NOBODY, m.Chatter, {"is_group": False}, id="nothing but spaces"),
    ],
)  # fmt: skip
def test_a_word_means_what_its_speaker_was_asked(
    text: str, standing: Standing, kind: type[Event], parts: dict[str, Any]
) -> None:
    assert meant(said(text), standing) == (kind, parts)


@pytest.mark.parametrize("mode", [HANDING, PAUSING])
def test_a_colleague_s_leave_is_a_reason_and_not_one_s_own_leave(mode: str) -> None:
    assert meant(said("ลา 3 วัน"), at(mode))[0] is not p.AbsenceSaid


OFFERED = {"1": "V1", "2": "V2", "เปรมฤทัย": "V1"}


@pytest.mark.parametrize(
    ("text", "code", "typed"),
    [
        pytest.param("2", "V2", None, id="by its number"),
        pytest.param("๒.", "V2", None, id="by its number as people write it"),
        pytest.param("02", "V2", None, id="by its number with a nought"),
        pytest.param("เปรมฤทัย", "V1", None, id="by its label"),
        pytest.param("9", None, "9", id="a number that was not offered"),
        pytest.param("โคกสูง", None, "โคกสูง", id="a name that was not offered"),
    ],
)
def test_an_officer_types_which_village_is_right(
    text: str, code: str | None, typed: str | None
) -> None:
    found = meant(said(text), at(FIXING, fixes=OFFERED, fixing=Act.VILLAGE))
    assert found == (m.VillageCorrectionAsked, {"tip": TIP, "code": code, "text": typed})


@pytest.mark.parametrize(
    ("fixing", "kind"),
    [(Act.CATEGORY, m.CategoryCorrectionAsked), (Act.URGENCY, m.UrgencyCorrectionAsked)],
)
@pytest.mark.parametrize(("text", "choice"), [("1", "body"), ("ไม่มี", "ไม่มี")])
def test_an_officer_types_which_kind_or_urgency_is_right(
    fixing: str, kind: type[Event], text: str, choice: str
) -> None:
    standing = at(FIXING, fixes={"1": "body"}, fixing=fixing)
    assert meant(said(text), standing) == (kind, {"tip": TIP, "choice": choice})


def test_what_was_offered_is_meant_even_where_it_is_a_word_of_the_chat() -> None:
    fixing = at(FIXING, fixes={"ยกเลิก": "none"}, fixing=Act.CATEGORY)
    assert meant(said("ยกเลิก"), fixing)[0] is m.CategoryCorrectionAsked
    assert meant(said("ยกเลิก"), at(FIXING, fixing=Act.CATEGORY))[0] is m.CancelAsked


def test_a_long_text_puts_nothing_right() -> None:
    fixing = at(FIXING, fixes=OFFERED, fixing=Act.VILLAGE)
    assert meant(said("บ้านหลังนั้นอยู่ท้ายซอย" * 5), fixing)[0] is m.OwnTipOffered


def test_what_no_person_said_comes_back_as_it_is() -> None:
    event = Followed(happened_at=AT, speaker=ALONE)
    assert meaning(event, NOBODY, the_words()) is event


def test_a_photo_is_what_the_speaker_is_busy_with() -> None:
    assert meant(said(PHOTO))[0] is m.TipSaid
    assert meant(said(PHOTO), at(COMPOSING))[0] is ComposeSaid
    assert meant(said(PHOTO), at(VOICES))[0] is FormSaid
    assert meant(said(PHOTO), at(ASKING))[0] is QuestionSaid
    assert meant(said(PHOTO), OFFICER)[0] is m.OwnTipOffered


def test_who_asks_with_a_sticker_is_told_that_it_went_nowhere() -> None:
    assert meant(said(Sticker()), at(ASKING))[0] is QuestionSaid
    assert meant(said(Sticker()), at(COMPOSING))[0] is m.Chatter


def test_a_code_said_in_a_group_is_neither_taken_nor_kept() -> None:
    called = said("แจ้ง acd3 4679 ef", who=GROUP)
    assert meant(called) == (m.Chatter, {"is_group": True})


def test_a_mention_without_a_name_before_it_is_heard_whole() -> None:
    called = said("มีคนตีกัน @ตาสับปะรด", who=GROUP, mentions=True)
    told = {"text": "มีคนตีกัน @ตาสับปะรด", "is_practice": False}
    assert meant(called) == (m.GroupAddressed, told)


@pytest.mark.parametrize("content", [PIN, PHOTO])
def test_a_photo_or_a_place_is_no_word(content: Media | Location) -> None:
    assert word_alone(said(content), the_words()) is None
    assert numbered_word(said(content), the_words()) is None


def test_the_composer_s_buttons_bring_back_what_they_do() -> None:
    pressing = meant(pressed(compose_data("to", "groups")))
    assert pressing == (ComposePressed, {"verb": "to", "choice": "groups"})


@pytest.mark.parametrize("is_approved", [True, False])
def test_a_commander_decides_one_version_of_one_bulletin(is_approved: bool) -> None:
    deciding = meant(pressed(decide_data(12, 3, is_approved=is_approved)))
    told = {"number": 12, "version": 3, "is_approved": is_approved}
    assert deciding == (BulletinDecided, told)


@pytest.mark.parametrize("value", ["", "x/y/yes", "-1/2/no", "9" * 20])
def test_what_no_button_of_ours_says_decides_no_bulletin_that_there_is(value: str) -> None:
    kind, parts = meant(pressed(encode(Act.DECIDE, None, value)))
    assert (kind, parts["number"]) == (BulletinDecided, 0)


def test_a_tap_that_needs_a_tip_asks_nothing_without_one() -> None:
    assert meant(pressed(encode(Act.NAME_YES, OTHER, "not a request")))[0] is m.Chatter
    assert meant(said("งานของฉัน"), NOBODY) == (m.LaterWordSaid, {"word": OFFICERS_ONLY})

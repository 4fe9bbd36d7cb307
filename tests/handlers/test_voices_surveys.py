"""Officers run surveys in the chat: begin, send, hold out, end; who may not is told so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.answers import Card, OpenLink, Picture
from domain.bulletin import BulletinState
from domain.events import MediaKind
from domain.survey import Paper, SurveyKind
from domain.survey_events import survey_tap
from domain.voices import voices_data
from models.survey import Survey, SurveyState
from models.unit_of_work import Store
from tests.conftest import FixedClock, a_rule_set
from tests.handlers.talk import Heard, Person, Talk, a_card, for_whom, to
from tests.handlers.town import a_town, bulletins, does, does_from, facts, preview

FEAR = ("แบบสำรวจ", "ถามความกลัวภัย", "14 วัน")


@pytest.fixture
def town(talk: Talk) -> Talk:
    talk.store.introduce(talk.station, bot_basic_id="@khokkhram")
    return a_town(talk)


@pytest.fixture
def desk(town: Talk) -> Person:
    return Person(town, "d1")


@pytest.fixture
def officer(town: Talk) -> Person:
    return Person(town, "p1")


def surveys(talk: Talk) -> Sequence[Survey]:
    with talk.uow() as uow:
        return list(uow.surveys.all())


def asked(talk: Talk, number: int = 1) -> Paper:
    with talk.uow() as uow:
        found: Paper = uow.surveys.paper(uow.surveys.by_number(number))
        return found


def answered(talk: Talk, *trails: str, village: str = "v1") -> None:
    """Let so many of a village have answered survey 1."""
    with talk.uow() as uow:
        survey, row = uow.surveys.by_number(1), uow.villages.by_code(village)
        for trail in trails:
            chosen = [int(one) for one in trail]
            uow.surveys._keep(survey, chosen, village=row.id, is_public=False)
        uow.commit()


def the_fear_survey(person: Person) -> Heard:
    return to(person.name, does(person, *FEAR, "เริ่มแบบสำรวจ"))


def test_the_fear_survey_begins_with_a_few_taps(town: Talk, desk: Person) -> None:
    shown = a_card(to("d1", does(desk, *FEAR)))
    assert "เดินคนเดียว" in shown.body
    assert facts(shown)["ปิดสิ้นวัน"] == "8 ธ.ค. 2569"
    assert surveys(town) == []
    heard = to("d1", does_from(desk, to("d1", does(desk, "แบบสำรวจ", "ทำที่ค้างไว้ต่อ")), "เริ่มแบบสำรวจ"))
    assert heard.is_reply
    assert facts(a_card(heard))["สถานะ"] == "เปิดรับคำตอบถึงสิ้นวันที่ 8 ธ.ค. 2569"
    (row,) = surveys(town)
    assert row.closes_at == datetime(2026, 12, 8, 17, tzinfo=UTC)
    assert asked(town).kind is SurveyKind.FEAR


def test_what_is_confirmed_twice_is_one_survey(town: Talk, desk: Person) -> None:
    shown = to("d1", does(desk, *FEAR))
    desk.presses(shown.buttons["เริ่มแบบสำรวจ"])
    assert "จบไปแล้ว" in to("d1", desk.presses(shown.buttons["เริ่มแบบสำรวจ"])).text
    assert len(surveys(town)) == 1


def test_own_questions_are_typed_with_their_choices_below_or_after(
    town: Talk, desk: Person
) -> None:
    does(desk, "แบบสำรวจ", "ตั้งคำถามเอง", "ไฟถนน", "ไฟในซอยพอไหม\n1. พอ\n2. ไม่พอ", "ควรซ่อมที่ใดก่อน")
    news = does(desk, "หน้าวัด, หน้าโรงเรียน , ตลาด")
    assert "คำถามที่ 3" in to("d1", news).text
    news = does_from(desk, to("d1", news), "พอแล้ว", "30 วัน", "เริ่มแบบสำรวจ")
    paper = asked(town)
    assert paper.title == "ไฟถนน"
    assert [one.choices for one in paper.questions] == [
        ("พอ", "ไม่พอ"),
        ("หน้าวัด", "หน้าโรงเรียน", "ตลาด"),
    ]
    assert paper.questions[0].text == "ไฟในซอยพอไหม"


def test_choices_may_be_taken_from_those_that_are_offered(town: Talk, desk: Person) -> None:
    does(desk, "แบบสำรวจ", "ตั้งคำถามเอง", "บริการ", "พอใจบริการไหม", "พอใจ 5 ระดับ")
    does(desk, "พอแล้ว", "7", "เริ่มแบบสำรวจ")
    assert len(asked(town).questions[0].choices) == 5


def test_the_fifth_question_is_the_last(town: Talk, desk: Person) -> None:
    does(desk, "แบบสำรวจ", "ตั้งคำถามเอง", "มากข้อ")
    for number in range(5):
        news = desk.says(f"ข้อ {number}\nก\nข")
    assert "ปิดรับคำตอบวันใด" in to("d1", news).text


@pytest.mark.parametrize(
    ("steps", "complaint"),
    [
        pytest.param(("ก" * 101,), "ไม่เกิน 100", id="a long title"),
        pytest.param(("เรื่อง", "ข้อ\nเดียว"), "2 ถึง 10 ตัวเลือก", id="one choice"),
        pytest.param(("เรื่อง", "ข้อ", "ก, ก"), "2 ถึง 10 ตัวเลือก", id="two alike"),
        pytest.param(("เรื่อง", "ข้อ", "ก" * 41 + ", ข"), "ไม่เกิน 40", id="a long choice"),
        pytest.param(("เรื่อง", "ก" * 301), "ไม่เกิน 300", id="a long question"),
        pytest.param(("เรื่อง", "ข้อ\nก\nข", "พอแล้ว", "เมื่อวาน"), "อ่านวันไม่ออก", id="no day"),
        pytest.param(
            ("เรื่อง", "ข้อ\nก\nข", "พอแล้ว", "1 ม.ค. 2569"), "หลังจากนี้", id="a day that is past"
        ),
        pytest.param(("เรื่อง", "ข้อ\nก\nข", "พอแล้ว", "1 ม.ค. 2575"), "ไม่เกิน 366 วัน", id="a far day"),
    ],
)
def test_what_cannot_be_asked_is_said_and_asked_again(
    town: Talk, desk: Person, steps: tuple[str, ...], complaint: str
) -> None:
    news = does(desk, "แบบสำรวจ", "ตั้งคำถามเอง", *steps)
    assert complaint in news[0].text
    assert "ยกเลิก" in news[-1].buttons
    assert surveys(town) == []


def test_a_photo_is_no_answer_to_what_is_asked(desk: Person) -> None:
    does(desk, "แบบสำรวจ", "ตั้งคำถามเอง")
    assert "เฉพาะข้อความ" in desk.sends(MediaKind.PHOTO)[0].text


def test_it_is_dropped_at_any_step_and_outlives_other_work(town: Talk, desk: Person) -> None:
    does(desk, *FEAR)
    assert "ไม่มีอะไรถูกบันทึก" in to("d1", desk.says("ยกเลิก")).text
    does(desk, *FEAR[:2])
    desk.says("งานของฉัน")
    town.passes(hours=20)
    heard = to("d1", does(desk, "แบบสำรวจ", "ทำที่ค้างไว้ต่อ"))
    assert "ปิดรับคำตอบวันใด" in heard.text


def test_it_goes_to_members_by_a_bulletins_rails(town: Talk, desk: Person) -> None:
    heard = the_fear_survey(desk)
    news = does_from(desk, heard, "ส่งแบบสำรวจ", "สมาชิกรายคน", "ทั้งสถานี", "พรุ่งนี้ 9 โมง")
    card, shown = preview(news)
    assert facts(card)["ผู้รับ"] == "1 คน"
    assert "แก้ข้อความ" not in shown.buttons
    assert "(1/7)" in shown.text
    desk.presses(shown.buttons["ยืนยันส่ง"])
    (row,) = bulletins(town)
    assert (row.state, row.about) == (BulletinState.SCHEDULED, "survey:1")
    assert row.next_at is not None


def test_groups_get_the_way_to_their_own_chats_however_the_receivers_change(
    town: Talk, desk: Person
) -> None:
    heard = the_fear_survey(desk)
    news = does_from(desk, heard, "ส่งแบบสำรวจ", "กลุ่มไลน์", "ทั้งสถานี", "พรุ่งนี้ 9 โมง")
    _, shown = preview(news)
    assert isinstance(shown.buttons["ตอบแบบสำรวจ"].tap, OpenLink)
    desk.presses(shown.buttons["ยืนยันส่ง"])
    # A bulletin that is changed afterwards carries what fits its new receivers.
    news = desk.presses("compose||change/1")
    news = does_from(desk, to("d1", news[-1:]), "แก้ผู้รับ", "สมาชิกรายคน", "ทั้งสถานี")
    _, shown = preview(news)
    assert "(1/7)" in shown.text
    desk.presses(shown.buttons["ยืนยันส่ง"])
    (row,) = bulletins(town)
    assert row.about == "survey:1"
    with town.uow() as uow:
        assert "(1/7)" in str(uow.bulletins.contents(row))


def test_members_by_training_year_are_asked_and_officers_are_not(town: Talk, desk: Person) -> None:
    heard = the_fear_survey(desk)
    with town.uow() as uow:
        uow.members.all()[0].trained_on = date(2025, 10, 1)
        uow.commit()
    asked = to("d1", does_from(desk, heard, "ส่งแบบสำรวจ"))
    assert "เจ้าหน้าที่" not in asked.buttons
    news = does_from(desk, asked, "สมาชิกตามปีที่อบรม", "2569", "ทั้งสถานี", "พรุ่งนี้ 9 โมง")
    _, shown = preview(news)
    assert "(1/7)" in shown.text
    desk.presses(shown.buttons["ยืนยันส่ง"])
    (row,) = bulletins(town)
    with town.uow() as uow:
        assert uow.bulletins.audience(row).topic == "survey"


def test_a_station_whose_account_is_not_known_yet_sends_to_members_alone(
    talk: Talk, store: Store, clock: FixedClock
) -> None:
    desk = Person(a_town(talk), "d1")
    heard = the_fear_survey(desk)
    told = does_from(desk, heard, "ส่งแบบสำรวจ", "กลุ่มไลน์", "ทั้งสถานี", "พรุ่งนี้ 9 โมง")
    assert "ยังไม่ทราบบัญชี LINE" in to("d1", told).text


def test_it_is_not_sent_for_a_time_when_it_is_over_or_again_and_again(
    town: Talk, desk: Person
) -> None:
    heard = the_fear_survey(desk)
    steps = ("สมาชิกรายคน", "ทั้งสถานี")
    for when in ("9 ธ.ค. 9.00", "8 ธ.ค. สี่ทุ่ม", "ทุกวันจันทร์ 08.00"):
        news = does_from(desk, heard, "ส่งแบบสำรวจ", *steps, when)
        _, shown = preview(news)
        told = to("d1", desk.presses(shown.buttons["ยืนยันส่ง"]))
        assert "จบก่อนเวลาที่จะส่ง" in told.text
    assert bulletins(town) == []


def test_while_it_asks_only_counts_are_shown(town: Talk, desk: Person) -> None:
    the_fear_survey(desk)
    answered(town, *["4444444"] * 7)
    heard = to("d1", desk.says("แบบสำรวจ 1"))
    assert facts(a_card(heard))["สมาชิก"] == "ตอบ 7 คน"
    assert "100" not in heard.text
    assert len(heard.contents) == 1


def test_at_its_end_whose_it_is_gets_the_results_once(town: Talk, officer: Person) -> None:
    the_fear_survey(officer)
    answered(town, *["4444444"] * 7, *["0000000"] * 3)
    assert town.passes(days=14) == []
    news = town.passes(hours=12)
    told = to("p1", news)
    assert "70.0%" in told.text
    assert "สูตร share" in told.text
    assert "เกินเป้าหมาย" in told.text or "สรุปไม่ได้" in told.text
    assert town.passes(days=1) == []
    assert surveys(town)[0].state == SurveyState.CLOSED
    assert "ปิดแล้ว" in to("p1", officer.says("แบบสำรวจ 1")).text


def test_if_its_author_is_gone_the_administrators_get_the_results(
    town: Talk, officer: Person
) -> None:
    the_fear_survey(officer)
    with town.uow() as uow:
        uow.officers.by_code("p1").is_suspended = True
        uow.commit()
    assert for_whom(town.passes(days=15)) == {"a1"}


def test_its_last_day_may_be_moved(town: Talk, desk: Person) -> None:
    heard = the_fear_survey(desk)
    told = to("d1", does_from(desk, heard, "เลื่อนวันปิด", "สิ้นเดือน"))
    assert "30 พ.ย. 2569" in told.text
    town.passes(days=6)
    assert surveys(town)[0].state == SurveyState.OPEN
    town.passes(days=1)
    assert surveys(town)[0].state == SurveyState.CLOSED


def test_it_is_closed_after_a_second_question_and_shown_to_whose_it_is(
    town: Talk, desk: Person, officer: Person
) -> None:
    the_fear_survey(officer)
    answered(town, *["2222222"] * 6)
    heard = to("d1", desk.says("แบบสำรวจ 1"))
    asked_back = to("d1", desk.presses(heard.buttons["ปิดรับคำตอบ"]))
    assert surveys(town)[0].state == SurveyState.OPEN
    news = desk.presses(asked_back.buttons["ปิดเลย"])
    assert for_whom(news) == {"d1", "p1"}
    assert "0.0%" in to("d1", news).text
    assert "ปิดแล้ว" in to("d1", desk.presses(asked_back.buttons["ปิดเลย"])).text
    assert town.passes(days=20) == []


def test_a_sending_that_waits_is_taken_back_when_it_is_closed(town: Talk, desk: Person) -> None:
    heard = the_fear_survey(desk)
    news = does_from(desk, heard, "ส่งแบบสำรวจ", "สมาชิกรายคน", "ทั้งสถานี", "พรุ่งนี้ 9 โมง")
    desk.presses(preview(news)[1].buttons["ยืนยันส่ง"])
    desk.presses(voices_data("closed", 1))
    assert bulletins(town)[0].state == BulletinState.CANCELLED


def test_a_village_officer_sees_others_surveys_and_changes_none(
    town: Talk, desk: Person, officer: Person
) -> None:
    the_fear_survey(desk)
    shown = to("p1", officer.says("แบบสำรวจ 1"))
    assert set(shown.buttons) == {"คิวอาร์ให้ประชาชน"}
    for button in (voices_data("close", 1), voices_data("closed", 1), voices_data("until", 1)):
        assert "ท่านแก้ไม่ได้" in to("p1", officer.presses(button)).text
    assert "ท่านแก้ไม่ได้" in to("p1", officer.presses("compose||survey/1")).text
    assert surveys(town)[0].state == SurveyState.OPEN


def test_the_public_is_shown_a_code_and_a_link(town: Talk, desk: Person) -> None:
    heard = the_fear_survey(desk)
    shown = to("d1", desk.presses(heard.buttons["คิวอาร์ให้ประชาชน"]))
    token = surveys(town)[0].token
    picture = shown.contents[0]
    assert isinstance(picture, Picture)
    assert picture.url == f"https://police.example/s/{token}/qr.png"
    assert f"https://police.example/s/{token}" in shown.text


def test_without_https_there_is_the_link_alone(
    town: Talk, desk: Person, store: Store, clock: FixedClock
) -> None:
    heard = the_fear_survey(desk)
    rules = replace(a_rule_set(), public_url="http://127.0.0.1:8000")
    store.seat({"khokkhram": rules}, clock())
    shown = to("d1", desk.presses(heard.buttons["คิวอาร์ให้ประชาชน"]))
    assert len(shown.contents) == 1


def test_an_officer_who_is_a_member_answers_like_any_other(town: Talk, desk: Person) -> None:
    the_fear_survey(desk)
    with town.uow() as uow:
        officer, member = uow.officers.by_code("p1"), uow.members.all()[0]
        uow.members.bind(member, uow.officers.line_id(officer), uow.now)
        uow.commit()
    both = Person(town, "p1")
    shown = to("p1", both.says("แบบสำรวจ 1"))
    first = to("p1", both.presses(shown.buttons["ตอบแบบสำรวจนี้"]))
    assert "(1/7)" in first.text
    both.presses(survey_tap(1, "0000000"))
    assert "ตอบแบบสำรวจนี้" not in to("p1", both.says("แบบสำรวจ 1")).buttons


def test_members_and_strangers_get_none_of_it(town: Talk, member: Person, stranger: Person) -> None:
    the_fear_survey(Person(town, "d1"))
    for one in (member, stranger):
        news = [*one.says("แบบสำรวจ"), *one.presses(voices_data("new", "fear"))]
        news += one.presses(voices_data("closed", 1))
        assert "ถามความกลัวภัย" not in str(news)
    assert [one.state for one in surveys(town)] == [SurveyState.OPEN]


@pytest.mark.parametrize(
    "data",
    ["voices||", "voices||new/x", "voices||confirm/9", "voices||survey/x", "voices||nonsense/1"],
)
def test_a_button_that_was_never_ours_begins_nothing(town: Talk, desk: Person, data: str) -> None:
    assert len(desk.presses(data)) == 1
    assert surveys(town) == []


def test_a_list_is_short_enough_and_every_survey_of_it_opens(town: Talk, desk: Person) -> None:
    for _ in range(15):
        the_fear_survey(desk)
    heard = to("d1", desk.says("แบบสำรวจ"))
    card = a_card(heard)
    assert isinstance(card, Card)
    assert len(card.choices) <= 12
    assert "15." in card.body
    assert "แบบสำรวจที่ 15" in to("d1", desk.presses(heard.buttons["แบบสำรวจที่ 15"])).text


def test_words_of_an_officer_that_only_begin_so_are_not_taken(town: Talk, desk: Person) -> None:
    asked_back = to("d1", desk.says("แบบสำรวจปลอมมาหลอกเอาเงินชาวบ้าน"))
    assert "แจ้งเบาะแส" in asked_back.buttons


def test_a_members_bare_word_is_no_part_of_the_tip_that_they_sent(town: Talk) -> None:
    """It would have been a counted message to the officer of an emergency."""
    member = Person(town, "member")
    member.says("มีคนถือมีดไล่ฟันกันอยู่ตอนนี้ ที่เปรมฤทัย")
    heard = member.says("แบบสำรวจ")
    assert [one.is_reply for one in heard] == [True]
    assert [one.text for one in heard if "เพิ่มข้อความ" in one.text] == []

"""How a tip grows before and after it is sent: nothing is lost, and help does not wait."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.answers import Notice
from domain.events import Location, MediaKind
from domain.timer_events import AskingEnded, CollectingEnded
from domain.tip import Outcome
from handlers.member.understanding import closes_at
from tests.handlers.talk import Person, Talk, a_card, for_whom, to

NOISE = "วัยรุ่นตั้งวงดื่มเหล้าเสียงดังที่เปรมฤทัย เมื่อคืนนี้"
FRAUD = "โดนมิจฉาชีพหลอกขายของออนไลน์ที่เปรมฤทัย เมื่อวานนี้"
JUST_PAID = "เพิ่งโอนเงินให้มิจฉาชีพไปเมื่อกี้เลย"
BRIBE = "ตำรวจสายตรวจรับส่วยจากวงเหล้านี้ด้วย"
HEAD_BRIBE = "ผู้กำกับรับส่วยจากวงเหล้านี้ด้วย"
FIRE = "ไฟไหม้บ้านแล้วตอนนี้ คนติดอยู่ข้างใน ช่วยด้วย"


def words_in(talk: Talk) -> list[int]:
    with talk.uow() as uow:
        return [len(uow.tips.messages(tip)) for tip in uow.tips.all()]


def test_a_pin_between_the_words_does_not_hold_the_tip_back(talk: Talk, member: Person) -> None:
    member.says("มีคนขโมยรถจักรยานยนต์เมื่อคืน")
    talk.passes(seconds=20)
    member.pins(13.8, 100.6)
    talk.passes(seconds=30)
    talk.passes(minutes=5)
    assert talk.tips()[0].state == "sent"


def test_a_message_that_comes_late_is_placed_by_its_own_time(talk: Talk, member: Person) -> None:
    earlier = talk.clock()
    talk.passes(seconds=5)
    member.says(NOISE)
    member.says("มีสิบคน", at=earlier)
    card = a_card(to("p1", talk.passes(seconds=30)))
    assert card.body.index("มีสิบคน") < card.body.index("วัยรุ่น")


def test_money_that_moved_is_told_by_a_later_word_too(in_force: Talk, member: Person) -> None:
    member.says(FRAUD)
    told = to("member", member.says(JUST_PAID))
    assert "tel:1441" in told.text
    assert "หากเพิ่งโอนเงิน" in told.text
    in_force.passes(seconds=30)
    (tip,) = in_force.tips()
    assert tip.urgency == "soon"


def test_money_that_moved_must_be_accepted_as_fast_as_an_emergency(
    in_force: Talk, member: Person
) -> None:
    told = to("member", member.says("เพิ่งโดนมิจฉาชีพหลอกโอนเงินไปเมื่อกี้ที่เปรมฤทัย"))
    assert "tel:1441" in told.text
    assert for_whom(in_force.passes(seconds=30)) == {"p1"}
    assert for_whom(in_force.passes(minutes=2, seconds=59)) == set()
    assert for_whom(in_force.passes(seconds=1)) == {"b1"}


def test_the_same_hotline_is_shown_once(in_force: Talk, member: Person) -> None:
    member.says(FRAUD)
    member.says(JUST_PAID)
    assert not [one for one in member.says("เขาชื่อสมชาย") if "tel:1441" in one.text]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        pytest.param("เพิ่งโดนมิจฉาชีพหลอกโอนเงินไปเมื่อกี้ที่เปรมฤทัย", "โทร 1441 (24 ชม.) ทันที", id="fraud"),
        pytest.param("ไฟไหม้บ้านที่เปรมฤทัย", "โทร 199 ช่วยท่านได้เร็วกว่าทางแชต", id="fire"),
        pytest.param("ผู้กำกับรับส่วยบ่อนที่เปรมฤทัย", "จเรตำรวจได้ โทร 1599", id="the commander"),
    ],
)
def test_the_number_of_a_hotline_stands_in_its_sentence(
    in_force: Talk, member: Person, said: str, sentence: str
) -> None:
    told = member.says(said)
    notices = [
        each.text
        for one in told
        if one.to == "member"
        for each in one.contents
        if isinstance(each, Notice)
    ]
    assert [one for one in notices if sentence in one]


def test_no_sentence_promises_a_number_that_the_station_does_not_show(
    talk: Talk, member: Person
) -> None:
    told = to("member", member.says("เพิ่งโดนมิจฉาชีพหลอกโอนเงินไปเมื่อกี้ที่เปรมฤทัย"))
    assert "หากเพิ่งโอนเงิน แจ้งธนาคาร" in told.text


def test_an_accusation_added_later_takes_the_tip_to_the_commander(
    talk: Talk, member: Person
) -> None:
    member.says(NOISE)
    assert "p1" in for_whom(member.says("ส่งเลย"))
    news = member.says(BRIBE)
    assert for_whom(news) == {"member", "c1"}
    assert talk.tips()[0].is_restricted


def test_an_accusation_edited_in_takes_the_tip_to_the_commander(talk: Talk, member: Person) -> None:
    member.says(NOISE)
    said = member.last
    member.says("ส่งเลย")
    talk.passes(seconds=1)
    assert for_whom(member.edits(said, f"{NOISE} {BRIBE}")) == {"c1"}


@pytest.mark.parametrize("is_sent", [False, True])
def test_naming_the_commander_shows_who_watches_them(
    in_force: Talk, member: Person, *, is_sent: bool
) -> None:
    member.says(NOISE)
    if is_sent:
        member.says("ส่งเลย")
    told = to("member", member.says(HEAD_BRIBE))
    assert "จเรตำรวจ" in told.text
    assert "tel:1599" in told.text


def test_naming_the_commander_at_once_shows_who_watches_them(
    in_force: Talk, member: Person
) -> None:
    told = to("member", member.says("ผู้กำกับรับส่วยจากบ่อนที่เปรมฤทัย เมื่อวานนี้"))
    assert "จเรตำรวจ" in told.text
    assert "tel:1599" in told.text
    assert for_whom(in_force.passes(seconds=30)) == {"c1"}


def test_in_an_emergency_about_those_in_power_the_desk_gets_place_and_danger_alone(
    talk: Talk, member: Person
) -> None:
    news = member.says("ตำรวจกำลังซ้อมคนอยู่ตอนนี้ที่เปรมฤทัย เลือดออกเยอะ ช่วยด้วย")
    assert for_whom(news) == {"member", "c1", "d1"}
    assert "เปรมฤทัย" in to("d1", news).text
    assert "ซ้อม" not in to("d1", news).text
    assert "ซ้อม" in to("c1", news).text


def test_a_tip_that_becomes_an_emergency_goes_at_once(talk: Talk, member: Person) -> None:
    member.says(NOISE)
    news = member.says(FIRE)
    assert for_whom(news) == {"member", "p1", "d1"}
    assert "tel:191" in to("member", news).text


def test_a_sent_tip_that_becomes_an_emergency_is_awaited_as_one(
    in_force: Talk, member: Person
) -> None:
    member.says("มีคนชกต่อยกันที่เปรมฤทัยเมื่อวานนี้")
    member.says("ส่งเลย")
    news = member.says("เขาชกต่อยกันอีกแล้วตอนนี้ เลือดออกเยอะ ช่วยด้วย")
    assert len(in_force.tips()) == 1
    assert for_whom(news) == {"member", "p1", "d1"}
    assert "tel:191" in to("member", news).text
    assert for_whom(in_force.passes(minutes=3)) == {"b1"}


def test_an_edit_that_names_the_place_ends_the_asking(talk: Talk, member: Person) -> None:
    member.says("มีคนโดนวิ่งราวกระเป๋าเมื่อเช้า")
    said = member.last
    talk.passes(seconds=30)
    assert talk.tips()[0].state == "asking"
    assert "n1" in for_whom(member.edits(said, "มีคนโดนวิ่งราวกระเป๋าที่ลาดปลาเค้าเมื่อเช้า"))


def test_what_is_withdrawn_takes_neither_village_nor_urgency_with_it(
    talk: Talk, member: Person
) -> None:
    member.says("มีคนขายยาบ้าที่ลาดปลาเค้าตอนนี้")
    before = talk.tips()[0]
    member.says("อยู่หลังร้านชำ")
    member.unsends("1")
    assert for_whom(talk.passes(seconds=30)) == {"n1"}
    after = talk.tips()[0]
    assert (after.village_id, after.category, after.urgency) == (
        before.village_id,
        before.category,
        before.urgency,
    )


def test_after_a_withdrawal_new_words_may_move_the_tip(talk: Talk, member: Person) -> None:
    member.says("มีคนขายยาบ้าที่ลาดปลาเค้าตอนนี้")
    member.unsends(member.last)
    member.says("มีคนขายยาบ้าที่เปรมฤทัยตอนนี้")
    assert for_whom(talk.passes(seconds=30)) == {"p1"}


def test_strangers_are_told_of_their_voice_once_a_tip(stranger: Person) -> None:
    assert "ข้อความเสียง" in stranger.sends(MediaKind.VOICE)[0].text
    assert stranger.sends(MediaKind.VOICE) == []


def test_a_not_done_reopens_the_tip_before_the_commander(talk: Talk, member: Person) -> None:
    member.says(NOISE)
    member.says("ส่งเลย")
    officer = Person(talk, "p1")
    tip = talk.tips()[0].id.hex
    officer.presses(f"accept|{tip}|")
    closed = officer.presses(f"outcome|{tip}|{Outcome.UNFOUNDED}")
    rating = to("member", closed)
    news = member.presses(rating.buttons["ยังไม่เรียบร้อย"])
    assert for_whom(news) == {"member", "c1", "p1"}
    assert "ผู้บังคับบัญชาให้ตรวจสอบเพิ่มเติม" in to("p1", news).text
    assert "วัยรุ่น" in a_card(to("c1", news)).body


def test_a_withdrawn_message_that_comes_after_all_takes_no_number(
    talk: Talk, member: Person
) -> None:
    member.unsends("77")
    assert member.resends(NOISE, "77") == []
    assert talk.tips() == []


@pytest.mark.parametrize(
    "content", [Location(latitude=13.8, longitude=100.6), "ช่วยด้วย"], ids=["a pin", "a cry"]
)
def test_a_pin_or_a_cry_alone_opens_a_tip(
    talk: Talk, member: Person, content: Location | str
) -> None:
    assert "1/2569" in to("member", member.says(content)).text
    assert words_in(talk) == [1]


def test_a_cry_for_help_is_never_a_command(talk: Talk, member: Person) -> None:
    news = member.says("ช่วยด้วย")
    assert "tel:191" in to("member", news).text
    assert talk.tips()[0].urgency == "emergency"
    assert "d1" in for_whom(news)


def test_send_now_while_asked_sends_to_the_desk(talk: Talk, member: Person) -> None:
    member.says("มีคนโดนวิ่งราวกระเป๋าเมื่อเช้า")
    talk.passes(seconds=30)
    assert "d1" in for_whom(member.says("ส่งเลยครับ"))


def test_cancelling_while_asked_drops_the_tip(talk: Talk, member: Person) -> None:
    member.says("มีคนโดนวิ่งราวกระเป๋าเมื่อเช้า")
    talk.passes(seconds=30)
    member.says("ยกเลิกค่ะ")
    assert talk.tips()[0].state == "cancelled"
    assert for_whom(talk.passes(hours=1)) == set()


@pytest.mark.parametrize(
    ("minutes", "text", "tips"),
    [
        pytest.param(1, "เห็นรถกระบะสีแดงคันเดิมวนไปวนมาด้วย", 1, id="soon, of the same scene"),
        pytest.param(1, "ขโมยงัดรถที่เปรมฤทัยเมื่อวานนี้", 2, id="a report of its own"),
        pytest.param(1, "ขโมยงัดรถที่ลาดปลาเค้าเมื่อวานนี้", 2, id="another place"),
        pytest.param(60, "ขโมยงัดรถหน้าบ้านเมื่อวานนี้", 2, id="later, of another kind"),
        pytest.param(60, "ตอนนี้ยังตั้งวงดื่มเหล้าเสียงดังอยู่", 1, id="later, of the same kind"),
    ],
)
def test_what_follows_is_added_unless_it_is_another_matter(
    talk: Talk, member: Person, minutes: int, text: str, tips: int
) -> None:
    member.says(NOISE)
    member.says("ส่งเลย")
    talk.passes(minutes=minutes)
    member.says(text)
    assert len(talk.tips()) == tips


def test_a_message_that_comes_late_is_told_and_not_the_one_after_it_again(
    talk: Talk, member: Person
) -> None:
    member.says("มีคนถือมีดไล่ฟันกันอยู่ตอนนี้ ที่เปรมฤทัย")
    earlier = talk.clock()
    talk.passes(seconds=5)
    first = to("p1", member.says("หนีไปทางวัดแล้ว ใส่เสื้อแดง"))
    late = to("p1", member.says("มีรถจักรยานยนต์จอดรออยู่", at=earlier))
    assert ("เสื้อแดง" in first.text, "เสื้อแดง" in late.text) == (True, False)
    assert "จอดรออยู่" in late.text


def test_what_follows_soon_is_of_the_same_scene_whatever_our_clock_says(
    talk: Talk, member: Person
) -> None:
    member.says(NOISE)
    member.says("ส่งเลย")
    soon = talk.clock()
    talk.passes(hours=1)
    member.says("ขโมยงัดรถหน้าบ้านเมื่อวานนี้", at=soon)
    assert len(talk.tips()) == 1


def test_a_tip_is_sent_by_its_timer_though_the_clock_was_put_back(
    talk: Talk, member: Person
) -> None:
    member.says(NOISE)
    with talk.uow() as uow:
        (tip,) = uow.tips.all()
        closes = closes_at(tip, uow)
    talk.clock.passes(hours=-1)
    ended = CollectingEnded(happened_at=closes, tip=tip.id)
    talk.happens(ended)
    assert talk.tips()[0].state == "sent"


def test_a_question_is_given_up_by_its_timer_though_the_clock_was_put_back(
    talk: Talk, member: Person
) -> None:
    member.says("มีคนขโมยรถจักรยานยนต์เมื่อคืน")
    talk.passes(seconds=30)
    (tip,) = talk.tips()
    assert tip.state == "asking"
    due = talk.clock() + timedelta(minutes=5)
    talk.clock.passes(hours=-1)
    talk.happens(AskingEnded(happened_at=due, tip=tip.id))
    assert talk.tips()[0].state == "sent"

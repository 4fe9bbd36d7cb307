"""What becomes of what members and strangers write, from the first word to the officer's card."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.answers import ShareLocation
from domain.events import Location, MediaKind, Sticker
from models.member import MemberState
from tests.handlers.talk import Person, Talk, a_card, for_whom, to

NOISE = "วัยรุ่นตั้งวงดื่มเหล้าเสียงดังที่เปรมฤทัย เมื่อคืนนี้"
FIRE = "ไฟไหม้บ้านที่เปรมฤทัย ตอนนี้ ช่วยด้วย"
THEFT = "มีคนขโมยรถจักรยานยนต์เมื่อคืน"


def test_a_tip_is_acknowledged_at_once_and_sent_when_its_sender_is_done(
    talk: Talk, member: Person
) -> None:
    first = to("member", member.says(NOISE))
    assert first.is_reply
    assert "1/2569" in first.text
    assert {"ส่งเลย", "ยกเลิก"} <= set(first.buttons)
    assert talk.tips()[0].state == "collecting"
    assert for_whom(talk.passes(seconds=29)) == set()
    card = a_card(to("p1", talk.passes(seconds=1)))
    assert "วัยรุ่น" in card.body
    assert talk.tips()[0].state == "sent"


def test_each_later_message_prolongs_collecting_but_four_times_at_most(
    talk: Talk, member: Person
) -> None:
    member.says(NOISE)
    for _ in range(5):
        assert for_whom(talk.passes(seconds=20)) == set()
        member.says("ยังเสียงดังอยู่")
    assert for_whom(talk.passes(seconds=19)) == set()
    assert for_whom(talk.passes(seconds=1)) == {"p1"}


def test_send_now_ends_collecting(talk: Talk, member: Person) -> None:
    member.says(NOISE)
    assert for_whom(member.says("ส่งเลย")) == {"member", "p1"}
    assert for_whom(talk.passes(minutes=2)) == set()


def test_cancelling_before_sending_erases_the_words_and_alerts_nobody(
    talk: Talk, member: Person
) -> None:
    member.says(NOISE)
    assert "1/2569" in to("member", member.says("ยกเลิก")).text
    assert for_whom(talk.passes(hours=1)) == set()
    with talk.uow() as uow:
        (tip,) = uow.tips.all()
        assert (tip.state, tip.sequence) == ("cancelled", 1)
        assert [uow.tips.content(one) for one in uow.tips.messages(tip)] == [None]
    member.says(NOISE)
    assert [tip.sequence for tip in talk.tips()] == [1, 2]


def test_cancelling_after_sending_only_tells_the_officer(talk: Talk, member: Person) -> None:
    member.says(NOISE)
    member.says("ส่งเลย")
    assert for_whom(member.says("ยกเลิก")) == {"member", "p1"}
    assert talk.tips()[0].state == "sent"


def test_an_emergency_is_told_to_call_and_does_not_wait(talk: Talk, member: Person) -> None:
    news = member.says(FIRE)
    assert for_whom(news) == {"member", "p1", "d1"}
    assert "tel:191" in to("member", news).text
    assert talk.tips()[0].state == "sent"


def test_no_message_to_the_member_repeats_what_they_wrote(talk: Talk, member: Person) -> None:
    news = member.says(FIRE) + member.says("ส่งเลย") + member.says("สถานะ")
    told = "".join(one.text for one in news if one.to == "member")
    assert "ไฟไหม้" not in told
    assert "เปรมฤทัย" not in told


@pytest.mark.parametrize("text", ["สวัสดีครับ", "ขอบคุณมากครับ"])
def test_chit_chat_opens_nothing(talk: Talk, member: Person, text: str) -> None:
    assert to("member", member.says(text)).is_reply
    assert talk.tips() == []
    assert member.says(Sticker()) == []


def test_a_later_message_is_added_and_its_officer_told(talk: Talk, member: Person) -> None:
    member.says(NOISE)
    member.says("ส่งเลย")
    assert for_whom(member.says("ตอนนี้ยังเสียงดังอยู่")) == {"member", "p1"}
    assert member.says("ขอบคุณครับ") == []
    assert len(talk.tips()) == 1


def test_words_of_another_place_are_another_tip(talk: Talk, member: Person) -> None:
    member.says(NOISE)
    member.says("ส่งเลย")
    assert "2/2569" in to("member", member.says("ขโมยขึ้นบ้านที่ลาดปลาเค้าเมื่อคืน")).text
    assert len(talk.tips()) == 2


def test_an_open_place_is_asked_in_the_receipt_and_answered_by_name(
    talk: Talk, member: Person
) -> None:
    asked = to("member", member.says("มีคนโดนวิ่งราวกระเป๋าที่ตลาดนัดในตัวเมืองเมื่อเช้า"))
    if "เปรมฤทัย" not in asked.text:
        assert "เหตุเกิดที่ใด" in asked.text
    assert any(isinstance(one.tap, ShareLocation) for one in asked.buttons.values())
    member.says("ลาดปลาเค้า")
    assert for_whom(talk.passes(seconds=30)) == {"n1"}


def test_without_an_answer_the_desk_gets_the_tip(talk: Talk, member: Person) -> None:
    asked = to("member", member.says(THEFT))
    assert "ใช่" in asked.buttons or "ชุมชนของฉัน" in asked.buttons
    assert for_whom(talk.passes(seconds=30)) == set()
    assert talk.tips()[0].state == "asking"
    assert for_whom(talk.passes(minutes=5)) == {"d1"}
    tip = talk.tips()[0]
    assert (tip.state, tip.village_id) == ("sent", None)
    assert for_whom(member.says("เปรมฤทัย")) >= {"p1"}
    assert talk.tips()[0].village_id is not None


def test_a_confirmed_place_sends_the_tip(talk: Talk, member: Person) -> None:
    asked = to("member", member.says(THEFT))
    assert "ใช่" in asked.buttons
    talk.passes(seconds=30)
    assert "p1" in for_whom(member.presses(asked.buttons["ใช่"]))


def test_a_denied_place_is_asked_openly(talk: Talk, member: Person) -> None:
    asked = to("member", member.says(THEFT))
    talk.passes(seconds=30)
    again = to("member", member.presses(asked.buttons["ที่อื่น"]))
    assert "เหตุเกิดที่ใด" in again.text
    assert for_whom(talk.passes(minutes=4, seconds=59)) == set()
    assert for_whom(talk.passes(seconds=1)) == {"d1"}


def test_a_pin_answers_where_it_happened(talk: Talk, member: Person) -> None:
    with talk.uow() as uow:
        village = uow.villages.by_code("v2")
        village.lat, village.lon, village.radius_m = 13.85, 100.62, 300
        uow.villages.changed()
        uow.commit()
    member.says(THEFT)
    talk.passes(seconds=30)
    assert "n1" in for_whom(member.says(Location(latitude=13.85, longitude=100.62)))


def test_nobody_answers_for_anothers_tip(talk: Talk, member: Person, stranger: Person) -> None:
    asked = to("member", member.says(THEFT))
    news = stranger.presses(asked.buttons["ใช่"])
    assert "ไม่พบเรื่องนี้" in news[0].text
    assert talk.tips()[0].village_id is None


def test_a_stranger_is_told_how_to_join_and_only_the_desk_hears(
    talk: Talk, stranger: Person
) -> None:
    (first,) = stranger.says(NOISE)
    assert "ขอรหัสเชิญ" in first.text
    assert for_whom(talk.passes(seconds=30)) == {"d1"}
    assert talk.tips()[0].trust == "unverified"


def test_a_suspended_senders_tip_is_kept_and_alerts_nobody(talk: Talk, member: Person) -> None:
    with talk.uow() as uow:
        uow.members.by_line_user(member.line_id).state = MemberState.SUSPENDED
        uow.commit()
    assert "1/2569" in to("member", member.says(NOISE)).text
    assert for_whom(talk.passes(minutes=30)) == set()
    assert talk.tips()[0].state == "sent"


def test_a_photo_alone_is_a_tip_and_voice_is_explained_once(talk: Talk, member: Person) -> None:
    assert "1/2569" in to("member", member.sends(MediaKind.PHOTO)).text
    assert "ข้อความเสียง" in to("member", member.sends(MediaKind.VOICE)).text
    assert member.sends(MediaKind.VOICE) == []
    with talk.uow() as uow:
        (tip,) = uow.tips.all()
        assert [one.kind for one in uow.media.of_tip(tip.id)].count("voice") == 2
        assert tip.urgency == "soon"


def test_practice_is_said_back_and_marked(talk: Talk, member: Person) -> None:
    assert "ฝึกแจ้ง" in to("member", member.says("ฝึกแจ้ง")).text
    assert "ฝึกแจ้ง" in to("member", member.says(NOISE)).text
    talk.passes(seconds=30)
    assert talk.tips()[0].is_practice
    member.says(NOISE)
    assert not talk.tips()[1].is_practice


def test_an_emergency_in_practice_counts_as_real_until_answered(talk: Talk, member: Person) -> None:
    news = member.says(f"ซ้อม: {FIRE}")
    asked = to("member", news)
    assert {"เหตุจริง", "ฝึก"} <= set(asked.buttons)
    assert "p1" in for_whom(news)
    assert not talk.tips()[0].is_practice
    member.says("ฝึก")
    assert talk.tips()[0].is_practice


def test_what_its_sender_hides_goes_to_the_commander_alone(talk: Talk, member: Person) -> None:
    first = to("member", member.says(NOISE))
    member.presses(first.buttons["ไม่ให้ตำรวจในพื้นที่เห็น"])
    assert for_whom(talk.passes(seconds=30)) == {"c1"}


def test_an_officers_words_are_asked_about_and_never_sent_to_themselves(talk: Talk) -> None:
    officer = Person(talk, "p1")
    asked = to("p1", officer.says(NOISE))
    assert talk.tips() == []
    assert {"แจ้งเบาะแส", "ยกเลิก"} <= set(asked.buttons)
    assert "1/2569" in to("p1", officer.presses(asked.buttons["แจ้งเบาะแส"])).text
    assert for_whom(talk.passes(seconds=30)) == {"b1"}


def test_an_officers_withdrawn_words_are_forgotten_before_the_answer(talk: Talk) -> None:
    officer = Person(talk, "p1")
    asked = to("p1", officer.says(NOISE))
    officer.unsends(officer.last)
    officer.presses(asked.buttons["แจ้งเบาะแส"])
    assert talk.tips() == []


def test_a_repeated_message_adds_nothing(talk: Talk, member: Person) -> None:
    member.says(NOISE)
    assert member.resends(NOISE, member.last) == []
    with talk.uow() as uow:
        (tip,) = uow.tips.all()
        assert len(uow.tips.messages(tip)) == 1


def test_tips_are_numbered_by_the_buddhist_year_of_the_station(talk: Talk, member: Person) -> None:
    talk.clock.now = talk.clock.now.replace(month=12, day=31, hour=17, minute=1) + timedelta()
    assert "1/2570" in to("member", member.says(NOISE)).text


def test_a_watched_phone_shows_a_plain_receipt_while_help_is_called(
    talk: Talk, member: Person
) -> None:
    news = member.says("ขอสั่งพิซซ่าถาดใหญ่ส่งที่เปรมฤทัย 99/1 ด่วนๆ นะ เขาอยู่ข้างๆ พูดไม่ได้")
    told = to("member", news)
    if not talk.tips()[0].is_coerced:
        pytest.fail("the words for a coerced call are not known to the lexicon")
    assert [one.text for one in told.contents] == ["รับข้อความแล้ว"]
    assert told.buttons == {}
    assert {"p1", "d1"} <= for_whom(news)


def test_money_that_just_moved_shows_the_hotline_at_once(talk: Talk, member: Person) -> None:
    told = to("member", member.says("เพิ่งโดนมิจฉาชีพหลอกโอนเงินไปเมื่อกี้ที่เปรมฤทัย"))
    assert "หากเพิ่งโอนเงิน" in told.text
    assert talk.tips()[0].urgency == "soon"


def test_those_in_power_are_reported_to_the_commander_alone(talk: Talk, member: Person) -> None:
    told = to("member", member.says("ตำรวจสายตรวจรับส่วยจากบ่อนที่เปรมฤทัย เมื่อวานนี้"))
    assert "ผู้บังคับบัญชาเท่านั้น" in told.text
    assert for_whom(talk.passes(seconds=30)) == {"c1"}


def test_a_dark_lane_is_kept_and_alerts_nobody(talk: Talk, member: Person) -> None:
    member.says("ไฟทางเสียมืดมากในซอย 5 เปรมฤทัย")
    assert for_whom(talk.passes(seconds=30)) == set()
    assert talk.tips()[0].is_environment_spot


def test_an_officers_photo_waits_for_the_answer_whole(talk: Talk) -> None:
    officer = Person(talk, "p1")
    officer.sends(MediaKind.PHOTO)
    asked = to("p1", officer.says(NOISE))
    officer.presses(asked.buttons["แจ้งเบาะแส"])
    with talk.uow() as uow:
        (tip,) = uow.tips.all()
        assert [one.kind for one in uow.tips.messages(tip)] == ["photo", "text"]
        assert len(uow.media.of_tip(tip.id)) == 1

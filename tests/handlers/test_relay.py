"""An officer and a sender talk through us: each sees the other's words and not the other."""

from __future__ import annotations

import pytest

from domain.answers import Notice, Words
from domain.events import Location, MediaKind, Sticker
from domain.tip import TipState
from models.media import MediaItem
from models.member import MemberProfile
from tests.handlers.precinct import line_of
from tests.handlers.talk import Heard, Person, Talk, a_card, for_whom, to

NOISE = "วัยรุ่นตั้งวงดื่มเหล้าเสียงดังที่เปรมฤทัย เมื่อคืนนี้"
DRUGS = "มีคนมั่วสุมเสพยาบ้าที่ลาดปลาเค้า เมื่อวานเย็น"
FIGHT = "ตอนนี้มีคนถือมีดไล่ฟันกันอยู่หน้าเซเว่น มีคนเจ็บ"


@pytest.fixture
def officer(talk: Talk) -> Person:
    return Person(talk, "p1")


@pytest.fixture
def neighbour(talk: Talk) -> Person:
    return Person(talk, "n1")


def report(member: Person, text: str = NOISE, to_officer: str = "p1") -> Heard:
    """Send a tip at once; return the card that its officer gets."""
    member.says(text)
    news = member.says("ส่งเลย")
    return next(one for one in news if one.to == to_officer)


def ask(officer: Person, card: Heard, words: str) -> list[Heard]:
    officer.presses(card.buttons["ถามผู้แจ้ง"])
    return officer.says(words)


def test_a_question_on_an_open_tip_accepts_it_and_one_push_tells_both(
    talk: Talk, member: Person, officer: Person
) -> None:
    card = report(member)
    prompt = to("p1", officer.presses(card.buttons["ถามผู้แจ้ง"]))
    assert "10 นาที" in prompt.text
    assert prompt.is_reply
    assert talk.tips()[0].state == TipState.SENT
    news = officer.says("เห็นกี่คน")
    assert talk.tips()[0].state == TipState.ACCEPTED
    pushed = to("member", news)
    (said,) = pushed.contents
    assert isinstance(said, Notice)
    assert "เรื่องที่ 1/2569 มีตำรวจรับเรื่องแล้ว" in said.text
    assert "ตำรวจขอถาม: “เห็นกี่คน”" in said.text
    assert said.alt == "เรื่องที่ 1/2569 มีคำถามจากตำรวจ"
    assert not pushed.is_reply
    assert to("p1", news).is_reply
    assert "ชื่อp1" not in pushed.text


def test_the_members_next_message_is_the_answer_whatever_it_says(
    member: Person, officer: Person
) -> None:
    ask(officer, report(member), "เห็นกี่คน")
    news = member.says("สอง")
    card = a_card(to("p1", news))
    assert card.body == "ผู้แจ้งตอบ: “สอง”"
    assert "สอง" not in card.alt
    told = to("member", news)
    assert "ส่งคำตอบของเรื่องที่ 1/2569 ให้ตำรวจผู้รับเรื่องแล้ว" in told.text
    assert told.is_reply


def test_ten_turns_of_words_photos_and_places_go_both_ways(
    talk: Talk, member: Person, officer: Person
) -> None:
    card = report(member)
    for turn in range(10):
        asked = ask(officer, card, f"คำถามที่ {turn}")
        assert f"คำถามที่ {turn}" in to("member", asked).text
        answered = member.says(f"คำตอบที่ {turn}")
        assert f"ผู้แจ้งตอบ: “คำตอบที่ {turn}”" in to("p1", answered).text
        card = to("p1", answered)
    officer.presses(card.buttons["ถามผู้แจ้ง"])
    placed = to("member", officer.pins(13.8, 100.6))
    assert "แผนที่" in placed.buttons
    shown = to("p1", member.pins(13.81, 100.61))
    assert "13.81" in shown.text
    officer.presses(card.buttons["ถามผู้แจ้ง"])
    pictured = to("member", officer.sends(MediaKind.PHOTO))
    assert "ดูรูป" in pictured.buttons
    link = to("member", member.presses(pictured.buttons["ดูรูป"]))
    assert link.is_reply
    assert "/m/pictures/" in link.text
    photo = to("p1", member.sends(MediaKind.PHOTO))
    assert "ผู้แจ้งส่งรูป" in photo.text
    assert "ดูภาพ/เสียง" in photo.buttons
    with talk.uow() as uow:
        (tip,) = uow.tips.all()
        assert len(uow.tips.history(tip, "question")) == 12
        assert len(uow.tips.history(tip, "answered")) == 12
        assert len(uow.session.query(MediaItem).all()) == 2


def test_masks_hold_on_both_sides(member: Person, officer: Person) -> None:
    news = ask(officer, report(member), "คุณสมหมาย ใจเด็ดเดี่ยว โทร 081-234-5678 ใช่ไหม")
    assert "สมหมาย" not in to("member", news).text
    assert "081" not in to("member", news).text
    answered = to("p1", member.says("ผมสมหมาย ใจเด็ดเดี่ยว บ้านเลขที่ 99/123 เบอร์ 0812345678"))
    for secret in ("สมหมาย", "ใจเด็ดเดี่ยว", "99/123", "0812345678", "M0001"):
        assert secret not in answered.text


@pytest.mark.parametrize(
    "word",
    [
        *("สถานะ", "งานของฉัน", "ส่งเลย", "ข้าม", "123/2569", "รับเรื่อง", "โควตา", "โควตาค่ะ", "วิธีใช้"),
        *("เข้าเวร", "ออกเวรครับ", "ตารางเวร", "สรุป", "ช่วยเหลือ", "ปิดเรื่อง"),
    ],
)
def test_a_word_of_the_chat_is_never_a_question_and_the_question_still_comes(
    member: Person, officer: Person, word: str
) -> None:
    officer.presses(report(member).buttons["ถามผู้แจ้ง"])
    answered = officer.says(word)
    assert for_whom(answered) >= {"p1"}
    assert "member" not in for_whom(answered)
    assert "คนติดอยู่กี่คนครับ" in to("member", officer.says("คนติดอยู่กี่คนครับ")).text
    assert "member" not in for_whom(officer.says("แล้วแต่งตัวอย่างไร"))


def test_a_word_gives_the_question_no_more_time(
    talk: Talk, member: Person, officer: Person
) -> None:
    officer.presses(report(member).buttons["ถามผู้แจ้ง"])
    talk.passes(minutes=9)
    officer.says("โควตา")
    talk.passes(minutes=1)
    assert "member" not in for_whom(officer.says("เห็นกี่คน"))


@pytest.mark.parametrize("word", ["ประกาศ", "ฝึกแจ้ง"])
def test_a_word_that_begins_something_else_ends_it(
    member: Person, officer: Person, word: str
) -> None:
    officer.presses(report(member).buttons["ถามผู้แจ้ง"])
    officer.says(word)
    assert "member" not in for_whom(officer.says("เห็นกี่คน"))


@pytest.mark.parametrize("word", ["สถานะ", "วิธีใช้", "ข้อมูลของฉัน"])
def test_a_word_of_the_chat_is_never_an_answer_and_the_question_waits_on(
    member: Person, officer: Person, word: str
) -> None:
    ask(officer, report(member), "เห็นกี่คน")
    assert "p1" not in for_whom(member.says(word))
    assert "p1" in for_whom(member.says("สอง"))


def test_the_mode_ends_with_cancel_another_button_or_ten_minutes(
    talk: Talk, member: Person, officer: Person
) -> None:
    card = report(member)
    officer.presses(card.buttons["ถามผู้แจ้ง"])
    assert "ยกเลิกแล้ว" in to("p1", officer.says("ยกเลิก")).text
    assert "member" not in for_whom(officer.says("เห็นกี่คน"))
    officer.says("ยกเลิก")
    officer.presses(card.buttons["ถามผู้แจ้ง"])
    officer.presses(card.buttons["ปิดเรื่อง"])
    assert "member" not in for_whom(officer.says("เห็นกี่คน"))
    officer.says("ยกเลิก")
    officer.presses(card.buttons["ถามผู้แจ้ง"])
    talk.passes(minutes=10)
    assert "member" not in for_whom(officer.says("เห็นกี่คน"))
    assert talk.tips()[0].state == TipState.SENT


def test_only_one_message_is_a_question(member: Person, officer: Person) -> None:
    card = report(member)
    ask(officer, card, "เห็นกี่คน")
    assert "member" not in for_whom(officer.says("และแต่งตัวอย่างไร"))


def test_a_question_that_is_too_long_is_sent_back_and_never_cut(
    talk: Talk, officer: Person, member: Person
) -> None:
    officer.presses(report(member).buttons["ถามผู้แจ้ง"])
    refused = officer.says("ก" * 1001)
    assert for_whom(refused) == {"p1"}
    assert "ยาวเกิน 1,000 ตัวอักษร ยังไม่ได้ส่ง" in to("p1", refused).text
    assert "ก" * 1000 in to("member", officer.says("ก" * 1000)).text


def test_a_sticker_or_a_voice_asks_nothing_and_the_mode_stays(
    member: Person, officer: Person
) -> None:
    officer.presses(report(member).buttons["ถามผู้แจ้ง"])
    assert "ข้อความ รูป หรือตำแหน่งเท่านั้น" in to("p1", officer.says(Sticker())).text
    assert "ข้อความ รูป หรือตำแหน่ง" in to("p1", officer.sends(MediaKind.VOICE)).text
    assert "member" in for_whom(officer.says("เห็นกี่คน"))


def test_the_same_question_and_answer_twice_are_one(
    talk: Talk, member: Person, officer: Person
) -> None:
    card = report(member)
    ask(officer, card, "เห็นกี่คน")
    officer.presses(card.buttons["ถามผู้แจ้ง"])
    assert "member" not in for_whom(officer.resends("เห็นกี่คน", officer.last))
    member.says("สอง")
    assert member.resends("สอง", member.last) == []
    with talk.uow() as uow:
        (tip,) = uow.tips.all()
        assert len(uow.tips.history(tip, "question")) == 1
        assert len(uow.tips.history(tip, "answered")) == 1


def test_a_question_while_the_tip_is_closed_goes_nowhere(
    talk: Talk, member: Person, officer: Person
) -> None:
    card = report(member)
    officer.presses(card.buttons["ถามผู้แจ้ง"])
    commander = Person(talk, "c1")
    commander.presses(f"outcome|{talk.tips()[0].id.hex}|unfounded")
    news = officer.says("เห็นกี่คน")
    assert for_whom(news) == {"p1"}
    assert "ปิดเรื่องแล้ว ไม่ได้ส่งคำถาม" in news[0].text
    assert "member" not in for_whom(officer.says("ได้ยินไหม"))


def test_a_colleague_cannot_ask_about_a_tip_that_another_has(
    talk: Talk, member: Person, officer: Person
) -> None:
    card = report(member)
    desk = Person(talk, "d1")
    desk.presses(card.buttons["ถามผู้แจ้ง"])
    officer.presses(card.buttons["รับเรื่อง"])
    news = desk.says("เห็นกี่คน")
    assert for_whom(news) == {"d1"}
    assert "ชื่อp1" in news[0].text


def test_a_watched_phone_is_never_asked(talk: Talk, member: Person, officer: Person) -> None:
    card = report(member)
    with talk.uow() as uow:
        uow.tips.all()[0].is_coerced = True
        uow.commit()
    assert "ห้ามติดต่อกลับ" in to("p1", officer.presses(card.buttons["ถามผู้แจ้ง"])).text
    assert "member" not in for_whom(officer.says("เห็นกี่คน"))


def test_under_eighteen_only_the_desk_asks_and_hears_the_answer(
    talk: Talk, member: Person, officer: Person
) -> None:
    with talk.uow() as uow:
        row = uow.members.by_line_user(line_of("member"))
        profile = uow.members.profile(row)
        young = MemberProfile(**{**vars(profile), "birth_date": "2010-01-01"})
        uow.members.write_profile(row, young)
        uow.commit()
    card = report(member)
    officer.presses(card.buttons["รับเรื่อง"])
    refused = to("p1", officer.presses(card.buttons["ถามผู้แจ้ง"])).text
    assert "ให้เวรรับแจ้งเหตุเป็นผู้ถาม" in refused
    assert "18" not in refused
    desk = Person(talk, "d1")
    desk.presses(card.buttons["ถามผู้แจ้ง"])
    asked = to("member", desk.says("เห็นกี่คน"))
    assert "ให้ตำรวจเห็นชื่อ" not in asked.buttons
    assert {"d1", "p1"} <= for_whom(member.says("สอง"))
    assert talk.tips()[0].handler_id is not None


def test_a_voice_answers_by_the_rule_of_voices(member: Person, officer: Person) -> None:
    ask(officer, report(member), "เห็นกี่คน")
    news = member.sends(MediaKind.VOICE)
    assert "เวรรับแจ้งเหตุเป็นผู้ฟัง" in to("p1", news).text
    assert "เวรรับแจ้งเหตุฟังและสรุป" in to("member", news).text


def test_an_emergency_in_an_answer_is_a_tip_of_its_own_too(
    talk: Talk, member: Person, officer: Person
) -> None:
    ask(officer, report(member), "เห็นกี่คน")
    news = member.says(FIGHT)
    assert len(talk.tips()) == 2
    own = next(one for one in talk.tips() if one.sequence == 2)
    assert own.urgency == "emergency"
    assert any("ผู้แจ้งตอบ" in one.text for one in news if one.to == "p1")
    told = "".join(one.text for one in news if one.to == "member")
    assert "โทร 191" in told
    assert "เรื่องที่ 2/2569" in told
    assert "เรื่องที่ 1/2569" in told


def test_an_answer_that_names_another_event_is_a_tip_of_its_own_too(
    talk: Talk, member: Person, officer: Person
) -> None:
    ask(officer, report(member), "เห็นกี่คน")
    news = member.says(DRUGS)
    assert any("ผู้แจ้งตอบ" in one.text for one in news if one.to == "p1")
    assert [one.sequence for one in talk.tips()] == [1, 2]


def test_an_accusation_of_those_in_power_is_not_read_by_the_officer(
    talk: Talk, member: Person, officer: Person
) -> None:
    ask(officer, report(member), "เห็นกี่คน")
    news = member.says("ตำรวจที่ป้อมเรียกเก็บเงินจากวงเหล้าทุกคืน ตำรวจรับส่วยอยู่")
    assert not any("ส่วย" in one.text for one in news if one.to == "p1")
    assert any(one.is_restricted for one in talk.tips())


def test_after_a_day_a_message_is_no_answer_unless_it_quotes_the_question(
    talk: Talk, member: Person, officer: Person
) -> None:
    asked = to("member", ask(officer, report(member), "เห็นกี่คน"))
    quoted = talk.stands_in_chat(asked)
    talk.passes(hours=24, seconds=1)
    assert not any("ผู้แจ้งตอบ" in one.text for one in member.says("สอง"))
    assert any("ผู้แจ้งตอบ" in one.text for one in member.says("สอง", quotes=quoted))


def test_a_receipt_quotes_the_question_and_the_officers_receipt_their_words(
    talk: Talk, member: Person, officer: Person
) -> None:
    news = ask(officer, report(member), "เห็นกี่คน")
    (told,) = (one for one in to("p1", news).contents if isinstance(one, Words))
    assert told.quotes == f"quote-{officer.last}"
    question = talk.stands_in_chat(to("member", news))
    (receipt,) = to("member", member.says("สอง")).contents
    assert isinstance(receipt, Words)
    assert receipt.quotes == f"quote-{question}"


def two_questions(
    talk: Talk, member: Person, officer: Person, neighbour: Person
) -> tuple[str, str]:
    first = report(member)
    talk.passes(hours=1)
    second = report(member, DRUGS, "n1")
    asked = to("member", ask(officer, first, "เห็นกี่คน"))
    also = to("member", ask(neighbour, second, "ยังอยู่ไหม"))
    return talk.stands_in_chat(asked), talk.stands_in_chat(also)


def test_of_two_questions_a_quote_tells_which_is_answered(
    talk: Talk, member: Person, officer: Person, neighbour: Person
) -> None:
    first, second = two_questions(talk, member, officer, neighbour)
    assert for_whom(member.says("สอง", quotes=first)) == {"p1", "member"}
    assert for_whom(member.says("ไม่อยู่แล้ว", quotes=second)) == {"n1", "member"}


@pytest.mark.parametrize("by", ["tap", "number"])
def test_without_a_quote_the_member_is_asked_which_and_nothing_goes_before(
    talk: Talk, member: Person, officer: Person, neighbour: Person, by: str
) -> None:
    two_questions(talk, member, officer, neighbour)
    news = member.says("สอง")
    assert for_whom(news) == {"member"}
    assert "ยังไม่ได้ส่งให้ผู้ใด" in news[0].text
    assert set(news[0].buttons) == {"เรื่องที่ 1/2569", "เรื่องที่ 2/2569", "เป็นเรื่องใหม่"}
    if by == "tap":
        placed = member.presses(news[0].buttons["เรื่องที่ 1/2569"])
    else:
        placed = member.says("1/2569")
    assert for_whom(placed) == {"p1", "member"}
    assert "ผู้แจ้งตอบ: “สอง”" in to("p1", placed).text
    again = member.presses(news[0].buttons["เรื่องที่ 2/2569"])
    assert for_whom(again) == {"member"}


def test_words_that_wait_may_be_a_new_tip_and_an_unsend_takes_them_away(
    talk: Talk, member: Person, officer: Person, neighbour: Person
) -> None:
    two_questions(talk, member, officer, neighbour)
    news = member.says("รถกระบะจอดขวางทางเข้าวัดมาสามวันแล้ว")
    fresh = to("member", member.presses(news[0].buttons["เป็นเรื่องใหม่"]))
    assert "เรื่องที่ 3/2569" in fresh.text
    member.says("ส่งเลย")
    held = member.says("สอง")
    member.unsends(member.last)
    gone = to("member", member.presses(held[0].buttons["เรื่องที่ 1/2569"]))
    assert "ไม่มีข้อความที่รอ" in gone.text


def test_an_emergency_is_never_held_back_by_the_question_which(
    talk: Talk, member: Person, officer: Person, neighbour: Person
) -> None:
    two_questions(talk, member, officer, neighbour)
    news = member.says(FIGHT)
    assert "d1" in for_whom(news)


def test_waiting_words_that_read_as_a_tip_become_one_in_time(
    talk: Talk, member: Person, officer: Person, neighbour: Person
) -> None:
    two_questions(talk, member, officer, neighbour)
    member.says("เมื่อคืนมีคนงัดร้านขายของชำที่เปรมฤทัย ของหายหลายอย่าง")
    assert len(talk.tips()) == 2
    talk.passes(minutes=5)
    assert len(talk.tips()) == 3


def test_waiting_words_become_a_tip_though_some_before_them_were_taken_back(
    talk: Talk, member: Person, officer: Person, neighbour: Person
) -> None:
    two_questions(talk, member, officer, neighbour)
    member.says("สอง")
    member.unsends(member.last)
    talk.passes(minutes=6)
    member.says("เมื่อคืนมีคนงัดร้านขายของชำที่เปรมฤทัย ของหายหลายอย่าง")
    assert len(talk.tips()) == 2
    talk.passes(minutes=5)
    assert len(talk.tips()) == 3


def test_a_sender_may_be_named_once_they_said_so_twice_and_take_it_back(
    talk: Talk, member: Person, officer: Person
) -> None:
    asked = to("member", ask(officer, report(member), "เห็นกี่คน"))
    sure = to("member", member.presses(asked.buttons["ให้ตำรวจเห็นชื่อ"]))
    assert not talk.tips()[0].is_named
    named = member.presses(sure.buttons["ให้เห็นชื่อ"])
    card = a_card(to("p1", named))
    assert any("สมหมาย ใจเด็ดเดี่ยว" in line.value for line in card.lines)
    back = member.presses(to("member", named).buttons["ไม่ให้เห็นชื่อแล้ว"])
    assert "เรียกคืนไม่ได้" in to("member", back).text
    assert "สมหมาย" not in to("p1", back).text
    assert "โปรดไม่ใช้" in to("p1", back).text
    assert not talk.tips()[0].is_named


def test_nobody_else_can_name_a_sender_or_see_what_an_officer_sent(
    talk: Talk, member: Person, officer: Person, stranger: Person
) -> None:
    report(member)
    tip = talk.tips()[0].id.hex
    for data in (f"name|{tip}|yes", f"see|{tip}|", f"which|{tip}|"):
        for person in (stranger, officer):
            person.presses(data)
    assert not talk.tips()[0].is_named


def test_an_answer_after_the_tip_was_closed_is_told_as_too_late(
    talk: Talk, member: Person, officer: Person
) -> None:
    question = talk.stands_in_chat(to("member", ask(officer, report(member), "เห็นกี่คน")))
    officer.presses(f"outcome|{talk.tips()[0].id.hex}|unfounded")
    officer.says("ข้าม")
    officer.says("ข้าม")
    news = member.says("สอง", quotes=question)
    assert for_whom(news) == {"member"}
    assert "ไม่ได้รอคำตอบนี้แล้ว" in news[0].text


def test_who_goes_on_after_an_answer_is_still_heard_by_the_same_officer(
    talk: Talk, member: Person, officer: Person, neighbour: Person
) -> None:
    first = report(member)
    talk.passes(hours=1)
    report(member, DRUGS, "n1")
    ask(officer, first, "เห็นกี่คน")
    member.says("สอง")
    assert for_whom(member.says("คนหนึ่งใส่เสื้อแดง")) == {"p1", "member"}
    assert "p1" not in for_whom(member.says("ขอบคุณครับ"))


def test_a_place_from_a_group_member_answers_nothing(member: Person, officer: Person) -> None:
    ask(officer, report(member), "เห็นกี่คน")
    elsewhere = Person(member.talk, "member", group="C" + "1" * 32)
    assert elsewhere.says(Location(latitude=13.8, longitude=100.6)) == []


def test_words_that_wait_do_not_keep_who_said_them(
    talk: Talk, member: Person, officer: Person, neighbour: Person
) -> None:
    two_questions(talk, member, officer, neighbour)
    member.says("สอง")
    with talk.uow() as uow:
        held = [
            uow.tips.content(row)
            for tip in uow.tips.all()
            for row in uow.tips.messages(tip)
            if row.author == "unplaced"
        ]
    assert len(held) == 1
    assert member.line_id not in str(held)


def test_an_answer_leaves_the_grounds_of_the_urgency_that_stays(
    member: Person, officer: Person
) -> None:
    ask(officer, report(member, "มีคนขายยาบ้าในซอยเปรมฤทัย ตอนนี้"), "ขายให้ใคร กี่โมง")

    def grounds() -> str:
        return str(a_card(to("p1", officer.says("1/2569"))).lines)

    assert "ควรไปภายในวัน" in grounds()
    member.says("ขายให้เด็กช่าง หกโมงเย็น")
    assert "ควรไปภายในวัน" in grounds()
    assert "ไม่เร่งด่วน" not in grounds()

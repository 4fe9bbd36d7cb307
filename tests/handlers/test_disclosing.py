"""Hidden numbers open with a reason; a voice is heard by the desk and read by the others."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.events import MediaKind
from domain.postback import Act, encode
from models.outbox import Outgoing
from models.tip import Tip
from tests.handlers.talk import Heard, Person, Talk, a_card, for_whom, to

NUMBERS = "วัยรุ่นขายยาที่เปรมฤทัย เบอร์คนขาย 089-111-2222 ส่วนผม 081-234-5678 บัตร 1-2345-67890-12-1"
REASON = "ต้องโทรตรวจสอบผู้ขาย"
GIST = "ได้ยินเสียงทะเลาะกันสองคน ขู่จะกลับมาคืนนี้"


@pytest.fixture
def officer(talk: Talk) -> Person:
    return Person(talk, "p1")


@pytest.fixture
def desk(talk: Talk) -> Person:
    return Person(talk, "d1")


def reported(member: Person, text: str = NUMBERS) -> Heard:
    member.says(text)
    return to("p1", [one for one in member.says("ส่งเลย") if one.to == "p1"])


def the_tip(talk: Talk) -> Tip:
    return talk.tips()[0]


def opened(who: Person, talk: Talk, reason: str = REASON) -> Heard:
    who.presses(encode(Act.UNMASK, the_tip(talk).id))
    return to(who.name, who.says(reason))


def test_who_has_the_tip_opens_others_numbers_and_never_the_senders_own(
    talk: Talk, member: Person, officer: Person
) -> None:
    card = reported(member)
    assert "089-111" not in card.text
    officer.presses(card.buttons["รับเรื่อง"])
    found = to("p1", officer.says("1/2569"))
    asked = to("p1", officer.presses(found.buttons["เปิดเลขที่ปิดไว้"]))
    assert "089-111" not in asked.text
    shown = to("p1", officer.says(REASON)).text
    assert "089-111-2222" in shown
    assert not any(one in shown for one in ("081-234-5678", "67890", "สมหมาย"))


def test_both_records_say_who_looked_and_the_reason_is_sealed(
    talk: Talk, member: Person, desk: Person
) -> None:
    reported(member)
    opened(desk, talk)
    with talk.uow() as uow:
        tip = uow.tips.all()[0]
        (line,) = uow.tips.history(tip, "unmasked")
        assert uow.tips.detail(line) == {"reason": REASON}
        audit = uow.audit.lines()[-1]
        assert (audit.act, audit.actor, audit.about) == ("mask.opened", "d1", "KK-2569-000001")
        assert audit.detail == {}


def test_too_short_a_reason_is_asked_again_and_cancel_opens_nothing(
    talk: Talk, member: Person, desk: Person
) -> None:
    reported(member)
    assert "089" not in opened(desk, talk, "ขอดู").text
    assert "089" in to("d1", desk.says(REASON)).text
    desk.presses(encode(Act.UNMASK, the_tip(talk).id))
    assert "ยกเลิกแล้ว" in to("d1", desk.says("ยกเลิก")).text
    assert "089" not in str([one.text for one in desk.says(REASON)])


@pytest.mark.parametrize("who", ["p1", "b1", "n1", "a1"])
def test_who_only_sees_the_tip_is_not_offered_them(talk: Talk, member: Person, who: str) -> None:
    reported(member)
    other = Person(talk, who)
    assert "089" not in to(who, other.presses(encode(Act.UNMASK, the_tip(talk).id))).text
    assert "089" not in str([one.text for one in other.says(REASON)])


def test_a_tip_without_numbers_offers_none(talk: Talk, member: Person, desk: Person) -> None:
    reported(member, "วัยรุ่นขายยาที่เปรมฤทัย เบอร์ผม 081 234 5678")
    assert "เปิดเลขที่ปิดไว้" not in to("d1", desk.says("1/2569")).buttons
    refused = desk.presses(encode(Act.UNMASK, the_tip(talk).id))
    assert "ไม่มีเลข" in to("d1", refused).text


def test_an_unsend_takes_the_numbers_out_of_what_still_waits(
    talk: Talk, member: Person, desk: Person
) -> None:
    member.says(NUMBERS)
    message = member.last
    member.says("ส่งเลย")
    shown = opened(desk, talk)
    member.unsends(message)
    with talk.store.reading(talk.station, talk.clock()) as uow:
        assert uow.session.get_one(Outgoing, shown.row).content is None


def a_voice(member: Person) -> list[Heard]:
    member.says("มีคนทะเลาะกันที่เปรมฤทัย เมื่อวาน")
    member.sends(MediaKind.VOICE)
    return member.says("ส่งเลย")


def test_the_desk_is_asked_to_hear_and_the_officer_reads_what_it_writes(
    talk: Talk, member: Person, desk: Person
) -> None:
    news = a_voice(member)
    assert for_whom(news) == {"member", "p1", "d1"}
    asked = to("d1", news)
    assert "ทะเลาะ" not in asked.text
    assert "พิมพ์ใจความ" in to("d1", desk.presses(asked.buttons["เขียนใจความเสียง"])).text
    told = desk.says(GIST)
    assert "บันทึกใจความ" in to("d1", told).text
    card = a_card(to("p1", told))
    assert GIST in card.body
    assert "เวรฟังเสียงแล้วเขียนใจความ" in card.marks
    assert "member" not in for_whom(told)
    assert GIST in to("p1", Person(talk, "p1").says("1/2569")).text


def test_the_same_voice_asks_once_and_another_one_again(
    talk: Talk, member: Person, officer: Person
) -> None:
    card = next(one for one in a_voice(member) if one.to == "p1")
    officer.presses(card.buttons["ถามผู้แจ้ง"])
    officer.says("ได้ยินอะไรอีก")
    assert "d1" in for_whom(member.sends(MediaKind.VOICE))
    officer.presses(card.buttons["ถามผู้แจ้ง"])
    officer.says("ขอรูปด้วย")
    assert "d1" not in for_whom(member.sends(MediaKind.PHOTO))


def test_the_desk_that_has_the_card_of_an_emergency_is_told_once_and_of_a_later_voice_again(
    talk: Talk, member: Person, officer: Person
) -> None:
    member.sends(MediaKind.VOICE)
    news = member.says("ไฟไหม้บ้านที่เปรมฤทัยตอนนี้ มีคนติดอยู่ข้างใน")
    assert [one.to for one in news].count("d1") == 1
    officer.presses(encode(Act.ACCEPT, the_tip(talk).id))
    assert "เขียนใจความเสียง" in to("d1", member.sends(MediaKind.VOICE)).buttons


def test_what_would_tell_the_sender_is_masked_in_the_gist_too(
    talk: Talk, member: Person, desk: Person
) -> None:
    a_voice(member)
    desk.presses(encode(Act.GIST, the_tip(talk).id))
    told = desk.says("คุณสมหมาย ใจเด็ดเดี่ยว เล่าว่าทะเลาะกัน โทร 081-234-5678")
    shown = to("p1", told).text
    assert "ทะเลาะกัน" in shown
    assert "ใจเด็ดเดี่ยว" not in shown
    assert "081-234-5678" not in shown


@pytest.mark.parametrize("who", ["p1", "n1", "a1"])
def test_nobody_but_the_desk_and_the_commander_writes_it(
    talk: Talk, member: Person, who: str
) -> None:
    a_voice(member)
    other = Person(talk, who)
    other.presses(encode(Act.GIST, the_tip(talk).id))
    other.says(GIST)
    with talk.uow() as uow:
        assert not uow.tips.history(uow.tips.all()[0], "gist")


def test_a_tip_without_a_voice_has_no_gist(talk: Talk, member: Person, desk: Person) -> None:
    reported(member)
    assert "ต้องมีเสียง" in to("d1", desk.presses(encode(Act.GIST, the_tip(talk).id))).text


def test_the_voice_that_is_withdrawn_takes_its_gist_along(
    talk: Talk, member: Person, desk: Person
) -> None:
    member.says("มีคนทะเลาะกันที่เปรมฤทัย เมื่อวาน")
    member.sends(MediaKind.VOICE)
    voice = member.last
    member.says("ส่งเลย")
    desk.presses(encode(Act.GIST, the_tip(talk).id))
    desk.says(GIST)
    member.unsends(voice)
    assert GIST not in to("p1", Person(talk, "p1").says("1/2569")).text


def test_the_desk_takes_its_own_gist_back_by_an_unsend(
    talk: Talk, member: Person, desk: Person
) -> None:
    a_voice(member)
    desk.presses(encode(Act.GIST, the_tip(talk).id))
    desk.says(GIST)
    desk.unsends(desk.last)
    assert GIST not in to("p1", Person(talk, "p1").says("1/2569")).text


def test_the_mode_ends_by_itself(talk: Talk, member: Person, desk: Person) -> None:
    a_voice(member)
    desk.presses(encode(Act.GIST, the_tip(talk).id))
    talk.clock.now += timedelta(minutes=31)
    desk.says(GIST)
    with talk.uow() as uow:
        assert not uow.tips.history(uow.tips.all()[0], "gist")

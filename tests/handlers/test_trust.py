"""Who may send a tip: whoever they are it is kept; who hears of it depends on who they are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.events import MediaKind
from models.member import MemberState
from models.officer import Role
from tests.handlers.talk import Person, Talk, a_card, for_whom, to

NOISE = "วัยรุ่นตั้งวงดื่มเหล้าเสียงดังที่เปรมฤทัย เมื่อคืนนี้"
FIRE = "ไฟไหม้บ้านที่เปรมฤทัย ตอนนี้ ช่วยด้วย"
WATCHED = "ขอสั่งพิซซ่าถาดใหญ่ส่งที่เปรมฤทัย 99/1 ด่วนๆ นะ เขาอยู่ข้างๆ พูดไม่ได้"


def becomes(talk: Talk, member: Person, state: MemberState) -> None:
    with talk.uow() as uow:
        uow.members.by_line_user(member.line_id).state = state
        uow.commit()


@pytest.mark.parametrize("state", [MemberState.TRAINED, MemberState.REGISTERED])
def test_members_tips_go_straight_to_the_officer(
    talk: Talk, member: Person, state: MemberState
) -> None:
    becomes(talk, member, state)
    member.says(NOISE)
    assert for_whom(talk.passes(seconds=30)) == {"p1"}
    assert talk.tips()[0].trust == state


@pytest.mark.parametrize(("others", "is_marked"), [(0, False), (5, True)])
def test_who_is_not_trained_is_so_marked_where_the_crowd_hides_them(
    talk: Talk, member: Person, others: int, *, is_marked: bool
) -> None:
    becomes(talk, member, MemberState.REGISTERED)
    with talk.uow() as uow:
        own = uow.members.profile(uow.members.by_line_user(member.line_id))
        for number in range(others):
            profile = replace(own, national_id=f"{number:013d}")
            one = uow.members.add(profile, MemberState.REGISTERED)
            one.village_id = uow.villages.by_code("v1").id
            uow.members.bind(one, f"U{number:032x}", uow.now)
        uow.commit()
    member.says(NOISE)
    card = a_card(to("p1", talk.passes(seconds=30)))
    assert ("อบรม" in str(card.marks)) is is_marked


def test_the_invited_are_told_how_to_join_and_only_the_desk_hears(
    talk: Talk, member: Person
) -> None:
    becomes(talk, member, MemberState.INVITED)
    assert "ขอรหัสเชิญ" in to("member", member.says(NOISE)).text
    assert for_whom(talk.passes(seconds=30)) == {"d1"}


@pytest.mark.parametrize("state", [MemberState.INVITED, MemberState.SUSPENDED, None])
def test_an_emergency_from_anyone_is_answered_and_alerts_the_desk_alone(
    talk: Talk, member: Person, stranger: Person, state: MemberState | None
) -> None:
    if state is not None:
        becomes(talk, member, state)
    sender = stranger if state is None else member
    news = sender.says(FIRE)
    desk = [one for one in news if one.to == "d1"]
    assert len(desk) == 1
    assert len(news) == 2
    (told,) = (one for one in news if one.to != "d1")
    assert told.is_reply
    assert next(iter(told.buttons)) == "โทร 191"
    assert a_card(desk[0]).marks


def test_what_the_desk_does_not_take_of_a_stranger_goes_up_never_to_the_village(
    in_force: Talk, stranger: Person
) -> None:
    stranger.says(FIRE)
    heard = {who for _ in range(6) for who in for_whom(in_force.passes(minutes=3))}
    assert "c1" in heard
    assert not heard & {"p1", "b1", "n1"}


def test_a_suspended_members_tip_stands_in_their_list(talk: Talk, member: Person) -> None:
    becomes(talk, member, MemberState.SUSPENDED)
    member.says(NOISE)
    assert for_whom(talk.passes(minutes=30)) == set()
    assert "1/2569" in to("member", member.says("สถานะ")).text


def test_a_suspended_members_later_emergency_reaches_the_desk(talk: Talk, member: Person) -> None:
    becomes(talk, member, MemberState.SUSPENDED)
    member.says("มีคนชกต่อยกันที่เปรมฤทัยเมื่อวานนี้")
    talk.passes(seconds=30)
    news = member.says("เขาชกต่อยกันอีกแล้วตอนนี้ เลือดออกเยอะ ช่วยด้วย")
    assert for_whom(news) == {"member", "d1"}


def test_every_receipt_says_that_a_tip_is_no_complaint(talk: Talk, member: Person) -> None:
    stranger = Person(talk, "stranger")
    for person, text in ((member, NOISE), (stranger, NOISE)):
        assert "ไม่ใช่การแจ้งความร้องทุกข์" in person.says(text)[0].text


def test_that_only_the_commander_gets_it_shows_on_no_lock_screen(
    talk: Talk, member: Person
) -> None:
    told = to("member", member.says("ตำรวจสายตรวจรับส่วยจากบ่อนที่เปรมฤทัย เมื่อวานนี้"))
    (receipt,) = (one for one in told.contents if "ผู้บังคับบัญชา" in str(one))
    assert getattr(receipt, "alt", "") == "รับข้อความแล้ว เรื่องที่ 1/2569"


def test_whatever_is_asked_of_a_watched_phone_shows_nothing(talk: Talk, member: Person) -> None:
    member.says(WATCHED)
    assert talk.tips()[0].is_coerced
    said = member.last
    shown = [
        *member.says("สถานะ"),
        *member.says("ยกเลิก"),
        *member.says("อย่าลืมซอสพริกด้วย เขามีมีดอยู่"),
        *member.says("ส่งเลย"),
        *member.sends(MediaKind.VOICE),
        *member.unsends(said),
    ]
    told = "".join(one.text for one in shown if one.to == "member")
    assert "2569" not in told
    assert "191" not in told
    assert "ตำรวจ" not in told.replace("ข้อความจากสถานีตำรวจ", "")


def test_a_watched_phone_is_told_of_no_officer(talk: Talk, member: Person) -> None:
    member.says(WATCHED)
    tip = talk.tips()[0].id.hex
    assert for_whom(Person(talk, "p1").presses(f"accept|{tip}|")) == {"p1"}


def test_a_later_disguised_word_is_met_with_the_plain_receipt(talk: Talk, member: Person) -> None:
    member.says(NOISE)
    news = member.says(WATCHED)
    assert [one.text for one in to("member", news).contents] == ["รับข้อความแล้ว"]
    assert {"p1", "d1"} <= for_whom(news)


@pytest.mark.parametrize(
    ("who", "others"),
    [("p1", {"b1", "d1"}), ("d1", {"p1"}), ("c1", {"p1", "d1"})],
    ids=["the village's officer", "the desk", "the commander"],
)
def test_an_officers_own_tip_never_comes_to_themselves(
    talk: Talk, who: str, others: set[str]
) -> None:
    officer = Person(talk, who)
    asked = to(who, officer.says(FIRE))
    assert "โทร 191" in asked.buttons
    news = officer.presses(asked.buttons["แจ้งเบาะแส"])
    assert for_whom(news) - {who} == others
    assert not [one for one in news if one.to == who and not one.is_reply]
    number = officer.says("1/2569")
    assert "ไฟไหม้บ้าน" not in to(who, number).text


def test_an_officer_who_says_no_leaves_no_tip(talk: Talk) -> None:
    officer = Person(talk, "p1")
    asked = to("p1", officer.says(NOISE))
    assert "ยกเลิกแล้ว" in to("p1", officer.presses(asked.buttons["ยกเลิก"])).text
    assert talk.tips() == []
    late = to("p1", officer.presses(asked.buttons["แจ้งเบาะแส"]))
    assert "หมดเวลา" in late.text


@pytest.mark.parametrize(("word", "tips"), [("แจ้งเบาะแสครับ", 1), ("ยกเลิก", 0)])
def test_an_officer_may_type_the_answer(talk: Talk, word: str, tips: int) -> None:
    officer = Person(talk, "p1")
    officer.says(NOISE)
    officer.says(word)
    assert len(talk.tips()) == tips


def test_an_officers_words_withdrawn_before_they_came_are_not_asked_about(talk: Talk) -> None:
    officer = Person(talk, "p1")
    officer.unsends("88")
    assert officer.resends(NOISE, "88") == []
    assert "หมดเวลา" in officer.presses("own||yes")[0].text


def test_one_account_may_be_member_and_officer(talk: Talk, member: Person) -> None:
    with talk.uow() as uow:
        uow.officers.bind(uow.officers.by_code("n1"), member.line_id, uow.now)
        assert uow.officers.by_code("n1").role == Role.VILLAGE
        uow.commit()
    (asked,) = member.says("มีวัยรุ่นตีกันที่ลาดปลาเค้าเมื่อวานนี้")
    member.presses(asked.buttons["แจ้งเบาะแส"])
    assert talk.tips()[0].trust == "trained"
    assert for_whom(talk.passes(seconds=30)) == {"d1"}

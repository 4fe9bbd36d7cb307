"""How people join with a code, read the notice, are greeted, and leave."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from models.member import MemberProfile, MemberState
from models.menu import MenuWish
from models.officer import OfficerProfile, Role
from tests.handlers.talk import Person, Talk, for_whom, to

CODE, OFFICERS_CODE = "ACD34679EF", "ACD34679EFGHJK34"
NOISE = "วัยรุ่นตั้งวงดื่มเหล้าเสียงดังที่เปรมฤทัย เมื่อคืนนี้"


@pytest.fixture
def newcomer(talk: Talk) -> Person:
    return Person(talk, "newcomer")


def invite(talk: Talk, *, born: str = "1970-01-01") -> int:
    with talk.uow() as uow:
        profile = MemberProfile(
            first_name="ใหม่", last_name="มา", birth_date=born, national_id="1101700230708"
        )
        member = uow.members.add(profile, MemberState.INVITED)
        until = uow.now + timedelta(days=30)
        uow.access.invite(CODE, expires_at=until, member_id=member.id)
        uow.commit()
        return int(member.id)


def test_a_code_binds_a_member_and_shows_the_notice(talk: Talk, newcomer: Person) -> None:
    invite(talk)
    (told,) = newcomer.says("acd3-4679-ef")
    newcomer.presses(told.buttons["รับทราบ"])
    with talk.uow() as uow:
        member = uow.members.by_line_user(newcomer.line_id)
        assert (member.state, member.notice_accepted) == ("registered", "1")


def test_a_code_works_once(talk: Talk, newcomer: Person, stranger: Person) -> None:
    invite(talk)
    newcomer.says(CODE)
    assert "รหัสไม่ถูกต้อง" in stranger.says(CODE)[0].text


def test_a_code_runs_out(talk: Talk, newcomer: Person) -> None:
    invite(talk)
    talk.passes(days=31)
    assert "รหัสไม่ถูกต้อง" in newcomer.says(CODE)[0].text


def test_five_wrong_codes_an_hour_are_enough(talk: Talk, newcomer: Person) -> None:
    invite(talk)
    for _ in range(5):
        assert "รหัสไม่ถูกต้อง" in newcomer.says("ACD34679EG")[0].text
    assert "หลายครั้งเกินไป" in newcomer.says(CODE)[0].text
    talk.passes(hours=1, seconds=1)
    assert "ท่านเป็นสมาชิก" in newcomer.says(CODE)[0].text


def test_who_is_bound_already_cannot_take_anothers_code(talk: Talk, member: Person) -> None:
    invite(talk)
    assert "ใช้รหัสนี้ไม่ได้" in member.says(CODE)[0].text


def test_the_youngest_have_no_account(talk: Talk, newcomer: Person) -> None:
    invite(talk, born="2015-06-01")
    assert "15 ปี" in newcomer.says(CODE)[0].text
    with talk.uow() as uow:
        assert uow.members.by_line_user(newcomer.line_id) is None


def test_an_officers_binding_is_told_to_the_administrators(talk: Talk, newcomer: Person) -> None:
    with talk.uow() as uow:
        profile = OfficerProfile(rank="ด.ต.", first_name="ใหม่", last_name="มา", phone="1")
        officer = uow.officers.add("x9", Role.VILLAGE, profile)
        until = uow.now + timedelta(days=3)
        uow.access.invite(OFFICERS_CODE, expires_at=until, officer_id=officer.id)
        uow.commit()
    assert "x9" in to("a1", newcomer.says(OFFICERS_CODE)).text


def test_leaving_asks_first_and_keeps_the_tip_without_its_sender(
    talk: Talk, member: Person
) -> None:
    member.says(NOISE)
    asked = to("member", member.says("ออกจากเครือข่าย"))
    assert for_whom(member.presses(asked.buttons["ยืนยันออก"])) >= {"p1"}
    with talk.uow() as uow:
        assert uow.members.by_line_user(member.line_id) is None
        (tip,) = uow.tips.all()
        assert (tip.state, tip.sender, tip.sender_mark) == ("sent", None, None)


def test_an_old_leaving_button_asks_again(talk: Talk, member: Person) -> None:
    asked = to("member", member.says("ออกจากเครือข่าย"))
    talk.passes(minutes=11)
    again = to("member", member.presses(asked.buttons["ยืนยันออก"]))
    assert "ยืนยันออก" in again.buttons


def test_an_officer_who_blocks_the_bot_is_passed_over(talk: Talk, member: Person) -> None:
    officer = Person(talk, "p1")
    member.says(NOISE)
    member.says("ส่งเลย")
    assert {"b1", "d1"} <= for_whom(officer.blocks())
    officer.follows()
    with talk.uow() as uow:
        assert uow.officers.by_code("p1").unreachable_since is None


def test_a_newcomer_is_greeted(newcomer: Person) -> None:
    (told,) = newcomer.follows()
    assert told.is_reply
    assert "รหัสเชิญ" in told.text


@pytest.mark.parametrize(
    "typed",
    [
        "acd34679ef",
        " ACD3 4679 EF ",
        "ACD34-679EF",
        "ACD๓๔๖๗๙EF",
        "acd34679ef ครับ",
        "ACD34679EFค่ะ",
        "ＡＣＤ３４６７９ＥＦ",
    ],
)
def test_a_code_is_read_however_it_is_typed(talk: Talk, newcomer: Person, typed: str) -> None:
    invite(talk)
    assert "ท่านเป็นสมาชิก" in newcomer.says(typed)[0].text


def test_a_code_ending_like_a_polite_word_keeps_its_letters(talk: Talk, newcomer: Person) -> None:
    with talk.uow() as uow:
        profile = MemberProfile(
            first_name="ใหม่", last_name="มา", birth_date="1970-01-01", national_id="1101700230708"
        )
        member = uow.members.add(profile, MemberState.INVITED)
        uow.access.invite(
            "CD34679EKA", expires_at=uow.now + timedelta(days=30), member_id=member.id
        )
        uow.commit()
    assert "ท่านเป็นสมาชิก" in newcomer.says("cd34679eka ครับ")[0].text


def test_a_code_in_a_group_binds_nobody_and_stays_good(talk: Talk, newcomer: Person) -> None:
    invite(talk)
    in_group = Person(talk, "newcomer", group="C" + "7" * 32)
    assert in_group.says(CODE) == []
    assert in_group.says(f"@bot {CODE}", mentions=True) == []
    assert "ท่านเป็นสมาชิก" in newcomer.says(CODE)[0].text


def test_a_tip_sent_before_the_notice_is_read_is_taken(talk: Talk, newcomer: Person) -> None:
    invite(talk)
    newcomer.says(CODE)
    assert "1/2569" in newcomer.says(NOISE)[0].text
    assert talk.tips()[0].trust == "registered"


def test_an_old_notice_shows_the_new_one(talk: Talk, newcomer: Person) -> None:
    invite(talk)
    newcomer.says(CODE)
    (again,) = newcomer.presses("notice||0")
    assert "รับทราบ" in again.buttons


def menu_wishes(talk: Talk) -> int:
    with talk.store.database.reading() as session:
        return len(session.scalars(select(MenuWish)).all())


def no_menu_wishes(talk: Talk) -> None:
    with talk.uow() as uow:
        uow.session.execute(delete(MenuWish))
        uow.commit()


def test_who_befriends_the_account_again_is_given_the_menu_again(
    talk: Talk, member: Person
) -> None:
    no_menu_wishes(talk)
    member.follows()
    member.follows()
    assert menu_wishes(talk) == 1


def test_of_who_befriends_the_account_line_is_asked_the_name(talk: Talk, stranger: Person) -> None:
    no_menu_wishes(talk)
    stranger.follows()
    stranger.follows()
    assert menu_wishes(talk) == 1


def test_who_leaves_is_to_lose_the_menu(talk: Talk, member: Person) -> None:
    no_menu_wishes(talk)
    member.says("ออกจากเครือข่าย")
    assert menu_wishes(talk) == 0
    member.says("ใช่")
    assert menu_wishes(talk) == 1

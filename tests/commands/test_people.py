"""Officers and members are listed, suspended and restored, and everything follows at once."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest

from bot.hanger import kind_of
from catalog import Catalog
from commands.desk import Desk
from commands.erasing import erase_member
from commands.people import change_member, change_officer, list_members, list_officers
from domain.menus import MenuKind
from domain.tip import TipState
from models.access import find_link
from models.member import MemberState
from models.menu import has_menu_wishes
from models.officer import Role
from models.outbox import OutboxState, Outgoing
from models.unit_of_work import Store
from tests.conftest import FixedClock
from tests.handlers.precinct import line_of
from tests.handlers.talk import Person, Talk, for_whom


@pytest.fixture
def talk(store: Store, station: int, clock: FixedClock) -> Talk:
    return Talk(store, station, clock)


@pytest.fixture
def desk(talk: Talk) -> Desk:
    return Desk(
        store=talk.store,
        station_id=talk.station,
        catalog=Catalog.load("th"),
        clock=talk.clock,
        out=io.StringIO(),
        aside=io.StringIO(),
    )


def said(desk: Desk) -> str:
    return f"{desk.out.getvalue()}{desk.aside.getvalue()}"  # type: ignore[attr-defined]


def has_wish(talk: Talk) -> bool:
    with talk.store.database.reading() as session:
        return has_menu_wishes(session, now=talk.clock())


def test_a_suspended_officers_pages_alerts_and_menu_end_and_the_next_has_the_tip(
    talk: Talk, desk: Desk
) -> None:
    member = Person(talk, "member")
    member.says("วัยรุ่นตั้งวงดื่มเหล้าเสียงดังที่เปรมฤทัย")
    news = member.says("ส่งเลย")
    waiting = next(one.row for one in news if one.to == "p1")
    with talk.uow() as uow:
        officer = uow.officers.by_code("p1")
        until = uow.now + timedelta(hours=1)
        token = uow.access.make_link("console", expires_at=until, officer_id=officer.id)
        uow.commit()
    assert change_officer(desk, "p1", suspends=True) == 0
    assert "b1" in for_whom(talk.due())
    with talk.uow() as uow:
        row = uow.session.get_one(Outgoing, waiting)
        assert (row.state, row.content) == (OutboxState.WITHDRAWN, None)
        assert find_link(uow.session, token, purpose="console", now=uow.now) is None
        assert kind_of(line_of("p1"), uow) is None
        assert uow.audit.lines()[-1].act == "officer.suspend"
    assert has_wish(talk)
    # A second time says so and changes nothing.
    assert change_officer(desk, "p1", suspends=True) == 0
    assert "อยู่แล้ว" in said(desk)
    assert change_officer(desk, "p1", suspends=False) == 0
    with talk.uow() as uow:
        assert kind_of(line_of("p1"), uow) is MenuKind.OFFICER
        assert not uow.officers.by_code("p1").is_suspended


def test_the_desk_hears_of_what_a_suspended_officer_had_accepted(talk: Talk, desk: Desk) -> None:
    member, officer = Person(talk, "member"), Person(talk, "p1")
    member.says("วัยรุ่นตั้งวงดื่มเหล้าเสียงดังที่เปรมฤทัย")
    card = next(one for one in member.says("ส่งเลย") if one.to == "p1")
    officer.presses(card.buttons["รับเรื่อง"])
    assert talk.tips()[0].state == TipState.ACCEPTED
    change_officer(desk, "p1", suspends=True)
    told = "".join(one.text for one in talk.due() if one.to == "d1")
    assert "1/2569" in told
    assert "พักการใช้งาน" in told


def test_a_suspended_member_alerts_nobody_loses_the_menu_and_becomes_what_they_were(
    talk: Talk, desk: Desk
) -> None:
    assert change_member(desk, "m0001", suspends=True) == 0
    member = Person(talk, "member")
    member.says("วัยรุ่นตั้งวงดื่มเหล้าเสียงดังที่เปรมฤทัย")
    assert for_whom(member.says("ส่งเลย")) == {"member"}
    with talk.uow() as uow:
        assert kind_of(line_of("member"), uow) is None
    assert change_member(desk, "M0001", suspends=False) == 0
    with talk.uow() as uow:
        (row,) = uow.members.all()
        assert (row.state, row.state_before) == (MemberState.TRAINED, None)
        assert kind_of(line_of("member"), uow) is MenuKind.MEMBER
        acts = [line.act for line in uow.audit.lines()]
    assert acts[-2:] == ["member.suspend", "member.restore"]


def test_an_officer_s_code_is_written_in_either_case(talk: Talk, desk: Desk) -> None:
    assert change_officer(desk, "P1", suspends=True) == 0
    with talk.uow() as uow:
        assert [one.code for one in uow.officers.all() if one.is_suspended] == ["p1"]
        assert uow.audit.lines()[-1].about == "p1"


def test_two_officers_who_differ_by_case_alone_are_told_apart(talk: Talk, desk: Desk) -> None:
    with talk.uow() as uow:
        twin = uow.officers.profile(uow.officers.all()[0])
        for code in ("x1", "X1", "ab", "Ab"):
            uow.officers.add(code, Role.VILLAGE, twin)
        uow.commit()
    assert change_officer(desk, "X1", suspends=True) == 0
    assert change_officer(desk, "AB", suspends=True) == 1
    with talk.uow() as uow:
        assert [one.code for one in uow.officers.all() if one.is_suspended] == ["X1"]


def test_who_is_unknown_is_refused(talk: Talk, desk: Desk) -> None:
    assert talk.station
    assert change_officer(desk, "nobody", suspends=True) == 1
    assert change_member(desk, "M9999", suspends=True) == 1
    assert "M9999" in said(desk)


def test_the_lists_say_how_each_stands_and_a_look_at_members_is_kept(
    talk: Talk, desk: Desk
) -> None:
    change_officer(desk, "n1", suspends=True)
    assert list_officers(desk) == list_members(desk) == 0
    shown = said(desk)
    assert "n1  ตำรวจประจำหมู่บ้าน/ชุมชน  ส.ต.อ.ชื่อn1 สกุล  พักการใช้งาน" in shown
    assert "M0001  ผ่านการอบรม  v1  สมหมาย ใจเด็ดเดี่ยว" in shown
    with talk.uow() as uow:
        assert uow.audit.lines()[-1].act == "members.list"


def test_who_was_erased_stands_in_the_list_without_a_name(talk: Talk, desk: Desk) -> None:
    assert erase_member(desk, "M0001") == 0
    assert list_members(desk) == 0
    assert "M0001  พ้นสภาพ (ลบข้อมูลแล้ว)  -  -" in said(desk)

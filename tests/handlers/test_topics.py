"""Members choose of what bulletins come to them; of warnings nobody can be left out."""

from __future__ import annotations

import pytest

from models.member import Member
from tests.handlers.talk import Person, Talk, to
from tests.handlers.town import does, facts, preview

TO_MEMBERS = ("สมาชิกรายคน", "ทั้งสถานี", "พรุ่งนี้ 9 โมง")
WANTED = ("ประกาศ", "ตามจับ", "นายดำ", "สูง เสื้อแดง", "ข้าม", "ข้าม", *TO_MEMBERS)
WARNING = ("ประกาศ", "เตือนภัย", "งูเข้าบ้าน", "หลังฝนตก", "ข้าม", "ข้าม", *TO_MEMBERS)
NEWS = ("ประกาศ", "ข้อความ", "พรุ่งนี้น้ำไม่ไหล", *TO_MEMBERS)


def the_member(talk: Talk) -> Member:
    with talk.uow() as uow:
        (found,) = uow.members.all()
        uow.session.expunge(found)
    return found


def receivers(desk: Person, steps: tuple[str, ...]) -> str:
    card, _ = preview(does(desk, *steps))
    desk.says("ยกเลิก")
    return facts(card)["ผู้รับ"]


def test_a_member_sees_what_comes_and_taps_away_what_is_not_wanted(
    town: Talk, member: Person
) -> None:
    asked = to("member", member.says("หัวข้อประกาศ"))
    assert asked.is_reply
    assert "✓ ตามจับ" in asked.text
    away = asked.buttons["ไม่รับ ตามจับ"]
    for _ in range(2):
        told = to("member", member.presses(away))
        assert "✗ ตามจับ" in told.text
        assert "✓ คนหาย" in told.text
        assert the_member(town).muted_topics == ["wanted"]
    told = to("member", member.presses(told.buttons["รับ ตามจับ"]))
    assert "✓ ตามจับ" in told.text
    assert the_member(town).muted_topics == []


def test_it_is_written_where_no_quick_replies_are_shown(town: Talk, member: Person) -> None:
    told = to("member", member.says("หัวข้อประกาศ ไม่รับ คนหาย ครับ"))
    assert "✗ คนหาย" in told.text
    assert the_member(town).muted_topics == ["missing"]
    told = to("member", member.says("หัวข้อประกาศ ไม่รับ เรื่องอะไรก็ไม่รู้"))
    assert the_member(town).muted_topics == ["missing"]
    to("member", member.says("หัวข้อประกาศ รับคนหาย"))
    assert the_member(town).muted_topics == []


@pytest.mark.parametrize("data", ["warning/no", "nothing/no", "wanted/perhaps", "wanted", ""])
def test_a_button_that_is_none_of_ours_changes_nothing(
    town: Talk, member: Person, data: str
) -> None:
    member.presses(f"topic||{data}")
    assert the_member(town).muted_topics is None


def test_only_a_member_chooses(town: Talk, stranger: Person) -> None:
    for news in (stranger.says("หัวข้อประกาศ"), stranger.presses("topic||wanted/no")):
        assert "สมาชิก" in to(stranger.line_id, news).text
    assert the_member(town).muted_topics is None


def test_who_does_not_want_a_topic_gets_and_costs_nothing_of_it(
    town: Talk, member: Person, desk: Person
) -> None:
    assert receivers(desk, WANTED) == "1 คน"
    member.presses("topic||wanted/no")
    assert receivers(desk, WANTED) == "ไม่มีผู้รับ"
    assert receivers(desk, NEWS) == "1 คน"


def test_a_warning_and_what_is_urgent_go_to_everybody(
    town: Talk, member: Person, desk: Person
) -> None:
    for topic in ("news", "wanted", "missing", "meeting", "lesson", "result", "survey"):
        member.presses(f"topic||{topic}/no")
    assert receivers(desk, WARNING) == "1 คน"
    card, heard = preview(does(desk, *NEWS))
    assert facts(card)["ผู้รับ"] == "ไม่มีผู้รับ"
    card, heard = preview(desk.presses(heard.buttons["ด่วน ไม่รอเช้า"]))
    assert facts(card)["ผู้รับ"] == "1 คน"


def test_who_chose_since_it_was_planned_is_asked_no_more(
    town: Talk, member: Person, desk: Person
) -> None:
    does(desk, *NEWS, "ยืนยันส่ง")
    member.presses("topic||news/no")
    town.passes(hours=22)
    with town.uow() as uow:
        (row,) = uow.bulletins.all()
        assert row.topic == "news"
        assert uow.bulletins.times(row)[0].receivers == 0


def test_a_notice_that_takes_it_back_goes_to_those_who_got_it(
    town: Talk, member: Person, desk: Person
) -> None:
    member.presses("topic||news/no")
    does(desk, *WANTED[:-1], "ส่งทันที", "ยืนยันส่ง")
    town.passes(minutes=1)
    heard = to("d1", desk.presses("compose||show/1"))
    card, _ = preview(desk.presses(heard.buttons["แจ้งถอนประกาศ"]))
    assert facts(card)["ผู้รับ"] == "1 คน"

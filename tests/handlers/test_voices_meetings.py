"""Officers run meetings in the chat: plan, invite, move, call off, and keep what came of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from domain.answers import Card, OpenLink
from domain.bulletin import BulletinState
from domain.meeting import Coming, meeting_tap
from domain.voices import voices_data
from models.meeting import Meeting, MeetingState
from tests.handlers.talk import Heard, Person, Talk, a_card, for_whom, to
from tests.handlers.town import a_town, bulletins, does, does_from, facts, preview, went_out

PLAN = ("ประชุม", "นัดประชุมใหม่", "ไฟถนน", "เสาร์นี้ 9 โมงเช้า", "ศาลาวัด")
SATURDAY = datetime(2026, 11, 28, 2, tzinfo=UTC)


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


def meetings(talk: Talk) -> Sequence[Meeting]:
    with talk.uow() as uow:
        return list(uow.meetings.all())


def kept(talk: Talk) -> Any:
    """Return of meeting 1 who came, its minutes and its goals."""
    with talk.uow() as uow:
        row = uow.meetings.by_number(1)
        came = [
            uow.members.get(one.member_id).number
            for one in uow.meetings.guests(row)
            if one.has_come
        ]
        goals = [uow.meetings.agreed(one) for one in uow.meetings.goals(row)]
        return came, uow.meetings.minutes(row), goals


def a_meeting(person: Person, *area: str) -> Heard:
    """Let somebody plan one; a village officer of one village is asked for it, too."""
    return to(person.name, does(person, *PLAN, *(area or ("ทั้งสถานี",)), "นัดตามนี้"))


def held(town: Talk, person: Person, *area: str) -> Heard:
    """Return the card of a meeting that is going on."""
    a_meeting(person, *area)
    town.passes(days=4)
    return to(person.name, person.says("ประชุม 1"))


def test_a_meeting_is_planned_step_by_step_and_shown_before_it_is_kept(
    town: Talk, desk: Person
) -> None:
    shown = a_card(to("d1", does(desk, *PLAN, "ทั้งสถานี")))
    assert shown.headline == "ไฟถนน"
    assert facts(shown) == {"เวลา": "28 พ.ย. 2569 09:00 น.", "ที่": "ศาลาวัด", "ของ": "ทั้งสถานี"}
    assert meetings(town) == []
    (again,) = desk.presses(voices_data("resume"))
    heard = to("d1", desk.presses(again.buttons["นัดตามนี้"]))
    assert "นัดไว้" in heard.text
    (row,) = meetings(town)
    assert (row.meets_at, row.place, row.villages) == (SATURDAY, "ศาลาวัด", [])
    assert "จบไปแล้ว" in to("d1", desk.presses(again.buttons["นัดตามนี้"])).text
    assert len(meetings(town)) == 1


def test_a_button_below_an_older_preview_plans_nothing(town: Talk, desk: Person) -> None:
    old = to("d1", does(desk, *PLAN, "ทั้งสถานี"))
    desk.presses(old.buttons["เริ่มกรอกใหม่"])
    does(desk, *PLAN[2:], "ลาดปลาเค้า")
    news = desk.presses(old.buttons["นัดตามนี้"])
    assert "เปลี่ยนไปแล้ว" in news[0].text
    assert meetings(town) == []
    desk.presses(news[-1].buttons["นัดตามนี้"])
    assert [one.villages for one in meetings(town)] == [["v2"]]


@pytest.mark.parametrize(
    ("steps", "complaint"),
    [
        pytest.param(("ไฟ", "เมื่อวาน 9 โมง"), "ไม่เข้าใจ", id="a time that is past"),
        pytest.param(("ไฟ", "ทุกวันจันทร์ 9 โมงเช้า"), "เวลาเดียว", id="a time that repeats"),
        pytest.param(("ไฟ", "ก" * 20), "", id="no time"),
        pytest.param((*PLAN[2:4], "ก" * 201), "ไม่เกิน 200", id="a long place"),
        pytest.param((*PLAN[2:], "ดวงจันทร์"), "ดวงจันทร์", id="an unknown village"),
    ],
)
def test_what_cannot_be_planned_is_said_and_asked_again(
    town: Talk, desk: Person, steps: tuple[str, ...], complaint: str
) -> None:
    news = does(desk, *PLAN[:2], *steps)
    assert complaint in news[0].text
    assert meetings(town) == []


def test_an_unclear_time_is_asked_back(town: Talk, desk: Person) -> None:
    asked = to("d1", does(desk, *PLAN[:3], "พรุ่งนี้ 2 โมง"))
    label = next(one for one in asked.buttons if "14:00" in one)
    assert "ที่ใด" in to("d1", desk.presses(asked.buttons[label])).text


def test_a_village_officer_gathers_their_own_villages_alone(town: Talk, officer: Person) -> None:
    asked = to("p1", does(officer, *PLAN))
    assert "ทั้งสถานี" not in asked.buttons
    for choice in ("all", "+v2", "own/"):
        officer.presses(voices_data("area", choice))
    assert "ได้รับมอบหมาย" in to("p1", officer.says("ลาดปลาเค้า")).text
    does(officer, "เปรมฤทัย")
    (again,) = officer.presses(voices_data("resume"))
    officer.presses(again.buttons["นัดตามนี้"])
    assert [one.villages for one in meetings(town)] == [["v1"]]
    neighbour = Person(town, "n1")
    assert "ท่านแก้ไม่ได้" in to("n1", neighbour.says("ประชุม 1")).text
    assert "ไฟถนน" not in to("n1", neighbour.says("ประชุม")).text
    assert "ไฟถนน" in to("d1", Person(town, "d1").says("ประชุม")).text


def test_members_are_invited_by_a_bulletins_rails(town: Talk, desk: Person, member: Person) -> None:
    heard = a_meeting(desk, "เปรมฤทัย")
    news = does_from(desk, heard, "เชิญสมาชิก", "สมาชิกรายคน", "พรุ่งนี้ 9 โมง")
    card, shown = preview(news)
    assert facts(card)["ถึง"] == "สมาชิกรายคน: เปรมฤทัย"
    assert set(shown.buttons) >= {"มา", "ไม่มา", "ยังไม่แน่"}
    desk.presses(shown.buttons["ยืนยันส่ง"])
    (row,) = bulletins(town)
    assert row.about == "meeting:1"
    member.presses(meeting_tap(1, Coming.YES))
    heard = to("d1", desk.says("ประชุม 1"))
    assert facts(a_card(heard))["คำตอบ"] == "ตอบว่ามา 1 ไม่มา 0 ยังไม่แน่ 0"


def test_a_group_gets_the_way_to_each_ones_own_chat(
    town: Talk, desk: Person, member: Person
) -> None:
    heard = a_meeting(desk, "เปรมฤทัย")
    news = does_from(desk, heard, "เชิญสมาชิก", "กลุ่มไลน์", "พรุ่งนี้ 9 โมง")
    tap = preview(news)[1].buttons["ตอบคำเชิญ"].tap
    assert isinstance(tap, OpenLink)
    assert tap.url.startswith("https://line.me/R/oaMessage/%40khokkhram/?")
    asked = to("member", member.says("ประชุม 1"))
    assert asked.is_reply
    assert "ไฟถนน" in asked.text
    assert set(asked.buttons) == {"มา", "ไม่มา", "ยังไม่แน่"}


def test_a_member_finds_the_meetings_of_their_own_village(
    town: Talk, desk: Person, member: Person
) -> None:
    assert "ยังไม่มีนัดประชุม" in to("member", member.says("ประชุม")).text
    a_meeting(desk, "ลาดปลาเค้า")
    assert "ยังไม่มีนัดประชุม" in to("member", member.says("ประชุม")).text
    a_meeting(desk, "เปรมฤทัย")
    a_meeting(desk)
    assert len(to("member", member.says("ประชุม")).contents) == 2
    assert "ผ่านไปแล้ว" in to("member", member.says("ประชุม 9")).text


def test_what_a_member_tells_is_not_cut_short_by_a_word(town: Talk, member: Person) -> None:
    member.says("มีคนขายยาบ้าที่เปรมฤทัย")
    member.says("ประชุม")
    member.says("ประชุมลับกันทุกคืน")
    (tip,) = town.tips()
    with town.uow() as uow:
        said = [uow.tips.content(one)["text"] for one in uow.tips.messages(uow.tips.get(tip.id))]
    assert said[1:] == ["ประชุม", "ประชุมลับกันทุกคืน"]


def test_who_is_no_member_is_told_so(town: Talk, desk: Person, stranger: Person) -> None:
    a_meeting(desk)
    (told,) = stranger.says("ประชุม 1")
    assert "สำหรับสมาชิก" in told.text


def test_a_meeting_is_moved_and_asked_about_anew(town: Talk, desk: Person, member: Person) -> None:
    heard = a_meeting(desk)
    news = does_from(desk, heard, "เชิญสมาชิก", "สมาชิกรายคน", "พรุ่งนี้ 9 โมง")
    desk.presses(preview(news)[1].buttons["ยืนยันส่ง"])
    member.presses(meeting_tap(1, Coming.YES))
    news = does_from(desk, heard, "เลื่อนหรือย้ายที่", "30 พ.ย. 10.00", "ข้าม")
    assert "ศาลาวัด" in to("d1", news).text
    heard = to("d1", does_from(desk, to("d1", news), "เปลี่ยนตามนี้"))
    told = facts(a_card(heard))
    assert told["เวลา"] == "30 พ.ย. 2569 10:00 น."
    assert told["คำตอบ"] == "ตอบว่ามา 0 ไม่มา 0 ยังไม่แน่ 0"
    # The invitation that waited still named the old time.
    assert bulletins(town)[0].state == BulletinState.CANCELLED
    member.presses(meeting_tap(1, Coming.YES))
    # The reminder of the old time is void: nobody is reminded but the day before the new one.
    assert town.passes(days=4) == []
    assert for_whom(town.passes(days=1)) == {"member", "d1"}


def test_a_meeting_is_called_off_after_a_second_question_and_who_was_invited_is_told(
    town: Talk, desk: Person
) -> None:
    heard = a_meeting(desk, "เปรมฤทัย")
    asked = to("d1", desk.presses(heard.buttons["ยกเลิกประชุม"]))
    assert meetings(town)[0].state == MeetingState.PLANNED
    heard = to("d1", desk.presses(asked.buttons["ยกเลิกเลย"]))
    assert meetings(town)[0].state == MeetingState.CANCELLED
    assert set(heard.buttons) == {"แจ้งผู้ได้รับเชิญ"}
    card, shown = preview(desk.presses(heard.buttons["แจ้งผู้ได้รับเชิญ"]))
    assert facts(card)["ผู้รับ"] == "1 คน"
    desk.presses(shown.buttons["ยืนยันส่ง"])
    (row,) = bulletins(town)
    with town.uow() as uow:
        assert uow.bulletins.audience(row).topic == "meeting"
    town.due()
    assert "ยกเลิกแล้ว" in went_out(town)[0]
    assert "ผ่านไปแล้ว" in to("d1", desk.presses(asked.buttons["ยกเลิกเลย"])).text


def called_off(desk: Person) -> tuple[Card, Heard]:
    """Call meeting 1 off, and show the notice for those who were invited."""
    asked = to("d1", desk.presses(to("d1", desk.says("ประชุม 1")).buttons["ยกเลิกประชุม"]))
    heard = to("d1", desk.presses(asked.buttons["ยกเลิกเลย"]))
    return preview(desk.presses(heard.buttons["แจ้งผู้ได้รับเชิญ"]))


def receivers(town: Talk) -> list[int]:
    town.due()
    with town.uow() as uow:
        return [one.receivers for row in uow.bulletins.all() for one in uow.bulletins.times(row)]


@pytest.mark.parametrize("coming", [Coming.YES, Coming.MAYBE])
def test_who_said_that_they_come_hears_that_it_is_off_though_they_mute_meetings(
    town: Talk, desk: Person, member: Person, coming: Coming
) -> None:
    a_meeting(desk, "ลาดปลาเค้า")
    # The member's own village is another: they heard of it from a neighbour, and come.
    member.presses(meeting_tap(1, coming))
    member.presses("topic||meeting/no")
    card, shown = called_off(desk)
    assert facts(card)["ถึง"] == "สมาชิกรายคน, ผู้ที่ตอบว่ามา: ลาดปลาเค้า"
    assert facts(card)["ผู้รับ"] == "1 คน"
    _, shown = preview(does_from(desk, shown, "แก้ผู้รับ", "กลุ่มไลน์", "ลาดปลาเค้า"))
    desk.presses(shown.buttons["ยืนยันส่ง"])
    assert receivers(town) == [2]
    heard = to("d1", desk.presses("compose||show/1"))
    card, _ = preview(desk.presses(heard.buttons["แจ้งถอนประกาศ"]))
    assert facts(card)["ผู้รับ"] == "1 กลุ่ม (สมาชิกรวม 20 คน) และรายคน 1 คน"


def test_who_does_not_come_and_mutes_meetings_is_left_in_peace(
    town: Talk, desk: Person, member: Person
) -> None:
    a_meeting(desk)
    member.presses(meeting_tap(1, Coming.NO))
    member.presses("topic||meeting/no")
    card, _ = called_off(desk)
    assert facts(card)["ผู้รับ"] == "ไม่มีผู้รับ"


def test_who_said_that_they_come_hears_of_the_new_time_though_they_mute_meetings(
    town: Talk, desk: Person, member: Person
) -> None:
    heard = a_meeting(desk, "ลาดปลาเค้า")
    member.presses(meeting_tap(1, Coming.YES))
    member.presses("topic||meeting/no")
    invited = ("เชิญสมาชิก", "สมาชิกรายคน", "พรุ่งนี้ 9 โมง")
    # Who knows its time is not invited again beyond the villages that are asked.
    card, _ = preview(does_from(desk, heard, *invited))
    assert facts(card)["ผู้รับ"] == "ไม่มีผู้รับ"
    for when in ("30 พ.ย. 10.00", "1 ธ.ค. 10.00"):
        heard = to("d1", does_from(desk, heard, "เลื่อนหรือย้ายที่", when, "ข้าม", "เปลี่ยนตามนี้"))
        card, _ = preview(does_from(desk, heard, *invited))
        assert facts(card)["ถึง"] == "สมาชิกรายคน, ผู้ที่ตอบว่ามา: ลาดปลาเค้า"
        assert facts(card)["ผู้รับ"] == "1 คน"
    member.presses(meeting_tap(1, Coming.NO))
    card, _ = preview(does_from(desk, heard, *invited))
    assert facts(card)["ผู้รับ"] == "ไม่มีผู้รับ"


def test_the_day_before_whose_meeting_it_is_learns_who_comes_and_what_is_left(
    town: Talk, officer: Person, member: Person
) -> None:
    a_meeting(officer, "เปรมฤทัย")
    does_from(officer, to("p1", officer.says("ประชุม 1")), "เพิ่มเป้าหมาย", "ซ่อมไฟ", "ฉันเอง", "30 วัน")
    does(officer, *PLAN[:3], "30 พ.ย. 9.00", "โรงเรียน", "เปรมฤทัย", "นัดตามนี้")
    member.presses(meeting_tap(2, Coming.MAYBE))
    town.passes(days=4)
    news = town.passes(hours=21)
    assert for_whom(news) == {"member", "p1"}
    told = to("p1", news).text
    assert "ยังไม่แน่ 1" in told
    assert "ติดตามจากการประชุมครั้งก่อน" in told
    assert "ซ่อมไฟ" in told


def test_who_came_is_kept_by_numbers_and_put_right(town: Talk, desk: Person) -> None:
    with town.uow() as uow:
        from tests.handlers.precinct import Precinct

        here = object.__new__(Precinct)
        here.uow, here.village = uow, uow.villages.by_code("v1")
        here.a_crowd(3)
        uow.commit()
    heard = held(town, desk)
    told = to("d1", does_from(desk, heard, "บันทึกผู้มา", "m0001, ๒"))
    assert "บันทึกผู้มา 2 คน" in told.text
    assert kept(town)[0] == ["M0001", "M0002"]
    does_from(desk, heard, "บันทึกผู้มา", "+3 -1")
    assert kept(town)[0] == ["M0002", "M0003"]
    news = does_from(desk, heard, "บันทึกผู้มา", "1 99")
    assert "M0099" in news[0].text
    assert kept(town)[0] == ["M0002", "M0003"]
    news = desk.says("สมชาย กับ สมหญิง")
    assert "อ่านเลขสมาชิกไม่ออก" in news[0].text
    desk.says("4")
    assert kept(town)[0] == ["M0004"]


def test_all_who_said_yes_are_kept_with_one_tap(town: Talk, desk: Person, member: Person) -> None:
    a_meeting(desk)
    member.presses(meeting_tap(1, Coming.YES))
    town.passes(days=4)
    heard = to("d1", desk.says("ประชุม 1"))
    told = to("d1", does_from(desk, heard, "บันทึกผู้มา", "ทุกคนที่ตอบว่ามา"))
    assert "M0001" in told.text
    assert kept(town)[0] == ["M0001"]


def test_before_it_begins_nobody_can_have_come(town: Talk, desk: Person) -> None:
    heard = a_meeting(desk)
    assert "บันทึกผู้มา" not in heard.buttons


def test_minutes_are_typed_and_shown_to_who_runs_it(
    town: Talk, desk: Person, officer: Person
) -> None:
    heard = held(town, desk, "ลาดปลาเค้า")
    does_from(desk, heard, "บันทึกการประชุม", "ตกลงเดินตรวจทุกคืน")
    assert kept(town)[1] == "ตกลงเดินตรวจทุกคืน"
    assert "ตกลงเดินตรวจทุกคืน" in to("d1", desk.says("ประชุม 1")).text
    assert "ตกลงเดินตรวจ" not in to("p1", officer.says("ประชุม 1")).text


def test_a_goal_has_an_owner_who_learns_of_it_and_says_that_it_is_reached(
    town: Talk, desk: Person, officer: Person
) -> None:
    heard = held(town, desk)
    news = does_from(desk, heard, "เพิ่มเป้าหมาย", "ซ่อมไฟซอย 5", "ชื่อp1", "สิ้นเดือน")
    assert for_whom(news) == {"d1", "p1"}
    assert "ซ่อมไฟซอย 5" in to("p1", news).text
    assert "30 พ.ย. 2569" in to("d1", news).text
    listed = to("p1", officer.says("ประชุม"))
    goals = to("p1", officer.presses(listed.buttons["เป้าหมายที่ยังไม่เสร็จ 1 ข้อ"]))
    assert "ซ่อมไฟซอย 5" in goals.text
    neighbour = Person(town, "n1")
    done = goals.buttons["เป้าหมายที่ 1 เสร็จแล้ว"]
    assert "ไม่มีเป้าหมายที่ 1" in to("n1", neighbour.presses(done)).text
    for _ in range(2):
        assert "สำเร็จแล้ว" in to("p1", officer.presses(done)).text
    assert "ไม่มีเป้าหมายที่ค้าง" in to("p1", officer.presses(voices_data("goals"))).text


@pytest.mark.parametrize(
    ("steps", "complaint"),
    [
        pytest.param(("ก" * 301,), "ไม่เกิน 300", id="a long goal"),
        pytest.param(("ไฟ", "ใครก็ได้"), "ไม่พบ", id="nobody of that name"),
        pytest.param(("ไฟ", "ชื่อ"), "มีหลายคน", id="several of that name"),
        pytest.param(("ไฟ", "p1", "เมื่อก่อน"), "อ่านวันไม่ออก", id="no day"),
    ],
)
def test_what_cannot_be_agreed_is_said_and_asked_again(
    town: Talk, desk: Person, steps: tuple[str, ...], complaint: str
) -> None:
    heard = held(town, desk)
    news = does_from(desk, heard, "เพิ่มเป้าหมาย", *steps)
    assert complaint in news[0].text
    assert kept(town)[2] == []


def test_nothing_is_kept_of_a_meeting_that_is_not_theirs_or_not_there(
    town: Talk, desk: Person, officer: Person
) -> None:
    held(town, desk, "ลาดปลาเค้า")
    for verb in ("came", "minutes", "goal", "move", "off", "cancelled"):
        for number in (1, 9):
            (told,) = officer.presses(voices_data(verb, number))
            assert any(said in told.text for said in ("ท่านแก้ไม่ได้", "ไม่มีการประชุม", "ผ่านไปแล้ว")), (
                verb,
                number,
            )
    assert kept(town) == ([], "", [])


def test_a_time_that_cannot_be_read_is_asked_for_with_the_same_taps(
    desk: Person,
) -> None:
    heard = to("d1", does(desk, "ประชุม", "นัดประชุมใหม่", "ประชุมไฟถนน", "ศาลา"))
    assert "ไม่เข้าใจวันเวลา" in heard.text
    assert "ยกเลิก" in heard.buttons


def test_a_call_to_the_desk_is_no_part_of_what_it_was_filling_in(desk: Person, town: Talk) -> None:
    does(desk, "ประชุม", "นัดประชุมใหม่")
    assert "ประชุม" not in to("d1", desk.says("รับแจ้ง")).text
    assert meetings(town) == []
    desk.says("ยกเลิก")
    assert "เขียนประกาศแบบใด" in to("d1", desk.says("ประกาศ")).text

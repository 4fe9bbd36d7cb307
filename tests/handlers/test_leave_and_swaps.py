"""Leave, words of today, and swaps, as officers live them; the chain follows at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time

import pytest
from sqlalchemy import update

from domain.answers import Press
from domain.roster import Shift
from models.member import MemberProfile, MemberState
from models.roster import Swap, SwapState
from tests.handlers.precinct import line_of
from tests.handlers.talk import Heard, Person, Talk, for_whom, to

NOISE = "วัยรุ่นตั้งวงดื่มเหล้าเสียงดังที่เปรมฤทัย เมื่อคืนนี้"
Person_of = Callable[[str], Person]


@pytest.fixture
def who(in_force: Talk) -> Person_of:
    return lambda name: Person(in_force, name)


def rosters(talk: Talk, code: str, *shifts: tuple[int, int, int]) -> None:
    with talk.uow() as uow:
        officer = uow.officers.by_code(code)
        wanted = [
            Shift(weekday=day, begins=time(begins), ends=time(ends)) for day, begins, ends in shifts
        ]
        uow.roster.write_shifts(officer, wanted)
        uow.commit()


def another(talk: Talk) -> Person:
    """Give one more trained member, for further words of the same one belong to their tip."""
    with talk.uow() as uow:
        number = len(uow.members.all())
        profile = MemberProfile(
            first_name="คน", last_name="อื่น", birth_date="1980-01-01", national_id=f"{number:013d}"
        )
        row = uow.members.add(profile, MemberState.TRAINED)
        uow.members.bind(row, line_of(f"m{number}"), uow.now)
        uow.commit()
    return Person(talk, f"m{number}")


def sends_a_tip(member: Person) -> set[str]:
    member.says(NOISE)
    return {one for one in for_whom(member.says("ส่งเลย")) if len(one) == 2}


def data_of(heard: Heard, label: str) -> str:
    tap = heard.buttons[label].tap
    assert isinstance(tap, Press)
    return tap.data


# It is Tuesday 24 November 2026, 12:00 in Bangkok.


def test_a_tip_of_who_goes_off_duty_is_offered_to_the_next(
    in_force: Talk, member: Person, who: Person_of
) -> None:
    assert sends_a_tip(member) == {"p1"}
    news = who("p1").says("ออกเวร")
    assert for_whom(news) == {"p1", "b1"}
    assert "วัยรุ่น" in to("b1", news).text
    assert for_whom(who("p1").says("ออกเวร")) == {"p1"}


def test_a_tip_that_another_accepted_is_offered_to_nobody(
    in_force: Talk, member: Person, who: Person_of
) -> None:
    sends_a_tip(member)
    tip = in_force.tips()[0].id.hex
    who("d1").presses(f"accept|{tip}|")
    assert for_whom(who("p1").says("ออกเวร")) == {"p1"}


def test_a_word_of_today_ends_with_the_day(in_force: Talk, member: Person, who: Person_of) -> None:
    who("p1").says("ออกเวร")
    in_force.passes(hours=12, minutes=1)
    assert sends_a_tip(member) == {"p1"}


def test_who_is_on_leave_gets_nothing_until_it_is_over(
    in_force: Talk, member: Person, who: Person_of
) -> None:
    told = to("p1", who("p1").says("ลา ๓ วันครับ")).text
    assert "26 พ.ย. 2569" in told
    assert "3 วัน" in told
    assert sends_a_tip(member) == {"b1"}
    in_force.passes(days=2, hours=12, minutes=1)
    assert sends_a_tip(another(in_force)) == {"p1"}


def test_leave_ends_early_by_a_word_or_a_button(
    in_force: Talk, member: Person, who: Person_of
) -> None:
    asked = to("p1", who("p1").says("ลาถึง 5 ธ.ค."))
    (button,) = asked.buttons.values()
    who("p1").presses(button)
    assert sends_a_tip(member) == {"p1"}
    assert "ไม่มีวันลา" in to("p1", who("p1").says("กลับจากลา")).text


def test_what_is_no_period_is_asked_back(in_force: Talk, member: Person, who: Person_of) -> None:
    asked = to("p1", who("p1").says("ลา สักพัก"))
    assert set(asked.buttons) == {"ลา วันนี้", "ลา พรุ่งนี้"}
    assert sends_a_tip(member) == {"p1"}
    to("p1", who("p1").presses(asked.buttons["ลา พรุ่งนี้"]))
    in_force.passes(hours=13)
    assert sends_a_tip(another(in_force)) == {"b1"}


def test_when_leave_begins_open_tips_are_offered_to_the_next(
    in_force: Talk, member: Person, who: Person_of
) -> None:
    who("p1").says("ลา พรุ่งนี้")
    in_force.passes(hours=11, minutes=55)
    assert sends_a_tip(member) == {"p1"}
    assert for_whom(in_force.passes(minutes=5)) == {"b1"}


def test_at_the_shifts_end_open_tips_are_offered_to_the_next_once(
    in_force: Talk, member: Person, who: Person_of
) -> None:
    rosters(in_force, "p1", (2, 8, 13))
    in_force.passes(minutes=50)
    assert sends_a_tip(member) == {"p1"}
    assert for_whom(in_force.passes(minutes=10)) == {"b1"}
    assert in_force.passes(minutes=14) == []
    assert for_whom(in_force.passes(minutes=1)) == {"d1"}


def test_who_is_not_on_the_roster_now_is_passed_over_unless_they_say_so(
    in_force: Talk, member: Person, who: Person_of
) -> None:
    rosters(in_force, "p1", (3, 8, 13))
    assert sends_a_tip(member) == {"b1"}
    who("p1").says("เข้าเวร")
    assert sends_a_tip(another(in_force)) == {"p1"}
    with in_force.uow() as uow:
        first = uow.tips.all()[0]
        lines = uow.tips.history(first, "passed_over")
        assert [uow.officers.get(one.officer_id).code for one in lines] == ["p1"]


def test_a_swap_holds_once_the_colleague_agrees_and_both_see_it(
    in_force: Talk, member: Person, who: Person_of
) -> None:
    rosters(in_force, "p1", (3, 8, 16))
    rosters(in_force, "n1", (4, 8, 16))
    offered = to("p1", who("p1").says("แลกเวร"))
    (day, *_) = offered.buttons.values()
    chosen = to("p1", who("p1").presses(day))
    (colleague,) = chosen.buttons.values()
    news = who("p1").presses(colleague)
    question = to("n1", news)
    assert "08:00-16:00" in question.text
    assert "แลกกับ" not in to("p1", who("p1").says("ตารางเวร")).text
    agreed = who("n1").presses(question.buttons["ตกลง"])
    assert {"p1", "n1"} == for_whom(agreed)
    assert "แลกกับ" in to("p1", who("p1").says("ตารางเวร")).text
    assert "แลกกับ" in to("n1", who("n1").says("เวรของฉัน")).text
    in_force.passes(hours=22)
    assert sends_a_tip(member) == {"n1"}


def test_a_swap_may_be_typed_and_refused(in_force: Talk, who: Person_of) -> None:
    rosters(in_force, "p1", (3, 8, 16))
    rosters(in_force, "n1", (4, 8, 16))
    question = to("n1", who("p1").says("แลกเวร 25 พ.ย. กับ n1"))
    told = who("n1").presses(question.buttons["ไม่ตกลง"])
    assert "ไม่ตกลง" in to("p1", told).text
    with in_force.uow() as uow:
        (wish,) = uow.session.query(type(uow.roster.swap(1))).all()
        assert wish.state == SwapState.REFUSED
    again = to("n1", who("n1").presses(question.buttons["ตกลง"]))
    assert "ปฏิเสธแล้ว" in again.text


def test_who_swapped_a_day_is_not_asked_for_it_again(in_force: Talk, who: Person_of) -> None:
    for code, weekday in (("p1", 3), ("n1", 4), ("b1", 3)):
        rosters(in_force, code, (weekday, 8, 16))
    question = to("n1", who("p1").says("แลกเวร พรุ่งนี้ กับ n1"))
    who("n1").presses(question.buttons["ตกลง"])
    refused = who("b1").says("แลกเวร พรุ่งนี้ กับ n1")
    assert for_whom(refused) == {"b1"}
    assert "แลกเวรไว้แล้ว" in to("b1", refused).text


def test_nobody_answers_for_another(in_force: Talk, who: Person_of) -> None:
    rosters(in_force, "p1", (3, 8, 16))
    rosters(in_force, "n1", (4, 8, 16))
    question = to("n1", who("p1").says("แลกเวร พรุ่งนี้ กับ n1"))
    assert "ไม่ใช่ของท่าน" in to("p1", who("p1").presses(question.buttons["ตกลง"])).text


def test_a_swap_cannot_be_agreed_once_its_duty_began(in_force: Talk, who: Person_of) -> None:
    rosters(in_force, "p1", (3, 8, 16))
    rosters(in_force, "n1", (4, 8, 16))
    question = to("n1", who("p1").says("แลกเวร พรุ่งนี้ กับ n1"))
    in_force.passes(hours=21)
    assert "เลยเวลา" in to("n1", who("n1").presses(question.buttons["ตกลง"])).text


def test_who_has_no_roster_has_nothing_to_swap(in_force: Talk, who: Person_of) -> None:
    assert "ไม่มีตารางเวร" in to("p1", who("p1").says("แลกเวร")).text


def test_who_comes_back_early_keeps_the_leave_that_lies_ahead(
    in_force: Talk, member: Person, who: Person_of
) -> None:
    who("p1").says("ลา 3 วัน")
    who("p1").says("ลา 5-7 ธ.ค.")
    back = to("p1", who("p1").says("กลับจากลา"))
    assert "สิ้นสุดการลาแล้ว" in back.text
    assert "เสาร์ 5 ธ.ค. 2569 ถึง จันทร์ 7 ธ.ค. 2569 (3 วัน)" in back.text
    assert sends_a_tip(member) == {"p1"}
    again = to("p1", who("p1").presses(back.buttons["กลับจากลา"]))
    assert "ยกเลิกวันลาที่ยังไม่ถึงแล้ว" in again.text
    assert "ไม่มีวันลา" in to("p1", who("p1").says("กลับจากลา")).text


def test_leave_of_one_day_names_it_once(in_force: Talk, who: Person_of) -> None:
    assert "บันทึกการลา พุธ 25 พ.ย. 2569 (1 วัน) เรื่อง" in to("p1", who("p1").says("ลาพรุ่งนี้")).text


def test_half_a_day_is_asked_back_with_the_way_to_be_away_for_hours(
    in_force: Talk, who: Person_of
) -> None:
    assert "พิมพ์ ออกเวร" in to("p1", who("p1").says("ลาครึ่งวัน")).text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        pytest.param("แลกเวร เมื่อวาน กับ n1", "อ่านวันไม่ได้: “เมื่อวาน”", id="a day gone by"),
        pytest.param("แลกเวร 31 ก.พ. กับ n1", "อ่านวันไม่ได้: “31 ก.พ.”", id="no such day"),
        pytest.param("แลกเวร กับ n1", "แลกเวรวันใด", id="no day at all"),
        pytest.param("แลกเวร 25 พ.ย. กับ x9", "ไม่พบ “x9”", id="no such colleague"),
        pytest.param("แลกเวร 25 พ.ย. กับ d1", "ไม่พบ “d1”", id="a colleague of another role"),
        pytest.param("แลกเวร 25 พ.ย. กับ p1", "ไม่พบ “p1”", id="oneself"),
        pytest.param("แลกเวร 25 พ.ย.", "กับใคร", id="no colleague"),
        pytest.param("แลกเวร 26 พ.ย. กับ n1", "ไม่มีเวรที่ยังแลกได้", id="a day without duty"),
    ],
)
def test_what_is_unclear_of_a_swap_is_named_and_asks_nobody(
    in_force: Talk, who: Person_of, typed: str, told: str
) -> None:
    rosters(in_force, "p1", (3, 8, 16))
    rosters(in_force, "n1", (4, 8, 16))
    rosters(in_force, "d1", (3, 8, 16))
    news = who("p1").says(typed)
    assert for_whom(news) == {"p1"}
    assert told in to("p1", news).text


def test_a_day_may_stand_behind_the_colleague(in_force: Talk, who: Person_of) -> None:
    rosters(in_force, "p1", (3, 8, 16))
    rosters(in_force, "n1", (4, 8, 16))
    assert "n1" in for_whom(who("p1").says("แลกเวร กับ n1 25 พ.ย."))


def test_who_agrees_reads_the_new_duty_by_a_free_reply(in_force: Talk, who: Person_of) -> None:
    rosters(in_force, "p1", (3, 8, 16))
    rosters(in_force, "n1", (4, 8, 16))
    question = to("n1", who("p1").says("แลกเวร พรุ่งนี้ กับ n1"))
    agreed = who("n1").presses(question.buttons["ตกลง"])
    assert {one.to: one.is_reply for one in agreed} == {"n1": True, "p1": False}


def test_the_button_of_a_swap_that_a_restore_forgot_answers_no_later_one(
    in_force: Talk, who: Person_of
) -> None:
    rosters(in_force, "p1", (3, 8, 16))
    rosters(in_force, "n1", (4, 8, 16))
    old = data_of(to("n1", who("p1").says("แลกเวร 25 พ.ย. กับ n1")), "ตกลง")
    with in_force.uow() as uow:
        (forgotten,) = uow.roster.swaps_on(date(2026, 11, 25), SwapState.ASKED)
        row = forgotten.id
        uow.session.delete(forgotten)
        uow.commit()
    in_force.passes(minutes=5)
    asked = data_of(to("n1", who("p1").says("แลกเวร 25 พ.ย. กับ n1")), "ตกลง")
    with in_force.uow() as uow:
        (wish,) = uow.roster.swaps_on(date(2026, 11, 25), SwapState.ASKED)
        # As after a restore; SQLite numbers them so by itself.
        asked = asked.replace(f"/{wish.id}/", f"/{row}/")
        uow.session.execute(update(Swap).where(Swap.id == wish.id).values(id=row))
        uow.commit()
    for data in (old, asked.rpartition("/")[0]):
        assert "ไม่ใช่ของท่าน" in to("n1", who("n1").presses(data)).text
    with in_force.uow() as uow:
        assert uow.roster.swap(row).state == SwapState.ASKED
    assert for_whom(who("n1").presses(asked)) == {"p1", "n1"}

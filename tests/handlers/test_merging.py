"""Two reports of one event become one case; each reporter keeps their own thread."""

from __future__ import annotations

import uuid

import pytest

from domain.classification.kinds import Urgency
from domain.postback import Act, encode
from domain.timer_events import OfficerUnreachable
from domain.tip import TipState, Trust
from tests.handlers.merging import (
    KNIFE,
    LATER,
    NOISE,
    OTHER,
    THIRD,
    button,
    card_of,
    merged,
    reports,
    the_tips,
    told,
)
from tests.handlers.precinct import line_of
from tests.handlers.talk import Person, Talk


def test_one_tap_merges_and_each_reporter_hears_of_their_own_number(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    news = merged(talk, member, other, officer)
    assert "รวมเรื่องที่ 2/2569 เข้ากับเรื่องที่ 1/2569 แล้ว" in told("p1", news)
    assert {one.to for one in news} == {"p1"}
    first, second = the_tips(talk)
    assert (first.state, second.state) == (TipState.SENT, TipState.MERGED)
    accepted = officer.presses(encode(Act.ACCEPT, first.id))
    assert "เรื่องที่ 1/2569 มีตำรวจรับเรื่องแล้ว" in told("member", accepted)
    assert "เรื่องที่ 2/2569 มีตำรวจรับเรื่องแล้ว" in told(OTHER, accepted)
    closed = officer.presses(encode(Act.OUTCOME, first.id, "verified_prevented"))
    assert "เรื่องที่ 1/2569 ระงับเหตุแล้ว" in told("member", closed)
    assert "เรื่องที่ 2/2569 ระงับเหตุแล้ว" in told(OTHER, closed)
    assert "2/2569" not in told("member", closed)
    assert "1/2569" not in told(OTHER, closed)


def test_tapping_again_changes_and_tells_nothing_more(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    merged(talk, member, other, officer)
    first, second = the_tips(talk)
    again = [
        *officer.presses(encode(Act.MERGE, second.id, first.id.hex)),
        *officer.presses(encode(Act.MERGE, first.id, second.id.hex)),
    ]
    assert {one.to for one in again} == {"p1"}
    with talk.uow() as uow:
        assert len(uow.tips.history(uow.tips.get(second.id), "merged")) == 1
        assert len(uow.tips.history(uow.tips.get(first.id), "joined")) == 1
    assert [tip.version for tip in the_tips(talk)] == [first.version, second.version]


def test_later_words_reach_the_case_under_their_own_number_and_never_as_the_others(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    merged(talk, member, other, officer)
    first, second = the_tips(talk)
    officer.presses(encode(Act.ACCEPT, first.id))
    news = other.says("ตอนนี้มีขวดแตกเกลื่อน เสียงดังกว่าเดิม")
    card = card_of("p1", news)
    assert card.title.startswith("KK-2569-000002")
    assert "ขวดแตก" in card.body
    assert "ผู้แจ้งของเรื่องนี้ส่งเพิ่ม หลังรวมเรื่อง" in card.marks
    assert ("รวมกับ", "1/2569") in [(one.label, one.value) for one in card.lines]
    assert len(talk.tips()) == 2
    shown = card_of("p1", officer.says("1/2569"))
    assert "ขวดแตก" not in shown.body
    assert ("เรื่องที่รวมไว้", "2/2569") in [(one.label, one.value) for one in shown.lines]
    with talk.uow() as uow:
        assert len(uow.tips.messages(uow.tips.get(second.id))) == 2


def test_a_graver_report_makes_the_case_as_urgent_and_calls_who_it_then_concerns(
    in_force: Talk, member: Person, other: Person, officer: Person
) -> None:
    reports(member, NOISE)
    other.says(KNIFE)
    first, second = the_tips(in_force)
    assert second.urgency == Urgency.EMERGENCY
    news = officer.presses(encode(Act.MERGE, second.id, first.id.hex))
    assert the_tips(in_force)[0].urgency == Urgency.EMERGENCY
    assert card_of("d1", news).title.startswith("KK-2569-000001")
    assert "b1" in {one.to for one in in_force.passes(minutes=4)}


def test_words_that_turn_a_merged_report_into_an_emergency_alert_for_the_case(
    in_force: Talk, member: Person, other: Person, officer: Person
) -> None:
    merged(in_force, member, other, officer)
    news = other.says("ตอนนี้มีคนถือมีดไล่ฟันกันอยู่")
    assert the_tips(in_force)[0].urgency == Urgency.EMERGENCY
    assert "d1" in {one.to for one in news}
    assert "มีด" in told("p1", news)


def test_only_who_may_see_both_is_offered_and_may_merge(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    reports(member, NOISE)
    reports(other, LATER)
    first, second = the_tips(talk)
    with talk.uow() as uow:
        uow.tips.get(first.id).trust = Trust.UNVERIFIED
        uow.commit()
    shown = card_of("p1", officer.says("2/2569"))
    assert "อาจซ้ำ" not in [one.label for one in shown.lines]
    news = officer.presses(encode(Act.MERGE, second.id, first.id.hex))
    assert "ไม่พบเรื่องนี้" in told("p1", news)
    with talk.uow() as uow:
        assert uow.audit.lines()[-1].act == "refused"
    news = Person(talk, "n1").presses(encode(Act.MERGE, second.id, first.id.hex))
    assert "ไม่พบเรื่องนี้" in told("n1", news)
    assert {tip.state for tip in the_tips(talk)} == {TipState.SENT}


@pytest.mark.parametrize("fact", ["is_restricted", "is_practice", "is_environment_spot"])
def test_hidden_practised_and_silent_ones_are_not_merged(
    talk: Talk, member: Person, other: Person, fact: str
) -> None:
    reports(member, NOISE)
    news = reports(other, LATER)
    with talk.uow() as uow:
        (first,) = [one for one in uow.tips.all() if one.sequence == 1]
        setattr(first, fact, True)
        uow.commit()
    refused = Person(talk, "c1").presses(button("รวมกับ 1/2569", news))
    assert "รวมกับเรื่องที่ 1/2569 ไม่ได้" in told("c1", refused)
    assert {tip.state for tip in the_tips(talk)} == {TipState.SENT}


def test_who_presses_accept_on_a_merged_card_is_told_where_it_went(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    merged(talk, member, other, officer)
    second = the_tips(talk)[1]
    for act, value in ((Act.ACCEPT, ""), (Act.OUTCOME, "unfounded")):
        news = officer.presses(encode(act, second.id, value))
        assert "เรื่องที่ 2/2569 รวมกับเรื่องที่ 1/2569 แล้ว" in told("p1", news)
    assert the_tips(talk)[1].state == TipState.MERGED


def test_a_tip_that_a_colleague_has_is_merged_by_them_or_the_commander(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    reports(member, NOISE)
    news = reports(other, LATER)
    officer.presses(encode(Act.ACCEPT, the_tips(talk)[1].id))
    data = button("รวมกับ 1/2569", news)
    assert "รับเรื่องไว้แล้ว" in told("d1", Person(talk, "d1").presses(data))
    merging = Person(talk, "c1").presses(data)
    assert "รวมเรื่องที่ 2/2569 เข้ากับเรื่องที่ 1/2569 แล้ว" in told("p1", merging)


def test_a_third_report_finds_the_case_through_what_was_merged(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    merged(talk, member, other, officer)
    third = Person(talk, "crowd1")
    officer.presses(button("รวมกับ 1/2569", reports(third, THIRD)))
    officer.presses(encode(Act.ACCEPT, the_tips(talk)[0].id))
    closed = officer.presses(encode(Act.OUTCOME, the_tips(talk)[0].id, "verified_prevented"))
    for name, number in (("member", 1), (OTHER, 2), (line_of("crowd1"), 3)):
        assert f"เรื่องที่ {number}/2569 ระงับเหตุแล้ว" in told(name, closed)


def test_cancelling_and_withdrawing_tell_who_has_the_case(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    merged(talk, member, other, officer)
    officer.presses(encode(Act.ACCEPT, the_tips(talk)[0].id))
    assert "เรื่องที่ 2/2569 ผู้แจ้งขอยกเลิก" in told("p1", other.says("ยกเลิก"))
    other.says("มีขวดแตกเกลื่อนถนน เสียงดังกว่าเดิม")
    withdrawn = other.unsends(other.last)
    assert "เรื่องที่ 2/2569 ข้อความถูกยกเลิก" in told("p1", withdrawn)
    assert "ขวดแตก" not in told("p1", withdrawn)


def test_what_was_handed_on_is_not_taken_back_by_merging_it(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    reports(member, NOISE)
    news = reports(other, LATER)
    officer.presses(encode(Act.HANDOVER, the_tips(talk)[1].id, "n1"))
    officer.says("ไปราชการ")
    for data in (button("รวมกับ 1/2569", news), encode(Act.MERGE, *_crosswise(talk))):
        assert "ออกจากมือท่านแล้ว" in told("p1", officer.presses(data))
    assert {tip.state for tip in the_tips(talk)} == {TipState.SENT}


def _crosswise(talk: Talk) -> tuple[uuid.UUID, str]:
    first, second = the_tips(talk)
    return first.id, second.id.hex


def test_a_case_without_a_place_takes_that_which_a_merged_reports_sender_names(
    talk: Talk, member: Person, other: Person
) -> None:
    for who in (member, other):
        who.says("มีคนขโมยมอเตอร์ไซค์หน้าเซเว่น คนร้ายสองคน")
        talk.passes(seconds=31)
        talk.passes(minutes=6)
    first, second = the_tips(talk)
    assert (first.village_id, second.village_id) == (None, None)
    Person(talk, "d1").presses(encode(Act.MERGE, second.id, first.id.hex))
    news = other.says("ลาดปลาเค้า")
    case, part = the_tips(talk)
    assert case.village_id == part.village_id is not None
    assert card_of("n1", news).title.startswith("KK-2569-000001")


def test_the_case_goes_to_the_next_where_no_message_about_a_merged_report_arrives(
    in_force: Talk, member: Person, other: Person, officer: Person
) -> None:
    merged(in_force, member, other, officer)
    second = the_tips(in_force)[1]
    with in_force.uow() as uow:
        who = uow.officers.by_code("p1").id
    event = OfficerUnreachable(happened_at=in_force.clock(), officer=who, tip=second.id)
    news = in_force.happens(event)
    assert card_of("b1", news).title.startswith("KK-2569-000001")
    assert in_force.happens(event) == []


def test_the_desk_goes_on_taking_down_a_call_that_was_merged_meanwhile(
    in_force: Talk, member: Person, officer: Person
) -> None:
    reports(member, KNIFE)
    desk = Person(in_force, "d1")
    desk.says("รับแจ้ง")
    desk.says("คนถือมีดไล่ฟันกันอยู่ที่เปรมฤทัย")
    first, second = the_tips(in_force)
    officer.presses(encode(Act.MERGE, second.id, first.id.hex))
    assert the_tips(in_force)[1].state == TipState.MERGED
    news = desk.says("คนร้ายหนีไปทางวัด")
    assert "หนีไปทางวัด" in told("p1", news)
    assert "KK-2569-000002" in told("p1", news)

"""What was under way with a report when it was merged: a handing on, an investigation."""

from __future__ import annotations

from domain.postback import Act, encode
from domain.tip import TipState
from models.tip import Tip
from tests.handlers.merging import KNIFE, LATER, NOISE, card_of, reports, the_tips, told
from tests.handlers.talk import Heard, Person, Talk


def handed_then_merged(talk: Talk, member: Person, other: Person, officer: Person) -> list[Heard]:
    """Hand the later of two on to the neighbour, and merge it before the neighbour has the card."""
    reports(member, NOISE)
    reports(other, LATER)
    first, second = the_tips(talk)
    with talk.busy():
        officer.presses(encode(Act.HANDOVER, second.id, "n1"))
        officer.says("ผู้ต้องสงสัยอยู่ที่นั่น")
        Person(talk, "c1").presses(encode(Act.MERGE, second.id, first.id.hex))
    return talk.due()


def test_who_was_handed_a_report_that_was_merged_meanwhile_gets_its_card_and_may_take_the_case(
    in_force: Talk, member: Person, other: Person, officer: Person
) -> None:
    news = handed_then_merged(in_force, member, other, officer)
    card = card_of("n1", news)
    assert card.title.startswith("KK-2569-000002")
    assert "ชื่อp1 สกุล เหตุผล: ผู้ต้องสงสัยอยู่ที่นั่น" in card.body
    assert ("รวมกับ", "1/2569") in [(one.label, one.value) for one in card.lines]
    neighbour = Person(in_force, "n1")
    opened = next(one for one in card.buttons if one.label == "เปิดเรื่องที่ 1/2569")
    shown = card_of("n1", neighbour.presses(opened))
    taken = next(one for one in shown.buttons if one.label == "รับเรื่อง")
    assert "รับเรื่องแล้ว" in told("n1", neighbour.presses(taken))
    assert the_tips(in_force)[0].state == TipState.ACCEPTED
    assert in_force.due() == []


def test_the_case_goes_on_to_the_next_in_its_own_time_while_nobody_takes_it(
    in_force: Talk, member: Person, other: Person, officer: Person
) -> None:
    handed_then_merged(in_force, member, other, officer)
    late = in_force.passes(minutes=15)
    assert card_of("b1", late).title.startswith("KK-2569-000001")


def test_a_case_that_a_colleague_has_is_shown_to_whom_a_part_of_it_was_handed_and_stays_theirs(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    reports(member, NOISE)
    reports(other, LATER)
    first, second = the_tips(talk)
    Person(talk, "b1").presses(encode(Act.ACCEPT, first.id))
    with talk.busy():
        officer.presses(encode(Act.HANDOVER, second.id, "n1"))
        officer.says("ผู้ต้องสงสัยอยู่ที่นั่น")
        Person(talk, "c1").presses(encode(Act.MERGE, second.id, first.id.hex))
    assert card_of("n1", talk.due()).title.startswith("KK-2569-000002")
    assert the_tips(talk)[0].state == TipState.ACCEPTED


def test_of_a_closed_case_nobody_gets_a_part_handed_on(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    reports(member, NOISE)
    reports(other, LATER)
    first, second = the_tips(talk)
    with talk.busy():
        officer.presses(encode(Act.HANDOVER, second.id, "n1"))
        officer.says("ผู้ต้องสงสัยอยู่ที่นั่น")
        Person(talk, "c1").presses(encode(Act.MERGE, second.id, first.id.hex))
        Person(talk, "c1").presses(encode(Act.OUTCOME, first.id, "unfounded"))
    assert talk.due() == []


def test_parted_again_it_waits_for_whom_it_was_handed_to_and_then_goes_on(
    in_force: Talk, member: Person, other: Person, officer: Person
) -> None:
    handed_then_merged(in_force, member, other, officer)
    second = the_tips(in_force)[1]
    news = Person(in_force, "c1").presses(encode(Act.UNMERGE, second.id))
    assert {one.to for one in news} == {"c1", "n1"}
    in_force.passes(minutes=10)
    late = in_force.passes(minutes=5)
    assert [one.to for one in late if "KK-2569-000002" in one.text] == ["b1"]


def investigated(talk: Talk, officer: Person, tip: Tip) -> None:
    officer.presses(encode(Act.ACCEPT, tip.id))
    officer.presses(encode(Act.INVESTIGATE, tip.id))
    officer.says("รอผลตรวจ")
    officer.says("7 วัน")


def test_an_investigation_that_is_merged_into_what_nobody_has_goes_on_until_its_day(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    reports(member, NOISE)
    reports(other, LATER)
    first, second = the_tips(talk)
    investigated(talk, officer, second)
    news = officer.presses(encode(Act.MERGE, second.id, first.id.hex))
    assert "เรื่องที่ 1/2569 อยู่ระหว่างสืบสวน" in told("p1", news)
    assert "1 ธ.ค. 2569" in told("p1", news)
    assert "เรื่องที่ 1/2569 มีตำรวจรับเรื่องแล้ว" in told("member", news)
    main = the_tips(talk)[0]
    assert main.state == TipState.INVESTIGATING
    assert main.review_at == the_tips(talk)[1].review_at is not None
    assert "1 ธ.ค. 2569" in told("c1", Person(talk, "c1").says("งานของฉัน"))
    assert talk.passes(days=6) == []
    back = talk.passes(days=1)
    assert len(back) == 1
    card = card_of("p1", back)
    assert card.title.startswith("KK-2569-000001")
    assert card.marks[0] == "ครบกำหนดตรวจสอบ"
    assert "รอผลตรวจ" in card.body


def test_parted_again_the_investigation_stays_with_the_report_that_it_is_about(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    reports(member, NOISE)
    reports(other, LATER)
    first, second = the_tips(talk)
    investigated(talk, officer, second)
    officer.presses(encode(Act.MERGE, second.id, first.id.hex))
    officer.presses(encode(Act.UNMERGE, second.id))
    main, part = the_tips(talk)
    assert (main.state, main.review_at) == (TipState.ACCEPTED, None)
    assert part.state == TipState.INVESTIGATING
    back = talk.passes(days=8)
    assert [card_of("p1", back).title[:14]] == ["KK-2569-000002"]
    assert len(back) == 1


def test_an_emergency_never_rests_because_of_what_is_merged_into_it(
    in_force: Talk, member: Person, other: Person, officer: Person
) -> None:
    member.says(KNIFE)
    reports(other, LATER)
    first, second = the_tips(in_force)
    investigated(in_force, officer, second)
    officer.presses(encode(Act.MERGE, second.id, first.id.hex))
    main = the_tips(in_force)[0]
    assert (main.state, main.review_at) == (TipState.ACCEPTED, None)
    back = in_force.passes(days=8)
    assert [one.to for one in back] == ["p1"]
    assert "เปิดเรื่องที่ 1/2569" in back[0].buttons


def test_who_has_the_case_is_reminded_on_the_day_of_what_was_merged_into_it(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    reports(member, NOISE)
    reports(other, LATER)
    first, second = the_tips(talk)
    desk = Person(talk, "d1")
    desk.presses(encode(Act.ACCEPT, first.id))
    investigated(talk, officer, second)
    officer.presses(encode(Act.MERGE, second.id, first.id.hex))
    assert the_tips(talk)[0].state == TipState.ACCEPTED
    back = talk.passes(days=8)
    assert [one.to for one in back] == ["d1"]
    assert "รอผลตรวจ" in told("d1", back)


def test_a_rest_that_the_officer_ended_brings_nothing_back(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    reports(member, NOISE)
    reports(other, LATER)
    first, second = the_tips(talk)
    investigated(talk, officer, second)
    officer.presses(encode(Act.MERGE, second.id, first.id.hex))
    officer.presses(encode(Act.INVESTIGATE, first.id, "end"))
    assert the_tips(talk)[0].state == TipState.ACCEPTED
    assert talk.passes(days=8) == []


def test_a_case_that_rests_is_woken_by_a_graver_report_that_is_merged_into_it(
    in_force: Talk, member: Person, other: Person, officer: Person
) -> None:
    reports(member, NOISE)
    other.says(KNIFE)
    first, second = the_tips(in_force)
    investigated(in_force, officer, first)
    officer.presses(encode(Act.MERGE, second.id, first.id.hex))
    main = the_tips(in_force)[0]
    assert (main.state, main.urgency, main.review_at) == (TipState.ACCEPTED, "emergency", None)

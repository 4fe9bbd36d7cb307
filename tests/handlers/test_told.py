"""What the senders of merged tips hear: once, for their own number, and all of it."""

from __future__ import annotations

from domain.postback import Act, encode
from domain.tip import TipState
from models.told import heard_of_officer
from tests.handlers.merging import (
    LATER,
    NOISE,
    OTHER,
    button,
    merged,
    reports,
    the_tips,
    told,
)
from tests.handlers.talk import Person, Talk


def test_who_was_accepted_before_the_merge_is_not_told_twice(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    reports(member, NOISE)
    news = reports(other, LATER)
    second = the_tips(talk)[1]
    officer.presses(encode(Act.ACCEPT, second.id))
    merging = officer.presses(button("รวมกับ 1/2569", news))
    # The case is with whoever already had the other report.
    assert "เรื่องที่ 1/2569 มีตำรวจรับเรื่องแล้ว" in told("member", merging)
    assert told(OTHER, merging) == ""
    assert the_tips(talk)[0].state == TipState.ACCEPTED
    assert the_tips(talk)[0].handler_id == the_tips(talk)[1].handler_id


def test_who_comes_to_an_accepted_case_hears_that_it_is_accepted(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    reports(member, NOISE)
    officer.presses(encode(Act.ACCEPT, the_tips(talk)[0].id))
    merging = officer.presses(button("รวมกับ 1/2569", reports(other, LATER)))
    assert "เรื่องที่ 2/2569 มีตำรวจรับเรื่องแล้ว" in told(OTHER, merging)
    assert told("member", merging) == ""


def test_the_status_tells_where_the_case_stands_and_not_whose_it_was(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    merged(talk, member, other, officer)
    officer.presses(encode(Act.ACCEPT, the_tips(talk)[0].id))
    status = told(OTHER, other.says("สถานะ"))
    assert "เรื่องที่ 2/2569: มีผู้แจ้งเรื่องเดียวกันแล้ว รวมดำเนินการ (รับเรื่องแล้ว)" in status
    assert "1/2569" not in status


def test_who_knows_that_an_officer_has_the_case_does_not_hear_it_from_the_next(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    merged(talk, member, other, officer)
    first = the_tips(talk)[0]
    officer.presses(encode(Act.ACCEPT, first.id))
    officer.presses(encode(Act.HANDOVER, first.id, "b1"))
    officer.says("ไปราชการ")
    news = Person(talk, "b1").presses(encode(Act.ACCEPT, first.id))
    assert the_tips(talk)[0].state == TipState.ACCEPTED
    assert told("member", news) == told(OTHER, news) == ""


def test_a_case_that_is_opened_again_and_closed_tells_each_reporter_again(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    merged(talk, member, other, officer)
    first = the_tips(talk)[0]
    officer.presses(encode(Act.OUTCOME, first.id, "unfounded"))
    Person(talk, "c1").presses(encode(Act.REOPEN, first.id))
    accepted = officer.presses(encode(Act.ACCEPT, first.id))
    closed = officer.presses(encode(Act.OUTCOME, first.id, "verified_prevented"))
    for name, number in (("member", 1), (OTHER, 2)):
        assert f"เรื่องที่ {number}/2569 มีตำรวจรับเรื่องแล้ว" in told(name, accepted)
        assert f"เรื่องที่ {number}/2569 ระงับเหตุแล้ว" in told(name, closed)


def test_the_status_tells_again_what_became_of_the_case_under_ones_own_number(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    merged(talk, member, other, officer)
    officer.presses(encode(Act.OUTCOME, the_tips(talk)[0].id, "verified_prevented"))
    status = told(OTHER, other.says("สถานะ"))
    assert "เรื่องที่ 2/2569: ระงับเหตุแล้ว" in status
    assert "1/2569" not in status


def test_a_drill_counts_a_merged_report_as_accepted_with_its_case(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    merged(talk, member, other, officer)
    first, second = the_tips(talk)
    with talk.uow() as uow:
        assert heard_of_officer(uow, uow.tips.get(second.id)) is None
    talk.passes(minutes=5)
    officer.presses(encode(Act.ACCEPT, first.id))
    with talk.uow() as uow:
        assert heard_of_officer(uow, uow.tips.get(second.id)) == talk.clock()


def test_a_rating_of_a_merged_report_opens_the_case_again(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    merged(talk, member, other, officer)
    first, second = the_tips(talk)
    officer.presses(encode(Act.OUTCOME, first.id, "unfounded"))
    other.presses(encode(Act.RATE, second.id, "not_done"))
    first, second = the_tips(talk)
    assert (first.state, second.state, second.rating) == (
        TipState.SENT,
        TipState.MERGED,
        "not_done",
    )

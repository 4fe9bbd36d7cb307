"""A report that was merged stands by itself again: by an officer, or because of its sender."""

from __future__ import annotations

from domain.postback import Act, encode
from domain.tip import TipState
from tests.handlers.merging import (
    LATER,
    NOISE,
    OTHER,
    button,
    card_of,
    merged,
    reports,
    the_tips,
    told,
)
from tests.handlers.talk import Person, Talk


def test_the_merged_ones_times_to_accept_stop_and_run_anew_once_it_is_parted(
    in_force: Talk, member: Person, other: Person, officer: Person
) -> None:
    talk = in_force
    merged(talk, member, other, officer)
    first, second = the_tips(talk)
    officer.presses(encode(Act.ACCEPT, first.id))
    assert talk.passes(hours=5) == []
    news = officer.presses(encode(Act.UNMERGE, second.id))
    assert "แยกเรื่องที่ 2/2569 ออกจากเรื่องที่ 1/2569 แล้ว" in told("p1", news)
    assert the_tips(talk)[1].state == TipState.SENT
    late = talk.passes(hours=5)
    assert "b1" in {one.to for one in late}
    assert card_of("b1", late).title.startswith("KK-2569-000002")
    assert len([one for one in late if one.to == "b1"]) == 1


def test_a_parted_tip_stands_where_it_stood(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    reports(member, NOISE)
    news = reports(other, LATER)
    second = the_tips(talk)[1]
    officer.presses(encode(Act.ACCEPT, second.id))
    held = the_tips(talk)[1].handler_id
    officer.presses(button("รวมกับ 1/2569", news))
    parting = officer.presses(encode(Act.UNMERGE, second.id))
    assert {one.to for one in parting} == {"p1"}
    back = the_tips(talk)[1]
    assert (back.state, back.handler_id) == (TipState.ACCEPTED, held)
    again = officer.presses(encode(Act.UNMERGE, second.id))
    assert "ไม่ได้รวมกับเรื่องใด" in told("p1", again)
    with talk.uow() as uow:
        kinds = [line.what for line in uow.tips.history(uow.tips.get(second.id))]
        assert kinds.count("merged") == kinds.count("unmerged") == 1
        assert uow.tips.history(uow.tips.get(the_tips(talk)[0].id), "joined", "parted")


def test_a_tip_parted_from_a_closed_case_is_open_and_its_reporter_is_told(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    merged(talk, member, other, officer)
    first, second = the_tips(talk)
    officer.presses(encode(Act.OUTCOME, first.id, "unfounded"))
    shown = card_of("p1", officer.says("2/2569"))
    assert "แยกเรื่อง" in [one.label for one in shown.buttons]
    news = officer.presses(encode(Act.UNMERGE, second.id))
    assert "เรื่องที่ 2/2569 เปิดต่อเพื่อตรวจสอบเพิ่มเติม" in told(OTHER, news)
    assert the_tips(talk)[1].state == TipState.SENT
    assert the_tips(talk)[0].state == TipState.CLOSED


def test_a_merged_report_whose_sender_hides_it_leaves_the_case_for_the_commander(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    merged(talk, member, other, officer)
    second = the_tips(talk)[1]
    news = other.presses(encode(Act.HIDE, second.id))
    assert card_of("c1", news).title.startswith("KK-2569-000002")
    assert "p1" not in {one.to for one in news}
    assert (the_tips(talk)[1].state, the_tips(talk)[1].is_restricted) == (TipState.SENT, True)
    assert "ไม่พบเรื่องนี้" in told("p1", officer.says("2/2569"))


def test_a_case_that_is_hidden_lets_go_of_what_was_merged_into_it(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    merged(talk, member, other, officer)
    news = member.presses(encode(Act.HIDE, the_tips(talk)[0].id))
    assert the_tips(talk)[1].state == TipState.SENT
    assert "KK-2569-000002" in told("p1", news)
    assert "KK-2569-000001" not in told("p1", news)


def test_a_pair_that_an_officer_parted_is_not_suggested_again(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    merged(talk, member, other, officer)
    second = the_tips(talk)[1]
    news = officer.presses(encode(Act.UNMERGE, second.id))
    other.says("ตอนนี้เสียงดังกว่าเดิม วัยรุ่นกินเหล้ากันที่เปรมฤทัย")
    for number in ("1/2569", "2/2569"):
        card = card_of("p1", officer.says(number))
        assert "อาจซ้ำ" not in [one.label for one in card.lines]
    # Who tapped by mistake finds the way back under the answer.
    officer.presses(button("รวมกับ 1/2569", news))
    assert the_tips(talk)[1].state == TipState.MERGED


def test_who_has_the_case_hears_that_a_colleague_parted_it(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    merged(talk, member, other, officer)
    first, second = the_tips(talk)
    Person(talk, "d1").presses(encode(Act.ACCEPT, first.id))
    news = officer.presses(encode(Act.UNMERGE, second.id))
    assert "แยกเรื่องที่ 2/2569 ออกจากเรื่องที่ 1/2569 แล้ว" in told("d1", news)
    assert len([one for one in news if one.to == "d1"]) == 1


def test_who_parts_a_tip_gets_its_card_once(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    merged(talk, member, other, officer)
    news = officer.presses(encode(Act.UNMERGE, the_tips(talk)[1].id))
    cards = [one for one in news if one.to == "p1" and "form='card'" in str(one.contents)]
    assert len(cards) == 1
    assert cards[0].is_reply


def test_a_timer_of_before_the_merge_alerts_nobody_after_the_parting(
    in_force: Talk, member: Person, other: Person, officer: Person
) -> None:
    talk = in_force
    merged(talk, member, other, officer)
    first, second = the_tips(talk)
    officer.presses(encode(Act.ACCEPT, first.id))
    talk.passes(minutes=10)
    officer.presses(encode(Act.UNMERGE, second.id))
    assert the_tips(talk)[1].rung > second.rung
    # The quarter of an hour of its first card ends here, that of the parted tip does not.
    assert "b1" not in {one.to for one in talk.passes(minutes=8)}
    assert "b1" in {one.to for one in talk.passes(minutes=8)}


def test_an_investigation_whose_day_came_while_it_was_merged_is_an_accepted_tip_again(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    reports(member, NOISE)
    news = reports(other, LATER)
    second = the_tips(talk)[1]
    officer.presses(encode(Act.ACCEPT, second.id))
    officer.presses(encode(Act.INVESTIGATE, second.id))
    officer.says("รอผลตรวจ")
    officer.says("2")
    assert the_tips(talk)[1].state == TipState.INVESTIGATING
    officer.presses(button("รวมกับ 1/2569", news))
    talk.passes(days=3)
    officer.presses(encode(Act.UNMERGE, second.id))
    back = the_tips(talk)[1]
    assert (back.state, back.review_at) == (TipState.ACCEPTED, None)
    assert back.handler_id is not None

"""A tip leaves one officer's hands for another's, with a reason."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.tip import TipState
from tests.handlers.talk import Heard, Person, Talk, a_card, for_whom, to
from tests.handlers.test_relay import NOISE, report


@pytest.fixture
def officer(talk: Talk) -> Person:
    return Person(talk, "p1")


def labelled(heard: Heard, part: str) -> str:
    return next(label for label in heard.buttons if part in label)


def hands_on(
    officer: Person, card: Heard, name: str, reason: str = "อยู่นอกพื้นที่รับผิดชอบ"
) -> list[Heard]:
    offered = to(officer.name, officer.presses(card.buttons["ส่งต่อ"]))
    why = to(officer.name, officer.presses(offered.buttons[labelled(offered, name)]))
    assert "เหตุใด" in why.text
    return officer.says(reason)


def test_another_villages_officer_gets_the_card_with_the_reason_and_history_keeps_it(
    in_force: Talk, member: Person, officer: Person
) -> None:
    card = report(member)
    officer.presses(card.buttons["รับเรื่อง"])
    news = hands_on(officer, card, "ชื่อn1")
    assert "ออกจากมือท่าน" in to("p1", news).text
    handed = a_card(to("n1", news))
    assert "มีผู้ส่งต่อเรื่องให้ท่าน" in handed.marks
    assert "ชื่อp1 สกุล เหตุผล: อยู่นอกพื้นที่รับผิดชอบ" in handed.body
    assert "วัยรุ่น" in handed.body
    assert "member" not in for_whom(news)
    (tip,) = in_force.tips()
    assert (tip.state, tip.handler_id) == (TipState.SENT, None)
    with in_force.uow() as uow:
        found = uow.tips.get(tip.id)
        (line,) = uow.tips.history(found, "handed_over")
        assert uow.tips.detail(line) == {"to": "n1", "reason": "อยู่นอกพื้นที่รับผิดชอบ"}
        audit = uow.audit.lines()[-1]
        assert (audit.act, audit.actor, audit.about) == ("tip.handover", "p1", "KK-2569-000001")
        assert audit.detail == {"to": "n1"}


@pytest.mark.parametrize("button", ["รับเรื่อง", "ถามผู้แจ้ง", "ปิดเรื่อง", "ส่งต่อ", "แก้ชุมชน"])
def test_the_former_handler_can_no_longer_act(
    talk: Talk, member: Person, officer: Person, button: str
) -> None:
    card = report(member)
    officer.presses(card.buttons["รับเรื่อง"])
    hands_on(officer, card, "ชื่อn1")
    refused = to("p1", officer.presses(card.buttons[button]))
    assert "ออกจากมือท่านแล้ว ส่งต่อให้ ส.ต.อ.ชื่อn1" in refused.text
    assert talk.tips()[0].state == TipState.SENT


def test_the_new_one_accepts_closes_and_may_hand_it_back(
    talk: Talk, member: Person, officer: Person
) -> None:
    card = report(member)
    officer.presses(card.buttons["รับเรื่อง"])
    theirs = to("n1", hands_on(officer, card, "ชื่อn1"))
    neighbour = Person(talk, "n1")
    neighbour.presses(theirs.buttons["รับเรื่อง"])
    back = to("p1", hands_on(neighbour, theirs, "ชื่อp1"))
    officer.presses(back.buttons["รับเรื่อง"])
    assert talk.tips()[0].state == TipState.ACCEPTED
    assert "ออกจากมือ" in to("n1", neighbour.presses(theirs.buttons["ปิดเรื่อง"])).text


@pytest.mark.parametrize("typed", ["ชื่อn1", "n1", "ลาดปลาเค้า", "N1"])
def test_name_and_reason_may_be_typed(
    talk: Talk, member: Person, officer: Person, typed: str
) -> None:
    officer.presses(report(member).buttons["ส่งต่อ"])
    assert "เหตุใด" in to("p1", officer.says(typed)).text
    assert "n1" in for_whom(officer.says("ผู้ต้องสงสัยย้ายไปอยู่ที่นั่น"))
    assert talk.tips()[0].state == TipState.SENT


def test_an_unknown_name_is_asked_again_and_cancel_leaves_all_as_it_was(
    talk: Talk, member: Person, officer: Person
) -> None:
    card = report(member)
    officer.presses(card.buttons["รับเรื่อง"])
    officer.presses(card.buttons["ส่งต่อ"])
    assert "ไม่พบชื่อนี้" in to("p1", officer.says("สมศักดิ์")).text
    assert "ยกเลิกแล้ว" in to("p1", officer.says("ยกเลิก")).text
    assert talk.tips()[0].state == TipState.ACCEPTED


def test_the_time_to_accept_runs_anew_from_the_handing_on(
    in_force: Talk, member: Person, officer: Person
) -> None:
    card = report(member)
    in_force.passes(minutes=10)
    hands_on(officer, card, "ชื่อn1")
    # The first timer would have been due five minutes from now.
    assert in_force.passes(minutes=14) == []
    late = in_force.passes(minutes=1)
    assert for_whom(late) == {"b1"}


def test_a_tip_about_those_in_power_stays_with_the_commanders(
    talk: Talk, member: Person, officer: Person
) -> None:
    report(member)
    with talk.uow() as uow:
        tip = uow.tips.all()[0]
        tip.is_restricted = True
        uow.commit()
    commander = Person(talk, "c1")
    refused = commander.presses(f"handover|{tip.id.hex}|")
    assert "ไม่มีผู้อื่นที่รับต่อได้" in to("c1", refused).text
    forged = commander.presses(f"handover|{tip.id.hex}|n1")
    assert "ส่งต่อให้ผู้นี้ไม่ได้" in to("c1", forged).text
    assert talk.tips()[0].state == TipState.SENT


def test_a_reporters_own_account_is_never_offered_their_own_tip(talk: Talk, member: Person) -> None:
    neighbour = Person(talk, "n1")
    neighbour.says(NOISE)
    neighbour.says("แจ้งเบาะแส")
    news = neighbour.says("ส่งเลย")
    officer = Person(talk, "p1")
    offered = to("p1", officer.presses(to("p1", news).buttons["ส่งต่อ"]))
    assert "ชื่อn1" not in offered.text


def test_the_desk_passes_a_strangers_tip_to_a_village_officer_who_then_sees_it(
    talk: Talk, stranger: Person
) -> None:
    stranger.says(NOISE)
    news = stranger.says("ส่งเลย")
    desk = Person(talk, "d1")
    handed = to("p1", hands_on(desk, to("d1", news), "ชื่อp1"))
    officer = Person(talk, "p1")
    assert "รับเรื่องแล้ว" in to("p1", officer.presses(handed.buttons["รับเรื่อง"])).text


def test_the_desk_may_hand_on_what_a_colleague_has_and_that_colleague_is_told(
    talk: Talk, member: Person, officer: Person
) -> None:
    card = report(member)
    officer.presses(card.buttons["รับเรื่อง"])
    desk = Person(talk, "d1")
    shown = to("d1", desk.says("1/2569"))
    news = hands_on(desk, shown, "ชื่อn1")
    assert "ออกจากมือท่าน" in to("p1", news).text
    assert "ออกจากมือท่านแล้ว" in to("p1", officer.presses(card.buttons["ปิดเรื่อง"])).text
    assert talk.tips()[0].last_message_at < talk.clock() + timedelta(seconds=1)


def test_the_member_is_told_once_that_an_officer_has_it_whoever_that_is(
    talk: Talk, member: Person, officer: Person
) -> None:
    card = report(member)
    assert "member" in for_whom(officer.presses(card.buttons["รับเรื่อง"]))
    handed = to("n1", hands_on(officer, card, "ชื่อn1"))
    assert for_whom(Person(talk, "n1").presses(handed.buttons["รับเรื่อง"])) == {"n1"}


def test_what_the_sender_adds_later_goes_to_who_has_it_and_no_more_to_who_handed_it_on(
    talk: Talk, member: Person, officer: Person
) -> None:
    hands_on(officer, report(member), "ชื่อn1")
    news = member.says("มีขวดแตกเกลื่อนถนนด้วย")
    assert "ขวดแตก" in to("n1", news).text
    assert "p1" not in for_whom(news)


def test_opened_again_it_comes_to_who_closed_it_and_not_to_who_handed_it_on(
    talk: Talk, member: Person, officer: Person
) -> None:
    card = report(member)
    theirs = to("n1", hands_on(officer, card, "ชื่อn1"))
    neighbour = Person(talk, "n1")
    asked = to("n1", neighbour.presses(theirs.buttons["ปิดเรื่อง"]))
    thanked = to("member", neighbour.presses(asked.buttons["ตรวจสอบแล้วไม่พบเหตุ"]))
    news = member.presses(thanked.buttons["ยังไม่เรียบร้อย"])
    assert for_whom(news) == {"member", "n1", "c1"}


def test_the_former_handler_sees_that_it_left_and_whom_it_waits_for(
    talk: Talk, member: Person, officer: Person
) -> None:
    card = report(member)
    officer.presses(card.buttons["รับเรื่อง"])
    hands_on(officer, card, "ชื่อn1")
    shown = a_card(to("p1", officer.says("1/2569")))
    assert shown.marks[0] == "เรื่องนี้ออกจากมือท่านแล้ว"
    assert ("ส่งต่อให้", "ส.ต.อ.ชื่อn1 สกุล") in [(one.label, one.value) for one in shown.lines]
    assert list(shown.buttons) == []
    desk = a_card(to("d1", Person(talk, "d1").says("1/2569")))
    assert "ส่งต่อให้" in [one.label for one in desk.lines]
    assert "รับเรื่อง" in [one.label for one in desk.buttons]
    Person(talk, "n1").presses(card.buttons["รับเรื่อง"])
    taken = a_card(to("d1", Person(talk, "d1").says("1/2569")))
    assert "ส่งต่อให้" not in [one.label for one in taken.lines]


def test_a_reason_that_nobody_understands_is_asked_again_in_words(
    talk: Talk, member: Person, officer: Person
) -> None:
    officer.presses(report(member).buttons["ส่งต่อ"])
    assert "สั้นเกินไป" not in to("p1", officer.says("n1")).text
    assert "เหตุผลสั้นเกินไป" in to("p1", officer.says("ไป")).text
    assert talk.tips()[0].state == TipState.SENT

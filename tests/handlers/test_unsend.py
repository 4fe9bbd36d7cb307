"""What is withdrawn leaves no trace, in whatever order it comes; what is edited is replaced."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from domain.events import MediaKind
from models.outbox import OutboxState, Outgoing
from tests.handlers.talk import Person, Talk, a_card, for_whom, to

NOISE = "วัยรุ่นตั้งวงดื่มเหล้าเสียงดังที่เปรมฤทัย เมื่อคืนนี้"
FIRE = "ไฟไหม้บ้านที่เปรมฤทัย ตอนนี้ ช่วยด้วย"


def kept(talk: Talk) -> list[object]:
    with talk.uow() as uow:
        return [uow.tips.content(m) for tip in uow.tips.all() for m in uow.tips.messages(tip)]


def test_a_withdrawn_message_is_erased_and_its_tip_goes_on(talk: Talk, member: Person) -> None:
    member.says(NOISE)
    told = to("member", member.unsends(member.last))
    assert not told.is_reply
    assert {"แจ้งใหม่", "ยุติเรื่อง"} <= set(told.buttons)
    assert kept(talk) == [None]
    (tip,) = talk.tips()
    assert (tip.state, tip.has_withdrawn) == ("collecting", True)


def test_a_late_copy_does_not_bring_it_back(talk: Talk, member: Person) -> None:
    member.says(NOISE)
    member.unsends(member.last)
    member.resends(NOISE, member.last)
    assert kept(talk) == [None]


def test_an_unsend_that_overtakes_its_message_wins(talk: Talk, member: Person) -> None:
    member.unsends("77")
    member.resends(NOISE, "77")
    assert kept(talk) == []
    assert for_whom(talk.passes(minutes=10)) == set()


def test_a_waiting_card_is_erased_and_the_officer_gets_what_is_left(
    talk: Talk, member: Person
) -> None:
    member.says(FIRE)
    news = member.unsends(member.last)
    with talk.uow() as uow:
        rows = uow.session.scalars(select(Outgoing).where(Outgoing.carries_content)).all()
        withdrawn = [row for row in rows if row.state == OutboxState.WITHDRAWN]
        assert withdrawn
        assert all(row.content is None for row in withdrawn)
    assert {"p1", "d1"} <= for_whom(news)
    assert "ไฟไหม้บ้าน" not in a_card(to("p1", news)).body
    assert talk.tips()[0].urgency == "emergency"


def test_a_withdrawn_photo_is_not_fetched_any_more(talk: Talk, member: Person) -> None:
    member.sends(MediaKind.PHOTO)
    member.unsends(member.last)
    with talk.uow() as uow:
        (tip,) = uow.tips.all()
        (item,) = uow.media.of_tip(tip.id)
        assert (item.state, item.source) == ("withdrawn", None)


def test_a_second_unsend_of_the_same_message_says_nothing(talk: Talk, member: Person) -> None:
    member.says(NOISE)
    member.unsends(member.last)
    assert member.unsends(member.last) == []


def test_the_sender_may_end_what_they_withdrew(talk: Talk, member: Person) -> None:
    member.says(NOISE)
    told = to("member", member.unsends(member.last))
    member.presses(told.buttons["ยุติเรื่อง"])
    assert talk.tips()[0].state == "cancelled"


def test_an_edit_is_read_anew(talk: Talk, member: Person) -> None:
    member.says(NOISE)
    news = member.edits(member.last, FIRE, at=talk.clock() + timedelta(seconds=1))
    assert {"member", "p1", "d1"} <= for_whom(news)
    assert kept(talk) == [{"text": FIRE}]


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_the_newest_edit_wins_in_any_order(
    talk: Talk, member: Person, order: tuple[int, int]
) -> None:
    member.says(NOISE)
    start = talk.clock()
    for number in order:
        text = f"{NOISE} {number}"
        member.edits(member.last, text, at=start + timedelta(seconds=number))
    assert kept(talk) == [{"text": f"{NOISE} 2"}]


def test_an_edit_that_overtakes_its_message_stands(talk: Talk, member: Person) -> None:
    at = talk.clock()
    member.edits("77", f"{NOISE} แก้แล้ว", at=at)
    member.resends(NOISE, "77", at=at - timedelta(seconds=5))
    member.edits("77", f"{NOISE} เก่า", at=at - timedelta(seconds=1))
    assert kept(talk) == [{"text": f"{NOISE} แก้แล้ว"}]


def test_an_edit_of_a_sent_tip_is_shown_to_its_officer(talk: Talk, member: Person) -> None:
    member.says(NOISE)
    said = member.last
    member.says("ส่งเลย")
    news = member.edits(said, f"{NOISE} ห้าคน", at=talk.clock() + timedelta(seconds=1))
    assert for_whom(news) == {"p1"}


@pytest.fixture
def closed(talk: Talk, member: Person, officer: Person) -> str:
    """Give the message of a tip that was closed."""
    member.says(NOISE)
    said = member.last
    card = to("p1", member.says("ส่งเลย"))
    officer.presses(card.buttons["รับเรื่อง"])
    asked = to("p1", officer.presses(card.buttons["ปิดเรื่อง"]))
    officer.presses(asked.buttons["ตรวจสอบแล้วไม่พบเหตุ"])
    assert talk.tips()[0].state == "closed"
    return said


def test_what_is_withdrawn_after_the_end_leaves_no_trace_and_calls_nobody(
    talk: Talk, member: Person, closed: str
) -> None:
    assert for_whom(member.unsends(closed)) <= {"member"}
    (tip,) = talk.tips()
    assert (kept(talk)[0], tip.reading) == (None, None)


def test_an_edit_after_the_end_is_kept_and_calls_nobody(
    talk: Talk, member: Person, closed: str
) -> None:
    edited = member.edits(closed, f"{NOISE} ห้าคน", at=talk.clock() + timedelta(seconds=1))
    assert edited == []
    assert kept(talk)[0] == {"text": f"{NOISE} ห้าคน"}

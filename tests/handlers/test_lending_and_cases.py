"""A tip in another station's hands stands by itself, and a case of several stays with one."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from domain.events import MediaKind
from domain.postback import Act, encode
from domain.tip import TipState
from models.mark import TipMark
from models.tip import Tip
from models.unit_of_work import Store
from tests.conftest import FixedClock
from tests.handlers.merging import (
    LATER,
    NOISE,
    a_neighbour,
    button,
    card_of,
    reports,
    the_tips,
    told,
)
from tests.handlers.talk import Heard, Person
from tests.handlers.test_passing import REASON, THERE, Town

LIKE = "อาจซ้ำ"


@pytest.fixture
def town(store: Store, clock: FixedClock) -> Town:
    return Town(store, clock)


@pytest.fixture
def member(town: Town) -> Person:
    return Person(town.here, "member")


@pytest.fixture
def other(town: Town) -> Person:
    return a_neighbour(town.here)


@pytest.fixture
def officer(town: Town) -> Person:
    return Person(town.here, "p1")


def lent(town: Town, tip: Tip, by: str = "p1") -> list[Heard]:
    """Let an officer pass a tip on to the other station."""
    officer = Person(town.here, by)
    officer.presses(encode(Act.HANDOVER, tip.id))
    officer.says(THERE)
    return officer.says(REASON)


def signs(name: str, news: list[Heard]) -> str:
    """Return the line of a card by which another tip is likely the same, and its button."""
    card = card_of(name, news)
    lines = [one.value for one in card.lines if one.label == LIKE]
    return str([*lines, *(one.label for one in card.buttons if one.label.startswith("รวม"))])


def a_case(town: Town, member: Person, other: Person, officer: Person) -> tuple[Tip, Tip]:
    reports(member, NOISE)
    town.here.passes(minutes=3)
    officer.presses(button("รวมกับ 1/2569", reports(other, LATER)))
    first, second = the_tips(town.here)
    assert second.state == TipState.MERGED
    return first, second


def test_what_comes_while_a_tip_is_away_is_not_held_to_be_like_it(
    town: Town, member: Person, other: Person, officer: Person
) -> None:
    reports(member, NOISE)
    lent(town, town.tip())
    town.here.passes(minutes=3)
    news = reports(other, LATER)
    assert signs("p1", news) == "[]"
    first, second = the_tips(town.here)
    refused = officer.presses(encode(Act.MERGE, second.id, first.id.hex))
    assert "รวมเรื่องที่" not in told("p1", refused)
    assert the_tips(town.here)[1].state == TipState.SENT


def test_the_other_station_learns_nothing_of_what_a_tip_was_held_to_be_like(
    town: Town, member: Person, other: Person
) -> None:
    reports(member, NOISE)
    town.here.passes(minutes=3)
    assert "1/2569" in signs("p1", reports(other, LATER))
    first, second = the_tips(town.here)
    news = lent(town, second)
    assert signs("w-d", news) == "[]"
    assert "000001" not in told("w-d", news)
    assert signs("p1", Person(town.here, "p1").says("1/2569")) == "[]"
    refused = Person(town.there, "w-d").presses(encode(Act.MERGE, second.id, first.id.hex))
    assert "รวมเรื่องที่" not in told("w-d", refused)
    assert the_tips(town.here)[0].state == TipState.SENT


def test_a_guest_is_neither_like_the_other_stations_own_tips_nor_merged_with_them(
    town: Town, member: Person
) -> None:
    member.says("เห็นรถกระบะทะเบียน กข 1234 ขนยาไปคลองกุ่มพัฒนา จากเปรมฤทัย")
    member.says("ส่งเลย")
    # Nobody says in which village it is, so the desk gets it.
    town.here.passes(minutes=6)
    guest = town.tip()
    lent(town, guest, by="d1")
    for name, words in (
        ("w-c", "มีคนเล่นการพนันที่คลองกุ่มพัฒนา"),
        ("w-p", "เห็นรถกระบะทะเบียน กข 1234 ขนยาที่คลองกุ่มพัฒนา"),
    ):
        for said in (words, "แจ้งเบาะแส", "ส่งเลย"):
            Person(town.there, name).says(said)
    with town.store.reading(town.b, town.clock()) as uow:
        _, own = uow.tips.all()
    desk = Person(town.there, "w-d")
    for number in ("1/2569", "KK-2569-000001"):
        assert signs("w-d", desk.says(number)) == "[]"
    for one, into in ((guest, own), (own, guest)):
        refused = desk.presses(encode(Act.MERGE, one.id, into.id.hex))
        assert "ไม่ได้" in told("w-d", refused)
    with town.store.reading(town.b, town.clock()) as uow:
        assert [uow.merges.of(uow.tips.get(one.id)) for one in (guest, own)] == [None, None]


def test_what_a_tip_names_stays_with_its_own_station_and_follows_its_words(
    town: Town, member: Person
) -> None:
    member.says("รถกระบะทะเบียน กข 1234 ขโมยสายไฟที่เปรมฤทัย")
    said = member.last
    member.says("ส่งเลย")
    lent(town, town.tip())

    def kept() -> list[TipMark]:
        with town.store.reading(town.a, town.clock()) as uow:
            return list(uow.session.scalars(select(TipMark)))

    (before,) = kept()
    member.edits(said, "รถกระบะทะเบียน ขค 5678 ขโมยสายไฟที่เปรมฤทัย")
    (after,) = kept()
    assert (before.station_id, after.station_id) == (town.a, town.a)
    assert before.mark != after.mark
    member.unsends(said)
    assert kept() == []


def test_a_tip_that_comes_back_is_compared_anew(
    town: Town, member: Person, other: Person, officer: Person
) -> None:
    reports(member, NOISE)
    lent(town, town.tip())
    town.here.passes(minutes=3)
    reports(other, LATER)
    first = the_tips(town.here)[0]
    desk = Person(town.there, "w-d")
    desk.presses(encode(Act.HANDOVER, first.id))
    desk.says("สน.โคกคราม")
    back = desk.says("ไม่ใช่พื้นที่ของเรา")
    assert "2/2569" in signs("p1", back)
    officer.presses(button("รวมกับ 2/2569", back))
    assert [tip.state for tip in the_tips(town.here)] == [TipState.SENT, TipState.MERGED]


def test_a_case_and_its_parts_are_offered_to_no_other_station_until_they_are_parted(
    town: Town, member: Person, other: Person, officer: Person
) -> None:
    first, second = a_case(town, member, other, officer)
    assert THERE not in told("p1", officer.presses(encode(Act.HANDOVER, first.id)))
    for one in (first, second):
        officer.presses(encode(Act.HANDOVER, one.id, "@bungkum"))
        officer.says(REASON)
    assert [tip.away_id for tip in the_tips(town.here)] == [None, None]
    officer.presses(encode(Act.UNMERGE, second.id))
    lent(town, second)
    assert [tip.away_id for tip in the_tips(town.here)] == [None, town.b]


def test_a_tip_that_became_a_case_after_the_station_was_chosen_stays(
    town: Town, member: Person, other: Person, officer: Person
) -> None:
    reports(member, NOISE)
    town.here.passes(minutes=3)
    news = reports(other, LATER)
    first, _ = the_tips(town.here)
    desk = Person(town.here, "d1")
    desk.presses(encode(Act.HANDOVER, first.id, "@bungkum"))
    officer.presses(button("รวมกับ 1/2569", news))
    refused = desk.says(REASON)
    assert THERE not in told("d1", refused)
    assert the_tips(town.here)[0].away_id is None


def test_all_senders_of_a_case_hear_by_the_account_of_their_own_station(
    town: Town, member: Person, other: Person, officer: Person
) -> None:
    """The town fails whatever reaches a person by the other station's account."""
    first, _ = a_case(town, member, other, officer)
    accepted = officer.presses(encode(Act.ACCEPT, first.id))
    assert "1/2569" in told("member", accepted)
    assert "2/2569" in told("crowd0", accepted)
    closed = officer.presses(encode(Act.OUTCOME, first.id, "verified_prevented"))
    assert ("1/2569" in told("member", closed), "2/2569" in told("crowd0", closed)) == (True, True)


@pytest.mark.parametrize("is_written", [False, True])
def test_a_voice_that_nobody_wrote_down_is_heard_by_the_desk_of_the_station_that_has_the_tip(
    town: Town, member: Person, is_written: bool
) -> None:
    reports(member, NOISE)
    member.sends(MediaKind.VOICE)
    member.says("ตอนนี้ย้ายไปรวมกลุ่มที่คลองกุ่มพัฒนา")
    tip, desk = town.tip(), Person(town.here, "d1")
    if is_written:
        desk.presses(encode(Act.GIST, tip.id))
        desk.says("ขู่จะกลับมาคืนนี้")
    news = lent(town, tip, by="d1")
    assert "w-p" in {one.to for one in news}
    assert ("ฟัง" in told("w-d", news)) is not is_written
    assert ("ขู่จะกลับมา" in told("w-p", news)) is is_written

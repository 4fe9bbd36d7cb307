"""Two officers merge, close, accept or ask at the same moment, over two connections."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from domain.meanings import AcceptAsked, CloseAsked, MergeAsked, UnmergeAsked
from domain.postback import Act, encode
from domain.talking import AnswerSaid, QuestionSaid
from domain.tip import TipState
from handlers import HANDLERS
from models.tip import Tip
from models.unit_of_work import Store
from tests.conftest import FixedClock
from tests.handlers.merging import LATER, NOISE, OTHER, reports, the_tips, told
from tests.handlers.talk import Heard, Person, Talk
from tests.handlers.test_two_officers import Rush


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Give each database in turn: how a race ends is theirs to decide."""
    return str(request.getfixturevalue(f"{request.param}_url"))


class Crossing(Rush):
    """Two officers whose acts meet with both tips in their hands."""

    def presses(self, name: str, data: str) -> None:
        self.arrives(name, {"type": "postback", "postback": {"data": data}})

    def says(self, name: str, words: str) -> None:
        message = {"type": "text", "id": f"{name}-says", "text": words}
        self.arrives(name, {"type": "message", "message": message})

    def met(self, handle: Any) -> Any:
        def handler(event: Any, uow: Any, catalog: Any) -> Any:
            held = list(uow.tips.all())
            assert len(held) == 2
            self.meeting.wait()
            return handle(event, uow, catalog)

        return handler

    def cross(self, *kinds: type[Any]) -> None:
        handlers = {**HANDLERS, **{kind: self.met(HANDLERS[kind]) for kind in kinds}}
        hands = [
            threading.Thread(target=self._works, args=(f"w{one}", handlers)) for one in range(2)
        ]
        for one in hands:
            one.start()
        for one in hands:
            one.join(timeout=30)
        assert not any(one.is_alive() for one in hands)


@pytest.fixture
def two(talk: Talk, member: Person, other: Person) -> tuple[Tip, Tip]:
    reports(member, NOISE)
    reports(other, LATER)
    first, second = the_tips(talk)
    return first, second


@pytest.fixture
def crossing(
    two: tuple[Tip, Tip], store: Store, talk: Talk, station: int, clock: FixedClock
) -> Crossing:
    return Crossing(store, station, clock)


def settled(talk: Talk) -> list[Heard]:
    return [*talk.news(), *talk.due()]


def kinds_of(talk: Talk, tip: Tip) -> list[str]:
    with talk.uow() as uow:
        return [line.what for line in uow.tips.history(uow.tips.get(tip.id))]


def test_two_who_merge_crosswise_make_one_case_once(
    talk: Talk, two: tuple[Tip, Tip], crossing: Crossing
) -> None:
    first, second = two
    crossing.presses("p1", encode(Act.MERGE, second.id, first.id.hex))
    crossing.presses("d1", encode(Act.MERGE, first.id, second.id.hex))
    crossing.cross(MergeAsked)
    news = settled(talk)
    assert [tip.state for tip in the_tips(talk)] == [TipState.SENT, TipState.MERGED]
    assert kinds_of(talk, second).count("merged") == kinds_of(talk, first).count("joined") == 1
    for name in ("p1", "d1"):
        assert "รวมเรื่องที่ 2/2569 เข้ากับเรื่องที่ 1/2569 แล้ว" in told(name, news)


def test_a_case_that_is_closed_meanwhile_takes_none_in_or_tells_all(
    talk: Talk, two: tuple[Tip, Tip], crossing: Crossing
) -> None:
    first, second = two
    crossing.presses("p1", encode(Act.MERGE, second.id, first.id.hex))
    crossing.presses("d1", encode(Act.OUTCOME, first.id, "unfounded"))
    crossing.cross(MergeAsked, CloseAsked)
    news = settled(talk)
    closed, other_one = the_tips(talk)
    assert closed.state == TipState.CLOSED
    is_told = "เรื่องที่ 2/2569 ตรวจสอบแล้ว" in told(OTHER, news)
    assert is_told is (other_one.state == TipState.MERGED)
    assert is_told or "เรื่องที่ 1/2569 ปิดเรื่องแล้ว" in told("p1", news)
    assert is_told or other_one.state == TipState.SENT


def test_a_case_that_is_accepted_meanwhile_is_told_to_each_sender_once(
    talk: Talk, two: tuple[Tip, Tip], crossing: Crossing
) -> None:
    first, second = two
    crossing.presses("p1", encode(Act.MERGE, second.id, first.id.hex))
    crossing.presses("d1", encode(Act.ACCEPT, first.id))
    crossing.cross(MergeAsked, AcceptAsked)
    news = settled(talk)
    assert [tip.state for tip in the_tips(talk)] == [TipState.ACCEPTED, TipState.MERGED]
    assert told("member", news).count("เรื่องที่ 1/2569 มีตำรวจรับเรื่องแล้ว") == 1
    assert told(OTHER, news).count("เรื่องที่ 2/2569 มีตำรวจรับเรื่องแล้ว") == 1


def test_a_merged_one_that_is_accepted_meanwhile_is_either_and_never_lost(
    talk: Talk, two: tuple[Tip, Tip], crossing: Crossing
) -> None:
    first, second = two
    crossing.presses("p1", encode(Act.MERGE, second.id, first.id.hex))
    crossing.presses("d1", encode(Act.ACCEPT, second.id))
    crossing.cross(MergeAsked, AcceptAsked)
    news = settled(talk)
    main, later = the_tips(talk)
    if later.state == TipState.MERGED:
        assert main.state == TipState.SENT
        assert "เรื่องที่ 2/2569 รวมกับเรื่องที่ 1/2569 แล้ว" in told("d1", news)
        assert told(OTHER, news) == ""
    else:
        assert (later.state, main.state) == (TipState.ACCEPTED, TipState.SENT)
        assert "รับเรื่องไว้แล้ว" in told("p1", news)


def test_two_who_part_at_once_part_once(
    talk: Talk, two: tuple[Tip, Tip], crossing: Crossing
) -> None:
    first, second = two
    Person(talk, "p1").presses(encode(Act.MERGE, second.id, first.id.hex))
    for name in ("c1", "d1"):
        crossing.presses(name, encode(Act.UNMERGE, second.id))
    crossing.cross(UnmergeAsked)
    settled(talk)
    assert [tip.state for tip in the_tips(talk)] == [TipState.SENT, TipState.SENT]
    assert kinds_of(talk, second).count("unmerged") == 1


def test_a_question_that_is_put_meanwhile_is_asked_once_and_the_tip_is_in_hand(
    talk: Talk, two: tuple[Tip, Tip], crossing: Crossing
) -> None:
    """The desk merges a tip while its officer sends the question about it."""
    first, second = two
    Person(talk, "p1").presses(encode(Act.ASK, second.id))
    crossing.says("p1", "เห็นกี่คน")
    crossing.presses("d1", encode(Act.MERGE, second.id, first.id.hex))
    crossing.cross(QuestionSaid, MergeAsked)
    news = settled(talk)
    case, part = the_tips(talk)
    assert told(OTHER, news).count("ตำรวจขอถาม: “เห็นกี่คน”") == 1
    assert told(OTHER, news).count("เรื่องที่ 2/2569 มีตำรวจรับเรื่องแล้ว") == 1
    assert "เห็นกี่คน" not in told("member", news)
    if part.state == TipState.MERGED:
        assert case.state == TipState.ACCEPTED
        assert told("member", news).count("เรื่องที่ 1/2569 มีตำรวจรับเรื่องแล้ว") == 1
    else:
        assert (case.state, part.state) == (TipState.SENT, TipState.ACCEPTED)
        assert "รับเรื่องไว้แล้ว" in told("d1", news)
    answered = Person(talk, "crowd0").says("สาม")
    assert "ผู้แจ้งตอบ: “สาม”" in told("p1", answered)
    assert "KK-2569-000002" in told("p1", answered)


def test_an_answer_that_comes_while_its_tip_is_merged_reaches_who_asked(
    talk: Talk, two: tuple[Tip, Tip], crossing: Crossing
) -> None:
    first, second = two
    officer = Person(talk, "p1")
    officer.presses(encode(Act.ASK, second.id))
    officer.says("เห็นกี่คน")
    crossing.says("crowd0", "สาม")
    crossing.presses("p1", encode(Act.MERGE, second.id, first.id.hex))
    crossing.cross(AnswerSaid, MergeAsked)
    news = settled(talk)
    assert [tip.state for tip in the_tips(talk)] == [TipState.ACCEPTED, TipState.MERGED]
    assert told("p1", news).count("ผู้แจ้งตอบ: “สาม”") == 1
    assert told(OTHER, news).count("ส่งคำตอบของเรื่องที่ 2/2569") == 1
    assert len(the_tips(talk)) == 2


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_village_answered_after_the_merge_is_of_the_tip_that_was_asked_about(
    talk: Talk, two: tuple[Tip, Tip]
) -> None:
    """A member who is asked where it was answers after an officer merged what they told."""
    third = Person(talk, "crowd1")
    third.says("มีคนขโมยมอเตอร์ไซค์หน้าเซเว่น คนร้ายสองคน")
    talk.passes(seconds=31)
    talk.passes(minutes=6)
    asked = the_tips(talk)[2]
    assert (asked.state, asked.village_id) == (TipState.SENT, None)
    Person(talk, "d1").presses(encode(Act.MERGE, asked.id, two[0].id.hex))
    assert the_tips(talk)[2].state == TipState.MERGED
    third.says("ลาดปลาเค้า")
    after = the_tips(talk)
    assert len(after) == 3
    assert after[2].village_id is not None
    assert after[0].village_id != after[2].village_id

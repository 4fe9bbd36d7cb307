"""Two people act on one tip at the same moment, over two connections to the database."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import pytest

from domain.answers import Answer
from domain.meanings import AcceptAsked, CloseAsked, RatingGiven
from domain.talking import HandOverSaid, QuestionSaid, ReopenPressed
from domain.tip import TipState
from handlers import HANDLERS
from models.unit_of_work import Store, UnitOfWork
from tests.conftest import FixedClock
from tests.handlers.talk import Heard, Person, Talk, to
from tests.handlers.test_relay import report
from tests.handlers.test_two_officers import Rush, told_to


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Give each database in turn: how a race ends is theirs to decide."""
    return str(request.getfixturevalue(f"{request.param}_url"))


class Meeting(Rush):
    """Two acts of different kinds that meet with the same tip in their hands."""

    def met(self, handle: Any) -> Any:
        def handler(event: Any, uow: UnitOfWork, catalog: Any) -> Sequence[Answer]:
            assert uow.tips.find(event.tip) is not None
            self.meeting.wait()
            return handle(event, uow, catalog)  # type: ignore[no-any-return]

        return handler

    def goes_on(self, *kinds: type[Any]) -> None:
        handlers = {**HANDLERS, **{kind: self.met(HANDLERS[kind]) for kind in kinds}}
        hands = [
            threading.Thread(target=self._works, args=(f"w{one}", handlers)) for one in range(2)
        ]
        for one in hands:
            one.start()
        for one in hands:
            one.join(timeout=30)
        assert not any(one.is_alive() for one in hands)

    def presses(self, name: str, data: str) -> None:
        self.arrives(name, {"type": "postback", "postback": {"data": data}})

    def says(self, name: str, words: str) -> None:
        said = {"id": f"90{name}", "type": "text", "text": words}
        self.arrives(name, {"type": "message", "message": said})


@pytest.fixture
def meeting(talk: Talk, store: Store, station: int, clock: FixedClock) -> Meeting:
    assert talk.station == station
    return Meeting(store, station, clock)


@pytest.fixture
def officer(talk: Talk) -> Person:
    return Person(talk, "p1")


def lines(talk: Talk, *whats: str) -> list[str]:
    with talk.uow() as uow:
        return [one.what for one in uow.tips.history(uow.tips.all()[0], *whats)]


def settled(talk: Talk) -> list[Heard]:
    return [*talk.news(), *talk.due()]


def test_two_accept_and_one_has_it(talk: Talk, member: Person, meeting: Meeting) -> None:
    report(member)
    tip = talk.tips()[0].id.hex
    for name in ("p1", "b1"):
        meeting.presses(name, f"accept|{tip}|")
    meeting.goes_on(AcceptAsked)
    assert lines(talk, "accepted") == ["accepted"]
    assert told_to("member", settled(talk)).count("มีตำรวจรับเรื่องแล้ว") == 1


def test_accepting_meets_handing_on(
    talk: Talk, member: Person, officer: Person, meeting: Meeting
) -> None:
    card = report(member)
    officer.presses(card.buttons["ส่งต่อ"])
    officer.says("n1")
    meeting.says("p1", "อยู่นอกพื้นที่รับผิดชอบ")
    meeting.presses("d1", f"accept|{talk.tips()[0].id.hex}|")
    meeting.goes_on(AcceptAsked, HandOverSaid)
    news = settled(talk)
    done = lines(talk, "accepted", "handed_over")
    assert done in (["accepted"], ["handed_over", "accepted"])
    with talk.uow() as uow:
        (tip,) = uow.tips.all()
        assert tip.state == TipState.ACCEPTED
        assert uow.officers.get(tip.handler_id).code == "d1"
    assert told_to("member", news).count("มีตำรวจรับเรื่องแล้ว") == 1
    has_left = "ออกจากมือท่าน" in told_to("p1", news)
    assert has_left is ("handed_over" in done)
    if not has_left:
        assert "วัยรุ่น" not in told_to("n1", news)


def test_closing_meets_the_members_not_done(
    talk: Talk, member: Person, officer: Person, meeting: Meeting
) -> None:
    report(member)
    tip = talk.tips()[0].id.hex
    officer.presses(f"accept|{tip}|")
    officer.presses(f"outcome|{tip}|unfounded")
    meeting.presses("member", f"rate|{tip}|not_done")
    meeting.presses("c1", f"outcome|{tip}|verified_prevented")
    meeting.goes_on(CloseAsked, RatingGiven)
    news = settled(talk)
    (found,) = talk.tips()
    done = lines(talk, "closed", "reopened")
    if found.state == TipState.CLOSED:
        assert done == ["closed", "reopened", "closed"]
        assert found.outcome == "verified_prevented"
    else:
        assert done == ["closed", "reopened"]
        assert (found.state, found.outcome) == (TipState.SENT, None)
        assert "ปิดเรื่องแล้ว" in told_to("c1", news)


def test_the_member_and_an_officer_open_it_again_once(
    talk: Talk, member: Person, officer: Person, meeting: Meeting
) -> None:
    report(member)
    tip = talk.tips()[0].id.hex
    officer.presses(f"accept|{tip}|")
    officer.presses(f"outcome|{tip}|unfounded")
    meeting.presses("member", f"rate|{tip}|not_done")
    meeting.presses("p1", f"reopen|{tip}|")
    meeting.goes_on(ReopenPressed, RatingGiven)
    settled(talk)
    assert len(lines(talk, "reopened", "reopened_by_officer")) == 1
    assert talk.tips()[0].state in (TipState.SENT, TipState.ACCEPTED)


def test_a_question_meets_the_closing(
    talk: Talk, member: Person, officer: Person, meeting: Meeting
) -> None:
    card = report(member)
    officer.presses(card.buttons["ถามผู้แจ้ง"])
    meeting.says("p1", "เห็นกี่คน")
    meeting.presses("c1", f"outcome|{talk.tips()[0].id.hex}|unfounded")
    meeting.goes_on(QuestionSaid, CloseAsked)
    news = settled(talk)
    done = lines(talk, "question", "closed")
    if "question" in done:
        # The question was first, so the tip is the officer's and only its commander closes it.
        assert done == ["question", "closed"]
        assert "เห็นกี่คน" in told_to("member", news)
    else:
        assert done == ["closed"]
        assert "เห็นกี่คน" not in told_to("member", news)
        assert "ไม่ได้ส่งคำถาม" in told_to("p1", news)


def test_two_questions_meet_and_one_officer_has_the_tip(
    talk: Talk, member: Person, officer: Person, meeting: Meeting
) -> None:
    card = report(member)
    desk = Person(talk, "d1")
    for one in (officer, desk):
        to(one.name, one.presses(card.buttons["ถามผู้แจ้ง"]))
    meeting.says("p1", "เห็นกี่คน")
    meeting.says("d1", "อยู่ตรงไหน")
    meeting.goes_on(QuestionSaid)
    told = told_to("member", settled(talk))
    assert ("เห็นกี่คน" in told) is not ("อยู่ตรงไหน" in told)
    assert lines(talk, "accepted", "question") == ["accepted", "question"]

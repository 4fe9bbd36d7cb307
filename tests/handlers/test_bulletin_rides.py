"""A bulletin that costs nothing: it rides on the next free reply in its group."""

from __future__ import annotations

from typing import Any

import pytest

from domain.answers import Words
from domain.bulletin import BulletinState
from models.outbox import OutboxState, Outgoing
from models.planning import cancel
from tests.handlers.talk import Heard, Person, Talk
from tests.handlers.test_bulletins import Announcer, at, goes_to

HOUR = 3600


@pytest.fixture
def announcer(talk: Talk) -> Announcer:
    return Announcer(talk)


@pytest.fixture
def neighbour(talk: Talk) -> Person:
    return Person(talk, "neighbour", group="C0")


def rides(announcer: Announcer, **facts: Any) -> int:
    facts = {"saver_end": "push", "rides_for": HOUR, **facts}
    return announcer.announces(**facts)


def texts(heard: list[Heard]) -> list[str]:
    return [one.text for message in heard for one in message.contents if isinstance(one, Words)]


def pushed(talk: Talk) -> int:
    with talk.uow() as uow:
        rows = uow.session.query(Outgoing).filter(Outgoing.occurrence_id.is_not(None))
        return int(rows.count())


def settled(talk: Talk, heard: Heard, state: OutboxState) -> None:
    with talk.uow() as uow:
        row = uow.session.get(Outgoing, heard.row)
        row.method = "reply"
        uow.outbox.settle(row, state, now=uow.now)
        uow.commit()


def test_it_waits_for_a_word_and_rides_on_its_free_reply(
    announcer: Announcer, talk: Talk, neighbour: Person
) -> None:
    bulletin = rides(announcer)
    assert talk.due() == []
    (answer,) = neighbour.says("สวัสดีตอนเช้า")
    assert (answer.to, answer.is_reply) == ("C0", True)
    assert texts([answer]) == ["ประชุมชุมชนวันเสาร์ 9 โมง"]
    assert neighbour.says("ขอบคุณ") == []
    settled(talk, answer, OutboxState.ACCEPTED)
    with talk.uow() as uow:
        (occurrence,) = uow.bulletins.times(uow.bulletins.get(bulletin))
        tally = uow.tallies.of(occurrence)
        assert (tally.cost, tally.open) == (0, 1)


def test_a_group_that_was_not_meant_hears_nothing(announcer: Announcer, talk: Talk) -> None:
    rides(announcer)
    talk.due()
    assert Person(talk, "other", group="C9").says("สวัสดี") == []
    assert Person(talk, "alone").says("ขอบคุณ") is not None
    assert pushed(talk) == 0


def test_up_to_five_ride_together_and_the_sixth_on_the_next(
    announcer: Announcer, talk: Talk, neighbour: Person
) -> None:
    for _ in range(6):
        rides(announcer)
    talk.due()
    (first,) = neighbour.says("สวัสดี")
    (second,) = neighbour.says("สวัสดีค่ะ")
    assert (len(first.contents), len(second.contents)) == (5, 1)
    assert neighbour.says("จ้า") == []


def test_a_reply_that_was_too_late_leaves_it_waiting(
    announcer: Announcer, talk: Talk, neighbour: Person
) -> None:
    rides(announcer)
    talk.due()
    (answer,) = neighbour.says("สวัสดี")
    settled(talk, answer, OutboxState.DROPPED)
    (again,) = neighbour.says("อยู่ไหม")
    assert texts([again]) == ["ประชุมชุมชนวันเสาร์ 9 โมง"]


def test_a_reply_without_an_answer_is_never_sent_again(
    announcer: Announcer, talk: Talk, neighbour: Person
) -> None:
    bulletin = rides(announcer)
    talk.due()
    (answer,) = neighbour.says("สวัสดี")
    settled(talk, answer, OutboxState.UNKNOWN)
    assert neighbour.says("อยู่ไหม") == []
    talk.passes(hours=1)
    assert pushed(talk) == 1
    (report,) = announcer.delivered()
    assert "ไม่ทราบผล (อาจได้รับแล้ว จึงไม่ส่งซ้ำ): 1 ราย" in report.text
    assert announcer.state(bulletin) == BulletinState.SENT


def test_where_nobody_spoke_it_is_pushed_at_the_end(announcer: Announcer, talk: Talk) -> None:
    bulletin = rides(announcer)
    talk.due()
    talk.passes(minutes=59)
    assert pushed(talk) == 0
    talk.passes(minutes=1)
    assert pushed(talk) == 2
    (report,) = announcer.delivered()
    assert "ใช้โควตา 100 ข้อความ" in report.text
    assert announcer.state(bulletin) == BulletinState.SENT


def test_or_dropped_if_that_was_chosen(announcer: Announcer, talk: Talk) -> None:
    announcer.month(limit=100, used=100)
    bulletin = rides(announcer, saver_end="drop")
    talk.due()
    talk.passes(minutes=60)
    assert pushed(talk) == 0
    (report,) = announcer.delivered()
    assert "ไม่ได้ส่ง: 2 ราย" in report.text
    assert announcer.state(bulletin) == BulletinState.SENT


def test_a_word_after_the_end_is_not_ridden_on(
    announcer: Announcer, talk: Talk, neighbour: Person
) -> None:
    rides(announcer)
    talk.due()
    talk.passes(minutes=60)
    assert neighbour.says("สวัสดี") == []


def test_in_the_night_it_neither_rides_nor_is_pushed(
    announcer: Announcer, talk: Talk, neighbour: Person
) -> None:
    goes_to(talk, at(24, 20, 30))
    rides(announcer)
    talk.due()
    talk.clock.now = at(24, 21, 15)
    assert neighbour.says("ยังไม่นอนกัน") == []
    goes_to(talk, at(24, 21, 30))
    assert pushed(talk) == 0
    goes_to(talk, at(25, 6))
    assert pushed(talk) == 2


def test_alerts_that_spent_the_month_meanwhile_come_first(announcer: Announcer, talk: Talk) -> None:
    rides(announcer)
    talk.due()
    announcer.month(limit=1000, used=601)
    talk.passes(minutes=60)
    assert pushed(talk) == 0
    (report,) = announcer.delivered()
    assert "ไม่ได้ส่ง: 2 ราย" in report.text


def test_a_cancelled_one_rides_no_more(announcer: Announcer, talk: Talk, neighbour: Person) -> None:
    bulletin = rides(announcer)
    talk.due()
    with talk.uow() as uow:
        cancel(uow, uow.bulletins.get(bulletin))
        uow.commit()
    assert neighbour.says("สวัสดี") == []
    talk.passes(hours=2)
    assert pushed(talk) == 0
    assert announcer.state(bulletin) == BulletinState.CANCELLED


def test_a_reply_that_failed_when_the_rides_were_over_is_pushed(
    announcer: Announcer, talk: Talk, neighbour: Person
) -> None:
    rides(announcer)
    talk.due()
    talk.clock.passes(minutes=59)
    (answer,) = neighbour.says("สวัสดี")
    talk.passes(minutes=1)
    assert pushed(talk) == 1
    settled(talk, answer, OutboxState.DROPPED)
    talk.passes(minutes=2)
    assert pushed(talk) == 2


def test_a_reply_that_failed_after_it_was_cancelled_is_let_go(
    announcer: Announcer, talk: Talk, neighbour: Person
) -> None:
    bulletin = rides(announcer)
    talk.due()
    (answer,) = neighbour.says("สวัสดี")
    with talk.uow() as uow:
        cancel(uow, uow.bulletins.get(bulletin))
        uow.commit()
    settled(talk, answer, OutboxState.DROPPED)
    (report,) = talk.passes(minutes=5)
    assert "ยกเลิกระหว่างส่ง ถึงผู้รับไปแล้ว 0" in report.text
    assert pushed(talk) == 0


def test_chatter_without_a_waiting_bulletin_costs_and_leaves_nothing(
    announcer: Announcer, talk: Talk, neighbour: Person
) -> None:
    for number in range(30):
        assert neighbour.says(f"คุยกันเรื่องที่ {number}") == []
    with talk.uow() as uow:
        assert uow.session.query(Outgoing).count() == 0

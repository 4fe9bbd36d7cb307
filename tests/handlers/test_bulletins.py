"""A bulletin's time: it goes, waits for the morning, is missed and reported, or comes again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.answers import Words
from domain.audience import Audience
from domain.bulletin import BulletinState, BulletinStep
from models.bulletin import NewBulletin, Occurrence
from models.outbox import OutboxState, Outgoing
from models.planning import cancel, plan
from tests.handlers.talk import Heard, Talk

SAID = "ประชุมชุมชนวันเสาร์ 9 โมง"


class Announcer:
    """An officer of the small station who writes bulletins for its groups."""

    def __init__(self, talk: Talk, *, groups: Sequence[int | None] = (40, 60)) -> None:
        self.talk = talk
        with talk.uow() as uow:
            village = uow.villages.by_code("v1")
            for number, size in enumerate(groups):
                group = uow.groups.meet(f"C{number}", now=uow.now)
                group.member_count = size
                uow.groups.bind(group, [village.id], whole_station=False, now=uow.now)
            uow.commit()
        self.month(limit=1000)

    def month(self, *, limit: int | None, used: int = 0) -> None:
        with self.talk.uow() as uow:
            uow.quotas.told(uow.now, limit=limit, used=used)
            uow.commit()

    def announces(self, *, at: datetime | None = None, author: str = "p1", **facts: Any) -> int:
        with self.talk.uow() as uow:
            officer = uow.officers.by_code(author)
            new = NewBulletin(
                contents=[Words(text=SAID)],
                audience=facts.pop("audience", Audience(groups=True)),
                author=None if officer is None else officer.id,
                **facts,
            )
            bulletin = uow.bulletins.draft(new, now=uow.now)
            timer = plan(uow, bulletin, at or uow.now)
            uow.inbox.set_timer(timer, lane=b"lane", now=uow.now)
            uow.commit()
            return bulletin.id

    def state(self, bulletin: int) -> str:
        with self.talk.uow() as uow:
            return str(uow.bulletins.get(bulletin).state)

    def next_at(self, bulletin: int) -> datetime | None:
        with self.talk.uow() as uow:
            found: datetime | None = uow.bulletins.get(bulletin).next_at
            return found

    def times(self, bulletin: int) -> list[tuple[str, str]]:
        """Return the times of a bulletin, as local hour and state."""
        with self.talk.uow() as uow:
            rows: Sequence[Occurrence] = uow.bulletins.times(uow.bulletins.get(bulletin))
            local = [(row.planned_at + timedelta(hours=7), row.state) for row in rows]
            return [(f"{at:%d %H:%M}", state) for at, state in local]

    def delivered(self, state: OutboxState = OutboxState.ACCEPTED) -> list[Heard]:
        """Let LINE have answered all that bulletins sent; return what their author is told."""
        with self.talk.uow() as uow:
            for row in uow.session.query(Outgoing).filter(Outgoing.occurrence_id.is_not(None)):
                if row.state == OutboxState.WAITING:
                    uow.outbox.settle(row, state, now=uow.now, fault="Failed to send messages")
            uow.commit()
        self.talk.news()
        return [one for one in self.talk.passes(seconds=70) if one.to != ""]


@pytest.fixture
def announcer(talk: Talk) -> Announcer:
    return Announcer(talk)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of November 2026 as the station's clocks show it."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) - timedelta(hours=7)


def goes_to(talk: Talk, when: datetime) -> list[Heard]:
    """Let the clock reach a moment, as if nobody had been at work meanwhile."""
    talk.clock.now = when
    return [one for one in talk.due() if one.to != "" and not one.to.startswith("C")]


def carried(talk: Talk) -> int:
    with talk.uow() as uow:
        return uow.session.query(Outgoing).filter(Outgoing.occurrence_id.is_not(None)).count()


def test_the_author_is_told_how_it_ended(announcer: Announcer, talk: Talk) -> None:
    bulletin = announcer.announces()
    talk.due()
    assert announcer.state(bulletin) == BulletinState.SENDING
    (report,) = announcer.delivered()
    assert report.to == "p1"
    assert "ถึงผู้รับ 2 จาก 2 ราย ใช้โควตา 100 ข้อความ" in report.text
    assert announcer.state(bulletin) == BulletinState.SENT
    assert announcer.delivered() == []


def test_the_author_is_told_who_refused_and_why(announcer: Announcer, talk: Talk) -> None:
    announcer.announces()
    talk.due()
    (report,) = announcer.delivered(OutboxState.SET_ASIDE)
    assert "LINE ไม่รับ: 2 ราย" in report.text
    assert "Failed to send messages (2)" in report.text


def test_who_cannot_be_reached_is_not_reported_to(announcer: Announcer, talk: Talk) -> None:
    announcer.announces()
    talk.due()
    with talk.uow() as uow:
        uow.officers.by_code("p1").unreachable_since = uow.now
        uow.commit()
    assert announcer.delivered() == []


def test_a_planned_one_goes_at_its_time_and_no_sooner(announcer: Announcer, talk: Talk) -> None:
    bulletin = announcer.announces(at=at(24, 15))
    assert goes_to(talk, at(24, 14, 59)) == []
    assert announcer.state(bulletin) == BulletinState.SCHEDULED
    goes_to(talk, at(24, 15))
    assert announcer.state(bulletin) == BulletinState.SENDING
    assert carried(talk) == 2


def test_one_of_the_night_is_held_until_the_morning(announcer: Announcer, talk: Talk) -> None:
    goes_to(talk, at(24, 22))
    bulletin = announcer.announces()
    assert announcer.state(bulletin) == BulletinState.HELD
    assert announcer.next_at(bulletin) == at(25, 6)
    goes_to(talk, at(24, 22, 1))
    goes_to(talk, at(25, 5, 59))
    assert (announcer.state(bulletin), carried(talk)) == (BulletinState.HELD, 0)
    goes_to(talk, at(25, 6))
    assert (announcer.state(bulletin), carried(talk)) == (BulletinState.SENDING, 2)


def test_an_urgent_one_goes_at_night(announcer: Announcer, talk: Talk) -> None:
    goes_to(talk, at(24, 22))
    bulletin = announcer.announces(is_urgent=True)
    talk.due()
    assert announcer.state(bulletin) == BulletinState.SENDING


def test_a_time_that_passed_is_sent_late_within_its_grace(announcer: Announcer, talk: Talk) -> None:
    bulletin = announcer.announces(at=at(24, 15))
    goes_to(talk, at(24, 16))
    assert announcer.state(bulletin) == BulletinState.SENDING


def test_a_time_that_passed_long_ago_is_reported_as_missed(
    announcer: Announcer, talk: Talk
) -> None:
    bulletin = announcer.announces(at=at(24, 15))
    (told,) = goes_to(talk, at(24, 16, 1))
    assert told.to == "p1"
    assert "24 พ.ย. 2569 15:00 น. ไม่ได้ส่ง เพราะเลยเวลา" in told.text
    assert announcer.state(bulletin) == BulletinState.MISSED
    assert carried(talk) == 0
    assert goes_to(talk, at(24, 17)) == []


def test_what_has_no_author_is_reported_to_the_admins(announcer: Announcer, talk: Talk) -> None:
    announcer.announces(at=at(24, 15), author="")
    assert [one.to for one in goes_to(talk, at(24, 18))] == ["a1"]


def test_the_same_time_twice_begins_but_once(announcer: Announcer, talk: Talk) -> None:
    bulletin = announcer.announces()
    with talk.uow() as uow:
        row = uow.bulletins.get(bulletin)
        from domain.bulletin_events import due

        again = due(bulletin, version=row.version, planned_at=uow.now, at=uow.now)
        for number in range(3):
            uow.inbox.set_timer(replace(again, key=f"again{number}"), lane=b"other", now=uow.now)
        uow.commit()
    talk.due()
    assert carried(talk) == 2
    assert len(announcer.times(bulletin)) == 1


def test_a_changed_bulletin_does_not_go_at_its_old_time(announcer: Announcer, talk: Talk) -> None:
    bulletin = announcer.announces(at=at(24, 15))
    with talk.uow() as uow:
        row = uow.bulletins.get(bulletin)
        row.takes(BulletinStep.CHANGE, now=uow.now)
        uow.inbox.set_timer(plan(uow, row, at(24, 17)), lane=b"lane", now=uow.now)
        uow.commit()
    goes_to(talk, at(24, 15))
    assert carried(talk) == 0
    goes_to(talk, at(24, 17))
    assert carried(talk) == 2


def test_a_cancelled_one_never_goes(announcer: Announcer, talk: Talk) -> None:
    bulletin = announcer.announces(at=at(24, 15))
    with talk.uow() as uow:
        cancel(uow, uow.bulletins.get(bulletin))
        uow.commit()
    goes_to(talk, at(24, 15))
    assert (announcer.state(bulletin), carried(talk)) == (BulletinState.CANCELLED, 0)


def test_one_taken_back_while_it_spreads_ends_and_promises_nothing(talk: Talk) -> None:
    announcer = Announcer(talk, groups=[1] * 250)
    bulletin = announcer.announces()
    talk._one_timer()
    talk._one_timer()
    assert carried(talk) == 100
    with talk.uow() as uow:
        cancel(uow, uow.bulletins.get(bulletin))
        uow.commit()
    talk.news()
    (report,) = [*talk.passes(seconds=1), *talk.passes(seconds=1)]
    assert "ยกเลิกระหว่างส่ง" in report.text
    assert carried(talk) == 100
    with talk.uow() as uow:
        assert uow.tallies.queued() == 0


@pytest.mark.parametrize(
    ("limit", "used", "is_urgent", "goes"),
    [
        pytest.param(1000, 600, False, True, id="just above the reserve"),
        pytest.param(1000, 601, False, False, id="one message too many"),
        pytest.param(1000, 601, True, False, id="urgent or not"),
        pytest.param(None, 5000, False, True, id="without a limit"),
    ],
)
def test_the_alerts_share_is_never_eaten(
    announcer: Announcer, talk: Talk, limit: int | None, used: int, is_urgent: bool, goes: bool
) -> None:
    announcer.month(limit=limit, used=used)
    bulletin = announcer.announces(is_urgent=is_urgent)
    told = talk.due()
    assert (carried(talk) == 2) is goes
    if not goes:
        assert announcer.state(bulletin) == BulletinState.MISSED
        (report,) = told
        assert "ต้องใช้ 100 ข้อความ แต่ใช้ได้อีกเพียง 99" in report.text


def test_what_is_planned_is_not_spent_by_another(announcer: Announcer, talk: Talk) -> None:
    announcer.month(limit=1000, used=550)
    later = announcer.announces(at=at(25, 15), cost=100)
    now = announcer.announces()
    talk.due()
    assert announcer.state(now) == BulletinState.MISSED
    goes_to(talk, at(25, 15))
    assert announcer.state(later) == BulletinState.SENDING


def test_while_line_tells_nothing_nobody_buys(announcer: Announcer, talk: Talk) -> None:
    goes_to(talk, at(30, 23))
    with talk.uow() as uow:
        uow.quotas.at(uow.now).used = None
        uow.commit()
    bulletin = announcer.announces(is_urgent=True)
    talk.due()
    goes_to(talk, at(30, 23, 2))
    assert (announcer.state(bulletin), carried(talk)) == (BulletinState.SCHEDULED, 0)
    announcer.month(limit=1000)
    goes_to(talk, at(30, 23, 4))
    assert (announcer.state(bulletin), carried(talk)) == (BulletinState.SENDING, 2)


def test_a_group_that_was_not_counted_is_waited_for_and_then_reported(talk: Talk) -> None:
    announcer = Announcer(talk, groups=[40, None])
    bulletin = announcer.announces()
    talk.due()
    told: list[Heard] = []
    for minute in range(5, 70, 5):
        told += goes_to(talk, at(24, 12, 0) + timedelta(minutes=minute))
    assert announcer.state(bulletin) == BulletinState.MISSED
    assert "จำนวนสมาชิกกลุ่ม" in told[0].text
    assert len(told) == 1


def test_a_repeating_one_goes_each_time_once(announcer: Announcer, talk: Talk) -> None:
    bulletin = announcer.announces(at=at(25, 8), rule="weekly 1,2,3,4,5,6,7 08:00")
    for day in (25, 26, 27):
        goes_to(talk, at(day, 8))
        assert announcer.state(bulletin) == BulletinState.SENDING
        (report,) = announcer.delivered()
        assert "ส่งเสร็จแล้ว" in report.text
        assert announcer.state(bulletin) == BulletinState.SCHEDULED
    assert announcer.next_at(bulletin) == at(28, 8)
    assert announcer.times(bulletin) == [(f"{day} 08:00", "sent") for day in (25, 26, 27)]


def test_times_missed_while_down_are_reported_and_the_newest_stands(
    announcer: Announcer, talk: Talk
) -> None:
    bulletin = announcer.announces(at=at(25, 8), rule="weekly 1,2,3,4,5,6,7 08:00")
    told = goes_to(talk, at(28, 8, 30))
    assert announcer.times(bulletin) == [
        ("25 08:00", "missed"),
        ("26 08:00", "missed"),
        ("27 08:00", "missed"),
        ("28 08:00", "sending"),
    ]
    assert len(told) == 1
    assert announcer.next_at(bulletin) == at(29, 8)


def test_a_repeating_one_that_was_missed_waits_for_its_next_time(
    announcer: Announcer, talk: Talk
) -> None:
    bulletin = announcer.announces(at=at(25, 8), rule="weekly 1,2,3,4,5,6,7 08:00")
    assert len(goes_to(talk, at(25, 12))) == 1
    assert announcer.state(bulletin) == BulletinState.SCHEDULED
    goes_to(talk, at(26, 8))
    assert announcer.state(bulletin) == BulletinState.SENDING


def test_a_clock_put_back_sends_nothing_again(announcer: Announcer, talk: Talk) -> None:
    bulletin = announcer.announces(at=at(25, 8), rule="weekly 1,2,3,4,5,6,7 08:00")
    goes_to(talk, at(25, 8))
    goes_to(talk, at(25, 7))
    goes_to(talk, at(25, 8))
    assert len(announcer.times(bulletin)) == 1
    assert carried(talk) == 2


def test_more_groups_than_go_at_once_get_theirs_once(talk: Talk) -> None:
    announcer = Announcer(talk, groups=[1] * 450)
    announcer.announces()
    talk.due()
    assert carried(talk) == 450


def test_officers_of_a_role_are_told_too(announcer: Announcer, talk: Talk) -> None:
    announcer.announces(audience=Audience(roles=("duty", "commander")))
    talk.due()
    with talk.uow() as uow:
        (row,) = uow.session.query(Outgoing).filter(Outgoing.occurrence_id.is_not(None))
        officers = {one.officer_id for one in uow.deliveries.of_message(row.id)}
        assert officers == {uow.officers.by_code(code).id for code in ("d1", "c1")}

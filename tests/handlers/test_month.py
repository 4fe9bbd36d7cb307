"""The month's messages: what an officer who asks is told, and the alarm of a lower plan."""

from __future__ import annotations

from domain.bulletin_events import LimitFell
from tests.handlers.talk import Person, Talk, for_whom
from tests.handlers.test_bulletins import Announcer, at


def test_an_officer_is_told_what_is_planned_kept_and_forecast(talk: Talk) -> None:
    announcer = Announcer(talk)
    announcer.month(limit=1000, used=240)
    announcer.announces(at=at(25, 15), cost=100)
    (told,) = Person(talk, "p1").says("โควตา")
    assert told.is_reply
    for said in ("ที่ตั้งไว้ 100", "กันไว้แจ้งเหตุ 300", "ใช้ทำประกาศได้อีก 360"):
        assert said in told.text
    # The 24th at noon is 79 % of LINE's month.
    assert "คาดว่าถึงสิ้นเดือนใช้ 405" in told.text


def test_without_a_limit_there_is_no_end(talk: Talk) -> None:
    announcer = Announcer(talk)
    announcer.month(limit=None, used=5)
    (told,) = Person(talk, "p1").says("โควตา")
    assert "ใช้ทำประกาศได้อีก ไม่จำกัด" in told.text


def test_before_line_told_anything_that_is_said(talk: Talk) -> None:
    (told,) = Person(talk, "p1").says("โควตา")
    assert "ยังไม่ได้อ่านโควตา" in told.text


def test_a_lower_plan_is_told_to_commanders_and_administrators(talk: Talk) -> None:
    fell = LimitFell(happened_at=talk.clock(), before=15_000, now=300)
    told = talk.happens(fell)
    assert for_whom(told) == {"a1", "c1"}
    assert all("จาก 15,000 เหลือ 300" in one.text for one in told)
    (first, _) = talk.happens(LimitFell(happened_at=talk.clock(), before=None, now=300))
    assert "จาก ไม่จำกัด เหลือ 300" in first.text

"""An address outside the station learns that there is a tip about those in power, and no more."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.answers import OUTSIDE
from tests.handlers.talk import Heard, Person, Talk, to

BRIBE = "ตำรวจสายตรวจรับส่วยจากบ่อนที่เปรมฤทัย เมื่อวานนี้"


@pytest.fixture
def outside(talk: Talk) -> Talk:
    known = [one.rules for one in talk.store.stations.values()]
    talk.store.seat({one.code: replace(one, has_outside=True) for one in known}, talk.clock())
    return talk


def mails(news: list[Heard]) -> list[Heard]:
    return [one for one in news if one.to == OUTSIDE]


def test_it_is_told_once_by_number_urgency_and_village_alone(outside: Talk, member: Person) -> None:
    member.says(BRIBE)
    news = member.says("ส่งเลย")
    (mail,) = mails(news)
    assert "1/2569" in mail.text
    assert "เปรมฤทัย" in mail.text
    assert "ส่วย" not in mail.text
    assert "ส่วย" in to("c1", news).text
    assert mails(member.says("เขามากับรถกระบะสีขาว")) == []
    with outside.uow() as uow:
        assert [one.act for one in uow.audit.lines()].count("tip.outside") == 1


def test_of_a_tip_that_becomes_one_later_it_is_told_too(outside: Talk, member: Person) -> None:
    member.says("วัยรุ่นตั้งวงดื่มเหล้าเสียงดังที่เปรมฤทัย")
    assert mails(member.says("ส่งเลย")) == []
    assert len(mails(member.says("ตำรวจสายตรวจรับส่วยจากวงเหล้านี้ด้วย"))) == 1


def test_where_no_address_is_set_nobody_is_mailed(talk: Talk, member: Person) -> None:
    assert talk.station
    member.says(BRIBE)
    assert mails(member.says("ส่งเลย")) == []


def test_practice_tells_nobody_outside(outside: Talk, member: Person) -> None:
    member.says("ฝึกแจ้ง")
    member.says(BRIBE)
    assert mails(member.says("ส่งเลย")) == []

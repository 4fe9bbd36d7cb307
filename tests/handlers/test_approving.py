"""Where the station wants it, a commander approves a bulletin, and each change of it anew."""

from __future__ import annotations

import pytest

from domain.bulletin import BulletinState
from models.unit_of_work import Store
from tests.conftest import FixedClock
from tests.handlers.talk import Person, Talk, for_whom, to
from tests.handlers.town import (
    GROUP,
    OTHER,
    TEXT,
    bulletins,
    does,
    does_from,
    needing_approval,
    preview,
    shown,
    submitted,
    words,
)


@pytest.fixture
def strict(town: Talk, store: Store, clock: FixedClock) -> Talk:
    needing_approval(store, clock)
    return town


def test_a_commander_sees_it_as_it_will_look_and_approves(strict: Talk, desk: Person) -> None:
    news = submitted(desk)
    asked = to("c1", news)
    assert words(asked) == "พรุ่งนี้น้ำไม่ไหล"
    assert "30 ข้อความ" in asked.text
    assert bulletins(strict)[0].state == BulletinState.AWAITING
    told = Person(strict, "c1").presses(asked.buttons["อนุมัติ"])
    assert for_whom(told) == {"c1", "d1"}
    (row,) = bulletins(strict)
    assert row.state == BulletinState.SCHEDULED
    assert row.approver_id is not None
    again = Person(strict, "c1").presses(asked.buttons["อนุมัติ"])
    assert "ไม่ได้รออนุมัติแล้ว" in to("c1", again).text
    assert for_whom(strict.passes(hours=20)) >= {GROUP, OTHER}


def test_without_approval_it_does_not_go(strict: Talk, desk: Person) -> None:
    submitted(desk)
    assert for_whom(strict.passes(hours=20)).isdisjoint({GROUP, OTHER})


def test_what_is_not_approved_goes_back_to_its_author(strict: Talk, desk: Person) -> None:
    asked = to("c1", submitted(desk))
    told = Person(strict, "c1").presses(asked.buttons["ไม่อนุมัติ"])
    assert "แก้ไข" in to("d1", told).buttons
    assert bulletins(strict)[0].state == BulletinState.DRAFT


def test_a_change_after_approval_needs_it_again(strict: Talk, desk: Person) -> None:
    asked = to("c1", submitted(desk))
    commander = Person(strict, "c1")
    commander.presses(asked.buttons["อนุมัติ"])
    news = desk.presses(shown(desk).buttons["แก้ไข"])
    (row,) = bulletins(strict)
    assert (row.state, row.approver_id) == (BulletinState.DRAFT, None)
    again = does_from(desk, news[-1], "แก้เวลา", "พรุ่งนี้ 9 โมง", "ส่งให้ผู้บังคับบัญชาอนุมัติ")
    assert "ถูกแก้ไข" in to("c1", commander.presses(asked.buttons["อนุมัติ"])).text
    assert bulletins(strict)[0].state == BulletinState.AWAITING
    commander.presses(to("c1", again).buttons["อนุมัติ"])
    assert bulletins(strict)[0].state == BulletinState.SCHEDULED


def test_an_approval_that_comes_too_late_sends_nothing(strict: Talk, desk: Person) -> None:
    asked = to("c1", submitted(desk))
    strict.passes(hours=30)
    told = Person(strict, "c1").presses(asked.buttons["อนุมัติ"])
    assert "ผ่านไปแล้ว" in to("d1", told).text
    assert bulletins(strict)[0].state == BulletinState.DRAFT


def test_only_a_commander_approves_and_needs_no_approval(strict: Talk, desk: Person) -> None:
    asked = to("c1", submitted(desk))
    for name in ("d1", "a1", "p1"):
        told = Person(strict, name).presses(asked.buttons["อนุมัติ"])
        assert "เฉพาะผู้บังคับบัญชา" in to(name, told).text
    assert "ยืนยันส่ง" in preview(does(Person(strict, "c1"), *TEXT, "ส่งทันที"), "c1")[1].buttons

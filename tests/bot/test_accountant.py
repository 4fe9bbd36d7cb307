"""What LINE says of the month and of groups is read, kept, and compared with what it was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bot.accountant import Accountant
from models.outbox import OutboxState
from models.unit_of_work import Store
from simulator import Platform
from simulator.server import serve
from tests.bot.square import Square, a_crowd, group_line
from tests.conftest import FixedClock


@pytest.fixture
def square(store: Store, station: int, clock: FixedClock) -> Iterator[Square]:
    with serve(Platform(a_crowd(2, 3), clock=clock)) as running:
        made = Square(store, station, clock, running)
        yield made
        made.closes()


@pytest.fixture
def accountant(square: Square) -> Accountant:
    return Accountant(square.store, {square.station: square.gateway()}, clock=square.clock)


def quotas_read(square: Square) -> int:
    return len(square.calls("quota/consumption"))


def test_the_month_is_read_and_again_after_an_hour(square: Square, accountant: Accountant) -> None:
    square.line.set_quota("khokkhram", limit=300, used=12)
    accountant.step()
    accountant.step()
    with square.store.writing(square.station, square.clock()) as uow:
        month = uow.quotas.at(uow.now)
        assert (month.limit, month.used, month.counted_then) == (300, 12, 0)
    before = quotas_read(square)
    square.clock.passes(minutes=59)
    accountant.step()
    assert quotas_read(square) == before
    square.clock.passes(minutes=1)
    accountant.step()
    assert quotas_read(square) == before + 1


def test_a_new_month_is_read_at_once(square: Square, accountant: Accountant) -> None:
    square.line.set_quota("khokkhram", limit=300, used=12)
    accountant.step()
    square.clock.passes(days=10)
    accountant.step()
    with square.store.reading(square.station, square.clock()) as uow:
        assert uow.quotas.read_at(square.clock()) is not None


def test_a_lower_limit_is_an_alarm_and_a_higher_one_is_none(
    square: Square, accountant: Accountant
) -> None:
    for limit in (15_000, 15_000, 300, 300, 15_000):
        square.line.set_quota("khokkhram", limit=limit, used=1)
        square.clock.passes(hours=1)
        accountant.step()
    assert square.timers() == ["LimitFell"]


def test_a_plan_that_was_raised_opens_a_spent_month(square: Square, accountant: Accountant) -> None:
    square.line.set_quota("khokkhram", limit=300, used=300)
    accountant.step()
    with square.store.writing(square.station, square.clock()) as uow:
        uow.quotas.at(uow.now).is_spent = True
        uow.commit()
    square.clock.passes(seconds=119)
    accountant.step()
    assert square.is_month_spent()
    square.line.set_quota("khokkhram", limit=15_000, used=300)
    square.clock.passes(seconds=1)
    accountant.step()
    assert not square.is_month_spent()


@pytest.mark.parametrize("limit", [1000, None])
def test_alerts_that_the_month_held_go_once_it_is_told_to_have_room(
    square: Square, accountant: Accountant, limit: int | None
) -> None:
    square.line.set_quota("khokkhram", limit=300, used=300)
    accountant.step()
    alert = square.alerts_an_officer()
    square.sends()
    square.clock.passes(minutes=2)
    accountant.step()
    square.sends()
    assert square.row(alert).state == OutboxState.WAITING
    square.line.set_quota("khokkhram", limit=limit, used=300)
    square.clock.passes(minutes=2)
    accountant.step()
    square.sends()
    assert square.row(alert).state == OutboxState.ACCEPTED


def test_what_waits_since_last_month_goes_with_the_new_one(
    square: Square, accountant: Accountant
) -> None:
    square.clock.now = datetime(2026, 11, 30, 14, 59, tzinfo=UTC)
    square.line.set_quota("khokkhram", limit=300, used=300)
    accountant.step()
    alert = square.alerts_an_officer()
    square.sends()
    square.line.set_quota("khokkhram", limit=300, used=0)
    square.clock.passes(minutes=1)
    accountant.step()
    square.sends()
    assert square.row(alert).state == OutboxState.ACCEPTED


def test_groups_are_counted_and_again_the_next_day(square: Square, accountant: Accountant) -> None:
    square.has(groups=3)
    accountant.step()
    with square.store.reading(square.station, square.clock()) as uow:
        counts = {uow.groups.line_id(one): (one.member_count, one.is_joined) for one in
                  uow.groups.all()}  # fmt: skip
    # LINE knows nothing of the third: the account is not in it.
    assert counts == {
        group_line(0): (1, True),
        group_line(1): (1, True),
        group_line(2): (1, False),
    }
    before = len(square.calls("group/members/count"))
    accountant.step()
    assert len(square.calls("group/members/count")) == before
    square.clock.passes(days=1)
    accountant.step()
    assert len(square.calls("group/members/count")) == before + 2


def test_while_line_is_away_nothing_is_kept(square: Square, accountant: Accountant) -> None:
    square.has(groups=1, limit=77)
    square.line.set_fault(kind="status", status=500)
    square.clock.passes(hours=2)
    assert not accountant.step()
    with square.store.writing(square.station, square.clock()) as uow:
        assert uow.quotas.at(uow.now).limit == 77
        assert uow.groups.all()[0].is_joined

"""The paces of senders: kept under a fingerprint, forgotten with the person and when old."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from domain.pace import Pace
from models.leaving import forget_person
from models.pace import SenderPace
from models.retention import delete_batch
from models.unit_of_work import Store
from tests.conftest import FixedClock
from tests.handlers.precinct import Precinct, line_of

WHO = "U" + "a" * 32


def test_a_pace_is_one_persons_at_one_station(
    store: Store, station: int, clock: FixedClock
) -> None:
    for _ in range(40):
        with store.writing(station, clock()) as uow:
            last = uow.paces.word(WHO, now=uow.now)
            uow.commit()
    assert last is Pace.FLOOD
    there = store.station("bungkum").id
    with store.reading(station, clock()) as uow, store.reading(there, clock()) as other:
        assert uow.paces.of(WHO, now=uow.now) is Pace.FLOOD
        assert uow.paces.of("U" + "b" * 32, now=uow.now) is Pace.CALM
        assert other.paces.of(WHO, now=uow.now) is Pace.CALM


def test_no_row_bears_a_line_id(store: Store, station: int, clock: FixedClock) -> None:
    with store.writing(station, clock()) as uow:
        uow.paces.word(WHO, now=uow.now)
        uow.commit()
        (row,) = uow.session.scalars(select(SenderPace)).all()
        assert WHO.encode() not in row.person_mark
        assert len(row.person_mark) == 16


def test_who_leaves_has_no_pace_any_more(store: Store, station: int, clock: FixedClock) -> None:
    with store.writing(station, clock()) as uow:
        here = Precinct(uow)
        for _ in range(40):
            uow.paces.word(line_of("member"), now=uow.now)
        forget_person(uow, here.member)
        assert uow.session.scalars(select(SenderPace)).all() == []


@pytest.mark.parametrize(("days", "left"), [(0, 1), (1, 0)])
def test_what_tells_nothing_any_more_goes_in_the_night(
    store: Store, station: int, clock: FixedClock, days: int, left: int
) -> None:
    with store.writing(station, clock()) as uow:
        uow.paces.word(WHO, now=uow.now)
        uow.paces.tip(WHO, now=uow.now, is_stranger=True)
        uow.commit()
    clock.passes(days=days)
    with store.writing(station, clock()) as uow:
        delete_batch(uow)
        uow.commit()
    with store.reading(station, clock()) as uow:
        assert len(uow.session.scalars(select(SenderPace)).all()) == left

"""What bulletins showed goes once nobody can need it any more, with its files, and not before."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from catalog import Catalog
from commands.desk import Desk
from commands.retaining import run_preview
from domain.answers import Film, Picture
from domain.audience import Audience
from domain.bulletin import BulletinState
from domain.retention import Kept
from domain.timer_events import RetentionDue
from models.bulletin import Bulletin, NewBulletin
from models.bulletin_photo import BulletinPhoto
from models.bulletin_picture import BulletinPicture, StoredClip, TwoSizes
from models.publishing import publish
from models.retention import delete_batch
from models.unit_of_work import Store, UnitOfWork
from tests.conftest import FixedClock
from tests.handlers.talk import Talk

FILE = "f" * 32
Step = Callable[[UnitOfWork, Bulletin], object]


@pytest.fixture
def talk(store: Store, station: int, clock: FixedClock) -> Talk:
    return Talk(store, station, clock)


def shows(uow: UnitOfWork, *, is_film: bool = False) -> Picture | Film:
    clip = StoredClip(name=FILE, key="00") if is_film else None
    return publish(uow, TwoSizes(full=b"full", small=b"small", clip=clip))


def announced(talk: Talk, *steps: Step, rule: str | None = None, is_film: bool = False) -> None:
    """Keep a bulletin that shows something, and let it come as far as the steps say."""
    with talk.uow() as uow:
        new = NewBulletin(
            contents=[shows(uow, is_film=is_film)], audience=Audience(groups=True), rule=rule
        )
        row = uow.bulletins.draft(new, now=uow.now)
        for step in steps:
            step(uow, row)
        uow.commit()


def is_sent(uow: UnitOfWork, row: Bulletin) -> None:
    occurrence = uow.bulletins.at(row, uow.now)
    uow.bulletins.begin(occurrence, row, now=uow.now)
    occurrence.state, occurrence.ended_at = BulletinState.SENT, uow.now
    if row.rule is None:
        row.state, row.ended_at = BulletinState.SENT, uow.now


def waits(_: UnitOfWork, row: Bulletin) -> None:
    row.state = BulletinState.SCHEDULED


def is_cancelled(uow: UnitOfWork, row: Bulletin) -> None:
    row.state, row.ended_at = BulletinState.CANCELLED, uow.now


def says_something_else(uow: UnitOfWork, row: Bulletin) -> None:
    uow.bulletins.rewrite(row, [shows(uow)])


def night(talk: Talk) -> None:
    talk.happens(RetentionDue(happened_at=talk.clock(), day=talk.clock().date()))


def shown(talk: Talk) -> int:
    with talk.uow() as uow:
        return len(uow.session.scalars(select(BulletinPicture.id)).all())


@pytest.mark.parametrize("end", [is_sent, is_cancelled])
def test_what_a_bulletin_showed_goes_a_year_after_it_ended(talk: Talk, end: Step) -> None:
    announced(talk, end)
    talk.clock.passes(days=364)
    night(talk)
    assert shown(talk) == 1
    talk.clock.passes(days=1)
    night(talk)
    assert shown(talk) == 0
    with talk.uow() as uow:
        assert len(uow.bulletins.all()) == 1
        assert uow.audit.verify().flaw is None


@pytest.mark.parametrize(
    ("steps", "rule"),
    [
        pytest.param((), None, id="a draft, or one whose change nobody confirmed yet"),
        pytest.param((waits,), None, id="one that waits for its time, or for approval"),
        pytest.param((is_sent, waits), "cron 0 8 1 * *", id="one that comes again"),
    ],
)
def test_what_is_still_to_be_shown_stays_however_old(
    talk: Talk, steps: tuple[Step, ...], rule: str | None
) -> None:
    announced(talk, *steps, rule=rule)
    talk.clock.passes(days=4000)
    night(talk)
    assert shown(talk) == 1


def test_an_earlier_time_still_shows_what_the_bulletin_showed_then(talk: Talk) -> None:
    announced(talk, is_sent, says_something_else, waits, rule="cron 0 8 1 * *")
    talk.clock.passes(days=364)
    night(talk)
    assert shown(talk) == 2
    talk.clock.passes(days=1)
    night(talk)
    assert shown(talk) == 1


def test_what_was_sent_for_a_draft_that_came_to_nothing_goes_too(talk: Talk) -> None:
    with talk.uow() as uow:
        shows(uow)
        uow.bulletin_photos.want("message", now=uow.now)
        uow.commit()
    talk.clock.passes(days=365)
    night(talk)
    assert shown(talk) == 0
    with talk.uow() as uow:
        assert uow.session.scalars(select(BulletinPhoto)).all() == []


def test_however_short_the_time_of_media_is_phones_have_a_month(talk: Talk) -> None:
    announced(talk, is_sent)
    object.__setattr__(talk.store.stations[talk.station].rules.retention, "media", timedelta(1))
    try:
        talk.clock.passes(days=29)
        night(talk)
        assert shown(talk) == 1
        talk.clock.passes(days=1)
        night(talk)
        assert shown(talk) == 0
    finally:
        year = timedelta(days=365)
        object.__setattr__(talk.store.stations[talk.station].rules.retention, "media", year)


def test_many_go_in_batches_with_their_files_and_another_stations_stay(
    talk: Talk, store: Store
) -> None:
    for is_film in (True, False, False):
        announced(talk, is_sent, is_film=is_film)
    talk.clock.passes(days=365)
    other = next(one for one in store.stations if one != talk.station)
    with store.writing(other, talk.clock()) as uow:
        assert delete_batch(uow) == {}
    with talk.uow() as uow:
        assert delete_batch(uow, tips=2) == {Kept.BULLETINS: 2}
        assert uow.files_to_remove == [FILE]
        uow.commit()
    night(talk)
    assert shown(talk) == 0


def test_the_preview_says_how_many(talk: Talk) -> None:
    announced(talk, is_sent)
    talk.clock.passes(days=365)
    desk = Desk(
        store=talk.store,
        station_id=talk.station,
        catalog=Catalog.load("en"),
        clock=talk.clock,
        out=io.StringIO(),
        aside=io.StringIO(),
    )
    assert run_preview(desk) == 0
    said = desk.out.getvalue()  # type: ignore[attr-defined]
    assert "bulletins that ended over 365 days before: 1" in said
    assert shown(talk) == 1

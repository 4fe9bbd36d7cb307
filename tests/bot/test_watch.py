"""What a process says of itself: whether it can work, and what is amiss."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from bot.metrics import Metrics
from bot.watch import Readiness, Watch
from domain.answers import Timer
from domain.timer_events import AcceptanceDue
from models.database import Database
from models.keyring import Keyring
from models.sealed import KeyCabinet
from models.unit_of_work import Store
from tests.bot.sending import MEMBER, to_person
from tests.conftest import KEY, FixedClock, a_rule_set, the_lexicon

Watching = Callable[..., Watch]


@pytest.fixture
def ready(migrated: None, database: Database, clock: FixedClock) -> Store:
    store = Store(database, KeyCabinet(database, Keyring([KEY])), the_lexicon())
    store.seat({"khokkhram": a_rule_set()}, clock())
    return store


@pytest.fixture
def watch(ready: Store, clock: FixedClock, tmp_path: Path) -> Watching:
    def made(trouble: str = "", media: Path = tmp_path / "media") -> Watch:
        return Watch(ready, Metrics(), clock=clock, media=media, engine_trouble=lambda: trouble)

    return made


def test_all_is_well(watch: Watching) -> None:
    assert watch().readiness() == Readiness()


def test_a_process_goes_on_beside_the_tables_of_the_next_version(
    watch: Watching, ready: Store
) -> None:
    with ready.database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999_future'"))
        session.commit()
    found = watch().readiness()
    assert found.faults == {}
    assert "newer version" in found.notes["database"]


def test_tables_that_lack_a_migration_are_a_fault(watch: Watching, ready: Store) -> None:
    with ready.database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
        session.commit()
    assert "run `db upgrade`" in watch().readiness().faults["database"]


def test_a_database_that_is_away_is_a_fault(clock: FixedClock, tmp_path: Path) -> None:
    away = Database("postgresql+psycopg://nobody@127.0.0.1:9/nothing")
    store = Store(away, KeyCabinet(away, Keyring([KEY])), the_lexicon())
    alone = Watch(store, Metrics(), clock=clock, media=tmp_path, engine_trouble=str)
    assert alone.readiness().faults == {"database": "cannot be used: OperationalError"}


def test_wake_ups_that_do_not_travel_are_told(watch: Watching) -> None:
    told = watch(trouble="engine not heard: ConnectionError").readiness()
    assert told == Readiness(notes={"engine": "engine not heard: ConnectionError"})


def test_media_that_cannot_be_kept_are_told(watch: Watching, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    told = watch(media=tmp_path / "file" / "media").readiness()
    assert told.notes == {"storage": "storage.media cannot be written"}


def test_a_disk_that_is_almost_full_is_told(
    watch: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=99 * 2**20))
    assert watch().readiness().notes == {"storage": "storage.media has 99 MB left"}


def test_what_nobody_takes_up_for_a_minute_is_told(
    watch: Watching, ready: Store, clock: FixedClock
) -> None:
    station = ready.station("khokkhram").id
    with ready.writing(station, clock()) as uow:
        event = AcceptanceDue(happened_at=clock(), tip=uow.station.key, step=1)
        timer = Timer(key="k", due=clock(), event=event)
        uow.inbox.set_timer(timer, lane=b"lane", now=clock())
        uow.outbox.keep(to_person(MEMBER), now=clock())
        uow.commit()
    clock.passes(seconds=50)
    assert watch().readiness().notes == {}
    clock.passes(seconds=23)
    assert watch().readiness().notes == {
        "arrivals": "the oldest waits for 73 s: does a worker run?",
        "messages": "the oldest waits for 73 s: does LINE take them? see line_answers",
    }


def test_figures_are_of_the_database_and_of_this_process(
    watch: Watching, ready: Store, clock: FixedClock
) -> None:
    station = ready.station("khokkhram").id
    with ready.writing(station, clock()) as uow:
        uow.quotas.told(clock(), limit=300, used=120)
        uow.quotas.count(clock(), 30)
        uow.commit()
    told, kind = watch().figures()
    assert kind.startswith("text/plain")
    assert b'tasapparot_quota_limit{station="khokkhram"} 300.0' in told
    assert b'tasapparot_quota_left{station="khokkhram"} 150.0' in told


def test_a_process_tells_its_own_figures_while_the_database_is_away(
    ready: Store, clock: FixedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.watch._PAUSE_FOR_COUNTING", 0.0)
    metrics = Metrics()
    alone = Watch(ready, metrics, clock=clock, media=tmp_path, engine_trouble=str)
    assert b"tasapparot_database_reachable 1.0" in alone.figures()[0]
    away = Database("postgresql+psycopg://nobody@127.0.0.1:9/nothing")
    monkeypatch.setattr(ready, "database", away)
    metrics.webhook_posts.labels("503").inc()
    told, _ = alone.figures()
    assert b"tasapparot_database_reachable 0.0" in told
    assert b'tasapparot_webhook_posts_total{status="503"} 1.0' in told
    # What was counted before may have changed since.
    assert b"tasapparot_outbox_oldest_seconds NaN" in told
    assert b"tasapparot_arrivals{" not in told


def test_a_month_that_line_calls_spent_has_nothing_left(
    watch: Watching, ready: Store, clock: FixedClock
) -> None:
    with ready.writing(ready.station("khokkhram").id, clock()) as uow:
        uow.quotas.told(clock(), limit=300, used=120)
        uow.quotas.at(clock()).is_spent = True
        uow.commit()
    assert b'tasapparot_quota_left{station="khokkhram"} 0.0' in watch().figures()[0]

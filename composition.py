"""This is where everything is put together: settings into store, roles and pages."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.config import Settings, SettingsFault
from demo import needs_seed, seed

if TYPE_CHECKING:
    from bot.config.sections import StationSettings
    from bot.line.crowd import Heard
    from bot.line.gateway import Gateway
    from bot.metrics import Metrics
    from bot.muster import Hands, Parts
    from bot.runtime import Roles
    from bot.shift import Shift
    from bot.watch import Watch
    from commands.desk import Desk
    from commands.restoring import Ground
    from files.vault import Vault
    from models.database import Database
    from models.unit_of_work import Store

# Nothing that a service does within a transaction takes as long, be it the largest of gazetteers.
_LONGEST_THOUGHT = timedelta(seconds=15)
_OTHER_KEYS = (
    "security.encryption_keys: none opens this database; put the key it was made with behind them"
)


def clock() -> datetime:
    """Return the moment: the one place that asks the machine what time it is."""
    return datetime.now(UTC)


def open_store(settings: Settings, *, is_service: bool = False) -> Store:
    """Open the database with its keys, and seat every configured station.

    A service that is frozen gives up what it holds; a command may think for longer.
    """
    from bot.config.rules import rules_of
    from catalog.lexicon import load_lexicon
    from models.database import Database
    from models.keyring import Keyring
    from models.sealed import KeyCabinet
    from models.unit_of_work import Store

    lease = timedelta(seconds=settings.engine.lease_seconds)
    frozen_for = max(lease, _LONGEST_THOUGHT) if is_service else None
    database = Database(settings.database.url, frozen_for=frozen_for)
    keyring = Keyring(settings.security.raw_keys())
    store = Store(database, KeyCabinet(database, keyring), load_lexicon())
    store.seat(rules_of(settings, year=clock().year), clock())
    return store


def parts(settings: Settings, store: Store) -> Parts:
    """Put together what each role needs."""
    from bot.muster import Pace, Parts

    return Parts(
        store=store,
        clock=clock,
        pace=Pace(
            engine_url=settings.engine.url,
            workers=settings.engine.workers,
            lease=timedelta(seconds=settings.engine.lease_seconds),
            sweep_seconds=settings.engine.sweep_seconds,
        ),
    )


def hands(settings: Settings, store: Store, metrics: Metrics) -> Hands:
    """Put together what handles arrivals, sends messages and keeps media."""
    from bot.dispatcher import Dispatcher
    from bot.fetcher import remove_files
    from bot.line.gateway import load_client
    from bot.mail import AlertMail, mail_server
    from bot.muster import Hands
    from catalog import Catalog
    from catalog.words import load_words
    from handlers import HANDLERS
    from handlers.member.understanding import understand

    catalog, words = Catalog.load("th"), load_words()
    vault = vault_of(settings)
    load_client()
    store.lexicon.prepare()
    gateways = {
        store.station(one.code).id: gateway_of(one, heard=metrics.heard)
        for one in settings.stations
    }
    return Hands(
        gateways=gateways,
        dispatcher=Dispatcher(
            HANDLERS,
            understand=lambda event, uow: understand(event, uow, words),
            catalog=catalog,
        ),
        remove_files=partial(remove_files, vault),
        fetch=partial(_fetching, store, gateways, vault),
        fallback=AlertMail(mail_server(settings.mail), catalog) if settings.mail.host else None,
        handled=metrics.arrivals_handled.inc,
    )


def _fetching(
    store: Store, gateways: Mapping[int, Gateway], vault: Vault, shift: Shift
) -> Callable[[], bool]:
    """Return the step of who fetches: what tips hold, then what bulletins are to show."""
    from bot.fetcher import Fetcher
    from bot.photographer import Photographer

    fetcher = Fetcher(store, gateways, vault, clock=clock, shift=shift)
    photographer = Photographer(store, gateways, vault, clock=clock, shift=shift)
    return lambda: fetcher.step() or photographer.step()


def gateway_of(station: StationSettings, *, heard: Heard | None = None) -> Gateway:
    """Return the way to LINE of one station's channel; `heard` is told each of its answers."""
    from bot.line.gateway import Gateway

    return Gateway(
        token=station.line.channel_access_token.get_secret_value(),
        api=station.line.api_base_url,
        data=station.line.data_api_base_url,
        heard=heard or (lambda outcome, seconds: None),  # noqa: ARG005
    )


def vault_of(settings: Settings) -> Vault:
    """Return where sealed media lie."""
    from files.vault import Vault

    return Vault(settings.storage.media)


def watch_of(settings: Settings, store: Store, metrics: Metrics, roles: Roles) -> Watch:
    """Return what tells machines how this process is."""
    from bot.watch import Watch

    return Watch(
        store,
        metrics,
        clock=clock,
        media=settings.storage.media,
        engine_trouble=lambda: roles.engine.trouble,
    )


def pages(settings: Settings, store: Store, watch: Watch, *, home: str = "") -> Any:
    """Return the pages of the web as a WSGI application."""
    from catalog import Catalog
    from catalog.words import load_customs
    from web import Site, create_app

    return create_app(
        readiness=watch.readiness,
        figures=watch.figures,
        metrics_token=settings.web.metrics_token.get_secret_value(),
        home=home,
        trusted_proxies=settings.web.trusted_proxies,
        site=Site(
            store=store,
            catalog=Catalog.load("th"),
            clock=clock,
            vault=vault_of(settings),
            is_https=str(settings.web.public_url).startswith("https:"),
            customs=load_customs(),
        ),
    )


@contextmanager
def desk_of(settings: Settings, station: str | None) -> Iterator[Desk]:
    """Open a station of the settings for one command, the first if none is named."""
    from catalog import Catalog
    from commands.desk import Desk

    is_current(settings)
    store = open_store(settings)
    try:
        yield Desk(
            store=store,
            station_id=store.station(station or settings.stations[0].code).id,
            catalog=Catalog.load("th"),
            clock=clock,
            out=sys.stdout,
            aside=sys.stderr,
        )
    finally:
        store.database.close()


@contextmanager
def ground_of(settings: Settings) -> Iterator[Ground]:
    """Open where a backup is restored to; nothing is in it and nobody is seated."""
    from bot.config.rules import rules_of
    from catalog import Catalog
    from catalog.lexicon import load_lexicon
    from commands.restoring import Ground
    from models.keyring import Keyring

    with _bare(settings) as database:
        yield Ground(
            database=database,
            keyring=Keyring(settings.security.raw_keys()),
            rules=rules_of(settings, year=clock().year),
            lexicon=load_lexicon(),
            media=settings.storage.media,
            catalog=Catalog.load("th"),
            clock=clock,
            out=sys.stdout,
            aside=sys.stderr,
        )


@contextmanager
def _bare(settings: Settings) -> Iterator[Database]:
    """Open a database whatever is in it; raise SettingsFault where it cannot be used."""
    from models.database import Database, is_passing_trouble

    database = Database(settings.database.url)
    try:
        yield database
    except Exception as fault:
        if not is_passing_trouble(fault):
            raise
        raise SettingsFault([f"database.url: {database.told(fault)}"]) from None
    finally:
        database.close()


def is_current(settings: Settings) -> bool:
    """Say that tables and keys are this program's; raise SettingsFault where they are not."""
    from models import inspection, migrate
    from models.database import Database
    from models.keyring import Keyring

    database = Database(settings.database.url)
    try:
        if fault := migrate.trouble(database):
            raise SettingsFault([f"database.url: {fault}"])
        if not inspection.opens(database, Keyring(settings.security.raw_keys())):
            raise SettingsFault([_OTHER_KEYS])
    finally:
        database.close()
    return True


def prepare(settings: Settings, *, is_sample: bool) -> bool:
    """Bring the database to this version and give the sample station its people."""
    from models import migrate

    try:
        with _bare(settings) as database:
            migrate.upgrade(database)
    except migrate.MadeByNewer as newer:
        raise SettingsFault([f"database.url: {newer}"]) from None
    if not is_sample:
        return is_current(settings)
    with desk_of(settings, None) as desk, Path(os.devnull).open("w") as nowhere:
        quiet = replace(desk, out=nowhere)
        return not needs_seed(quiet) or seed(quiet)

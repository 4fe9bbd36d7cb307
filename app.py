"""This is where everything is put together: settings into parts, parts into roles and commands."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

CHECKOUT = Path(__file__).resolve().parent
if str(CHECKOUT) not in sys.path:
    sys.path.insert(0, str(CHECKOUT))

from bot.config import Settings, SettingsFault, find_config, load_settings  # noqa: E402
from bot.config.values import QuietHours  # noqa: E402
from domain.classification.kinds import Urgency  # noqa: E402
from domain.rules import Hotline, StationRules  # noqa: E402

if TYPE_CHECKING:
    from bot.metrics import Metrics
    from bot.runtime import Parts
    from models.unit_of_work import Store


def clock() -> datetime:
    """Return the moment: the one place that asks the machine what time it is."""
    return datetime.now(UTC)


def settings_from(named: Path | None, beneath: Mapping[str, Any] | None = None) -> Settings:
    """Read the configuration that was named, or the usual one, or the environment alone."""
    return load_settings(find_config(named, os.environ), os.environ, beneath=beneath)


def rules_of(settings: Settings) -> dict[str, StationRules]:
    """Return each station's rules by its code, as handlers read them."""
    accept = settings.routing.accept_minutes
    hotlines = {
        matter: tuple(Hotline(number=one.number, label=one.label) for one in numbers)
        for matter in type(settings.hotlines).model_fields
        if (numbers := getattr(settings.hotlines, matter))
    }
    return {
        station.code: StationRules(
            code=station.code,
            name=station.name,
            short_name=station.short_name,
            place_word=station.place_word,
            public_url=str(settings.web.public_url).rstrip("/"),
            timezone=station.timezone,
            emergency_phone=station.emergency_phone,
            collect=timedelta(seconds=settings.tips.collect_seconds),
            ask=timedelta(minutes=settings.tips.ask_minutes),
            quiet_hours=_written(settings.tips.quiet_hours),
            accept_within={
                urgency: timedelta(minutes=getattr(accept, urgency.value)) for urgency in Urgency
            },
            min_crowd=settings.privacy.min_crowd,
            notice_version=settings.privacy.notice_version,
            hotlines=hotlines,
        )
        for station in settings.stations
    }


def _written(hours: QuietHours | None) -> str:
    return "" if hours is None else f"{hours.start:%H:%M}-{hours.end:%H:%M}"


def open_store(settings: Settings) -> Store:
    """Open the database with its keys, and seat every configured station."""
    from catalog.lexicon import load_lexicon
    from models.database import Database
    from models.sealed import KeyCabinet, Keyring
    from models.unit_of_work import Store

    database = Database(settings.database.url)
    keyring = Keyring(settings.security.raw_keys())
    store = Store(database, KeyCabinet(database, keyring), load_lexicon())
    store.seat(rules_of(settings), clock())
    return store


def receiving_parts(settings: Settings, store: Store) -> Parts:
    """Put together what a process needs that keeps webhooks and wakes workers elsewhere."""
    from bot.runtime import Pace, Parts

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


def pages(settings: Settings, store: Store, metrics: Metrics) -> Any:
    """Return the pages of the web as a WSGI application."""
    from models import migrate
    from web import create_app

    def readiness() -> dict[str, str]:
        fault = migrate.trouble(store.database)
        return {"database": fault} if fault else {}

    return create_app(
        readiness=readiness,
        figures=metrics.exposition,
        metrics_token=settings.web.metrics_token.get_secret_value(),
    )


def command_line() -> typer.Typer:
    """Return the command line: only what works is listed."""
    from catalog import Catalog
    from commands import database, init, keys

    named: list[Path | None] = [None]
    line = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

    @line.callback()
    def _options(
        config: Annotated[Path | None, typer.Option(help="Another configuration file.")] = None,
    ) -> None:
        """Carry tips from a community network to the village's police officer."""
        named[0] = config

    def catalog() -> Catalog:
        return Catalog.load("th")

    def target() -> Path:
        return named[0] or find_config(None, os.environ) or CHECKOUT / "config.toml"

    def database_url() -> str:
        return settings_from(named[0]).database.url

    _add_serving(line, lambda: named[0])
    init.add_to(line, config=target, catalog=catalog)
    line.add_typer(keys.sub_app(catalog), name="keys")
    line.add_typer(database.sub_app(url=database_url, catalog=catalog), name="db")
    return line


def _add_serving(line: typer.Typer, named: Callable[[], Path | None]) -> None:
    import serving

    @line.command("web")
    def _web() -> None:
        """Keep what LINE sends, each event durable before its 200, and serve the health pages."""
        settings = settings_from(named())
        raise typer.Exit(serving.serve(named(), settings))


def main() -> None:
    """Run one command; what is wrong is said in exact lines, never as a traceback."""
    try:
        command_line()()
    except SettingsFault as fault:
        sys.stderr.write("\n".join(fault.lines) + "\n")
        sys.exit(1)


if __name__ == "__main__":
    main()

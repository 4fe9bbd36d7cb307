"""This is the doctor's round: the machine first, then each station's account and people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TextIO

from bot.config import Settings, SettingsFault
from catalog import LANGUAGES, Catalog
from commands.check.finding import Report, fix
from commands.check.machine import (
    check_database,
    check_folders,
    check_keys,
    check_settings,
    judge_fault,
    reach_database,
)
from commands.check.mail import check_mail
from commands.check.people import Roll, take_roll
from commands.check.station import Checkup
from models.database import Database
from models.inspection import open_books
from models.keyring import Keyring


@dataclass(frozen=True, kw_only=True)
class Visit:
    """What the doctor is handed; `settings` reads them, or raises what is wrong with them."""

    settings: Callable[[], Settings]
    clock: Callable[[], datetime]
    out: TextIO
    station: str | None = None
    config: Path | None = None


def run_check(visit: Visit) -> int:
    """Look at everything, say it as it is found, and return the exit code."""
    report = Report(visit.out, [Catalog.load(language) for language in LANGUAGES])
    try:
        settings = visit.settings()
    except SettingsFault as fault:
        report.take(judge_fault(fault))
        return report.close()
    if visit.station is not None and settings.station(visit.station) is None:
        codes = ", ".join(one.code for one in settings.stations)
        report.take([fix("check.no_station", code=visit.station, codes=codes)])
        return report.close()
    report.take(check_settings(settings, visit.config))
    report.take(check_folders(settings))
    rolls = _look_inside(visit, settings, report)
    report.take(check_mail(settings.mail))
    for checkup in _checkups(visit, settings):
        report.head(f"[{checkup.station.code}] {checkup.station.name}")
        report.take(checkup.run(rolls.get(checkup.station.code)))
    return report.close()


def _checkups(visit: Visit, settings: Settings) -> Iterator[Checkup]:
    accounts: dict[str, str] = {}
    for place, station in enumerate(settings.stations):
        if visit.station in (None, station.code):
            yield Checkup(
                settings=settings,
                station=station,
                place=place,
                clock=visit.clock,
                accounts=accounts,
            )


def _look_inside(visit: Visit, settings: Settings, report: Report) -> Mapping[str, Roll]:
    """Look at the database, and return each station's people if they can be read."""
    database = reach_database(settings.database.url)
    is_usable = report.take(check_database(database))
    if database is None:
        return {}
    with closing(database):
        keyring = Keyring(settings.security.raw_keys())
        if not is_usable or not report.take(check_keys(settings, database, keyring)):
            return {}
        return _rolls(visit, settings, database, keyring)


def _rolls(
    visit: Visit, settings: Settings, database: Database, keyring: Keyring
) -> Mapping[str, Roll]:
    rolls, now = {}, visit.clock()
    for station in settings.stations:
        with open_books(database, keyring, station.code, now=now) as books:
            rolls[station.code] = take_roll(books, now=now)
    return rolls

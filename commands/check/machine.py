"""This is how the doctor looks at the machine: settings, keys, database, folders and disk."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from bot.config import Settings, SettingsFault
from bot.config.values import is_loopback, key_fingerprint
from commands.check.finding import Finding, fix, note, ok
from models.database import Database, is_no_database, is_passing_trouble
from models.inspection import lost_keys, unopened_keys
from models.keyring import Keyring
from models.migrate import Standing, standing

_SQLITE = "sqlite:///"
_GROUP_AND_OTHERS = 0o077
_MEGABYTE = 1024 * 1024
# A day of pictures of a busy station; and when it is time to think of a larger disk.
_FULL, _LOW = 500, 2000
_STANDING = {
    Standing.EMPTY: "check.database_empty",
    Standing.BEHIND: "check.database_behind",
    Standing.AHEAD: "check.database_ahead",
}


def judge_fault(fault: SettingsFault) -> Iterator[Finding]:
    """Name each setting that cannot be used."""
    for line in fault.lines:
        yield fix("check.setting_wrong", setting=line.partition(": ")[0], line=line)


def check_settings(settings: Settings, config: Path | None) -> Iterator[Finding]:
    """Look at what can be read but would not serve."""
    yield ok("check.settings_ok", count=len(settings.stations))
    if config is not None and _is_open_to_others(config):
        yield note("check.settings_open", path=config)
    real = [one for one in settings.stations if not _is_here(one.line.api_base_url)]
    if real and _is_here(settings.web.public_url):
        yield fix("check.public_url_local", url=settings.web.public_url)


def _is_open_to_others(config: Path) -> bool:
    with suppress(OSError):
        return bool(config.stat().st_mode & _GROUP_AND_OTHERS)
    return False


def _is_here(address: str) -> bool:
    return is_loopback(urlsplit(address).hostname or "")


def reach_database(url: str) -> Database | None:
    """Return the database to be looked at; None if its file is not there, which stays so."""
    if url.startswith(_SQLITE):
        return Database(url) if Path(url.removeprefix(_SQLITE)).is_file() else None
    is_hurried = "connect_timeout=" in url
    joint = "&" if "?" in url else "?"
    return Database(url if is_hurried else f"{url}{joint}connect_timeout=5")


def check_database(database: Database | None) -> Iterator[Finding]:
    """Look at whether the tables are there and are those of this version."""
    if database is None:
        yield fix("check.database_empty")
        return
    try:
        stands = standing(database)
    except Exception as trouble:
        if not is_passing_trouble(trouble):
            raise
        if is_no_database(trouble):
            yield fix("check.database_none", file=database.url.database)
        else:
            yield fix("check.database_unreached", trouble=type(trouble).__name__)
        return
    is_current = stands is Standing.CURRENT
    yield ok("check.database_ok") if is_current else fix(_STANDING[stands])


def check_keys(settings: Settings, database: Database, keyring: Keyring) -> Iterator[Finding]:
    """Look at whether the encryption keys open the key store."""
    unopened = unopened_keys(database, keyring)
    if unopened:
        yield fix("check.keys_missing", count=unopened)
        return
    lost = lost_keys(database)
    if lost:
        yield fix("check.keys_lost", count=lost)
        return
    newest = settings.security.encryption_keys[0].get_secret_value()
    yield ok("check.keys_ok", fingerprint=key_fingerprint(newest))


def check_folders(settings: Settings) -> Iterator[Finding]:
    """Look at whether media and tables can be written, and whether there is room."""
    folders = [settings.storage.media]
    for url in (settings.database.url, settings.engine.url):
        if url.startswith(_SQLITE):
            folders.append(Path(url.removeprefix(_SQLITE)).parent)
    for folder in dict.fromkeys(folders):
        yield _folder(folder)
    disks = {existing.stat().st_dev: existing for existing in map(_existing, folders)}
    for existing in disks.values():
        yield judge_room(existing, shutil.disk_usage(existing).free)


def _existing(folder: Path) -> Path:
    """Return the folder, or the nearest above it that is there."""
    return next(each for each in (folder, *folder.parents) if each.exists())


def _folder(folder: Path) -> Finding:
    existing = _existing(folder)
    try:
        if existing == folder:
            with tempfile.TemporaryFile(dir=folder):
                pass
        elif not (existing.is_dir() and os.access(existing, os.W_OK | os.X_OK)):
            return fix("check.folder_shut", path=folder)
    except OSError:
        return fix("check.folder_shut", path=folder)
    return ok("check.folder_ok", path=folder)


def judge_room(folder: Path, free_bytes: int) -> Finding:
    """Judge whether the disk of a folder has room."""
    free = free_bytes // _MEGABYTE
    if free < _FULL:
        return fix("check.disk_full", path=folder, free=free)
    if free < _LOW:
        return note("check.disk_low", path=folder, free=free)
    return ok("check.disk_ok", path=folder, free=free)

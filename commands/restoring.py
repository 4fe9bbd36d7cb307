"""This is `db restore`: a backup into an empty database, with nothing sent and nobody brought back.

Both files are read to their ends before anything is written, and everything is one transaction.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import typer

from catalog import Catalog
from commands.backing_up import DATA, FILE, FORM, HEAD, KEYS, PIECE, ROWS
from commands.backing_up import END as END_FRAME
from commands.desk import ACTOR
from domain.daybook import todays
from domain.rules import StationRules
from files.backup_file import NotABackup, frames, wrapped_key
from files.vault_copy import VaultFiller
from handlers.member.whereabouts import ready
from models import migrate
from models.backup import Intake, Layout
from models.base import from_milliseconds
from models.database import Database
from models.holding import hold
from models.inspection import unopened_within
from models.keyring import Keyring
from models.renumbering import leave_out
from models.restoring import codes, erase_again, units
from models.seal import SealBroken
from models.sealed import KeyCabinet, KeyForgotten, Purpose
from models.unit_of_work import Store, UnitOfWork

if TYPE_CHECKING:
    from domain.classification import Lexicon


class _Refused(Exception):
    """A restore that cannot be; `why` is a sentence of the catalogue."""

    def __init__(self, why: str, /, **values: object) -> None:
        super().__init__(why)
        self.why, self.values = why, values


@dataclass(frozen=True, kw_only=True)
class Ground:
    """Where a backup is restored to: an empty database, the keys, and a folder for media."""

    database: Database
    keyring: Keyring
    rules: Mapping[str, StationRules]
    lexicon: Lexicon
    media: Path
    catalog: Catalog
    clock: Callable[[], datetime]
    out: TextIO
    aside: TextIO


@dataclass(frozen=True, kw_only=True)
class _Source:
    """One file of a backup that was read to its end once: whole, and of nobody else's making."""

    path: Path
    key: bytes
    name: str
    head: Mapping[str, Any]

    def frames(self) -> Iterator[tuple[bytes, bytes]]:
        return frames(self.path, self.key, name=self.name)


@dataclass(kw_only=True)
class _Counts:
    rows: int = 0
    held: int = 0
    erased: int = 0


def run_restore(ground: Ground, file: Path, *, keys: Path) -> int:
    """Restore both files, or say in one line why not and leave the database empty."""
    try:
        counts = _restore(ground, *_both(ground, file, keys))
    except _Refused as refused:
        print(ground.catalog.say(f"restore.{refused.why}", **refused.values), file=ground.aside)
        return 1
    print(ground.catalog.say("restore.done", **vars(counts)), file=ground.out)
    return 0


def _both(ground: Ground, file: Path, keys: Path) -> tuple[_Source, _Source]:
    data, store = _examine(ground, file, DATA), _examine(ground, keys, KEYS)
    if store.head["made_at"] < data.head["made_at"]:
        # Whoever joined in between would seem to have been erased.
        raise _Refused("keys_older", file=keys)
    return data, store


def _examine(ground: Ground, path: Path, name: str) -> _Source:
    """Read a file to its end, writing nothing."""
    try:
        key = ground.keyring.unwrap(wrapped_key(path), purpose=f"file:{name}")
        told = _head(frames(path, key, name=name))
    except SealBroken:
        raise _Refused(_why_sealed(ground, path, name), file=path) from None
    except NotABackup:
        raise _Refused("damaged", file=path) from None
    except OSError as fault:
        raise _Refused("unreadable", file=path, why=fault.strerror or "") from None
    head = json.loads(told)
    if head["form"] != FORM or not migrate.knows(head["schema"]):
        raise _Refused("newer", file=path, theirs=head["schema"], ours=migrate.newest())
    return _Source(path=path, key=key, name=name, head=head)


def _why_sealed(ground: Ground, path: Path, name: str) -> str:
    """Tell a file whose key is not here from one that was given in the other's place."""
    other = KEYS if name == DATA else DATA
    try:
        ground.keyring.unwrap(wrapped_key(path), purpose=f"file:{other}")
    except SealBroken:
        return "wrong_keys"
    return f"takes_{name}"


def _head(found: Iterator[tuple[bytes, bytes]]) -> bytes:
    """Return the first frame of a backup that has all its frames."""
    letter, told = next(found, (b"", b""))
    is_head = letter == HEAD
    for one, _ in found:
        letter = one
    if not is_head or letter != END_FRAME:
        raise NotABackup
    return told


def _restore(ground: Ground, data: _Source, store: _Source) -> _Counts:
    counts = _Counts()
    with ground.database.writing() as session:
        intake = Intake(session)
        if not intake.is_empty():
            raise _Refused("not_empty")
        try:
            intake.lay(data.head["schema"])
        except migrate.MadeByNewer:
            raise _Refused("tables_newer") from None
        for source in (data, store):
            counts.rows += _load(ground, intake, source)
        intake.number_on()
        intake.lay()
        _refuse_strangers(ground, intake)
        _settle(ground, intake, counts, made_at=from_milliseconds(data.head["made_at"]))
        session.commit()
    return counts


@contextmanager
def _progress(ground: Ground, path: Path) -> Iterator[Callable[[int], None]]:
    """Show how far a file was read, where somebody watches."""
    if not ground.aside.isatty():
        yield lambda _: None
        return
    length, label = path.stat().st_size, ground.catalog.say("restore.progress")
    with typer.progressbar(length=length, file=ground.aside, label=label) as shown:
        yield shown.update


def _load(ground: Ground, intake: Intake, source: _Source) -> int:
    """Put every row and file of a source where it belongs, and return how many rows."""
    known = {one["name"]: Layout.heard(one) for one in source.head["tables"]}
    count, filler = 0, VaultFiller(ground.media)
    try:
        with _progress(ground, source.path) as advance:
            for letter, content in source.frames():
                if letter == ROWS:
                    told = json.loads(content)
                    count += intake.put(known[told["table"]], told["rows"])
                elif letter == FILE:
                    filler.begin(content.decode())
                elif letter == PIECE:
                    filler.write(content)
                advance(len(content))
        filler.end()
    except NotABackup:
        # It was whole a moment ago.
        raise _Refused("damaged", file=source.path) from None
    except OSError as fault:
        raise _Refused("unwritable", why=fault.strerror or "") from None
    return count


def _refuse_strangers(ground: Ground, intake: Intake) -> None:
    """Refuse a backup of which the configuration names no station: it would seem to be empty."""
    theirs = codes(intake.session)
    if theirs and not theirs & ground.rules.keys():
        named = ", ".join(sorted(theirs))
        raise _Refused("other_station", theirs=named, ours=", ".join(sorted(ground.rules)))


def _settle(ground: Ground, intake: Intake, counts: _Counts, *, made_at: datetime) -> None:
    """Erase again, hold what is unsent, and write it on the trail of every station."""
    session = intake.session
    cabinet = KeyCabinet(ground.database, ground.keyring)
    if unopened := unopened_within(session, ground.keyring):
        raise _Refused("unopened", count=unopened)
    cabinet.complete_index_keys(session, ground.clock())
    store = Store(ground.database, cabinet, ground.lexicon)
    try:
        for uow in units(session, store, ground.rules, now=ground.clock()):
            leave_out(uow, made_at=made_at)
            _settle_station(uow, counts)
    except (KeyForgotten, KeyError):
        raise _Refused("other_keys") from None


def _settle_station(uow: UnitOfWork, counts: _Counts) -> None:
    erased, unsent = erase_again(uow)
    timers = [("tip:" + str(one.id), ready(one, uow)) for one in unsent]
    began = uow.keys.made_at(uow.station.key)
    # What the day has asked for may have been sent since, and would be written anew.
    timers += [
        ("daybook", one) for one in todays(uow.now, began=began, timezone=uow.rules.timezone)
    ]
    for name, timer in timers:
        lane = uow.keys.fingerprint(Purpose.LANE, uow.rules.code, timer.lane or name)
        uow.inbox.set_timer(timer, lane=lane, now=uow.now)
    held = hold(uow)
    counts.erased += erased
    counts.held += held
    detail = {"held": held, "erased": erased}
    uow.audit.write("db.restore", actor=ACTOR, about="database", at=uow.now, detail=detail)

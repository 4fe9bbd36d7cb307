"""This is `db backup`: everything that is remembered into one file, the keys to it into another.

The keys go into a file of their own, of which nobody keeps versions: who is erased is erased from
older backups too as soon as the keys' file is replaced.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import typer

from commands.desk import ACTOR, Desk
from files.backup_file import BackupWriter
from files.sealed_chunks import KEY_BYTES
from files.vault_copy import kept_files
from models import migrate
from models.backup import Layout, Row, key_layouts, layouts, rows
from models.base import to_milliseconds
from models.keyring import Keyring

DATA: Final = "backup"
KEYS: Final = "keys"
FORM: Final = 1
HEAD, ROWS, FILE, PIECE, END = b"H", b"R", b"F", b"P", b"E"


def keys_beside(file: Path) -> Path:
    """Return where the keys of a backup are, unless somebody says otherwise."""
    return file.with_name(f"{file.name}.keys")


def run_backup(desk: Desk, file: Path, *, keys: Path, media: Path) -> int:
    """Write both files whole, or neither; the service may go on meanwhile."""
    if file.absolute() == keys.absolute():
        desk.complain(desk.catalog.say("backup.together"))
        return 1
    try:
        counts = _write(desk, file, keys, media)
    except OSError as fault:
        at, why = str(fault.filename or file), fault.strerror or ""
        desk.complain(desk.catalog.say("backup.unwritable", file=at, why=why))
        return 1
    with desk.writing() as uow:
        uow.audit.write("db.backup", actor=ACTOR, about="database", at=uow.now, detail=counts)
        uow.commit()
    desk.say("backup.done", file=file, keys=keys, **counts)
    return 0


def _write(desk: Desk, file: Path, keys: Path, media: Path) -> dict[str, int]:
    keyring = desk.store.cabinet.keyring
    with ExitStack() as open_files:
        data = open_files.enter_context(_writer(file, keyring, DATA))
        store = open_files.enter_context(_writer(keys, keyring, KEYS))
        count = _write_tables(desk, data, store)
        pictures = _write_media(data, media)
        for writer in (data, store):
            writer.write(END, b"")
            writer.finish()
        # In this order: the keys may be younger than what they open, never older.
        store.publish()
        data.publish()
    return {"rows": count, "media": pictures}


def _writer(path: Path, keyring: Keyring, name: str) -> BackupWriter:
    from secrets import token_bytes

    key = token_bytes(KEY_BYTES)
    wrapped = keyring.wrap(key, purpose=f"file:{name}")
    return BackupWriter(path, key, wrapped=wrapped, name=name)


def _write_tables(desk: Desk, data: BackupWriter, store: BackupWriter) -> int:
    count, made_at = 0, desk.clock()
    with desk.store.database.snapshot() as connection:
        schema = migrate.revision_of(connection)
        data.write(HEAD, _head(schema, layouts(), made_at))
        store.write(HEAD, _head(schema, key_layouts(), made_at))
        each = [*((data, one) for one in layouts()), *((store, one) for one in key_layouts())]
        label = desk.catalog.say("backup.progress")
        with typer.progressbar(each, file=desk.aside, label=label) as shown:
            for writer, layout in shown:
                count += _write_rows(writer, layout, rows(connection, layout))
    return count


def _head(schema: str, tables: Iterable[Layout], made_at: datetime) -> bytes:
    told: dict[str, Any] = {
        "form": FORM,
        "schema": schema,
        "made_at": to_milliseconds(made_at),
        "tables": [one.told() for one in tables],
    }
    return json.dumps(told).encode()


def _write_rows(writer: BackupWriter, layout: Layout, found: Iterator[Sequence[Row]]) -> int:
    count = 0
    for batch in found:
        told = {"table": layout.name, "rows": batch}
        writer.write(ROWS, json.dumps(told, ensure_ascii=False).encode())
        count += len(batch)
    return count


def _write_media(data: BackupWriter, media: Path) -> int:
    count = 0
    for name, pieces in kept_files(media):
        data.write(FILE, name.encode())
        for piece in pieces:
            data.write(PIECE, piece)
        count += 1
    return count

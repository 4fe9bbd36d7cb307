"""This is `db`: it brings the database to this version, copies it, and brings a copy back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from catalog import Catalog
from models import migrate
from models.database import Database, is_passing_trouble

if TYPE_CHECKING:
    from commands.desk import Desk
    from commands.restoring import Ground

_File = Annotated[
    Path, typer.Argument(metavar="FILE", readable=False, help="The encrypted backup.")
]
_Keys = Annotated[
    Path | None,
    typer.Option("--keys", readable=False, help="The keys' own file, otherwise FILE.keys."),
]


@dataclass(frozen=True, kw_only=True)
class Doors:
    """What these commands open: an address, a station at work, an empty database, a folder."""

    url: Callable[[], str]
    desk: Callable[[], AbstractContextManager[Desk]]
    ground: Callable[[], AbstractContextManager[Ground]]
    media: Callable[[], Path]


def sub_app(doors: Doors, *, catalog: Callable[[], Catalog]) -> typer.Typer:
    """Return the commands below `db`."""
    db = typer.Typer(help="Migrate, back up and restore the database.", no_args_is_help=True)

    @db.command("upgrade")
    def _upgrade() -> None:
        """Bring the database to this version; harmless when it is there already."""
        run_upgrade(doors.url(), catalog())

    @db.command("backup")
    def _backup(file: _File, keys: _Keys = None) -> None:
        """Copy everything into FILE, encrypted, while all goes on; the keys into FILE.keys."""
        from commands.backing_up import keys_beside, run_backup

        with doors.desk() as opened:
            code = run_backup(opened, file, keys=keys or keys_beside(file), media=doors.media())
        raise typer.Exit(code)

    @db.command("restore")
    def _restore(file: _File, keys: _Keys = None) -> None:
        """Bring FILE into an empty database; what it had not sent is held: see `held list`."""
        from commands.backing_up import keys_beside
        from commands.restoring import run_restore

        with doors.ground() as opened:
            code = run_restore(opened, file, keys=keys or keys_beside(file))
        raise typer.Exit(code)

    return db


def run_upgrade(url: str, catalog: Catalog) -> None:
    """Migrate, and say whether there was anything to do."""
    database = Database(url)
    try:
        was_current = migrate.is_current(database)
        migrate.upgrade(database)
    except migrate.MadeByNewer as newer:
        typer.echo(f"database.url: {newer}", err=True)
        raise typer.Exit(1) from None
    except Exception as fault:
        if not is_passing_trouble(fault):
            raise
        typer.echo(f"database.url: {database.told(fault)}", err=True)
        raise typer.Exit(1) from None
    finally:
        database.close()
    typer.echo(catalog.say("db.current" if was_current else "db.upgraded"))

"""This is `db`: it brings the database to this version."""

from __future__ import annotations

from collections.abc import Callable

import typer

from catalog import Catalog
from models import migrate
from models.database import Database, is_passing_trouble


def sub_app(*, url: Callable[[], str], catalog: Callable[[], Catalog]) -> typer.Typer:
    """Return the commands below `db`."""
    db = typer.Typer(help="Migrate the database.", no_args_is_help=True)

    @db.callback()
    def _db() -> None:
        """Migrate the database."""

    @db.command("upgrade")
    def _upgrade() -> None:
        """Bring the database to this version; harmless when it is there already."""
        database = Database(url())
        try:
            was_current = migrate.is_current(database)
            migrate.upgrade(database)
        except migrate.MadeByNewer as newer:
            typer.echo(f"database.url: {newer}", err=True)
            raise typer.Exit(1) from None
        except Exception as fault:
            if not is_passing_trouble(fault):
                raise
            typer.echo(f"database.url: cannot be used: {type(fault).__name__}", err=True)
            raise typer.Exit(1) from None
        finally:
            database.close()
        typer.echo(catalog().say("db.current" if was_current else "db.upgraded"))

    return db

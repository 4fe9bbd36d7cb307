"""This is `import`, `export` and `console-link` as the command line lists them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated

import typer

from commands.console_link import run_console_link
from commands.desk import Desk
from commands.exporting import ExportKind, run_export
from commands.importing import ImportWish, ListKind, run_import
from commands.importing_everywhere import run_import_everywhere

Opening = Callable[[], AbstractContextManager[Desk]]
_File = Annotated[Path, typer.Argument(readable=False, help="CSV or XLSX.")]
_DryRun = Annotated[bool, typer.Option("--dry-run", help="Only check.")]
_Codes = Annotated[
    Path | None, typer.Option("--codes", readable=False, help="Gets the invitation codes.")
]
_ByStation = Annotated[
    bool, typer.Option("--by-station", help="The column `station` says whose each row is.")
]
_NewCodes = Annotated[bool, typer.Option("--new-codes", help="Replace codes given before.")]
_Reason = Annotated[str, typer.Option("--reason", help="Why; kept on the audit trail.")]

_LISTED = {
    ListKind.VILLAGES: "list of villages",
    ListKind.OFFICERS: "list of officers",
    ListKind.MEMBERS: "list of members",
    ListKind.ROSTER: "weekly duty roster",
}
_INVITED = (ListKind.OFFICERS, ListKind.MEMBERS)


def add_to(app: typer.Typer, *, desk: Opening) -> None:
    """Give the command line `import`, `export` and `console-link`."""
    app.add_typer(_importing(desk), name="import")
    app.add_typer(_exporting(desk), name="export")

    @app.command("console-link")
    def _link(officer: Annotated[str, typer.Option("--officer", help="Their code.")]) -> None:
        """Print a one-time link into the console for an officer."""
        with desk() as opened:
            code = run_console_link(opened, officer)
        raise typer.Exit(code)


def _importing(desk: Opening) -> typer.Typer:
    app = typer.Typer(help="Take in villages, officers, members or a roster.", no_args_is_help=True)
    for kind, what in _LISTED.items():
        taking = _taking_people if kind in _INVITED else _taking
        told = f"Take in a {what}; all of it or nothing."
        app.command(kind.value, help=told)(taking(desk, kind))
    return app


def _taking(desk: Opening, kind: ListKind) -> Callable[..., None]:
    """Return the command that takes in a list of this kind."""

    def take(
        file: _File,
        dry_run: _DryRun = False,  # noqa: FBT002
        by_station: _ByStation = False,  # noqa: FBT002
    ) -> None:
        wish = ImportWish(file=file, dry_run=dry_run, by_station=by_station)
        raise typer.Exit(_run(desk, kind, wish))

    return take


def _taking_people(desk: Opening, kind: ListKind) -> Callable[..., None]:
    """Return the command that takes in people, whom codes invite."""

    def take(
        file: _File,
        dry_run: _DryRun = False,  # noqa: FBT002
        codes: _Codes = None,
        new_codes: _NewCodes = False,  # noqa: FBT002
        by_station: _ByStation = False,  # noqa: FBT002
    ) -> None:
        wish = ImportWish(
            file=file, dry_run=dry_run, codes=codes, new_codes=new_codes, by_station=by_station
        )
        raise typer.Exit(_run(desk, kind, wish))

    return take


def _run(desk: Opening, kind: ListKind, wish: ImportWish) -> int:
    if wish.new_codes and wish.codes is None:
        typer.echo("--new-codes: needs --codes FILE, which gets the new codes", err=True)
        return 1
    if wish.by_station and wish.codes is not None:
        typer.echo("--codes: is for one station; leave --by-station out", err=True)
        return 1
    begin = run_import_everywhere if wish.by_station else run_import
    with desk() as opened:
        return begin(opened, kind, wish)


def _exporting(desk: Opening) -> typer.Typer:
    app = typer.Typer(
        help="Take out members, tips or bulletins, with a reason.", no_args_is_help=True
    )

    def run(kind: ExportKind, file: Path, reason: str) -> None:
        with desk() as opened:
            code = run_export(opened, kind, file, reason)
        raise typer.Exit(code)

    @app.command("members")
    def _members(file: _File, reason: _Reason) -> None:
        """Write all members to a file."""
        run(ExportKind.MEMBERS, file, reason)

    @app.command("tips")
    def _tips(file: _File, reason: _Reason) -> None:
        """Write the tips to a file, never who sent them."""
        run(ExportKind.TIPS, file, reason)

    @app.command("bulletins")
    def _bulletins(file: _File, reason: _Reason) -> None:
        """Write each time of each bulletin to a file: who has it, and what it cost."""
        run(ExportKind.BULLETINS, file, reason)

    return app

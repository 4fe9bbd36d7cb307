"""This is `audit`: whether the trail of who looked at what is whole."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import typer

from commands.desk import Desk


def add_to(app: typer.Typer, *, desk: Callable[[], AbstractContextManager[Desk]]) -> None:
    """Give the command line `audit`."""
    audit = typer.Typer(help="Check the audit trail.", no_args_is_help=True)

    @audit.callback()
    def _audit() -> None:
        """Check the audit trail."""

    @audit.command("verify")
    def _verify() -> None:
        """Follow the chain of the audit trail and name the first link that is broken."""
        with desk() as opened:
            code = run_verify(opened)
        raise typer.Exit(code)

    app.add_typer(audit, name="audit")


def run_verify(desk: Desk) -> int:
    """Say that every line follows the one before, or where the first does not."""
    with desk.reading() as uow:
        found = uow.audit.verify()
    if found.flaw is None:
        desk.say("audit.ok", count=found.count, head=found.head.hex()[:16] or "-")
        return 0
    desk.complain(desk.catalog.say(f"audit.{found.flaw}", position=found.position))
    return 1

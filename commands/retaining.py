"""This is `retention`: what tomorrow deletes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import typer

from commands.desk import Desk
from domain.calendar import local, thai_long_date
from domain.daybook import retention_at
from domain.retention import Kept
from models.retention import counts


def add_to(app: typer.Typer, *, desk: Callable[[], AbstractContextManager[Desk]]) -> None:
    """Give the command line `retention`."""
    retention = typer.Typer(help="What is deleted by itself.", no_args_is_help=True)

    @retention.callback()
    def _retention() -> None:
        """What is deleted by itself."""

    @retention.command("preview")
    def _preview() -> None:
        """Count what tomorrow deletes, by kind; nothing is deleted by this."""
        with desk() as opened:
            code = run_preview(opened)
        raise typer.Exit(code)

    app.add_typer(retention, name="retention")


def run_preview(desk: Desk) -> int:
    """Say how much of each kind will have been kept for long enough tomorrow."""
    with desk.reading() as uow:
        timezone = uow.rules.timezone
        tomorrow = local(uow.now, timezone).date() + timedelta(days=1)
        found = counts(uow, retention_at(tomorrow, timezone))
        periods = uow.rules.retention
    days = {
        Kept.SENDERS: periods.sender,
        Kept.MEDIA: periods.media,
        Kept.TIPS: periods.tip,
        Kept.UNVERIFIED: periods.unverified,
        Kept.BULLETINS: periods.announced,
        Kept.NAMES: periods.log,
        Kept.LOGS: periods.log,
    }
    desk.say("retention.tomorrow", day=thai_long_date(tomorrow))
    for kind, count in found.items():
        span = f"{days[kind] / timedelta(days=1):g}"
        desk.say(f"retention.{kind}", count=count, days=span)
    return 0

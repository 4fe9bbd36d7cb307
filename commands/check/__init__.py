"""This is `check`, the doctor: what is wrong on a station's first day, and how to mend it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from bot.config import Settings


def add_to(
    app: typer.Typer,
    *,
    settings: Callable[[], Settings],
    config: Callable[[], Path | None],
    station: Callable[[], str | None],
    clock: Callable[[], datetime],
) -> None:
    """Give the command line its `check`; `station` is what was named before the command."""

    @app.command("check")
    def _check() -> None:
        """Look for whatever keeps a station from working, and say how to mend it."""
        from commands.check.examination import Visit, run_check

        visit = Visit(
            settings=settings,
            clock=clock,
            out=typer.get_text_stream("stdout"),
            station=station(),
            config=config(),
        )
        raise typer.Exit(run_check(visit))

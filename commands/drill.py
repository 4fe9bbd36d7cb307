"""This is `drill`: every trained member is asked to practise, and what came of it is told."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.config.sections import QuotaSettings
    from bot.line.gateway import Gateway
    from commands.desk import Desk


def sub_app(
    *,
    desk: Callable[[], AbstractContextManager[Desk]],
    line: Callable[[], Gateway],
    quota: Callable[[], QuotaSettings],
) -> typer.Typer:
    """Return the commands below `drill`."""
    app = typer.Typer(help="A practice of the whole station.", no_args_is_help=True)

    @app.command("start")
    def _start(
        yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,  # noqa: FBT002
        villages: Annotated[
            str | None, typer.Option("--villages", help="CODE,CODE: these alone.")
        ] = None,
    ) -> None:
        """Ask every trained member once for a practice tip; says first what it costs."""
        from commands.drilling import Wish, confirmed, run_start
        from commands.month import read_month

        wish = Wish(
            villages=None if villages is None else tuple(villages.split(",")),
            confirm=(lambda _: True) if yes else confirmed,
        )
        with desk() as opened:
            code = run_start(opened, wish, month=lambda: read_month(line(), quota()))
        raise typer.Exit(code)

    @app.command("report")
    def _report(
        number: Annotated[int | None, typer.Argument(help="Which drill; else the last.")] = None,
    ) -> None:
        """Tell who was reached, how long tips waited, and who needs help, by number."""
        from commands.drill_report import run_report

        with desk() as opened:
            code = run_report(opened, number)
        raise typer.Exit(code)

    return app

"""This is `quota`: what LINE says of the month, beside what we counted and what is to come."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import typer

from bot.accountant import Accountant
from bot.line.gateway import Gateway, LineTrouble
from commands.desk import Desk
from domain.quota import forecast
from models.reach import budget_of


def run_quota(desk: Desk, *, line: Callable[[], Gateway]) -> int:
    """Read the month from LINE and tell it beside our own accounts; return the exit code."""
    code = 0
    try:
        Accountant(desk.store, {desk.station_id: line()}, clock=desk.clock).read_month(
            desk.station_id
        )
    except LineTrouble as trouble:
        desk.complain(desk.catalog.say("budget.unread", status=trouble.status))
        code = 1
    with desk.writing() as uow:
        month, budget = uow.quotas.at(uow.now), budget_of(uow)
        if month.used is None or budget is None:
            return 1
        none = desk.catalog.say("quota.no_limit")
        spare = budget.spare()
        for key, value in (
            ("limit", none if budget.limit is None else f"{budget.limit:,}"),
            ("used", f"{month.used:,}"),
            ("counted", f"{month.counted:,}"),
            ("difference", f"{month.used - month.counted:+,}"),
            ("queued", f"{budget.queued:,}"),
            ("planned", f"{budget.planned:,}"),
            ("kept", f"{budget.kept_back:,}"),
            ("spare", none if spare is None else f"{spare:,}"),
            ("forecast", f"{forecast(budget.used, budget.queued + budget.planned, uow.now):,}"),
        ):
            desk.say(f"budget.{key}", value=value)
        if budget.is_spent:
            desk.say("quota.spent")
    return code


def add_to(
    app: typer.Typer,
    *,
    desk: Callable[[], AbstractContextManager[Desk]],
    line: Callable[[], Gateway],
) -> None:
    """Give the command line `quota`."""

    @app.command("quota")
    def _quota() -> None:
        """Tell this month's messages: limit, use, what is planned, what is kept for alerts."""
        with desk() as opened:
            code = run_quota(opened, line=line)
        raise typer.Exit(code)

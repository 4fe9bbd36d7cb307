"""This is `quota`: what LINE says of the month, beside what we counted and what is to come."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import typer

from bot.accountant import Accountant
from bot.line.gateway import Gateway, LineTrouble
from commands.desk import Desk
from domain.calendar import thai_moment
from domain.quota import forecast
from models.reach import budget_of
from models.unit_of_work import UnitOfWork


def run_quota(desk: Desk, *, line: Callable[[], Gateway]) -> int:
    """Read the month from LINE and tell it beside our own accounts; return the exit code."""
    unread = None
    try:
        Accountant(desk.store, {desk.station_id: line()}, clock=desk.clock).read_month(
            desk.station_id
        )
    except LineTrouble as trouble:
        unread = trouble
    with desk.writing() as uow:
        if unread is not None:
            _complain(desk, unread, uow)
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
    return 0 if unread is None else 1


def _complain(desk: Desk, trouble: LineTrouble, uow: UnitOfWork) -> None:
    """Say that LINE did not tell, and how old is what it told last, if it told of this month."""
    told = uow.quotas.read_at(uow.now)
    if told is None:
        desk.complain(desk.catalog.say("budget.untold", status=trouble.status))
        return
    age = max(uow.now - told, timedelta()) // timedelta(minutes=1)
    when = thai_moment(told, uow.rules.timezone)
    said = desk.catalog.say("budget.unread", status=trouble.status, when=when, minutes=f"{age:,}")
    desk.complain(said)


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

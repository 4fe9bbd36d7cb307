"""This is `second-factor`: what is done when an officer's authenticator is lost."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Annotated

import typer

from commands.desk import ACTOR, Desk


def sub_app(desk: Callable[[], AbstractContextManager[Desk]]) -> typer.Typer:
    """Return the group of commands."""
    app = typer.Typer(help="Officers' second factors.", no_args_is_help=True)

    @app.callback()
    def _factor() -> None:
        """Officers' second factors."""

    @app.command("reset")
    def _reset(officer: Annotated[str, typer.Option("--officer", help="Their code.")]) -> None:
        """Forget an officer's second factor, so that they set up a new one."""
        with desk() as opened:
            code = run_reset(opened, officer)
        raise typer.Exit(code)

    return app


def run_reset(desk: Desk, code: str) -> int:
    """Forget the second factor, end what is open, and put it on the trail."""
    with desk.writing() as uow:
        officer = uow.officers.by_code(code)
        if officer is None:
            desk.complain(desk.catalog.say("link.no_officer", code=code))
            return 1
        if not uow.second_factors.reset(officer):
            desk.complain(desk.catalog.say("factor.reset_none", code=officer.code))
            return 1
        uow.access.close_all_of(officer.id)
        uow.audit.write("factor.reset", actor=ACTOR, about=officer.code, at=uow.now)
        uow.commit()
        desk.say("factor.reset", code=officer.code)
    return 0

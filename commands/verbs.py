"""This is how a verb of the command line is done: at a desk, with a reason when it declines."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any, Concatenate, NoReturn, ParamSpec

import typer

from domain.refusals import Refusal

if TYPE_CHECKING:
    from commands.desk import Desk

Opening = Callable[[], AbstractContextManager["Desk"]]
Number = Annotated[int, typer.Argument(metavar="NUMBER", help="Of the list.")]
Said = ParamSpec("Said")


def verb(
    run: Callable[Concatenate[Desk, Said], int | None],
) -> Callable[Concatenate[Desk, Said], int]:
    """Let a verb decline by a refusal, which is complained of; it returns the exit code."""

    @wraps(run)
    def done(desk: Desk, /, *args: Said.args, **named: Said.kwargs) -> int:
        try:
            return run(desk, *args, **named) or 0
        except Refusal as refusal:
            desk.complain(desk.catalog.say(refusal.text_key, **refusal.values))
            return 1

    return done


def end_with(desk: Opening, run: Callable[..., int], *args: Any, **named: Any) -> NoReturn:
    """Do a verb at a desk, and end the command with its exit code."""
    with desk() as opened:
        code = run(opened, *args, **named)
    raise typer.Exit(code)

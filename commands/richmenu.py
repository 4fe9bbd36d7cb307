"""This is `richmenu`: the menus below the chats."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from bot.line.gateway import Gateway
    from commands.desk import Desk


def sub_app(
    *, desk: Callable[[], AbstractContextManager[Desk]], line: Callable[[], Gateway]
) -> typer.Typer:
    """Return the commands below `richmenu`."""
    app = typer.Typer(help="The menus below the chats.", no_args_is_help=True)

    @app.callback()
    def _richmenu() -> None:
        """Make the menus below the chats."""

    @app.command("sync")
    def _sync() -> None:
        """Make the menus of members and officers, and give each person theirs."""
        from bot.line.menus import MenuRack
        from commands.menu_syncing import run_sync

        with desk() as opened:
            code = run_sync(opened, MenuRack(line()))
        raise typer.Exit(code)

    return app

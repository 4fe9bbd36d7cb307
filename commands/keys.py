"""This is `keys`: it makes encryption keys and puts the newest to use."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from bot.config.values import KEY_BYTES, key_fingerprint
from catalog import Catalog

if TYPE_CHECKING:
    from commands.desk import Desk


def fresh_key() -> str:
    """Return a new encryption key as it is written in the configuration."""
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def run_new(catalog: Catalog, *, out: TextIO, aside: TextIO) -> None:
    """Print a fresh key alone on `out`, and what to do with it on `aside`."""
    key = fresh_key()
    print(key, file=out)
    print(catalog.say("keys.new", fingerprint=key_fingerprint(key)), file=aside)


def sub_app(
    catalog: Callable[[], Catalog],
    *,
    desk: Callable[[], AbstractContextManager[Desk]],
    is_served: Callable[[], bool],
) -> typer.Typer:
    """Return the commands below `keys`."""
    keys = typer.Typer(
        help="Make encryption keys, and put the newest to use.", no_args_is_help=True
    )

    @keys.callback()
    def _keys() -> None:
        """Make encryption keys, and put the newest to use."""

    @keys.command("new")
    def _new() -> None:
        """Print a fresh encryption key, and how to put it to use."""
        run_new(
            catalog(), out=typer.get_text_stream("stdout"), aside=typer.get_text_stream("stderr")
        )

    @keys.command("rotate")
    def _rotate(
        *,
        stopped: Annotated[
            bool, typer.Option("--stopped", help="No program of this database is running.")
        ] = False,
    ) -> None:
        """Wrap every key by the newest encryption key while all goes on; resumable."""
        from commands.rotating import run_rotate

        with desk() as opened:
            code = run_rotate(opened, is_served=is_served() and not stopped)
        raise typer.Exit(code)

    return keys

"""This is `held`: what was restored and not sent, until somebody releases or drops it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Annotated

import typer

from commands.desk import ACTOR, Desk
from domain.calendar import local
from models.holding import drop, held, release
from models.unit_of_work import UnitOfWork

_NAMED = 50
_Codes = Annotated[list[str] | None, typer.Argument(metavar="ID…", help="Of `held list`.")]
_All = Annotated[bool, typer.Option("--all", help="Everything that is held.")]


def sub_app(*, desk: Callable[[], AbstractContextManager[Desk]]) -> typer.Typer:
    """Return the commands below `held`."""
    app = typer.Typer(help="What is held since a restore.", no_args_is_help=True)

    @app.command("list")
    def _list() -> None:
        """List what is held, oldest first: id, time, kind, what it is about."""
        with desk() as opened:
            code = run_list(opened)
        raise typer.Exit(code)

    @app.command("release")
    def _release(ids: _Codes = None, *, everything: _All = False) -> None:
        """Let it go on; what was held for over 24 hours only by its own id."""
        with desk() as opened:
            code = run_release(opened, ids or [], everything=everything)
        raise typer.Exit(code)

    @app.command("drop")
    def _drop(ids: _Codes = None, *, everything: _All = False) -> None:
        """End it: nothing is sent."""
        with desk() as opened:
            code = run_drop(opened, ids or [], everything=everything)
        raise typer.Exit(code)

    return app


def run_list(desk: Desk) -> int:
    """List what is held, one a line; what only its own id releases is marked."""
    with desk.reading() as uow:
        for one in desk.listed(held(uow), "list.none_held"):
            when = local(one.made_at, uow.rules.timezone).isoformat(timespec="minutes")
            stale = desk.catalog.say("held.stale") if one.is_stale(uow.now) else ""
            parts = (one.code, when, one.kind.value, one.about, stale)
            print("\t".join(parts).rstrip(), file=desk.out)
    return 0


def run_release(desk: Desk, ids: Sequence[str], *, everything: bool) -> int:
    """Release by id, or all that is not held for too long; exit 1 if anything named is not held."""
    if bool(ids) == everything:
        desk.complain(desk.catalog.say("held.which"))
        return 1
    with desk.writing() as uow:
        found = held(uow) if everything else []
        stale = [one.code for one in found if one.is_stale(uow.now)]
        wanted = [one.code for one in found if not one.is_stale(uow.now)] or _upper(ids)
        done = release(uow, wanted)
        _note(uow, "held.release", done)
    if stale:
        desk.complain(desk.catalog.say("held.kept", count=len(stale)))
    return _told(desk, "held.released", done, wanted)


def run_drop(desk: Desk, ids: Sequence[str], *, everything: bool) -> int:
    """Drop by id, or all of it; exit 1 if anything named is not held."""
    if bool(ids) == everything:
        desk.complain(desk.catalog.say("held.which"))
        return 1
    with desk.writing() as uow:
        wanted = [one.code for one in held(uow)] if everything else _upper(ids)
        done = drop(uow, wanted)
        _note(uow, "held.drop", done)
    return _told(desk, "held.dropped", done, wanted)


def _upper(ids: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(one.upper() for one in ids))


def _note(uow: UnitOfWork, act: str, done: Sequence[str]) -> None:
    if done:
        detail = {"count": len(done), "ids": list(done[:_NAMED])}
        uow.audit.write(act, actor=ACTOR, about="held", at=uow.now, detail=detail)
    uow.commit()


def _told(desk: Desk, key: str, done: Sequence[str], wanted: Sequence[str]) -> int:
    desk.say(key, count=len(done))
    unknown = [one for one in wanted if one not in done]
    if unknown:
        desk.complain(desk.catalog.say("held.unknown", ids=" ".join(unknown)))
    return 1 if unknown else 0

"""This is `held`: what was restored and not sent, until somebody releases or drops it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Annotated

import typer

from commands.desk import ACTOR, Desk
from commands.held_groups import READABLE, grouped
from domain.calendar import local
from models.holding import HeldKind, HeldThing, drop, held, release
from models.unit_of_work import UnitOfWork

_NAMED = 50
_Codes = Annotated[list[str] | None, typer.Argument(metavar="ID…", help="Of `held list`.")]
_All = Annotated[bool, typer.Option("--all", help="Everything that is held.")]
_Kind = Annotated[HeldKind | None, typer.Option("--kind", help="All of one kind.")]
_Each = Annotated[bool, typer.Option("--each", help="One a line, however many there are.")]


def sub_app(*, desk: Callable[[], AbstractContextManager[Desk]]) -> typer.Typer:
    """Return the commands below `held`."""
    app = typer.Typer(help="What is held since a restore.", no_args_is_help=True)

    @app.command("list")
    def _list(*, each: _Each = False) -> None:
        """List what is held, oldest first: id, time, kind, what it is about; many in groups."""
        with desk() as opened:
            code = run_list(opened, is_grouped=opened.out.isatty() and not each)
        raise typer.Exit(code)

    @app.command("release")
    def _release(ids: _Codes = None, *, everything: _All = False, kind: _Kind = None) -> None:
        """Let it go on; what was held for over 24 hours only by its own id."""
        with desk() as opened:
            code = run_release(opened, ids or [], everything=everything, kind=kind)
        raise typer.Exit(code)

    @app.command("drop")
    def _drop(ids: _Codes = None, *, everything: _All = False, kind: _Kind = None) -> None:
        """End it: nothing is sent."""
        with desk() as opened:
            code = run_drop(opened, ids or [], everything=everything, kind=kind)
        raise typer.Exit(code)

    return app


def run_list(desk: Desk, *, is_grouped: bool = False) -> int:
    """List what is held, one a line; what only its own id releases is marked.

    `is_grouped`: more than anybody reads is counted by kind.
    """
    with desk.reading() as uow:
        found, timezone = held(uow, tells_people=is_grouped), uow.rules.timezone
        if is_grouped and len(found) > READABLE:
            told = grouped(found, now=uow.now, timezone=timezone, catalog=desk.catalog)
            print("\n".join(told), file=desk.out)
            return 0
        for one in desk.listed(found, "list.none_held"):
            when = local(one.made_at, timezone).isoformat(timespec="minutes")
            stale = desk.catalog.say("held.stale") if one.is_stale(uow.now) else ""
            parts = (one.code, when, one.kind.value, one.about, stale)
            print("\t".join(parts).rstrip(), file=desk.out)
    return 0


def _chosen(uow: UnitOfWork, kind: HeldKind | None) -> Sequence[HeldThing]:
    """What is held, or what of it is of one kind."""
    return [one for one in held(uow) if kind is None or one.kind is kind]


def _is_one_way(ids: Sequence[str], kind: HeldKind | None, *, everything: bool) -> bool:
    """Say whether exactly one of the ways to name held things was used."""
    return [bool(ids), everything, kind is not None].count(True) == 1


def run_release(
    desk: Desk, ids: Sequence[str], *, everything: bool, kind: HeldKind | None = None
) -> int:
    """Release by id, or all that is not held for too long; exit 1 if anything named is not held."""
    if not _is_one_way(ids, kind, everything=everything):
        desk.complain(desk.catalog.say("held.which"))
        return 1
    with desk.writing() as uow:
        found = [] if ids else _chosen(uow, kind)
        stale = [one.code for one in found if one.is_stale(uow.now)]
        wanted = [one.code for one in found if not one.is_stale(uow.now)] or _upper(ids)
        done = release(uow, wanted)
        _note(uow, "held.release", done)
    if stale:
        desk.complain(desk.catalog.say("held.kept", count=len(stale)))
    return _told(desk, "held.released", done, wanted)


def run_drop(
    desk: Desk, ids: Sequence[str], *, everything: bool, kind: HeldKind | None = None
) -> int:
    """Drop by id, or all of it; exit 1 if anything named is not held."""
    if not _is_one_way(ids, kind, everything=everything):
        desk.complain(desk.catalog.say("held.which"))
        return 1
    with desk.writing() as uow:
        wanted = _upper(ids) if ids else [one.code for one in _chosen(uow, kind)]
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

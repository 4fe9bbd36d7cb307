"""This is `officers` and `members`: who there is, and who takes part no more."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Annotated

import typer

from commands.desk import ACTOR, Desk
from commands.erasing import erase_member
from domain.answers import Timer
from domain.events import Event
from domain.timer_events import DutyChanged, OfficerUnreachable
from models.member import Member, MemberState
from models.officer import Officer
from models.sealed import Purpose
from models.unit_of_work import UnitOfWork

_Opening = Callable[[], AbstractContextManager[Desk]]
_Code = Annotated[str, typer.Argument(metavar="CODE")]


def add_to(line: typer.Typer, *, desk: _Opening) -> None:
    """Give the command line `officers` and `members`."""
    kinds: tuple[tuple[str, str, Callable[[Desk], int], Callable[..., int]], ...] = (
        ("officers", "Officers of the station.", list_officers, change_officer),
        ("members", "Members of the network.", list_members, change_member),
    )
    for name, said, listing, changing in kinds:
        group = _group(said, listing, changing, desk)
        if name == "members":
            _add_erase(group, desk)
        line.add_typer(group, name=name)


def _group(
    said: str, listing: Callable[[Desk], int], changing: Callable[..., int], desk: _Opening
) -> typer.Typer:
    app = typer.Typer(help=said, no_args_is_help=True)

    @app.command("list")
    def _list() -> None:
        """List who there is, and how they stand."""
        with desk() as opened:
            code = listing(opened)
        raise typer.Exit(code)

    @app.command("suspend")
    def _suspend(who: _Code) -> None:
        """Let somebody take no part any more, at once."""
        with desk() as opened:
            code = changing(opened, who, suspends=True)
        raise typer.Exit(code)

    @app.command("restore")
    def _restore(who: _Code) -> None:
        """Let somebody who was suspended take part again."""
        with desk() as opened:
            code = changing(opened, who, suspends=False)
        raise typer.Exit(code)

    return app


def _add_erase(app: typer.Typer, desk: _Opening) -> None:
    @app.command("erase")
    def _erase(who: _Code) -> None:
        """Forget somebody for good; what they told stays, without its sender."""
        with desk() as opened:
            code = erase_member(opened, who)
        raise typer.Exit(code)


def list_officers(desk: Desk) -> int:
    """Say each officer's code, role and name, and whether a message reaches them."""
    with desk.reading() as uow:
        for one in desk.listed(uow.officers.all(), "list.no_officers"):
            name = uow.officers.profile(one).spoken_name
            role, state = desk.catalog.say(f"role.{one.role}"), desk.catalog.say(_standing(one))
            desk.say("people.officer", code=one.code, role=role, name=name, state=state)
    return 0


def _standing(officer: Officer) -> str:
    if officer.is_suspended:
        return "people.suspended"
    if officer.line_user is None:
        return "people.unbound"
    return "people.reached" if officer.unreachable_since is None else "people.unreached"


def list_members(desk: Desk) -> int:
    """Say each member's number, state, village and name; that somebody looked is on the trail."""
    with desk.writing() as uow:
        places = {row.id: row.code for row in uow.villages.all()}
        for one in desk.listed(uow.members.all(), "list.no_members"):
            profile = uow.members.profile(one)
            name = f"{profile.first_name} {profile.last_name}" if profile is not None else "-"
            desk.say(
                "people.member",
                number=one.number,
                state=desk.catalog.say(f"mine.state_{one.state}"),
                village="-" if one.village_id is None else places[one.village_id],
                name=name,
            )
        uow.audit.write("members.list", actor=ACTOR, about="members", at=uow.now)
        uow.commit()
    return 0


def change_officer(desk: Desk, code: str, *, suspends: bool) -> int:
    """Suspend or restore an officer: sessions, links, alerts and menu follow at once."""
    with desk.writing() as uow:
        officer = uow.officers.by_code(code)
        if officer is None:
            desk.complain(desk.catalog.say("link.no_officer", code=code))
            return 1
        uow.officers.seize(officer)
        if officer.is_suspended is suspends:
            return _already(desk, officer.code, suspends=suspends)
        uow.officers.suspend(officer, suspends=suspends)
        event: Event = DutyChanged(happened_at=uow.now, officer=officer.id)
        if suspends:
            uow.access.close_all_of(officer.id)
            uow.outbox.withdraw_from(officer.id, now=uow.now)
            event = OfficerUnreachable(happened_at=uow.now, officer=officer.id)
        _tell_chain(uow, officer, event)
        return _done(desk, uow, "officer", officer.code, suspends=suspends)


def _tell_chain(uow: UnitOfWork, officer: Officer, event: Event) -> None:
    """Let open tips go to who is there now."""
    key = f"standing:{officer.id}:{uow.now.isoformat()}"
    lane = uow.keys.fingerprint(Purpose.LANE, uow.rules.code, f"officer:{officer.id}")
    uow.inbox.set_timer(Timer(key=key, due=uow.now, event=event), lane=lane, now=uow.now)


def change_member(desk: Desk, number: str, *, suspends: bool) -> int:
    """Suspend or restore a member; what they tell while suspended is kept and alerts nobody."""
    with desk.writing() as uow:
        found: list[Member] = [one for one in uow.members.all() if one.number == number.upper()]
        if not found or found[0].state == MemberState.ERASED:
            desk.complain(desk.catalog.say("people.no_member", code=number))
            return 1
        if (found[0].state == MemberState.SUSPENDED) is suspends:
            return _already(desk, number, suspends=suspends)
        uow.members.suspend(found[0], suspends=suspends)
        return _done(desk, uow, "member", found[0].number, suspends=suspends)


def _already(desk: Desk, code: str, *, suspends: bool) -> int:
    desk.say("people.suspended_already" if suspends else "people.active_already", code=code)
    return 0


def _done(desk: Desk, uow: UnitOfWork, kind: str, code: str, *, suspends: bool) -> int:
    act = "suspend" if suspends else "restore"
    uow.audit.write(f"{kind}.{act}", actor=ACTOR, about=code, at=uow.now)
    uow.commit()
    desk.say("people.now_suspended" if suspends else "people.now_active", code=code)
    return 0

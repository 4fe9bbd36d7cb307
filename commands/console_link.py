"""This is `console-link`: a one-time way into the console for one officer."""

from __future__ import annotations

from datetime import timedelta

from commands.desk import ACTOR, Desk

LINK_MINUTES = 10


def run_console_link(desk: Desk, officer_code: str) -> int:
    """Print a fresh link alone on `out`; return the exit code."""
    with desk.writing() as uow:
        officer = uow.officers.by_code(officer_code)
        if officer is None:
            desk.complain(desk.catalog.say("link.no_officer", code=officer_code))
            return 1
        if officer.is_suspended:
            desk.complain(desk.catalog.say("link.suspended", code=officer_code))
            return 1
        until = uow.now + timedelta(minutes=LINK_MINUTES)
        token = uow.access.make_link("console", expires_at=until, officer_id=officer.id)
        uow.audit.write("console.link", actor=ACTOR, about=officer.code, at=uow.now)
        uow.commit()
        address = uow.rules.public_url.rstrip("/")
    print(f"{address}/console/enter/{token}", file=desk.out)
    desk.complain(desk.catalog.say("link.made", minutes=LINK_MINUTES))
    return 0

"""This is `bulletin deliveries`: who has a bulletin and who not, and why, one a line."""

from __future__ import annotations

from typing import Final

from commands.desk import Desk
from domain.bulletin import DeliveryState
from domain.calendar import local, thai_moment
from handlers.bulletins.recipients import Recipient, counted, newest_time, spoken
from models.unit_of_work import UnitOfWork

_AT_ONCE: Final = 500


def run_deliveries(desk: Desk, number: int, state: str = "") -> int:
    """List the recipients of a bulletin's newest time; no member is named; return the exit code."""
    known = [one.value for one in DeliveryState]
    if state and state not in known:
        desk.complain(desk.catalog.say("announce.unknown_state", names=", ".join(known)))
        return 1
    with desk.reading() as uow:
        is_shown = _shown(desk, uow, number, DeliveryState(state) if state else None)
    return 0 if is_shown else 1


def _shown(desk: Desk, uow: UnitOfWork, number: int, state: DeliveryState | None) -> bool:
    bulletin = uow.bulletins.by_number(number)
    if bulletin is None:
        desk.complain(desk.catalog.say("announce.unknown", number=number))
        return False
    newest = newest_time(bulletin, uow)
    if newest is None:
        desk.say("announce.not_begun", number=number)
        return True
    when = thai_moment(newest.planned_at, uow.rules.timezone)
    tally = uow.tallies.of(newest)
    desk.say("announce.stands", number=number, when=when, counts=counted(tally, desk.catalog))
    after = 0
    while page := uow.tallies.each(newest, state=state, after=after, limit=_AT_ONCE):
        for one in spoken(page, uow, desk.catalog):
            print(_line(one, uow.rules.timezone), file=desk.out)
        after = page[-1].delivery
    return True


def _line(one: Recipient, zone: str) -> str:
    at = "-" if one.at is None else local(one.at, zone).isoformat(timespec="seconds")
    return "\t".join(part for part in (one.who, one.state, at, one.why) if part)

"""This is how a tip goes from one station of the deployment to another, and what follows it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

from domain.answers import Timer
from domain.events import Event
from domain.timer_events import FOLLOWS_ITS_TIP
from models.case import is_reachable
from models.deployment import SeatedStation
from models.officer import Role
from models.sealed import Purpose
from models.tip import Tip
from models.unit_of_work import UnitOfWork

_DESK: Final = (Role.DUTY, Role.COMMANDER, Role.ADMIN)
_LONGEST: Final = 32


def receivers(uow: UnitOfWork, tip: Tip) -> Sequence[SeatedStation]:
    """Return the other stations at which somebody whom a tip is for can be reached."""
    roles = (Role.COMMANDER,) if tip.is_restricted else _DESK
    return [
        one
        for one in uow.neighbours()
        if any(is_reachable(officer) for officer in uow.at(one.id).officers.with_roles(*roles))
    ]


def pass_on(tip: Tip, to: SeatedStation) -> None:
    """Give a tip into another station's hands; what this one found out of its place stays here.

    The rung makes the timers void that were set for the officers who had it.
    """
    tip.away_id = None if to.id == tip.station_id else to.id
    tip.handler_id = tip.accepted_at = tip.review_at = tip.accept_by = None
    tip.village_id, tip.village_source, tip.village_confidence = None, "none", 0.0
    tip.village_candidates, tip.must_confirm, tip.is_outside_area = [], False, False
    tip.rung += 1


def follow(event: Event, uow: UnitOfWork) -> bool:
    """Send an event for a tip's officers after the tip, once; False if the tip is here."""
    if not isinstance(event, FOLLOWS_ITS_TIP):
        return False
    holder = uow.tips.where(event.tip)
    if holder is None or holder == uow.station.id:
        return False
    there = uow.at(holder)
    known = hashlib.sha256(repr(event).encode()).hexdigest()[:_LONGEST]
    timer = Timer(key=f"followed:{uow.station.id}:{known}", due=uow.now, event=event)
    lane = uow.keys.fingerprint(Purpose.LANE, there.rules.code, f"tip:{event.tip}")
    there.inbox.set_timer(timer, lane=lane, now=uow.now)
    return True

"""This is `bulletin list` and `bulletin cancel`, and the rows of `export bulletins`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from commands.desk import ACTOR, Desk
from domain.audience import Audience
from domain.bulletin import BulletinState, BulletinStepRefused, DeliveryState
from domain.calendar import local
from files.exports import BulletinOut
from models.bulletin import Bulletin, Occurrence
from models.planning import cancel
from models.tally import Tally
from models.unit_of_work import UnitOfWork

_TO_COME = (BulletinState.AWAITING, BulletinState.SCHEDULED, BulletinState.HELD)


def run_list(desk: Desk) -> int:
    """List every bulletin, one a line: id and state first; return the exit code."""
    with desk.reading() as uow:
        for bulletin in desk.listed(uow.bulletins.all(), "list.no_bulletins"):
            print(_line(bulletin, uow), file=desk.out)
    return 0


def _line(bulletin: Bulletin, uow: UnitOfWork) -> str:
    times = uow.bulletins.times(bulletin)
    tallies = uow.tallies.all([one.id for one in times])
    last = times[-1] if times else None
    moment = bulletin.next_at or (None if last is None else last.started_at or last.planned_at)
    when = "-"
    if moment is not None:
        when = local(moment, uow.rules.timezone).isoformat(timespec="minutes")
    accepted, cost, _ = _came_of(last, tallies)
    if bulletin.state in _TO_COME and (last is None or last.started_at is None):
        cost = bulletin.cost
    receivers = 0 if last is None else last.receivers
    parts = (
        str(bulletin.number),
        bulletin.state,
        when,
        audience_text(uow.bulletins.audience(bulletin)),
        f"{accepted}/{receivers}",
        str(cost),
    )
    return "\t".join(parts)


def _came_of(occurrence: Occurrence | None, tallies: Mapping[int, Tally]) -> tuple[int, int, int]:
    """Return accepted, cost and refused: final once it ended, else as they stand."""
    if occurrence is None:
        return 0, 0, 0
    if occurrence.ended_at is not None:
        refused = occurrence.refused + occurrence.given_up + occurrence.dropped
        is_sent = occurrence.started_at is not None
        return occurrence.accepted, occurrence.cost if is_sent else 0, refused
    tally = tallies.get(occurrence.id, Tally(counts={}, cost=0))
    failed = (DeliveryState.REFUSED, DeliveryState.GIVEN_UP, DeliveryState.DROPPED)
    return tally.of(DeliveryState.ACCEPTED), tally.cost, tally.of(*failed)


def audience_text(audience: Audience) -> str:
    """Return whom a bulletin is for in one short word or two, for lists and exports."""
    who = [name for name in ("groups", "members") if getattr(audience, name)]
    where = [*audience.villages, *audience.subdistricts] or ["all"]
    years = [f"trained {year}" for year in audience.trained_in]
    return f"{'+'.join([*who, *audience.roles])}:{','.join([*where, *years])}"


def run_cancel(desk: Desk, number: int) -> int:
    """Take a bulletin back; return the exit code."""
    with desk.writing() as uow:
        bulletin = uow.bulletins.by_number(number, held=True)
        if bulletin is None:
            desk.complain(desk.catalog.say("announce.unknown", number=number))
            return 1
        was_sending = bulletin.state == BulletinState.SENDING
        try:
            cancel(uow, bulletin)
        except BulletinStepRefused:
            state = desk.catalog.say(f"bulletin_state.{bulletin.state}")
            desk.complain(desk.catalog.say("announce.over", number=number, state=state))
            return 1
        about = f"bulletin:{number}"
        uow.audit.write("bulletin.cancel", actor=ACTOR, about=about, at=uow.now)
        uow.commit()
    key = "announce.cancelled_midway" if was_sending else "announce.cancelled"
    desk.say(key, number=number)
    return 0


def bulletins_out(uow: UnitOfWork) -> Iterator[BulletinOut]:
    """Give each time of each bulletin as it is exported; what never came has one row."""
    for bulletin in uow.bulletins.all():
        audience = audience_text(uow.bulletins.audience(bulletin))
        times = uow.bulletins.times(bulletin)
        tallies = uow.tallies.all([one.id for one in times])
        rows: Sequence[Occurrence | None] = times or [None]
        for one in rows:
            accepted, cost, refused = _came_of(one, tallies)
            yield BulletinOut(
                id=bulletin.number,
                sent_at=None if one is None else one.started_at,
                audience=audience,
                state=bulletin.state if one is None else one.state,
                accepted=accepted,
                refused=refused,
                cost=cost,
            )

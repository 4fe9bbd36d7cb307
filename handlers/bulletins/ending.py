"""This is the end of a bulletin: everybody has it or will not, and its author is told so."""

from __future__ import annotations

from collections.abc import Sequence

from catalog import Catalog
from domain import bulletin_events
from domain.answers import Answer
from domain.bulletin import BulletinState, BulletinStep, DeliveryState
from domain.bulletin_events import BulletinEnding
from handlers.bulletins.telling import tell_ended
from models.bulletin import Bulletin, Occurrence
from models.tally import Tally
from models.unit_of_work import UnitOfWork

_AT_ONCE = 500
# The looks at the end of the rides themselves are counted from zero.
_LATER = 1_000_000


def look(event: BulletinEnding, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """End a bulletin when nobody is left to be settled; look again if somebody is."""
    occurrence = uow.bulletins.occurrence(event.occurrence, held=True)
    if occurrence.ended_at is not None:
        return []
    retried = _left_waiting(event, occurrence, uow)
    tally = uow.tallies.of(occurrence)
    if tally.open:
        bulletin_id, following = occurrence.bulletin_id, event.look + 1
        again = bulletin_events.ending(bulletin_id, occurrence.id, following, now=uow.now)
        return [*retried, again]
    bulletin = uow.bulletins.get(occurrence.bulletin_id, held=True)
    _close(bulletin, occurrence, tally, uow)
    return tell_ended(bulletin, occurrence, uow, catalog)


def _left_waiting(
    event: BulletinEnding, occurrence: Occurrence, uow: UnitOfWork
) -> Sequence[Answer]:
    """See to those whose free reply failed when nobody lets them ride any more."""
    if occurrence.state == BulletinState.CANCELLED:
        waiting = uow.rides.left_over(occurrence, limit=_AT_ONCE)
        uow.deliveries.drop(waiting, now=uow.now, because="cancelled")
        uow.session.flush()
        return []
    is_over = occurrence.rides_until is not None and occurrence.rides_until <= uow.now
    if not is_over or not uow.rides.left_over(occurrence, limit=1):
        return []
    look = _LATER + event.look
    return [bulletin_events.rides_end(occurrence.bulletin_id, occurrence.id, at=uow.now, look=look)]


def _close(bulletin: Bulletin, occurrence: Occurrence, tally: Tally, uow: UnitOfWork) -> None:
    occurrence.ended_at = uow.now
    occurrence.accepted = tally.of(DeliveryState.ACCEPTED)
    occurrence.refused = tally.of(DeliveryState.REFUSED)
    occurrence.given_up = tally.of(DeliveryState.GIVEN_UP)
    occurrence.dropped = tally.of(DeliveryState.DROPPED)
    occurrence.cost = tally.cost
    occurrence.frozen = None
    if occurrence.state == BulletinState.SENDING:
        occurrence.state = BulletinState.SENT
    if bulletin.state == BulletinState.SENDING and not _others(bulletin, occurrence, uow):
        step = BulletinStep.END if bulletin.next_at is None else BulletinStep.REST
        bulletin.takes(step, now=uow.now)


def _others(bulletin: Bulletin, occurrence: Occurrence, uow: UnitOfWork) -> bool:
    """Say whether another time of the same bulletin is still under way."""
    return any(
        one.id != occurrence.id and one.started_at is not None and one.ended_at is None
        for one in uow.bulletins.times(bulletin)
    )


HANDLERS = {BulletinEnding: look}

"""This is how a bulletin finds its recipients, so many at a time that nothing waits for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from catalog import Catalog
from domain import bulletin_events
from domain.answers import Answer, Timer
from domain.audience import MOST_IN_A_CALL, is_for_group, reach
from domain.bulletin import BulletinState
from domain.bulletin_events import BulletinSpreading
from models.bulletin import Bulletin, Occurrence
from models.reach import area_of, group_facts, joined_groups, people_facts
from models.unit_of_work import UnitOfWork

# Written down in a hundredth of a second or two: an alert never waits longer for its turn.
AT_ONCE: Final = 100


def spread(event: BulletinSpreading, uow: UnitOfWork, _: Catalog) -> Sequence[Answer]:
    """Give the next recipients their messages, and come back for those after them."""
    occurrence = uow.bulletins.occurrence(event.occurrence, held=True)
    if occurrence.is_spread or occurrence.ended_at is not None:
        return []
    if occurrence.state != BulletinState.SENDING:
        # Taken back before everybody had theirs: what is on its way still has to end.
        return [bulletin_events.ending(occurrence.bulletin_id, occurrence.id, 0, now=uow.now)]
    bulletin = uow.bulletins.get(occurrence.bulletin_id)
    if event.part == "groups":
        return [_groups(bulletin, occurrence, event.after, uow)]
    return _people(bulletin, occurrence, uow)


def _groups(bulletin: Bulletin, occurrence: Occurrence, after: int, uow: UnitOfWork) -> Timer:
    audience = uow.bulletins.audience(bulletin)
    page = joined_groups(uow, after=after, limit=AT_ONCE) if audience.groups else []
    villages = area_of(uow, audience)
    chosen = {one.id for one in group_facts(uow, page) if is_for_group(audience, one, villages)}
    uow.deliveries.to_groups(
        occurrence,
        [one for one in page if one.id in chosen],
        now=uow.now,
        rides=occurrence.rides_until is not None,
    )
    if len(page) == AT_ONCE:
        return bulletin_events.spreading(
            bulletin.id, occurrence.id, "groups", page[-1].id, at=uow.now
        )
    return bulletin_events.spreading(bulletin.id, occurrence.id, "people", 0, at=uow.now)


def _people(bulletin: Bulletin, occurrence: Occurrence, uow: UnitOfWork) -> Sequence[Answer]:
    audience = uow.bulletins.audience(bulletin)
    known = uow.deliveries.known_people(occurrence)
    chosen = reach(audience, (), people_facts(uow, audience), area_of(uow, audience)).people
    rows = [("officer_id" if one.is_officer else "member_id", one.id) for one in chosen]
    left = [one for one in rows if one not in known]
    uow.deliveries.to_people(occurrence, left[:MOST_IN_A_CALL], now=uow.now)
    if len(left) > MOST_IN_A_CALL:
        done = len(known) + MOST_IN_A_CALL
        return [bulletin_events.spreading(bulletin.id, occurrence.id, "people", done, at=uow.now)]
    return _spread_out(bulletin, occurrence, uow)


def _spread_out(bulletin: Bulletin, occurrence: Occurrence, uow: UnitOfWork) -> Sequence[Answer]:
    occurrence.is_spread = True
    looks: list[Answer] = [bulletin_events.ending(bulletin.id, occurrence.id, 0, now=uow.now)]
    if occurrence.rides_until is not None:
        at = max(occurrence.rides_until, uow.now)
        looks.append(bulletin_events.rides_end(bulletin.id, occurrence.id, at=at))
    return looks


HANDLERS = {BulletinSpreading: spread}

"""This is how bulletins ride on free replies: up to five on the next word in their group."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from catalog import Catalog
from domain import bulletin_events
from domain.answers import Answer, Chat, Content, Message, Recipient, Timer
from domain.bulletin import LOOKS_AGAIN_AFTER, MOST_TOGETHER, BulletinState, SaverEnd
from domain.bulletin_events import RidesEnded
from domain.meanings import Chatter
from domain.when.hours import held_until
from models.planning import policy
from models.reach import budget_of
from models.unit_of_work import UnitOfWork

_AT_ONCE = 200


def ride(event: Chatter, uow: UnitOfWork, _: Catalog) -> Sequence[Answer]:
    """Answer chatter with the bulletins that wait for it, and with nothing where none do."""
    line_id = event.speaker.group_id
    if line_id is None or not uow.rides.are_awaited(now=uow.now):
        return []
    group = uow.groups.find(line_id)
    if group is None or held_until(uow.now, policy(uow)) is not None:
        return []
    contents: list[Content] = []
    carried: list[int] = []
    for delivery, occurrence in uow.rides.of_group(group.id, now=uow.now):
        said = uow.bulletins.contents(occurrence)
        if len(contents) + len(said) > MOST_TOGETHER:
            break
        contents += said
        carried.append(delivery.id)
    if not carried:
        return []
    to = Recipient(chat=Chat.GROUP, line_id=line_id)
    return [
        Message(to=to, contents=contents, may_reply=True, only_reply=True, delivers=tuple(carried))
    ]


def end(event: RidesEnded, uow: UnitOfWork, _: Catalog) -> Sequence[Answer]:
    """Push what found no free reply in time, or drop it, as was chosen."""
    occurrence = uow.bulletins.occurrence(event.occurrence, held=True)
    if occurrence.state != BulletinState.SENDING or occurrence.ended_at is not None:
        return []
    bulletin = uow.bulletins.get(occurrence.bulletin_id)
    until = held_until(uow.now, policy(uow))
    if until is not None:
        occurrence.rides_until = until
        return [_again(event, bulletin.id, until)]
    waiting = uow.rides.left_over(occurrence, limit=_AT_ONCE)
    if bulletin.saver_end == SaverEnd.DROP:
        uow.deliveries.drop(waiting, now=uow.now, because="nobody spoke")
    elif (budget := budget_of(uow)) is None:
        return [_again(event, bulletin.id, uow.now + LOOKS_AGAIN_AFTER)]
    elif budget.is_overdrawn:
        # Its price was promised, but alerts spent more meanwhile than was thought.
        uow.deliveries.drop(waiting, now=uow.now, because="reserve")
    else:
        uow.deliveries.push(occurrence, waiting, now=uow.now)
    return [_again(event, bulletin.id, uow.now)] if len(waiting) == _AT_ONCE else []


def _again(event: RidesEnded, bulletin: int, at: datetime) -> Timer:
    return bulletin_events.rides_end(bulletin, event.occurrence, at=at, look=event.look + 1)


HANDLERS = {Chatter: ride, RidesEnded: end}

"""This is where the facts of a station's summaries are gathered, with no word of any tip."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from domain.classification.kinds import Urgency
from domain.routing import silence
from domain.summary import A_WEEK, SILENT_AFTER, Ground, TipFact, VillageFact
from domain.tip import TipState, Trust
from models.assignment import Charge
from models.case import matter_of, sender_of
from models.tip import Tip
from models.unit_of_work import UnitOfWork


def ground(uow: UnitOfWork) -> Ground:
    """Return the facts of a station at this moment."""
    waiting = uow.summaries.waiting_since()
    rows = uow.summaries.tips(since=uow.now - 2 * A_WEEK)
    return Ground(
        tips=[_fact(uow, row, waiting.get(row.id)) for row in rows],
        villages=_villages(uow),
        now=uow.now,
        accept_within=uow.rules.accept_within,
        min_crowd=uow.rules.min_crowd,
        is_young=uow.now - uow.keys.made_at(uow.station.key) < SILENT_AFTER,
    )


def _fact(uow: UnitOfWork, tip: Tip, waits_since: datetime | None) -> TipFact:
    line_id = sender_of(uow, tip)
    sender = None if line_id is None else uow.officers.by_line_user(line_id)
    sent_at = tip.sent_at or tip.opened_at
    return TipFact(
        number=uow.spoken_number_of(tip),
        village=tip.village_id,
        urgency=Urgency(tip.urgency),
        state=TipState(tip.state),
        trust=Trust(tip.trust),
        sent_at=sent_at,
        waits_since=waits_since or sent_at,
        accepted_at=tip.accepted_at,
        closed_at=tip.closed_at,
        handler=tip.handler_id,
        is_practice=tip.is_practice,
        is_restricted=tip.is_restricted,
        is_listed_only=silence(matter_of(tip)) is not None,
        own_of=None if sender is None else sender.id,
    )


def _villages(uow: UnitOfWork) -> list[VillageFact]:
    members: Counter[int | None] = Counter()
    for cell in uow.members.crowd():
        members[cell.village_id] += cell.members
    primaries = {
        row.village_id: row.officer_id
        for row in uow.assignments.in_force(at=uow.now)
        if row.charge == Charge.PRIMARY
    }
    heard = uow.summaries.last_heard()
    return [
        VillageFact(
            village=row.id,
            name=row.name,
            members=members[row.id],
            primary=primaries.get(row.id),
            heard_at=heard.get(row.id),
        )
        for row in uow.villages.all()
    ]

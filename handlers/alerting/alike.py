"""This is what an officer who has a tip in hand hears of another that may be the same event."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from catalog import Catalog
from catalog.alike import load_traces, twin_notice
from domain.answers import Answer, Chat, Message, Rank, Recipient
from domain.case import Sight, Twin
from domain.classification.kinds import Urgency
from domain.tip import TipState
from models.case import alerted, is_reachable, sight
from models.handing import has_left
from models.likeness import compare, twin_of
from models.officer import Officer
from models.tip import Tip
from models.unit_of_work import UnitOfWork

_TOLD: Final = "told_alike"
_IN_HAND: Final = frozenset({TipState.ACCEPTED, TipState.INVESTIGATING})


def weigh(tip: Tip, uow: UnitOfWork) -> Tip | None:
    """Compare a tip with others; return the case that it was found to be like, if that is new."""
    return compare(uow, tip, load_traces())


def tell_holder(tip: Tip, twin: Tip | None, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Tell who has a case that a tip newly seems to be one with, once, unless they get its card.

    It costs a message and may spare a second officer the way. While nobody has the case, its
    card says so to whoever takes it, free of charge.
    """
    officer = None if twin is None else _holder(tip, twin, uow)
    if twin is None or officer is None or _knows(tip, twin, uow):
        return []
    found = twin_of(uow, tip)
    if found is None or found[0].id != twin.id:
        return []
    uow.tips.record(twin, _TOLD, at=uow.now, officer_id=officer.id, detail={"tip": tip.id.hex})
    newer = Twin(tip=tip.id, spoken=uow.spoken_number_of(tip), reasons=tuple(found[1]))
    number, is_practice = uow.spoken_number_of(twin), tip.is_practice
    said = twin_notice(twin.id, number, newer, catalog, is_practice=is_practice)
    is_urgent = Urgency.EMERGENCY in (tip.urgency, twin.urgency)
    return [
        Message(
            to=Recipient(chat=Chat.PERSON, line_id=uow.officers.line_id(officer) or ""),
            contents=[said],
            rank=Rank.ALERT if is_urgent else Rank.NOTICE,
            about=twin.id,
            hushes=not is_urgent,
        )
    ]


def _holder(tip: Tip, twin: Tip, uow: UnitOfWork) -> Officer | None:
    """Return who has a case in hand and may see the tip, but does not get its card."""
    if TipState(twin.state) not in _IN_HAND:
        return None
    for one in uow.officers.ours([twin.handler_id]):
        has_card = one.id == tip.handler_id or one.id in alerted(uow, tip)
        may_see = all(sight(uow, one, each) is Sight.FULL for each in (tip, twin))
        if may_see and is_reachable(one) and (not has_card or has_left(uow, one, tip)):
            return one
    return None


def _knows(tip: Tip, twin: Tip, uow: UnitOfWork) -> bool:
    """Say whether the pair was told of before, from either side."""
    lines = [*uow.tips.history(twin, _TOLD), *uow.tips.history(tip, _TOLD)]
    return any(uow.tips.detail(line)["tip"] in (tip.id.hex, twin.id.hex) for line in lines)

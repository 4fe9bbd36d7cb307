"""This is where the talk between a tip's sender and its officers stands."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from domain.calendar import local
from domain.case import Sight
from domain.tip import BEFORE_SENDING, TipState
from models.case import is_reachable, sender_of, sight
from models.officer import Officer
from models.tip import Tip, TipMessage
from models.unit_of_work import UnitOfWork

ANSWERS_FOR: Final = timedelta(hours=24)
TALKS_ON_FOR: Final = timedelta(minutes=10)
UNPLACED: Final = "unplaced"
_OF_AGE: Final = 18


def is_waiting(uow: UnitOfWork, tip: Tip) -> bool:
    """Say whether an officer's question about a tip waits for its sender's next message."""
    lines = uow.tips.history(tip, "question", "answered")
    is_asked = bool(lines) and lines[-1].what == "question"
    return is_asked and uow.now - lines[-1].happened_at <= ANSWERS_FOR


def asked_tips(uow: UnitOfWork, line_id: str) -> Sequence[Tip]:
    """Return a sender's open tips about which they are asked, the newest question first.

    Where nothing waits, who just answered may be going on.
    """
    tips = uow.merges.followed(line_id)
    waiting = [tip for tip in tips if is_waiting(uow, tip)]
    found = waiting or [tip for tip in tips if _talks_on(uow, tip)]
    if len(found) > 1:
        # A line has its number once it is written.
        uow.session.flush()
    return sorted(found, key=lambda tip: _last(uow, tip), reverse=True)


def _talks_on(uow: UnitOfWork, tip: Tip) -> bool:
    lines = uow.tips.history(tip, "answered")
    return bool(lines) and uow.now - lines[-1].happened_at <= TALKS_ON_FOR


def _last(uow: UnitOfWork, tip: Tip) -> int:
    return uow.tips.history(tip, "question", "answered")[-1].id


def quoted_tip(uow: UnitOfWork, line_id: str, message_id: str | None) -> Tip | None:
    """Return a sender's own tip, once sent, of which a message that they quote speaks."""
    if message_id is None:
        return None
    bubble = uow.bubbles.find(message_id)
    held = uow.tips.with_message(message_id)
    tip = uow.tips.find(bubble.tip) if bubble else held[0] if held else None
    if tip is None or TipState(tip.state) in BEFORE_SENDING or sender_of(uow, tip) != line_id:
        return None
    return tip


def unplaced(uow: UnitOfWork, line_id: str) -> Sequence[tuple[Tip, TipMessage]]:
    """Return a sender's words of which it is unclear of which tip they speak."""
    return [
        (tip, message)
        for tip in uow.merges.followed(line_id)
        if uow.tips.history(tip, "unplaced")
        for message in uow.tips.messages(tip)
        if message.author == UNPLACED and message.content is not None
    ]


def offered_for(uow: UnitOfWork, line_id: str, held: Tip) -> Sequence[Tip]:
    """Return the tips that a sender was offered for words that wait beside one."""
    lines = uow.tips.history(held, "unplaced")
    listed = uow.tips.detail(lines[-1])["tips"] if lines else []
    begun = uow.tips.of_sender(line_id, *BEFORE_SENDING)
    own = {tip.id: tip for tip in (*begun, *uow.merges.followed(line_id))}
    return [own[key] for one in listed if (key := uuid.UUID(one)) in own]


def hearers(uow: UnitOfWork, tip: Tip) -> Sequence[Officer]:
    """Return the officers who hear a sender's answer: who asked, and who has the tip's case."""
    if not uow.tips.is_here(tip):
        return []
    asked = uow.tips.history(tip, "question")
    ids = [uow.merges.main_of(tip).handler_id, asked[-1].officer_id if asked else None]
    officers = uow.officers.ours(dict.fromkeys(ids))
    return [one for one in officers if is_reachable(one) and sight(uow, one, tip) is Sight.FULL]


def is_minor(uow: UnitOfWork, tip: Tip) -> bool:
    """Say whether a tip's sender is known to be under age."""
    line_id = sender_of(uow, tip)
    members = uow.at(tip.station_id).members
    member = members.by_line_user(line_id) if line_id else None
    profile = members.profile(member) if member else None
    if profile is None or not profile.birth_date:
        return False
    born, today = date.fromisoformat(profile.birth_date), local(uow.now, uow.rules.timezone).date()
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day)) < _OF_AGE


def may_be_named(uow: UnitOfWork, tip: Tip) -> bool:
    """Say whether a tip's sender can let themselves be named: one we know, and of age.

    Their wish speaks to the police of their own station, so nobody else is offered it.
    """
    if not (uow.tips.is_own(tip) and uow.tips.is_here(tip)):
        return False
    line_id = sender_of(uow, tip)
    member = uow.members.by_line_user(line_id) if line_id else None
    return member is not None and not tip.is_coerced and not is_minor(uow, tip)

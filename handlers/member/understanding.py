"""This is where a message meets what we know of its speaker, and so gets its meaning."""

from __future__ import annotations

import uuid
from datetime import timedelta

from domain import dialogue
from domain.command_words import Words
from domain.dialogue import Standing
from domain.events import ButtonPressed, Event, MessageEdited, MessageSaid, Speaker, Text
from domain.tip import BEFORE_SENDING, OPEN, TipState
from models.tip import Tip
from models.unit_of_work import UnitOfWork

ANSWERS_FOR = timedelta(hours=24)


def understand(event: Event, uow: UnitOfWork, words: Words) -> Event:
    """Return what an event means; one that needs no understanding passes through."""
    if isinstance(event, MessageEdited):
        event = _said_late(event, uow)
    if not isinstance(event, MessageSaid | ButtonPressed):
        return event
    return dialogue.meaning(event, standing_of(event.speaker, uow), words)


def _said_late(event: MessageEdited, uow: UnitOfWork) -> Event:
    """Take an edit that overtook its message as the message itself: it holds the newest text."""
    is_known = uow.tips.with_message(event.message_id) is not None
    if is_known or uow.tips.is_withdrawn(event.message_id):
        return event
    return MessageSaid(
        happened_at=event.happened_at,
        speaker=event.speaker,
        message_id=event.message_id,
        content=Text(text=event.text),
    )


def standing_of(speaker: Speaker, uow: UnitOfWork) -> Standing:
    """Return where a speaker stands; one whose id LINE withholds stands nowhere."""
    prefix = uow.rules.short_name
    if speaker.user_id is None:
        return Standing(number_prefix=prefix)
    if speaker.group_id is not None:
        return Standing(number_prefix=prefix, group_tip=_group_tip(speaker, uow))
    line_id = speaker.user_id
    officer = uow.officers.by_line_user(line_id)
    mode = uow.dialogues.current(line_id, now=uow.now)
    gathering = gathering_tip(line_id, uow)
    asked = asked_tip(line_id, uow)
    latest = uow.tips.of_sender(line_id, *BEFORE_SENDING, *OPEN)
    return Standing(
        is_officer=officer is not None and not officer.is_suspended,
        mode=None if mode is None else mode.name,
        mode_tip=None if mode is None or "tip" not in mode.data else uuid.UUID(mode.data["tip"]),
        gathering=None if gathering is None else gathering.id,
        asked=None if asked is None else asked.id,
        latest=latest[0].id if latest else None,
        candidates=() if asked is None else tuple(asked.village_candidates),
        must_confirm=asked is not None and asked.must_confirm,
        number_prefix=prefix,
    )


def gathering_tip(line_id: str, uow: UnitOfWork) -> Tip | None:
    """Return the sender's tip that still takes words before it is sent."""
    return next(iter(uow.tips.of_sender(line_id, *BEFORE_SENDING)), None)


def asked_tip(line_id: str, uow: UnitOfWork) -> Tip | None:
    """Return the sender's tip whose village was asked within a day and is still open."""
    for tip in uow.tips.of_sender(line_id, *BEFORE_SENDING, TipState.SENT, TipState.ACCEPTED):
        questions = uow.tips.history(tip, "asked")
        if not questions:
            continue
        is_open = tip.village_id is None or tip.must_confirm
        if is_open and uow.now - questions[-1].happened_at <= ANSWERS_FOR:
            return tip
    return None


def _group_tip(speaker: Speaker, uow: UnitOfWork) -> uuid.UUID | None:
    if speaker.user_id is None or speaker.group_id is None:
        return None
    tip = gathering_tip(speaker.user_id, uow)
    group = uow.groups.find(speaker.group_id)
    if tip is None or group is None or not tip.came_by_group:
        return None
    return tip.id if group_of(tip, uow) == group.id else None


def group_of(tip: Tip, uow: UnitOfWork) -> int | None:
    """Return the group in which a tip began."""
    for line in uow.tips.history(tip, "opened"):
        detail = uow.tips.detail(line) or {}
        found = detail.get("group")
        return None if found is None else int(found)
    return None

"""This is where a message meets what we know of its speaker, and so gets its meaning."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from domain import dialogue
from domain.calendar import spoken_number
from domain.events import ButtonPressed, Event, MessageEdited, MessageSaid, Speaker, Text
from domain.group_talk import without_address
from domain.meanings import CancelAsked, CaseEvent, Chatter
from domain.standing import PRACTICE, Standing
from domain.talking import ASKING, PASSING, Talk
from domain.tip import BEFORE_SENDING, TipState
from domain.word_reading import Words
from models.talk import asked_tips, offered_for, quoted_tip, unplaced
from models.tip import Tip
from models.unit_of_work import UnitOfWork

ANSWERS_FOR = timedelta(hours=24)
UPDATES_FOR = timedelta(hours=24)
_MOST_COLLECTS = 4


def understand(event: Event, uow: UnitOfWork, words: Words) -> Event:
    """Return what an event means; one that needs no understanding passes through."""
    if isinstance(event, MessageEdited):
        event = _edited(event, uow, words)
    if not isinstance(event, MessageSaid | ButtonPressed):
        return event
    if isinstance(event, MessageSaid) and uow.tips.is_withdrawn(event.message_id):
        is_group = event.speaker.group_id is not None
        return Chatter(happened_at=event.happened_at, speaker=event.speaker, is_group=is_group)
    standing = standing_of(event.speaker, uow)
    if isinstance(event, MessageSaid) and event.speaker.user_id is not None:
        quoted = quoted_tip(uow, event.speaker.user_id, event.quoted_message_id)
        talk = replace(standing.talk, quoted=None if quoted is None else quoted.id)
        standing = replace(standing, talk=talk)
    meant = dialogue.meaning(event, standing, words)
    # A word of the chat is answered while a question is awaited, and the question still comes.
    if standing.mode != ASKING or isinstance(event, ButtonPressed):
        _end_passing_mode(meant, standing, uow)
    return meant


def _end_passing_mode(meant: Event, standing: Standing, uow: UnitOfWork) -> None:
    """End what an officer was asked for, by whatever else they do; who cancels is told so."""
    if standing.mode not in PASSING or isinstance(meant, CancelAsked | Chatter | CaseEvent):
        return
    speaker: Speaker | None = getattr(meant, "speaker", None)
    if speaker is not None and speaker.user_id is not None:
        uow.dialogues.leave(speaker.user_id)


def _edited(event: MessageEdited, uow: UnitOfWork, words: Words) -> Event:
    """Take an edit that overtook its message as the message itself: it holds the newest text."""
    if uow.tips.with_message(event.message_id) is not None:
        in_group = event.speaker.group_id is not None
        text = without_address(event.text, words) if in_group else event.text
        return replace(event, text=text or event.text)
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
        beside = tip_beside(speaker, uow)
        mode = uow.dialogues.current(speaker.user_id, now=uow.now)
        # What was asked of them in their own chat is not answered in a group; practice is theirs.
        is_practising = mode is not None and mode.name == PRACTICE
        return Standing(
            mode=PRACTICE if is_practising else None,
            number_prefix=prefix,
            group_tip=None if beside is None else beside.id,
        )
    line_id = speaker.user_id
    officer = uow.officers.by_line_user(line_id)
    mode = uow.dialogues.current(line_id, now=uow.now)
    gathering = gathering_tip(line_id, uow)
    asked = asked_tip(line_id, uow)
    offered = {} if asked is None else last_question(asked, uow)
    latest = [*uow.tips.of_sender(line_id, *BEFORE_SENDING), *uow.merges.followed(line_id)]
    latest.sort(key=Tip.age, reverse=True)
    return Standing(
        is_officer=officer is not None and not officer.is_suspended,
        mode=None if mode is None else mode.name,
        mode_tip=None if mode is None or "tip" not in mode.data else uuid.UUID(mode.data["tip"]),
        gathering=None if gathering is None else gathering.id,
        asked=None if asked is None else asked.id,
        latest=latest[0].id if latest else None,
        candidates=tuple(offered.get("codes", ())),
        must_confirm=bool(offered.get("confirm")),
        number_prefix=prefix,
        neighbours=tuple(one.rules.short_name for one in uow.neighbours()),
        fixes={} if mode is None else mode.data.get("codes", {}),
        fixing="" if mode is None else mode.data.get("what", ""),
        talk=_talk_of(line_id, uow, is_busy=gathering is not None),
    )


def _talk_of(line_id: str, uow: UnitOfWork, *, is_busy: bool) -> Talk:
    waiting = unplaced(uow, line_id)
    offered = [one for held, _ in waiting[-1:] for one in offered_for(uow, line_id, held)]
    return Talk(
        questions=tuple(one.id for one in asked_tips(uow, line_id)),
        waiting={spoken_number(one.year, one.sequence): one.id for one in offered},
        is_busy=is_busy,
    )


def is_heard(tip: Tip, uow: UnitOfWork) -> bool:
    """Say whether what a tip's sender does to it still comes to somebody."""
    return TipState(tip.state) in BEFORE_SENDING or uow.merges.is_followed(tip)


def gathering_tip(line_id: str, uow: UnitOfWork) -> Tip | None:
    """Return the sender's tip that still takes words before it is sent."""
    return next(iter(uow.tips.of_sender(line_id, *BEFORE_SENDING)), None)


def asked_tip(line_id: str, uow: UnitOfWork) -> Tip | None:
    """Return the sender's tip whose village was asked within a day and is still open."""
    states = (*BEFORE_SENDING, TipState.SENT, TipState.ACCEPTED, TipState.MERGED)
    for tip in uow.tips.of_sender(line_id, *states):
        questions = uow.tips.history(tip, "asked")
        if not questions:
            continue
        is_open = uow.tips.is_here(tip) and (tip.village_id is None or tip.must_confirm)
        if is_open and uow.now - questions[-1].happened_at <= ANSWERS_FOR:
            return tip
    return None


def is_reachable(line_id: str | None, uow: UnitOfWork) -> bool:
    """Say whether a push reaches a person: a bound account is a friend until it leaves."""
    if line_id is None:
        return False
    is_friend = uow.dialogues.is_friend(line_id)
    if is_friend is not None:
        return is_friend
    is_member = uow.members.by_line_user(line_id) is not None
    return is_member or uow.officers.by_line_user(line_id) is not None


def last_question(tip: Tip, uow: UnitOfWork) -> Mapping[str, Any]:
    """Return what a tip's sender was last offered as places; empty if they were not asked."""
    lines = uow.tips.history(tip, "asked")
    found: Mapping[str, Any] = (uow.tips.detail(lines[-1]) or {}) if lines else {}
    return found


def tip_beside(speaker: Speaker, uow: UnitOfWork) -> Tip | None:
    """Return the tip to which a speaker's photos in a group belong while it is fresh.

    An emergency was sent at once, so its photos come after that.
    """
    if speaker.user_id is None or speaker.group_id is None:
        return None
    group = uow.groups.find(speaker.group_id)
    if group is None:
        return None
    states = (*BEFORE_SENDING, TipState.SENT, TipState.ACCEPTED, TipState.MERGED)
    for tip in uow.tips.of_sender(speaker.user_id, *states):
        if tip.came_by_group and uow.now < closes_at(tip, uow) and group_of(tip, uow) == group.id:
            return tip
    return None


def closes_at(tip: Tip, uow: UnitOfWork) -> datetime:
    """Return when a tip takes no more words before it is sent."""
    collect = uow.rules.collect
    return min(tip.last_message_at + collect, tip.opened_at + _MOST_COLLECTS * collect)


def group_of(tip: Tip, uow: UnitOfWork) -> int | None:
    """Return the group in which a tip began."""
    for line in uow.tips.history(tip, "opened"):
        detail = uow.tips.detail(line) or {}
        found = detail.get("group")
        return None if found is None else int(found)
    return None

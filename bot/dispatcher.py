"""This is where an event finds its handler, and its answers the inbox and the outbox."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from catalog import Catalog
from domain.answers import Answer, Chat, Message, Rank, Recipient, Timer, Words
from domain.classification.kinds import Urgency
from domain.events import Event, Speaker
from domain.pace import Pace
from domain.refusals import Refusal
from models.case import sender_of
from models.outbox import ReplyDoor
from models.passing import follow
from models.sealed import Purpose
from models.tip import Tip
from models.unit_of_work import UnitOfWork

Handler = Callable[[Any, UnitOfWork, Catalog], Sequence[Answer]]
Understand = Callable[[Event, UnitOfWork], Event]
_MOST_IN_A_REPLY = 5


class Dispatcher:
    """The table of handlers, and the catalogue in whose words they answer."""

    def __init__(
        self,
        handlers: Mapping[type[Event], Handler],
        *,
        understand: Understand,
        catalog: Catalog,
    ) -> None:
        self._handlers = handlers
        self._understand = understand
        self._catalog = catalog

    def dispatch(
        self,
        event: Event,
        uow: UnitOfWork,
        *,
        lane: bytes,
        reply: ReplyDoor | None,
        is_undoable: bool = True,
    ) -> str:
        """Handle one event in the caller's transaction; return what it was understood as.

        A refusal undoes what its handler changed and is said to the speaker. Unless that
        `is_undoable`, for which a savepoint is kept, the Refusal is raised instead.
        """
        if follow(event, uow):
            return f"{type(event).__name__} elsewhere"
        meant = self._understand(event, uow)
        speaker: Speaker | None = getattr(event, "speaker", None)
        if speaker is not None and speaker.user_id is not None and speaker.group_id is None:
            uow.paces.word(speaker.user_id, now=uow.now)
        handler = self._handlers.get(type(meant))
        if handler is not None:
            given = (
                self._answers(handler, meant, uow)
                if is_undoable
                else handler(meant, uow, self._catalog)
            )
            answers = private(given, _chat_of(speaker))
            if answers and speaker is not None and _is_flooding(speaker, uow):
                answers = for_nothing(answers, speaker)
            self._keep(answers, uow, lane=lane, reply=reply)
        return type(meant).__name__

    def _answers(self, handler: Handler, event: Event, uow: UnitOfWork) -> Sequence[Answer]:
        try:
            with uow.session.begin_nested():
                return list(handler(event, uow, self._catalog))
        except Refusal as refusal:
            return self._explain(refusal, event)

    def _explain(self, refusal: Refusal, event: Event) -> Sequence[Answer]:
        to = _chat_of(getattr(event, "speaker", None))
        if to is None:
            return []
        said = self._catalog.say(refusal.text_key, **refusal.values)
        return [Message(to=to, contents=[Words(text=said)], may_reply=True)]

    def _keep(
        self,
        answers: Iterable[Answer],
        uow: UnitOfWork,
        *,
        lane: bytes,
        reply: ReplyDoor | None,
    ) -> None:
        given = list(answers)
        for answer in given:
            if isinstance(answer, Timer):
                uow.inbox.set_timer(answer, lane=_lane_of(answer, uow) or lane, now=uow.now)
        for message in merged([one for one in given if isinstance(one, Message)]):
            tip = uow.tips.get(message.about) if message.about is not None else None
            row = uow.outbox.keep(
                message if tip is None else _hushed(message, tip, uow),
                now=uow.now,
                tip_key=None if tip is None else tip.data_key_id,
                reply=reply if message.may_reply else None,
                station_id=tip.station_id if tip is not None and message.by_home else None,
            )
            if message.delivers:
                uow.session.flush()
                uow.rides.board(message.delivers, row.id)


def _hushed(message: Message, tip: Tip, uow: UnitOfWork) -> Message:
    """Let what tells a sender of their tip make no sound at night, unless it is an emergency."""
    is_to_officer = message.officer is not None or message.to.chat is not Chat.PERSON
    if is_to_officer or message.hushes or tip.urgency == Urgency.EMERGENCY:
        return message
    return replace(message, hushes=sender_of(uow, tip) == message.to.line_id)


def private(answers: Iterable[Answer], chat: Recipient | None) -> list[Answer]:
    """Keep from the reply token what is for another chat, for LINE answers where it was asked."""
    return [
        replace(one, may_reply=False)
        if isinstance(one, Message) and one.may_reply and chat is not None and one.to != chat
        else one
        for one in answers
    ]


def for_nothing(answers: Iterable[Answer], speaker: Speaker) -> list[Answer]:
    """Answer who floods us by free replies alone, after everybody else; others hear as ever."""
    own = {speaker.user_id, speaker.group_id}
    kept: list[Answer] = []
    for one in answers:
        if not isinstance(one, Message) or one.to.line_id not in own or one.delivers:
            kept.append(one)
        elif one.may_reply:
            kept.append(replace(one, only_reply=True, rank=Rank.NOTICE))
    return kept


def _is_flooding(speaker: Speaker, uow: UnitOfWork) -> bool:
    """Say whether somebody floods us; an officer's work is no flood."""
    who = speaker.user_id or speaker.group_id
    if who is None or uow.paces.of(who, now=uow.now) is not Pace.FLOOD:
        return False
    officer = None if speaker.user_id is None else uow.officers.by_line_user(speaker.user_id)
    return officer is None or officer.is_suspended


def merged(messages: Sequence[Message]) -> list[Message]:
    """Join the messages that go by the one reply token, which can be used but once."""
    replies = [one for one in messages if one.may_reply]
    if len(replies) <= 1:
        return list(messages)
    first = replies[0]
    contents = [content for one in replies for content in one.contents][:_MOST_IN_A_REPLY]
    joined = Message(
        to=first.to,
        contents=contents,
        rank=first.rank,
        about=next((one.about for one in replies if one.about is not None), None),
        may_reply=True,
        only_reply=all(one.only_reply for one in replies),
        hushes=all(one.hushes for one in replies),
        carries_content=any(one.carries_content for one in replies),
        officer=first.officer,
        asks=any(one.asks for one in replies),
        delivers=tuple(each for one in replies for each in one.delivers),
    )
    return [joined, *(one for one in messages if not one.may_reply)]


def _lane_of(timer: Timer, uow: UnitOfWork) -> bytes | None:
    if not timer.lane:
        return None
    return uow.keys.fingerprint(Purpose.LANE, uow.rules.code, timer.lane)


def _chat_of(speaker: Speaker | None) -> Recipient | None:
    if speaker is None:
        return None
    if speaker.group_id is not None:
        return Recipient(chat=Chat.GROUP, line_id=speaker.group_id)
    if speaker.user_id is not None:
        return Recipient(chat=Chat.PERSON, line_id=speaker.user_id)
    return None

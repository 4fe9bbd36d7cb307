"""This is how a handler speaks to one person: a free answer, or a message that must arrive."""

from __future__ import annotations

import uuid

from domain.answers import Button, Chat, Content, Look, Message, OpenLink, Rank, Recipient


def person(line_id: str) -> Recipient:
    """Return the 1:1 chat of a person."""
    return Recipient(chat=Chat.PERSON, line_id=line_id)


def group(line_id: str) -> Recipient:
    """Return the chat of a group."""
    return Recipient(chat=Chat.GROUP, line_id=line_id)


def answer(
    to: Recipient, *contents: Content, about: uuid.UUID | None = None, only_reply: bool = False
) -> Message:
    """Answer by the arrival's own free token; `only_reply`: not worth a counted message."""
    return Message(to=to, contents=contents, about=about, may_reply=True, only_reply=only_reply)


def tell(
    to: Recipient, *contents: Content, about: uuid.UUID | None = None, rank: Rank = Rank.ANSWER
) -> Message:
    """Push what must arrive."""
    return Message(to=to, contents=contents, about=about, rank=rank)


def call(number: str, label: str, look: Look = Look.PRIMARY) -> Button:
    """Return a button that calls a telephone number."""
    return Button(label=label, tap=OpenLink(url=f"tel:{number}"), look=look)

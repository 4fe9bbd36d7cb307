"""This is how a handler speaks to one person: a free answer, or a message that must arrive."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace

from domain.answers import (
    Answer,
    Button,
    Chat,
    Content,
    Look,
    Message,
    OpenLink,
    Rank,
    Recipient,
)


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


def privately(answers: Sequence[Answer], *, is_reachable: bool = True) -> Sequence[Answer]:
    """Push what would be a free answer, for a group's reply token must not carry it.

    What is not worth a counted message is left out, and all words if they would not arrive.
    """
    return [
        replace(one, may_reply=False) if isinstance(one, Message) else one
        for one in answers
        if not isinstance(one, Message) or (is_reachable and not one.only_reply)
    ]


def call(number: str, label: str, look: Look = Look.PRIMARY) -> Button:
    """Return a button that calls a telephone number."""
    return Button(label=label, tap=OpenLink(url=f"tel:{number}"), look=look)

"""This is what a message in a group means: most of it is not for the bot."""

from __future__ import annotations

import uuid
from typing import Final

from domain import meanings as m
from domain.command_words import Word
from domain.events import Event, Location, Media, MessageSaid, Text
from domain.word_reading import Words, addressed_in_group, code_in, understand

WHOLE_STATION: Final = "*"


def said_in_group(event: MessageSaid, words: Words, *, tip: uuid.UUID | None) -> Event:
    """Return what a group's message means; `tip` is the speaker's own that still takes photos."""
    at, who = event.happened_at, event.speaker
    if isinstance(event.content, Media | Location) and tip is not None:
        return m.TipSaid(happened_at=at, speaker=who, said=event)
    meant = None
    if isinstance(event.content, Text):
        meant = _called(event, event.content.text, words)
    return meant or m.Chatter(happened_at=at, speaker=who, is_group=True)


def _called(event: MessageSaid, text: str, words: Words) -> Event | None:
    """Return what a group's message asks of the bot, None if it is not for the bot."""
    at, who = event.happened_at, event.speaker
    understood = understand(_unmentioned(text) if event.mentions_bot else text, words)
    if understood is not None and understood.word in {Word.BIND_GROUP, Word.UNBIND_GROUP}:
        wanted = _wanted(understood.rest, words) if understood.word is Word.BIND_GROUP else None
        return m.BindingAsked(happened_at=at, speaker=who, text=wanted)
    if addressed_in_group(text, words) is None and not event.mentions_bot:
        return None
    rest = without_address(text, words)
    # A code is for the 1:1 chat alone; here it is neither taken nor kept.
    if code_in(rest, words) is not None:
        return None
    return m.GroupAddressed(happened_at=at, speaker=who, said=event, text=rest)


def without_address(text: str, words: Words) -> str:
    """Return what a group's message says once the bot is called."""
    called = addressed_in_group(text, words)
    return _unmentioned(text) if called is None else called.rest


def _wanted(text: str, words: Words) -> str:
    understood = understand(text, words)
    is_all = understood is not None and understood.word is Word.WHOLE_STATION
    return WHOLE_STATION if is_all else text


def _unmentioned(text: str) -> str:
    """Take the name by which the bot was called off a text's beginning."""
    bare = text.strip()
    if not bare.startswith("@"):
        return bare
    return bare.partition(" ")[2].strip()

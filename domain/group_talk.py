"""This is what a message in a group means: most of it is not for the bot."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Final

from domain import meanings as m
from domain.command_words import Word
from domain.events import Event, Location, Media, MessageSaid, Text
from domain.word_reading import Words, addressed_in_group, code_in, understand

WHOLE_STATION: Final = "*"
# Called by name, by a word, and told that it is practice: more than that nobody writes.
_MOST_LAYERS: Final = 5
# Whoever calls the bot by this has an emergency to tell.
_TOLD: Final = frozenset({Word.EMERGENCY_NOW})


def said_in_group(
    event: MessageSaid, words: Words, *, tip: uuid.UUID | None, is_practising: bool = False
) -> Event:
    """Return what a group's message means; `tip` is the speaker's own that still takes photos."""
    at, who = event.happened_at, event.speaker
    if isinstance(event.content, Media | Location) and tip is not None:
        return m.TipSaid(happened_at=at, speaker=who, said=event)
    meant = None
    if isinstance(event.content, Text):
        meant = _asked(event, event.content.text, words, is_practising=is_practising)
    return meant or m.Chatter(happened_at=at, speaker=who, is_group=True)


def _asked(event: MessageSaid, text: str, words: Words, *, is_practising: bool) -> Event | None:
    """Return what a group's message asks of the bot, None if it is not for the bot."""
    at, who = event.happened_at, event.speaker
    understood = understand(_unmentioned(text) if event.mentions_bot else text, words)
    if understood is not None and understood.word in {Word.BIND_GROUP, Word.UNBIND_GROUP}:
        wanted = _wanted(understood.rest, words) if understood.word is Word.BIND_GROUP else None
        return m.BindingAsked(happened_at=at, speaker=who, text=wanted)
    called = _called(text, words, is_mentioned=event.mentions_bot)
    if called is None:
        return None
    if called.word is Word.PRACTICE and who.user_id is not None:
        return m.PracticeAsked(happened_at=at, speaker=who)
    # Words of the chat and codes are for the 1:1 chat alone: here they are neither taken nor kept.
    if called.word is not None or code_in(called.rest, words) is not None:
        return None
    is_practice = called.is_practice or is_practising
    return m.GroupAddressed(
        happened_at=at, speaker=who, said=event, text=called.rest, is_practice=is_practice
    )


@dataclass(frozen=True, kw_only=True)
class _Call:
    """What is said to the bot once it is called; `word`: a word of the chat and nothing else."""

    rest: str
    word: Word | None = None
    is_practice: bool = False


def _called(text: str, words: Words, *, is_mentioned: bool) -> _Call | None:
    """Take off how the bot is called and that it is practice, in whichever order they stand."""
    rest, is_called, is_practice = _unmentioned(text), is_mentioned, False
    for _ in range(_MOST_LAYERS):
        said = understand(rest, words) or understand(rest.rpartition(" @")[0], words)
        call = addressed_in_group(rest, words)
        if said is not None and said.word is Word.PRACTICE and said.rest:
            rest, is_practice = _unmentioned(said.rest), True
        elif call is not None and not (is_called and understand(call.rest, words) is None):
            rest, is_called = _unmentioned(call.rest), True
        else:
            word = None if said is None or said.rest or said.word in _TOLD else said.word
            found = _Call(rest=rest, word=word, is_practice=is_practice)
            return found if is_called else None
    return None


def without_address(text: str, words: Words) -> str:
    """Return what a group's message says once the bot is called."""
    called = _called(text, words, is_mentioned=False)
    return _unmentioned(text) if called is None else called.rest


def _wanted(text: str, words: Words) -> str:
    understood = understand(text, words)
    is_all = understood is not None and understood.word is Word.WHOLE_STATION
    return WHOLE_STATION if is_all else text


def _unmentioned(text: str) -> str:
    """Take a name by which the bot was called off a text's beginning."""
    bare = text.strip()
    if not bare.startswith("@"):
        return bare
    return bare.partition(" ")[2].strip()

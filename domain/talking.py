"""This is what officer and sender say to each other through us, and what else an officer tells."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from domain.disclosing import GIST, UNMASK, GistSaid, UnmaskReasonSaid
from domain.events import Event, Media, MessageSaid, Text
from domain.meanings import CaseEvent, CloseNoteSaid, Spoken

ASKING: Final = "asking"
HANDING: Final = "handing"
PAUSING: Final = "pausing"
WORD: Final = "word"
NOTE: Final = "note"
# What an officer does next, whatever it is, ends these; a note may wait for its ten minutes.
PASSING: Final = (ASKING, HANDING, PAUSING, WORD, UNMASK, GIST)
# What an officer may say to a sender at once: more would be cut unseen.
LONGEST: Final = 1000
NEW_TIP: Final = "new"
SKIPPED: Final = "skip"


@dataclass(frozen=True, kw_only=True)
class AskPressed(CaseEvent):
    """An officer wants to ask a tip's sender: the next message is the question."""


@dataclass(frozen=True, kw_only=True)
class QuestionSaid(CaseEvent):
    """What an officer says to a tip's sender; `is_word`: it is a word of the chat."""

    said: MessageSaid
    is_word: bool = False


@dataclass(frozen=True, kw_only=True)
class HandOverPressed(CaseEvent):
    """An officer hands a tip on; `to` is empty until somebody is chosen, or names a page."""

    to: str = ""


@dataclass(frozen=True, kw_only=True)
class HandOverSaid(CaseEvent):
    """What is typed while a tip is handed on: a colleague's name, then the reason."""

    text: str


@dataclass(frozen=True, kw_only=True)
class PausePressed(CaseEvent):
    """An officer investigates further, or ends that with the choice `end`."""

    choice: str = ""


@dataclass(frozen=True, kw_only=True)
class PauseSaid(CaseEvent):
    """What is typed while an investigation begins: its reason, then its date; None: as usual."""

    text: str | None


@dataclass(frozen=True, kw_only=True)
class ReopenPressed(CaseEvent):
    """An officer opens a closed tip again."""


@dataclass(frozen=True, kw_only=True)
class EvidenceSaid(CaseEvent):
    """A photo or a place that an officer keeps with a tip."""

    said: MessageSaid


@dataclass(frozen=True, kw_only=True)
class CloseWordSaid(CaseEvent):
    """An officer's own word to a closed tip's sender, None when it was skipped."""

    word: str | None


@dataclass(frozen=True, kw_only=True)
class AnswerSaid(Spoken):
    """A sender's answer; `tip` is None where it is unclear of which tip it speaks."""

    said: MessageSaid
    text: str | None
    tip: uuid.UUID | None = None


@dataclass(frozen=True, kw_only=True)
class WhichTold(Spoken):
    """Of which tip a sender's waiting words speak; None: of a new one."""

    tip: uuid.UUID | None


@dataclass(frozen=True, kw_only=True)
class NamingAsked(Spoken):
    """A sender lets the officer of one tip read their name, or takes that back."""

    tip: uuid.UUID
    choice: str


@dataclass(frozen=True, kw_only=True)
class PicturesAsked(Spoken):
    """A sender wants to see the pictures that an officer sent about a tip."""

    tip: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class Talk:
    """Where a speaker stands in talks through us.

    `questions` are their tips with a question that waits, newest first; `quoted` is the tip of
    which the message that they quote speaks; `waiting` are the tips, by number, that they were
    offered for words that wait to be placed. `is_busy`: a tip of theirs is still being told.
    """

    mode: str | None = None
    mode_tip: uuid.UUID | None = None
    questions: tuple[uuid.UUID, ...] = ()
    quoted: uuid.UUID | None = None
    waiting: Mapping[str, uuid.UUID] | None = None
    is_busy: bool = False


def turn_of_sender(event: MessageSaid, talk: Talk) -> Event | None:
    """Return what a sender's message answers, None if nothing was asked of them."""
    text = event.content.text if isinstance(event.content, Text) else None
    at, who = event.happened_at, event.speaker
    chosen = _chosen(text, talk)
    if chosen is not None:
        return WhichTold(happened_at=at, speaker=who, tip=chosen)
    if talk.quoted is not None:
        return AnswerSaid(happened_at=at, speaker=who, said=event, text=text, tip=talk.quoted)
    if not talk.questions:
        return None
    is_clear = len(talk.questions) == 1 and not talk.is_busy
    tip = talk.questions[0] if is_clear else None
    return AnswerSaid(happened_at=at, speaker=who, said=event, text=text, tip=tip)


def _chosen(text: str | None, talk: Talk) -> uuid.UUID | None:
    if text is None or not talk.waiting:
        return None
    return talk.waiting.get(text.strip())


def turn_of_officer(event: MessageSaid, talk: Talk, *, is_word: bool = False) -> Event | None:
    """Return what a message says in the mode that an officer is in, None if in none."""
    if talk.mode_tip is None:
        return None
    at, who, tip = event.happened_at, event.speaker, talk.mode_tip
    if talk.mode == ASKING:
        return QuestionSaid(happened_at=at, speaker=who, tip=tip, said=event, is_word=is_word)
    if is_word:
        return None
    if talk.mode == NOTE and isinstance(event.content, Media):
        return EvidenceSaid(happened_at=at, speaker=who, tip=tip, said=event)
    typed = _TYPED.get(talk.mode or "")
    if typed is None or not isinstance(event.content, Text):
        return None
    value = event if typed[1] == _WHOLE else event.content.text.strip()
    return typed[0](happened_at=at, speaker=who, tip=tip, **{typed[1]: value})


_WHOLE: Final = "said"
_UNSKIPPED: Final = (HANDING, UNMASK, GIST)
_TYPED: Mapping[str, tuple[Callable[..., Event], str]] = {
    HANDING: (HandOverSaid, "text"),
    PAUSING: (PauseSaid, "text"),
    WORD: (CloseWordSaid, "word"),
    NOTE: (CloseNoteSaid, "note"),
    UNMASK: (UnmaskReasonSaid, "reason"),
    GIST: (GistSaid, _WHOLE),
}


def skipped(event: MessageSaid, talk: Talk) -> Event | None:
    """Return what the word for skipping leaves out, None where nothing was asked."""
    found = None if talk.mode in _UNSKIPPED else _TYPED.get(talk.mode or "")
    if found is None or talk.mode_tip is None:
        return None
    at, who = event.happened_at, event.speaker
    return found[0](happened_at=at, speaker=who, tip=talk.mode_tip, **{found[1]: None})

"""This is what a message or a tap means, given who speaks and where the talk stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from domain import meanings as m
from domain import post_meanings as p
from domain.calendar import read_tip_number
from domain.command_words import Word
from domain.composing import COMPOSING, said_while_composing
from domain.contract_words import NEVER_RELAYED, told, village_answered, word_meant
from domain.events import (
    ButtonPressed,
    Event,
    MessageSaid,
    Sticker,
    Text,
    Unreadable,
)
from domain.group_talk import said_in_group
from domain.name_words import reason_said
from domain.postback import Act
from domain.standing import CALLER, FIXING, INTAKE, LEAVING, PRACTICE, Standing
from domain.talking import ASKING, turn_of_officer, turn_of_sender
from domain.taps import pressed
from domain.unnamed import UnnamedWished
from domain.voices import VOICES, said_in_form
from domain.word_reading import Words, code_in, understand

_LONGEST_NAME: Final = 80
_BEFORE_DIGIT: Final = re.compile(r"(?<=[^\d\s/-])(?=\d)")
# The words on a tip's card: with its number behind or before them they ask for that card.
_ON_A_TIP: Final = frozenset({
    *(Word.ACCEPT, Word.ASK, Word.HAND_OVER, Word.FIX_VILLAGE, Word.CLOSE, Word.OPEN_MEDIA),
    *(Word.INVESTIGATE, Word.STATUS),
})  # fmt: skip


def meaning(event: Event, standing: Standing, words: Words) -> Event:
    """Return what an event means; one that speaks for itself comes back as it is."""
    if isinstance(event, ButtonPressed):
        return pressed(event, is_leaving=standing.mode == LEAVING)
    if not isinstance(event, MessageSaid):
        return event
    if event.speaker.group_id is not None:
        is_practising = standing.mode == PRACTICE
        return said_in_group(event, words, tip=standing.group_tip, is_practising=is_practising)
    if isinstance(event.content, Sticker | Unreadable):
        # Who is asking must learn that this went nowhere.
        asked = turn_of_officer(event, standing.in_mode) if standing.mode == ASKING else None
        return asked or m.Chatter(happened_at=event.happened_at, speaker=event.speaker)
    if isinstance(event.content, Text):
        return _said(event, event.content.text, standing, words)
    return (
        _composed(event, standing, words)
        or turn_of_officer(event, standing.in_mode)
        or _answered(event, standing)
        or told(event, standing)
    )


def _answered(event: MessageSaid, standing: Standing) -> Event | None:
    """Return words that answer an officer; a report for practice answers nobody."""
    return None if standing.mode == PRACTICE else turn_of_sender(event, standing.talk)


def _composed(event: MessageSaid, standing: Standing, words: Words) -> Event | None:
    """Return words of an officer that are a part of what they fill in step by step."""
    if not standing.is_officer:
        return None
    if standing.mode == VOICES:
        return said_in_form(event, words)
    return said_while_composing(event, words) if standing.mode == COMPOSING else None


def _said(event: MessageSaid, text: str, standing: Standing, words: Words) -> Event:
    at, who = event.happened_at, event.speaker
    if not text.strip():
        return m.Chatter(happened_at=at, speaker=who)
    if (code := code_in(text, words)) is not None:
        return m.CodeSaid(happened_at=at, speaker=who, code=code)
    if (composed := _composed(event, standing, words)) is not None:
        return composed
    bare = words.without_courtesy(text)
    plain = _number_said(event, bare, standing, words) or _label_said(event, bare, standing)
    if plain is not None:
        return plain
    understood = understand(text, words)
    meant = None if understood is None else word_meant(event, understood, standing)
    if meant is not None:
        return meant
    is_word = understood is not None and understood.word in NEVER_RELAYED
    return (
        _taking(event, text, standing)
        or reason_said(event, text.strip(), mode=standing.mode, tip=standing.mode_tip)
        or _plea(event, text, standing, words)
        or turn_of_officer(event, standing.in_mode, is_word=is_word)
        or _fixing(event, bare, standing)
        or _numbered(event, bare, standing)
        or (None if is_word else _answered(event, standing))
        or told(event, standing, text)
    )


def _number_said(event: MessageSaid, bare: str, standing: Standing, words: Words) -> Event | None:
    """Return the tip whose number an officer says, this station's or in full another's.

    A sender who says one asks how it stands, unless it answers of which tip they spoke.
    """
    at, who, own = event.happened_at, event.speaker, standing.number_prefix
    if not standing.is_officer:
        is_asked = read_tip_number(bare, own) is not None and not standing.talk.waiting
        return m.StatusAsked(happened_at=at, speaker=who) if is_asked else None
    for written in _numbers_in(bare, words):
        for prefix in (own, *standing.neighbours):
            found = read_tip_number(written, prefix)
            if found is not None:
                theirs = "" if prefix == own else prefix
                return p.TipNumberSaid(happened_at=at, speaker=who, **vars(found), prefix=theirs)
    return None


def _numbers_in(bare: str, words: Words) -> Iterator[str]:
    """Return what may be a tip's number: all of a text, or all but a word for work on a tip."""
    yield bare
    if len(bare) > _LONGEST_NAME or not any(map(str.isdecimal, bare)):
        return
    parts = _BEFORE_DIGIT.sub(" ", bare).split()
    for at in range(1, len(parts)):
        head, tail = " ".join(parts[:at]), " ".join(parts[at:])
        for word, rest in ((head, tail), (tail, head)):
            said = understand(word, words)
            if said is not None and said.word in _ON_A_TIP:
                yield rest


def _plea(event: MessageSaid, text: str, standing: Standing, words: Words) -> Event | None:
    """Return the wish not to be named; who answers an officer's question tells it to them."""
    is_answer = standing.talk.questions or standing.talk.quoted
    if standing.is_officer or standing.mode is not None or is_answer:
        return None
    if not words.pleas.is_one(text):
        return None
    return UnnamedWished(happened_at=event.happened_at, speaker=event.speaker)


def _taking(event: MessageSaid, text: str, standing: Standing) -> Event | None:
    """Return what words mean to a desk that takes down a call, or wants a caller's number."""
    if standing.mode == INTAKE:
        return told(event, standing, text)
    if standing.mode != CALLER or standing.mode_tip is None:
        return None
    return p.CallerReasonSaid(
        happened_at=event.happened_at,
        speaker=event.speaker,
        tip=standing.mode_tip,
        reason=text.strip(),
    )


_READ_ANEW: Mapping[str, Callable[..., Event]] = {
    Act.CATEGORY: m.CategoryCorrectionAsked,
    Act.URGENCY: m.UrgencyCorrectionAsked,
}


def _label_said(event: MessageSaid, text: str, standing: Standing) -> Event | None:
    """Return what an officer was offered and types in full, though it may be a word of the chat."""
    is_label = standing.mode == FIXING and text.strip() in standing.fixes
    return _fixing(event, text, standing) if is_label else None


def _fixing(event: MessageSaid, text: str, standing: Standing) -> Event | None:
    """Return what an officer types as the right village, kind or urgency; a long text is none."""
    if standing.mode != FIXING or standing.mode_tip is None or len(text) > _LONGEST_NAME:
        return None
    typed = text.strip()
    digit = typed.rstrip(".)")
    code = standing.fixes.get(str(int(digit)) if digit.isdecimal() else typed)
    kind = _READ_ANEW.get(standing.fixing)
    if kind is not None:
        return kind(
            happened_at=event.happened_at,
            speaker=event.speaker,
            tip=standing.mode_tip,
            choice=code or typed,
        )
    return m.VillageCorrectionAsked(
        happened_at=event.happened_at,
        speaker=event.speaker,
        tip=standing.mode_tip,
        code=code,
        text=None if code else typed,
    )


def _numbered(event: MessageSaid, text: str, standing: Standing) -> Event | None:
    """Return the village that a bare number chooses; one that was not offered chooses none."""
    digit = text.strip().rstrip(".)")
    if standing.asked is None or not (digit.isdecimal() and len(digit) == 1):
        return None
    chosen = int(digit) - 1
    is_offered = 0 <= chosen < len(standing.candidates)
    code = standing.candidates[chosen] if is_offered else None
    return village_answered(event, standing.asked, code=code)

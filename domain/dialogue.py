"""This is what a message or a tap means, given who speaks and where the talk stands."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from domain import meanings as m
from domain.calendar import read_tip_number
from domain.command_words import Understood, Word, Words, code_in, understand
from domain.events import (
    ButtonPressed,
    Event,
    MessageSaid,
    Sticker,
    Text,
    Unreadable,
)
from domain.group_talk import said_in_group
from domain.name_words import name_wanted, reason_said
from domain.talking import HANDING, PAUSING, Talk, skipped, turn_of_officer, turn_of_sender
from domain.talking import NOTE as _NOTE
from domain.taps import pressed

NOTE: Final = _NOTE
OWN: Final = "own"
PRACTICE: Final = "practice"
REAL: Final = "real"
LEAVING: Final = "leave"
INTAKE: Final = "intake"
CALLER: Final = "caller"
WHOLE_STATION: Final = "*"
FIXING: Final = "fixing"
OFFICERS_ONLY: Final = "officers_only"
_LONGEST_NAME: Final = 80


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a speaker stands: who they are, and what was last asked of them.

    `gathering` is the tip that takes their words, `asked` the one whose village is open,
    `latest` the newest that is not closed. `candidates` are the codes that were last offered, in
    the order they were numbered. `group_tip` is the tip that the speaker began in this very group
    and that still takes their photos. `neighbours` begin the numbers of other stations' tips.
    """

    is_officer: bool = False
    mode: str | None = None
    mode_tip: uuid.UUID | None = None
    gathering: uuid.UUID | None = None
    asked: uuid.UUID | None = None
    latest: uuid.UUID | None = None
    group_tip: uuid.UUID | None = None
    candidates: tuple[str, ...] = ()
    must_confirm: bool = False
    number_prefix: str = ""
    neighbours: tuple[str, ...] = ()
    fixes: Mapping[str, str] = field(default_factory=dict)
    talk: Talk = field(default_factory=Talk)


def meaning(event: Event, standing: Standing, words: Words) -> Event:
    """Return what an event means; one that speaks for itself comes back as it is."""
    if isinstance(event, ButtonPressed):
        return pressed(event, is_leaving=standing.mode == LEAVING)
    if not isinstance(event, MessageSaid):
        return event
    if event.speaker.group_id is not None:
        return said_in_group(event, words, tip=standing.group_tip)
    if isinstance(event.content, Sticker | Unreadable):
        return m.Chatter(happened_at=event.happened_at, speaker=event.speaker)
    if isinstance(event.content, Text):
        return _said(event, event.content.text, standing, words)
    return (
        turn_of_officer(event, _in_mode(standing))
        or _answered(event, standing)
        or _told(event, standing)
    )


def _in_mode(standing: Standing) -> Talk:
    return replace(standing.talk, mode=standing.mode, mode_tip=standing.mode_tip)


def _answered(event: MessageSaid, standing: Standing) -> Event | None:
    """Return words that answer an officer; a report for practice answers nobody."""
    return None if standing.mode == PRACTICE else turn_of_sender(event, standing.talk)


def _said(event: MessageSaid, text: str, standing: Standing, words: Words) -> Event:
    at, who = event.happened_at, event.speaker
    if not text.strip():
        return m.Chatter(happened_at=at, speaker=who)
    if (code := code_in(text, words)) is not None:
        return m.CodeSaid(happened_at=at, speaker=who, code=code)
    bare = words.without_courtesy(text)
    number = read_tip_number(bare, standing.number_prefix) if standing.is_officer else None
    if number is not None:
        return m.TipNumberSaid(
            happened_at=at, speaker=who, year=number.year, sequence=number.sequence
        )
    for prefix in standing.neighbours if standing.is_officer else ():
        if (theirs := read_tip_number(bare, prefix)) is not None:
            return m.TipNumberSaid(happened_at=at, speaker=who, **vars(theirs), prefix=prefix)
    understood = understand(text, words)
    meant = None if understood is None else _word(event, understood, standing)
    if meant is not None:
        return meant
    is_word = understood is not None and understood.word in _NEVER_RELAYED
    return (
        _taking(event, text, standing)
        or reason_said(event, text.strip(), mode=standing.mode, tip=standing.mode_tip)
        or turn_of_officer(event, _in_mode(standing), is_word=is_word)
        or _fixing(event, bare, standing)
        or _numbered(event, bare, standing)
        or (None if is_word else _answered(event, standing))
        or _told(event, standing, text)
    )


def _taking(event: MessageSaid, text: str, standing: Standing) -> Event | None:
    """Return what words mean to a desk that takes down a call, or wants a caller's number."""
    if standing.mode == INTAKE:
        return _told(event, standing, text)
    if standing.mode != CALLER or standing.mode_tip is None:
        return None
    return m.CallerReasonSaid(
        happened_at=event.happened_at,
        speaker=event.speaker,
        tip=standing.mode_tip,
        reason=text.strip(),
    )


def _fixing(event: MessageSaid, text: str, standing: Standing) -> Event | None:
    """Return the village that an officer types as the right one; a long text is no name."""
    if standing.mode != FIXING or standing.mode_tip is None or len(text) > _LONGEST_NAME:
        return None
    digit = text.strip().rstrip(".)")
    code = standing.fixes.get(str(int(digit))) if digit.isdecimal() else None
    return m.VillageCorrectionAsked(
        happened_at=event.happened_at,
        speaker=event.speaker,
        tip=standing.mode_tip,
        code=code,
        text=None if code else text.strip(),
    )


def _numbered(event: MessageSaid, text: str, standing: Standing) -> Event | None:
    """Return the village that a bare number chooses; one that was not offered chooses none."""
    digit = text.strip().rstrip(".)")
    if standing.asked is None or not (digit.isdecimal() and len(digit) == 1):
        return None
    chosen = int(digit) - 1
    is_offered = 0 <= chosen < len(standing.candidates)
    code = standing.candidates[chosen] if is_offered else None
    return _village(event, standing.asked, code=code)


def _told(
    event: MessageSaid, standing: Standing, text: str | None = None, *, practice: bool = False
) -> Event:
    """Return words that may be a tip; an officer's are asked about unless a tip is open."""
    if standing.is_officer and standing.mode == INTAKE and not practice:
        return m.IntakeSaid(happened_at=event.happened_at, speaker=event.speaker, said=event)
    if standing.is_officer and standing.gathering is None and standing.asked is None:
        drill = practice or standing.mode == PRACTICE
        if not drill:
            return m.OwnTipOffered(happened_at=event.happened_at, speaker=event.speaker, said=event)
    return m.TipSaid(
        happened_at=event.happened_at,
        speaker=event.speaker,
        said=event,
        text=text,
        is_practice=practice or standing.mode == PRACTICE,
    )


def _village(event: MessageSaid, tip: uuid.UUID, **answer: Any) -> Event:
    return m.VillageAnswered(
        happened_at=event.happened_at, speaker=event.speaker, tip=tip, **answer
    )


_SIMPLE: Mapping[Word, tuple[Callable[..., Event], dict[str, Any]]] = {
    Word.SEND_NOW: (m.SendNowAsked, {}),
    Word.CANCEL: (m.CancelAsked, {}),
    Word.STATUS: (m.StatusAsked, {}),
    Word.HELP: (m.HelpAsked, {}),
    Word.URGENT_HELP: (m.HelpAsked, {"is_urgent": True}),
    Word.MY_DATA: (m.MyDataAsked, {}),
    Word.LEAVE: (m.LeaveAsked, {}),
    Word.EMERGENCY_NOW: (m.LaterWordSaid, {"word": Word.EMERGENCY_NOW.value}),
    Word.SEND_LOCATION: (m.LaterWordSaid, {"word": Word.SEND_LOCATION.value}),
}
_AT_INTAKE: Mapping[Word, tuple[Callable[..., Event], dict[str, Any]]] = {
    Word.SEND_NOW: (m.IntakeEnded, {"is_dropped": False}),
    Word.CANCEL: (m.IntakeEnded, {"is_dropped": True}),
    Word.SKIP: (m.CallerSkipped, {}),
}
_FOR_OFFICERS: Mapping[Word, tuple[Callable[..., Event], dict[str, Any]]] = {
    Word.MY_WORK: (m.WorkAsked, {}),
    Word.CONSOLE: (m.ConsoleAsked, {}),
    Word.QUOTA: (m.QuotaAsked, {}),
    Word.ON_DUTY: (m.DutySaid, {"is_on": True}),
    Word.OFF_DUTY: (m.DutySaid, {"is_on": False}),
    Word.BACK: (m.BackSaid, {}),
    Word.ROSTER: (m.RosterAsked, {}),
    Word.SUMMARY: (m.SummaryAsked, {}),
    Word.SUMMARY_ON: (m.SummaryChosen, {"is_wanted": True}),
    Word.SUMMARY_OFF: (m.SummaryChosen, {"is_wanted": False}),
    Word.INTAKE: (m.IntakeAsked, {}),
    **{
        word: (m.LaterWordSaid, {"word": word.value})
        for word in (
            Word.BULLETIN,
            Word.BIND_GROUP,
            Word.UNBIND_GROUP,
            Word.ACCEPT,
            Word.ASK,
            Word.HAND_OVER,
            Word.FIX_VILLAGE,
            Word.CLOSE,
            Word.OPEN_MEDIA,
            Word.INVESTIGATE,
        )
    },
}


def _word(event: MessageSaid, said: Understood, standing: Standing) -> Event | None:
    """Return what a word of the contract asks, None where it is a word like any other."""
    is_intake = standing.is_officer and standing.mode == INTAKE
    made = (_AT_INTAKE.get(said.word) if is_intake else None) or _SIMPLE.get(said.word)
    if made is None and standing.is_officer:
        made = _FOR_OFFICERS.get(said.word)
    if made is not None:
        kind, parts = made
        return kind(happened_at=event.happened_at, speaker=event.speaker, **parts)
    if said.word in _FOR_OFFICERS and not said.rest and standing.gathering is None:
        at, who = event.happened_at, event.speaker
        return m.LaterWordSaid(happened_at=at, speaker=who, word=OFFICERS_ONLY)
    depending = _DEPENDING.get(said.word)
    return None if depending is None else depending(event, said, standing)


def _practice(event: MessageSaid, said: Understood, standing: Standing) -> Event:
    if said.rest:
        return _told(event, standing, said.rest, practice=True)
    return m.PracticeAsked(happened_at=event.happened_at, speaker=event.speaker)


def _hiding(event: MessageSaid, said: Understood, standing: Standing) -> Event:
    at, who = event.happened_at, event.speaker
    if standing.latest is None:
        return m.LaterWordSaid(happened_at=at, speaker=who, word=said.word.value)
    return m.HidingAsked(happened_at=at, speaker=who, tip=standing.latest)


def _reporting(event: MessageSaid, said: Understood, standing: Standing) -> Event:
    at, who = event.happened_at, event.speaker
    if standing.mode == OWN:
        return m.OwnTipConfirmed(happened_at=at, speaker=who, is_tip=True)
    return m.LaterWordSaid(happened_at=at, speaker=who, word=said.word.value)


def _reality(event: MessageSaid, said: Understood, standing: Standing) -> Event | None:
    if standing.mode != REAL or standing.mode_tip is None:
        return None
    return m.RealOrPractice(
        happened_at=event.happened_at,
        speaker=event.speaker,
        tip=standing.mode_tip,
        is_real=said.word is Word.REAL,
    )


def _skipping(event: MessageSaid, _: Understood, standing: Standing) -> Event | None:
    return skipped(event, _in_mode(standing))


def _agreeing(event: MessageSaid, _: Understood, standing: Standing) -> Event | None:
    if standing.mode == LEAVING:
        return m.LeaveAsked(happened_at=event.happened_at, speaker=event.speaker, is_confirmed=True)
    if standing.asked is None or not (standing.must_confirm and standing.candidates):
        return None
    return _village(event, standing.asked, code=standing.candidates[0])


def _naming(event: MessageSaid, said: Understood, standing: Standing) -> Event | None:
    if standing.is_officer:
        return name_wanted(event, said.rest, standing.number_prefix)
    at, who = event.happened_at, event.speaker
    is_bare = not said.rest and standing.gathering is None
    return m.LaterWordSaid(happened_at=at, speaker=who, word=OFFICERS_ONLY) if is_bare else None


def _placing(event: MessageSaid, said: Understood, standing: Standing) -> Event | None:
    if standing.asked is None:
        return None
    if said.word is Word.MY_VILLAGE:
        return _village(event, standing.asked, is_home=True)
    return _village(event, standing.asked, is_elsewhere=True)


def _period(event: MessageSaid, said: Understood, standing: Standing) -> Event | None:
    """Return an officer's words about a day, without a polite ending."""
    # Somebody's leave is a reason for handing a tip on, too.
    is_reason = standing.mode in (HANDING, PAUSING)
    if is_reason or not standing.is_officer or not isinstance(event.content, Text):
        return None
    text = event.content.text
    begins = text.find(said.rest) if said.rest else -1
    kind = m.AbsenceSaid if said.word is Word.ABSENT else m.SwapSaid
    whole = text if begins < 0 else text[:begins] + said.rest
    return kind(happened_at=event.happened_at, speaker=event.speaker, text=whole)


def _calling(event: MessageSaid, said: Understood, standing: Standing) -> Event | None:
    number = read_tip_number(said.rest, standing.number_prefix) if standing.is_officer else None
    if number is None:
        return None
    return m.CallerAsked(
        happened_at=event.happened_at,
        speaker=event.speaker,
        year=number.year,
        sequence=number.sequence,
    )


# Where nothing asked for them these say nothing to anybody else.
_NEVER_RELAYED: Final = frozenset({Word.SKIP, Word.MY_VILLAGE})

# What these mean depends on what was asked last: elsewhere most are words like any other.
_DEPENDING: Mapping[Word, Callable[[MessageSaid, Understood, Standing], Event | None]] = {
    Word.ABSENT: _period,
    Word.SWAP: _period,
    Word.PRACTICE: _practice,
    Word.HIDE: _hiding,
    Word.REPORT: _reporting,
    Word.REAL: _reality,
    Word.DRILL: _reality,
    Word.SKIP: _skipping,
    Word.YES: _agreeing,
    Word.MY_VILLAGE: _placing,
    Word.ELSEWHERE: _placing,
    Word.CALLER: _calling,
    Word.ASK_NAME: _naming,
}

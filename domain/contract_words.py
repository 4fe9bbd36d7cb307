"""This is what a word of the chat's contract means, given who says it and what was asked last."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any, Final

from domain import meanings as m
from domain import post_meanings as p
from domain.calendar import read_tip_number
from domain.command_words import Word
from domain.composing import ComposeAsked
from domain.events import Event, MessageSaid, Text
from domain.meeting import MeetingWanted
from domain.name_words import name_wanted
from domain.standing import INTAKE, LEAVING, OWN, PRACTICE, REAL, Standing
from domain.steering import number_said
from domain.survey_events import survey_asked
from domain.talking import HANDING, PAUSING, skipped
from domain.topic_events import TopicsAsked
from domain.voices import MeetingsAsked, SurveysAsked
from domain.word_reading import Understood

OFFICERS_ONLY: Final = "officers_only"


def told(
    event: MessageSaid, standing: Standing, text: str | None = None, *, practice: bool = False
) -> Event:
    """Return words that may be a tip; an officer's are asked about unless a tip is open."""
    if standing.is_officer and standing.mode == INTAKE and not practice:
        return p.IntakeSaid(happened_at=event.happened_at, speaker=event.speaker, said=event)
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


def village_answered(event: MessageSaid, tip: uuid.UUID, **answer: Any) -> Event:
    """Return the answer to which village a tip tells of."""
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
    Word.SEND_NOW: (p.IntakeEnded, {"is_dropped": False}),
    Word.CANCEL: (p.IntakeEnded, {"is_dropped": True}),
    Word.SKIP: (p.CallerSkipped, {}),
}
_FOR_OFFICERS: Mapping[Word, tuple[Callable[..., Event], dict[str, Any]]] = {
    Word.MY_WORK: (p.WorkAsked, {}),
    Word.CONSOLE: (p.ConsoleAsked, {}),
    Word.QUOTA: (p.QuotaAsked, {}),
    Word.ON_DUTY: (p.DutySaid, {"is_on": True}),
    Word.OFF_DUTY: (p.DutySaid, {"is_on": False}),
    Word.BACK: (p.BackSaid, {}),
    Word.ROSTER: (p.RosterAsked, {}),
    Word.SUMMARY: (p.SummaryAsked, {}),
    Word.SUMMARY_ON: (p.SummaryChosen, {"is_wanted": True}),
    Word.SUMMARY_OFF: (p.SummaryChosen, {"is_wanted": False}),
    Word.INTAKE: (p.IntakeAsked, {}),
    Word.BULLETIN: (ComposeAsked, {}),
    **{
        word: (m.LaterWordSaid, {"word": word.value})
        for word in (
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


def word_meant(event: MessageSaid, said: Understood, standing: Standing) -> Event | None:
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
        return told(event, standing, said.rest, practice=True)
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
    return skipped(event, standing.in_mode)


def _agreeing(event: MessageSaid, _: Understood, standing: Standing) -> Event | None:
    if standing.mode == LEAVING:
        return m.LeaveAsked(happened_at=event.happened_at, speaker=event.speaker, is_confirmed=True)
    if standing.asked is None or not (standing.must_confirm and standing.candidates):
        return None
    return village_answered(event, standing.asked, code=standing.candidates[0])


def _naming(event: MessageSaid, said: Understood, standing: Standing) -> Event | None:
    if standing.is_officer:
        return name_wanted(event, said.rest, standing.number_prefix)
    return None if said.rest else _bare_from_others(event, standing)


def _bare_from_others(event: MessageSaid, standing: Standing) -> Event | None:
    """Return what an officers' word is from others: words of a tip only while one is told."""
    if standing.gathering is not None:
        return None
    at, who = event.happened_at, event.speaker
    return m.LaterWordSaid(happened_at=at, speaker=who, word=OFFICERS_ONLY)


def _placing(event: MessageSaid, said: Understood, standing: Standing) -> Event | None:
    if standing.asked is None:
        return None
    if said.word is Word.MY_VILLAGE:
        return village_answered(event, standing.asked, is_home=True)
    return village_answered(event, standing.asked, is_elsewhere=True)


def _period(event: MessageSaid, said: Understood, standing: Standing) -> Event | None:
    """Return an officer's words about a day, without a polite ending."""
    # Somebody's leave is a reason for handing a tip on, too.
    is_reason = standing.mode in (HANDING, PAUSING)
    if is_reason or not standing.is_officer or not isinstance(event.content, Text):
        return None
    text = event.content.text
    begins = text.find(said.rest) if said.rest else -1
    kind = p.AbsenceSaid if said.word is Word.ABSENT else p.SwapSaid
    whole = text if begins < 0 else text[:begins] + said.rest
    return kind(happened_at=event.happened_at, speaker=event.speaker, text=whole)


def _calling(event: MessageSaid, said: Understood, standing: Standing) -> Event | None:
    number = read_tip_number(said.rest, standing.number_prefix) if standing.is_officer else None
    if number is None:
        return None
    return p.CallerAsked(
        happened_at=event.happened_at,
        speaker=event.speaker,
        year=number.year,
        sequence=number.sequence,
    )


def _surveying(event: MessageSaid, said: Understood, standing: Standing) -> Event | None:
    number = number_said(said.rest)
    if not (standing.is_officer or said.rest):
        return _bare_from_others(event, standing)
    if number is None or not standing.is_officer:
        return survey_asked(event.speaker, said.rest, happened_at=event.happened_at)
    return SurveysAsked(happened_at=event.happened_at, speaker=event.speaker, number=number)


def _meeting(event: MessageSaid, said: Understood, standing: Standing) -> Event | None:
    number, is_told = number_said(said.rest), standing.gathering is not None
    # The bare word may as well be a part of what somebody is telling.
    if number is None or (number == 0 and is_told):
        return None
    kind = MeetingsAsked if standing.is_officer else MeetingWanted
    return kind(happened_at=event.happened_at, speaker=event.speaker, number=number)


def _topics(event: MessageSaid, said: Understood, _: Standing) -> Event:
    return TopicsAsked(happened_at=event.happened_at, speaker=event.speaker, said=said.rest)


def _rating(event: MessageSaid, said: Understood, standing: Standing) -> Event | None:
    """Return how a closed tip ended; while one is open, told or asked about it is of that one."""
    is_open = standing.latest or standing.gathering or standing.asked or standing.talk.questions
    if standing.is_officer or standing.mode is not None or is_open:
        return None
    is_done = said.word is Word.DONE
    return m.RatingSaid(happened_at=event.happened_at, speaker=event.speaker, is_done=is_done)


# Where nothing asked for them these say nothing to anybody else.
NEVER_RELAYED: Final = frozenset({Word.SKIP, Word.MY_VILLAGE})

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
    Word.SURVEY: _surveying,
    Word.TOPICS: _topics,
    Word.MEETING: _meeting,
    Word.DONE: _rating,
    Word.NOT_DONE: _rating,
}

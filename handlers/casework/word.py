"""This is an officer's own word, after closing, to those who told of what happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from domain.answers import Answer, Button, Notice, Say, Words
from domain.meanings import CaseEvent
from domain.refusals import Refusal
from domain.talking import LONGEST, WORD, CloseWordSaid
from domain.tip import TipState
from handlers.casework.case import Case, on_case, tell_member
from handlers.casework.parts import numbers_of
from models.case import sender_of
from models.tip import Tip

_TYPING_FOR: Final = timedelta(minutes=10)
_ONLY: Final = "only"
_MOST_SINGLY: Final = 12


def ask_for_word(case: Case, event: CaseEvent, told: str) -> Sequence[Answer]:
    """Ask for a word to all who can be told one, or to one of them alone."""
    readers = _readers(case)
    if not readers:
        return [case.answer(event, Words(text=told))]
    case.enter(event, WORD, within=_TYPING_FOR)
    if len(readers) == 1:
        return [case.answer(event, skippable(case, f"{told}\n{case.say('case.word_asked')}"))]
    numbers = ", ".join(numbers_of(case, readers))
    asked = case.say("case.word_asked_all", count=len(readers), numbers=numbers)
    skips = skippable(case, f"{told}\n{asked}")
    singly = [Button(label=label, tap=Say(text=label)) for label in _singly(case, readers)]
    return [case.answer(event, Words(text=skips.text, choices=[*skips.choices, *singly]))]


@on_case
def send_word(case: Case, event: CloseWordSaid) -> Sequence[Answer]:
    """Send what the officer wants to tell, to each sender about their own tip; or choose one."""
    refuse_if_not_closer(case)
    if event.word is None:
        return [case.answer(event, Words(text=case.say("case.word_skipped")))]
    readers = _chosen(case, _readers(case))
    alone = _singly(case, readers).get(event.word.strip())
    if alone is not None and len(readers) > 1:
        case.enter(event, WORD, within=_TYPING_FOR, **{_ONLY: alone.id.hex})
        return [case.answer(event, skippable(case, case.about(alone).say("case.word_only")))]
    if len(event.word) > LONGEST:
        kept = {} if case.mode is None else {k: v for k, v in case.mode.data.items() if k == _ONLY}
        case.enter(event, WORD, within=_TYPING_FOR, **kept)
        return case.decline(event, "case.word_long", most=f"{LONGEST:,}")
    told = [answer for one in readers for answer in _tell(case.about(one), event)]
    case.record("word")
    numbers = ", ".join(numbers_of(case, readers))
    said = Words(text=case.catalog.say("case.word_sent", number=numbers))
    return [case.answer(event, said), *told]


def _readers(case: Case) -> Sequence[Tip]:
    """Return the tips of a case whose senders may be written to, by number."""
    tips = (case.tip, *case.uow.merges.parts_of(case.tip))
    return [one for one in tips if not one.is_coerced and sender_of(case.uow, one) is not None]


def _chosen(case: Case, readers: Sequence[Tip]) -> Sequence[Tip]:
    """Return the one whose sender alone is to be told, or all."""
    only = case.mode.data.get(_ONLY) if case.mode is not None else None
    return [one for one in readers if only in (None, one.id.hex)]


def _singly(case: Case, readers: Sequence[Tip]) -> Mapping[str, Tip]:
    """Return the words that choose one sender, as many as LINE shows."""
    return {case.about(one).say("case.word_to"): one for one in readers[:_MOST_SINGLY]}


def _tell(case: Case, event: CloseWordSaid) -> Sequence[Answer]:
    """Keep a word in the thread of one tip, and tell it to its sender.

    All who told of one event read the same, so what would name any of them is blotted out.
    """
    case.uow.tips.add_message(
        case.tip,
        {"text": event.word},
        kind="text",
        author="officer",
        message_id=None,
        happened_at=event.happened_at,
    )
    main = case.head.tip
    said = case.masked_among((main, *case.uow.merges.parts_of(main)), event.word or "")
    word = case.labelled(case.say("case.word_member", word=said))
    return tell_member(case, Notice(text=word, alt=case.say("case.word_member_alt")))


def is_closer(case: Case) -> bool:
    """Say whether it was this officer who closed a tip last."""
    closings = case.uow.tips.history(case.tip, "closed")
    return bool(closings) and closings[-1].officer_id == case.officer.id


def refuse_if_not_closer(case: Case) -> None:
    """Refuse what only who closed a tip may add to it."""
    if case.tip.state != TipState.CLOSED or not is_closer(case):
        raise Refusal("case.not_seen")


def skippable(case: Case, text: str) -> Words:
    """Ask for something that need not be given."""
    skip = case.catalog.say("case.skip")
    return Words(text=text, choices=[Button(label=skip, tap=Say(text=skip))])


HANDLERS = {CloseWordSaid: send_word}

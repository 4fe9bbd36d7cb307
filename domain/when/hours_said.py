"""This is how the words of a time of the clock are taken, once a phrase is understood."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from domain.when.draft import Draft, Muddled
from domain.when.times import Heard, Manner
from domain.when.tokens import CLOCK, KINDS, NUMBER, Token

Said = Sequence[Token]
_HALF: Final = 30
_NOON: Final = 12


def values(said: Said, kind: str = NUMBER) -> list[int]:
    """Return the numbers of some words."""
    return [token.value for token in said if token.kind == kind]


def has(said: Said, name: str) -> bool:
    """Say whether a word of a kind is among some."""
    return any(token.kind == KINDS[name] for token in said)


def _heard(draft: Draft, said: Said, manner: Manner, *, hour: int, minute: int = 0) -> None:
    draft.once("time")
    for token in said:
        draft.take_part(token.part)
    draft.heard = Heard(manner=manner, hour=hour, minute=_HALF if has(said, "half") else minute)


def clock(draft: Draft, said: Said) -> None:
    """Take a time with its minutes."""
    text = next(token.text for token in said if token.kind == CLOCK)
    hour, minute = re.split("[:.]", text)[:2]
    is_exact = text.startswith("0") or int(hour) > _NOON
    manner = Manner.EXACT if is_exact else Manner.WRITTEN
    _half_day(draft, said, manner, hour=int(hour), minute=int(minute))


def _half_day(draft: Draft, said: Said, manner: Manner, *, hour: int, minute: int = 0) -> None:
    """Take a written hour, of the English half of the day that is said with it."""
    if has(said, "am") or has(said, "pm"):
        if not 0 < hour <= _NOON:
            raise Muddled("half")
        hour = hour % _NOON + (_NOON if has(said, "pm") else 0)
        manner = Manner.EXACT
    _heard(draft, said, manner, hour=hour, minute=minute)


def written(draft: Draft, said: Said) -> None:
    """Take a bare hour, or one by the clock."""
    hour, *minutes = values(said)
    is_exact = hour > _NOON or has(said, "oclock")
    manner = Manner.EXACT if is_exact else Manner.WRITTEN
    _half_day(draft, said, manner, hour=hour, minute=minutes[0] if minutes else 0)


def counted(kind: str, manner: Manner) -> Callable[[Draft, Said], None]:
    """Return what takes an hour that is counted in a Thai way, with its minutes behind."""

    def take(draft: Draft, said: Said) -> None:
        at = next(i for i, token in enumerate(said) if token.kind == KINDS[kind])
        before, behind = values(said[:at]), values(said[at:])
        # The first hour of the evening may have its one behind; nobody means a minute by it.
        is_one = not before and behind == [1]
        minute = 0 if is_one or not behind else behind[0]
        _heard(draft, said, manner, hour=before[0] if before else 1, minute=minute)

    return take


def small(draft: Draft, said: Said) -> None:
    """Take an hour after midnight."""
    hour, *minutes = values(said)
    _heard(draft, said, Manner.SMALL, hour=hour, minute=minutes[0] if minutes else 0)


def noon(draft: Draft, said: Said) -> None:
    """Take noon or midnight."""
    minutes = values(said)
    manner = Manner.NOON if has(said, "noon") else Manner.MIDNIGHT
    _heard(draft, said, manner, hour=0, minute=minutes[0] if minutes else 0)

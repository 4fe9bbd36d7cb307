"""This is when media are fetched again, and when we stop asking, from plain facts.

LINE deletes content after a time that it does not promise, and may answer 404 for a moment
right after a message was sent (`wanted_at` is that moment, nearly).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

_FIRST_WAIT = timedelta(seconds=2)
_LONGEST_WAIT = timedelta(minutes=10)
_LONGEST_PREPARING_WAIT = timedelta(minutes=1)
# A disk that was full has room again within this, and then nobody waits for a picture.
_LONGEST_UNSTORED_WAIT = timedelta(seconds=20)
_FRESH = timedelta(minutes=1)
_PREPARING_FOR = timedelta(hours=6)
_TRYING_FOR = timedelta(days=3)
_FEW_ATTEMPTS = 8
# As many as a phone sends at once; a piece takes about as long as those after it wait.
_AT_ONCE, _APART = 20, timedelta(seconds=3)
_PASSING = (0, 401, 403, 408, 429)


class Trouble(StrEnum):
    """Why a piece of media is not here yet."""

    PREPARING = "preparing"
    UNPREPARED = "unprepared"
    MISSING = "missing"
    GONE = "gone"
    REFUSED = "refused"
    UNAVAILABLE = "unavailable"
    UNSTORED = "unstored"


_LONGEST: Final = {
    Trouble.PREPARING: _LONGEST_PREPARING_WAIT,
    Trouble.UNSTORED: _LONGEST_UNSTORED_WAIT,
}


class Ended(StrEnum):
    """How the fetching of a piece ends without it."""

    GONE = "gone"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What to do about trouble: end it, or try again after a while."""

    ended: Ended | None = None
    again_after: timedelta | None = None


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One attempt: the how many-th, how long we want the piece; `chance` in [0, 1) is spread."""

    number: int
    age: timedelta
    chance: float


def turn_of(before: int) -> timedelta:
    """Return how long a tip's next piece waits that already has so many.

    Of very many the later ones stand back, so that those of other tips come in between.
    """
    return _APART * max(0, before - _AT_ONCE)


def trouble_of(status: int) -> Trouble:
    """Say what LINE's refusal means; 0 is no answer at all."""
    if status == 410:  # noqa: PLR2004
        return Trouble.GONE
    if status == 404:  # noqa: PLR2004
        return Trouble.MISSING
    # A wrong token is mended by the station while LINE still holds the content.
    if status in _PASSING or status >= 500:  # noqa: PLR2004
        return Trouble.UNAVAILABLE
    return Trouble.REFUSED


def judge(trouble: Trouble, attempt: Attempt) -> Verdict:
    """Say whether to try again after trouble, and when."""
    if trouble is Trouble.GONE or (trouble is Trouble.MISSING and attempt.age >= _FRESH):
        return Verdict(ended=Ended.GONE)
    if trouble in (Trouble.REFUSED, Trouble.UNPREPARED):
        return Verdict(ended=Ended.GIVEN_UP)
    if attempt.age >= (_PREPARING_FOR if trouble is Trouble.PREPARING else _TRYING_FOR):
        return Verdict(ended=Ended.GIVEN_UP)
    return Verdict(again_after=min(wait_after(attempt), _LONGEST.get(trouble, _LONGEST_WAIT)))


def wait_after(attempt: Attempt) -> timedelta:
    """Return how long to wait after an attempt, longer after each."""
    longest: timedelta = min(_FIRST_WAIT * 2 ** min(attempt.number - 1, 12), _LONGEST_WAIT)
    return longest * (0.5 + attempt.chance / 2)


def is_hopeless(attempt: Attempt) -> bool:
    """Say whether a piece was tried so often and long that whoever tries it seems to die of it."""
    return attempt.number > _FEW_ATTEMPTS and attempt.age >= _TRYING_FOR

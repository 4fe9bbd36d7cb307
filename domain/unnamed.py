"""This is whether a message only asks that its sender is not named, and tells of nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from domain.meanings import Spoken
from domain.thai import normalise

_ME: Final = "<me>"
_LONGEST: Final = 120


@dataclass(frozen=True, kw_only=True)
class UnnamedWished(Spoken):
    """A sender fears to be named, or asks whether they are."""


class Pleas:
    """How people ask not to be named.

    Every letter must be one of these few words, or the message may tell of more than the fear:
    then it is read like any other.
    """

    def __init__(
        self,
        *,
        me: Iterable[str] = (),
        asks: Iterable[str] = (),
        fears: Iterable[str] = (),
        questions: Iterable[str] = (),
        beside: Iterable[str] = (),
    ) -> None:
        """Prepare the words.

        `me` is how speakers call themselves, for which `<me>` stands in `asks`. One of `asks` makes
        a plea behind one of `fears`, or with one of `questions`; who says first that somebody
        knows, and fears then, is in danger. All else must be of `beside`.
        """
        own = tuple(me)
        self._asks = {
            _key(ask.replace(_ME, one)) for ask in asks for one in (own if _ME in ask else ("",))
        }
        self._fears = {_key(one) for one in fears}
        self._questions = {_key(one) for one in questions}
        others = {_key(one) for one in (*own, *beside)}
        self._words = self._asks | self._fears | self._questions | others

    def is_one(self, text: str) -> bool:
        """Say whether a whole message is a plea."""
        if len(text) > _LONGEST:
            return False
        key = _key(text)
        asked = _first(key, self._asks)
        is_feared = _first(key, self._fears) <= asked or any(one in key for one in self._questions)
        return asked < len(key) and is_feared and self._is_made_of_words(key)

    def _is_made_of_words(self, key: str) -> bool:
        reached = {0}
        for start in range(len(key)):
            if start in reached:
                reached |= {
                    start + len(one) for one in self._words if one and key.startswith(one, start)
                }
        return len(key) in reached


def _first(key: str, words: Iterable[str]) -> int:
    return min((place for one in words if (place := key.find(one)) >= 0), default=len(key))


def _key(text: str) -> str:
    return normalise(text).key

"""This is whether a message is courtesy alone: thanks, a greeting, an `ok`, a laugh, an emoji."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from domain.thai import normalise, sound

_LONGEST: Final = 200
# In Thai the number five is said `ha`.
_LAUGH: Final = re.compile(r"(?<!\d)5{3,}(?!\d)")


class Courtesies:
    """How people are polite without telling anything.

    Every letter must be one of these few words, or the message may tell of something: then it is
    none, however short it is.
    """

    def __init__(self, *, alone: Iterable[str] = (), beside: Iterable[str] = ()) -> None:
        """Prepare the words: one of `alone` makes a courtesy, `beside` may stand around it."""
        self._alone = frozenset(filter(None, map(_key, alone)))
        self._words = self._alone | frozenset(filter(None, map(_key, beside)))

    def is_one(self, text: str) -> bool:
        """Say whether a whole message is courtesy; one without letters and digits tells nothing."""
        if len(text) > _LONGEST:
            return False
        key = _key(text)
        laughed = _LAUGH.sub("", key)
        return not laughed or self._is_made_of_words(laughed)

    def _is_made_of_words(self, key: str) -> bool:
        """Say whether words cover the key from end to end, one that makes a courtesy among them."""
        polite, plain = {0: False}, self._words
        for start in range(len(key)):
            if start not in polite:
                continue
            for one in (word for word in plain if key.startswith(word, start)):
                end = start + len(one)
                polite[end] = polite.get(end, False) or polite[start] or one in self._alone
        return polite.get(len(key), False)


def _key(text: str) -> str:
    return sound(normalise(text).key)

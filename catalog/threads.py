"""This is how all that was said in a tip reads: who speaks, when, and what, page by page."""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from catalog import Catalog
from domain.answers import Button, Press, Words
from domain.calendar import thai_moment
from domain.postback import Act, encode

# LINE takes five messages in one reply, of 5,000 UTF-16 units each: two for some letters.
_LONGEST: Final = 2400
_IN_ONE_REPLY: Final = 4


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """One thing that was said: by whom (`sender`, `officer`, `gist`), when, and as what."""

    voice: str
    at: datetime
    text: str
    kind: str


def pages(
    number: str, lines: Iterable[Spoken], catalog: Catalog, *, timezone: str
) -> Sequence[str]:
    """Return all that was said, divided so that each part is one message."""
    found = [catalog.say("thread.head", number=number)]
    for line in lines:
        said = line.text or catalog.say(f"thread.{line.kind}")
        who, at = catalog.say(f"thread.{line.voice}"), thai_moment(line.at, timezone)
        for part in _parts(f"{who} ({at})\n{said}"):
            if len(found[-1]) + len(part) + 2 > _LONGEST:
                found.append(part)
            else:
                found[-1] = f"{found[-1]}\n\n{part}"
    return found


def _parts(text: str) -> Sequence[str]:
    """Divide a text where it is too long, never between a letter and its marks."""
    parts = []
    while text:
        end = min(len(text), _LONGEST)
        while 0 < end < len(text) and unicodedata.category(text[end]).startswith("M"):
            end -= 1
        parts.append(text[:end])
        text = text[end:]
    return parts


def page(tip: uuid.UUID, texts: Sequence[str], start: int, catalog: Catalog) -> Sequence[Words]:
    """Return what one reply holds, with the way to the rest; a forged start shows the first."""
    first = start if start < len(texts) else 0
    end = first + _IN_ONE_REPLY
    shown = [Words(text=one) for one in texts[first:end]]
    if end >= len(texts):
        return shown
    label = catalog.say("thread.more")
    more = Button(label=label, tap=Press(data=encode(Act.READ, tip, str(end)), shown=label))
    return [*shown[:-1], Words(text=shown[-1].text, choices=[more])]

"""This is all that was said in a tip, in order, as an officer may read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.identifiers import NameCustoms
from models.facts import GIST_KIND
from models.hiding import masked
from models.tip import Tip
from models.unit_of_work import UnitOfWork


class Voice(StrEnum):
    """Who speaks; `gist` is what the desk heard in a voice."""

    SENDER = "sender"
    OFFICER = "officer"
    GIST = "gist"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing that was said, masked; `kind` says what it is where it is not words."""

    voice: Voice
    at: datetime
    text: str
    kind: str


_VOICES: Mapping[str, Voice] = {"sender": Voice.SENDER, "officer": Voice.OFFICER}


def thread(uow: UnitOfWork, tip: Tip, customs: NameCustoms) -> Sequence[Line]:
    """Return what sender and officers said to each other; what was withdrawn is left out."""
    lines: list[Line] = []
    for message in uow.tips.messages(tip):
        content = uow.tips.content(message)
        voice = Voice.GIST if message.kind == GIST_KIND else _VOICES.get(message.author)
        if voice is None or not isinstance(content, Mapping):
            continue
        text = content.get("text")
        said = masked(uow, tip, text.strip(), customs) if isinstance(text, str) else ""
        at, kind = message.happened_at, "location" if "latitude" in content else message.kind
        lines.append(Line(voice=voice, at=at, text=said, kind=kind))
    return lines

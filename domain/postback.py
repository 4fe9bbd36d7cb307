"""This is what our buttons send back: an act, perhaps a tip, and a value."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

LONGEST: Final = 300
_BREAK: Final = "|"
_PARTS: Final = 3


class Act(StrEnum):
    """What a button asks for."""

    ACCEPT = "accept"
    CLOSE = "close"
    OUTCOME = "outcome"
    MEDIA = "media"
    VILLAGE = "village"
    CATEGORY = "category"
    URGENCY = "urgency"
    ASK = "ask"
    HANDOVER = "handover"
    INVESTIGATE = "investigate"
    MERGE = "merge"
    UNMERGE = "unmerge"
    DUTY = "duty"
    PLACE = "place"
    HOME = "home"
    ELSEWHERE = "elsewhere"
    CONFIRM = "confirm"
    HIDE = "hide"
    NOTICE = "notice"
    REAL = "real"
    OWN = "own"
    RATE = "rate"
    END = "end"
    LEAVE = "leave"
    BACK = "back"
    SWAP = "swap"
    SWAP_ANSWER = "swap_answer"
    WORK = "work"
    TAKEN = "taken"
    NAME_ASK = "name_ask"
    NAME_YES = "name_yes"
    NAME_NO = "name_no"
    NAME_DANGER = "name_danger"
    NAME_OPEN = "name_open"
    REOPEN = "reopen"
    NAME = "name"
    WHICH = "which"
    SEE = "see"
    UNMASK = "unmask"
    GIST = "gist"
    READ = "read"
    COMPOSE = "compose"
    DECIDE = "decide"
    SURVEY = "survey"
    MEETING = "meeting"
    VOICES = "voices"
    TOPIC = "topic"


@dataclass(frozen=True, kw_only=True)
class Postback:
    """A button's data, read; it came from a phone, so it grants no right."""

    act: Act
    tip: uuid.UUID | None = None
    value: str = ""


def encode(act: str, tip: uuid.UUID | None = None, value: str = "") -> str:
    """Write a button's data; raise ValueError if LINE would refuse its length."""
    data = _BREAK.join((Act(act).value, "" if tip is None else tip.hex, value))
    if len(data) > LONGEST:
        raise ValueError("a button's data is longer than 300 characters")
    return data


def decode(data: str) -> Postback | None:
    """Read a button's data, None if it is not ours."""
    parts = data.split(_BREAK, _PARTS - 1)
    if len(parts) != _PARTS or len(data) > LONGEST:
        return None
    try:
        tip = uuid.UUID(hex=parts[1]) if parts[1] else None
        return Postback(act=Act(parts[0]), tip=tip, value=parts[2])
    except ValueError:
        return None

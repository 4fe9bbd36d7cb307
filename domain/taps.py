"""This is what a tap on one of our buttons asks; it may be old, so it grants nothing."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from domain import disclosing as d
from domain import meanings as m
from domain import post_meanings as p
from domain import talking as t
from domain.composing import pressed_while_composing
from domain.events import ButtonPressed, Event
from domain.meeting import meeting_pressed
from domain.name_taps import on_request
from domain.postback import Act, Postback, decode
from domain.survey_events import survey_pressed
from domain.tip import Outcome
from domain.topic_events import topic_pressed
from domain.voices import voices_pressed

_LONGEST_NUMBER, _LONGEST_MOMENT = 10, 16
Made = tuple[Callable[..., Event], dict[str, Any]]
_READ: Mapping[Act, Callable[[str], Made | None]] = {
    Act.SURVEY: survey_pressed,
    Act.MEETING: meeting_pressed,
    Act.TOPIC: topic_pressed,
    Act.VOICES: voices_pressed,
}


def pressed(event: ButtonPressed, *, is_leaving: bool) -> Event:
    """Return what a tap asks; one that is not ours or not 1:1 asks nothing."""
    in_group = event.speaker.group_id is not None
    data = None if in_group else decode(event.data)
    made = None if data is None else _made(data, is_leaving=is_leaving)
    kind, parts = made or (m.Chatter, {"is_group": in_group})
    return kind(happened_at=event.happened_at, speaker=event.speaker, **parts)


def _made(data: Postback, *, is_leaving: bool) -> Made | None:
    if data.tip is not None:
        return _about(data, data.tip)
    value = data.value
    if data.act in (Act.COMPOSE, Act.DECIDE):
        return pressed_while_composing(data.act, value)
    read = _READ.get(data.act)
    if read is not None:
        return read(value)
    alone: Mapping[Act, Made] = {
        Act.NOTICE: (m.NoticeAccepted, {"version": value}),
        Act.OWN: (m.OwnTipConfirmed, {"is_tip": value == "yes"}),
        Act.DUTY: (p.DutySaid, {"is_on": value == "on"}),
        Act.BACK: (p.BackSaid, {}),
        Act.SWAP: (p.SwapSaid, _chosen(value)),
        Act.SWAP_ANSWER: (p.SwapAnswered, _answered(value)),
        Act.WORK: (p.MoreWorkAsked, {"start": int(value) if value.isdecimal() else 0}),
        Act.WHICH: (t.WhichTold, {"tip": None}),
        Act.LEAVE: _leaving(is_yes=value == "yes", is_leaving=is_leaving),
    }
    return alone.get(data.act)


def _chosen(value: str) -> dict[str, Any]:
    """Read a day, and perhaps a colleague behind it; what a phone says may be anything."""
    day, _, colleague = value.partition("/")
    return {"day": day, "colleague": colleague}


def _answered(value: str) -> dict[str, Any]:
    answer, number, asked = [*value.split("/"), "", ""][:3]
    return {
        "swap": _number(number, _LONGEST_NUMBER),
        "asked": _number(asked, _LONGEST_MOMENT),
        "is_agreed": answer == "yes",
    }


def _number(text: str, longest: int) -> int:
    is_number = text.isdecimal() and text.isascii() and len(text) < longest
    return int(text) if is_number else 0


def _leaving(*, is_yes: bool, is_leaving: bool) -> Made:
    """Read a button that stays in the chat for ever: it answers only what was just asked."""
    if is_yes:
        return m.LeaveAsked, {"is_confirmed": is_leaving}
    return (m.CancelAsked if is_leaving else m.Chatter), {}


def _about(data: Postback, tip: uuid.UUID) -> Made | None:
    value = data.value
    outcome = Outcome(value) if value in {one.value for one in Outcome} else None
    about: Mapping[Act, Made | None] = {
        Act.ACCEPT: (m.AcceptAsked, {}),
        Act.CLOSE: (m.CloseAsked, {"outcome": outcome}),
        Act.OUTCOME: (m.CloseAsked, {"outcome": outcome}),
        Act.MEDIA: (m.MediaAsked, {}),
        Act.VILLAGE: (m.VillageCorrectionAsked, {"code": value or None}),
        Act.CATEGORY: (m.CategoryCorrectionAsked, {"choice": value or None}),
        Act.URGENCY: (m.UrgencyCorrectionAsked, {"choice": value or None}),
        Act.MERGE: _merging(value),
        Act.UNMERGE: (m.UnmergeAsked, {}),
        Act.ASK: (t.AskPressed, {}),
        Act.HANDOVER: (t.HandOverPressed, {"to": value}),
        Act.INVESTIGATE: (t.PausePressed, {"choice": value}),
        Act.REOPEN: (t.ReopenPressed, {}),
        Act.NAME: (t.NamingAsked, {"choice": value}),
        Act.WHICH: (t.WhichTold, {}),
        Act.SEE: (t.PicturesAsked, {}),
        Act.UNMASK: (d.UnmaskPressed, {}),
        Act.GIST: (d.GistPressed, {}),
        Act.READ: (d.WholeAsked, {"page": _page(value)}),
        Act.PLACE: (m.VillageAnswered, {"code": value or None}),
        Act.CONFIRM: (m.VillageAnswered, {"code": value or None}),
        Act.HOME: (m.VillageAnswered, {"is_home": True}),
        Act.ELSEWHERE: (m.VillageAnswered, {"is_elsewhere": True}),
        Act.HIDE: (m.HidingAsked, {}),
        Act.REAL: (m.RealOrPractice, {"is_real": value == "real"}),
        Act.RATE: (m.RatingGiven, {"is_done": value == "done"}),
        Act.END: (m.EndingAsked, {}),
        Act.TAKEN: (p.IntakePlaced, {"code": value}),
    }
    made = about.get(data.act) or on_request(data)
    return None if made is None else (made[0], {"tip": tip, **made[1]})


def _page(value: str) -> int:
    return int(value) if value.isdecimal() and len(value) < _LONGEST_NUMBER else 0


def _merging(value: str) -> Made | None:
    try:
        return m.MergeAsked, {"other": uuid.UUID(hex=value)}
    except ValueError:
        return None

"""Whatever may happen or be meant has its handler, or is named here as meaning nothing to us."""

from __future__ import annotations

import inspect
from types import ModuleType

import pytest

from domain import (
    bulletin_events,
    composing,
    disclosing,
    events,
    meanings,
    meeting,
    post_meanings,
    survey_events,
    talking,
    timer_events,
    topic_events,
    unnamed,
    voices,
)
from domain.events import Event
from handlers import HANDLERS

# These become a meaning before they are handled, or are only stored and counted.
UNDERSTOOD_FIRST = {events.MessageSaid, events.ButtonPressed}
MEANS_NOTHING = {events.Unknown}
SPOKEN = (
    bulletin_events,
    composing,
    disclosing,
    meanings,
    meeting,
    post_meanings,
    survey_events,
    talking,
    timer_events,
    topic_events,
    unnamed,
    voices,
)
KINDS_OF_KINDS = {events.Event, meanings.Spoken, meanings.CaseEvent}


def kinds(module: ModuleType) -> set[type[Event]]:
    return {
        kind
        for _, kind in inspect.getmembers(module, inspect.isclass)
        if issubclass(kind, Event) and kind.__module__ == module.__name__
    }


ALL_KINDS = kinds(events).union(*map(kinds, SPOKEN))


@pytest.mark.parametrize(
    "kind",
    sorted(ALL_KINDS, key=lambda one: one.__name__),
    ids=lambda one: one.__name__,
)
def test_an_event_has_a_handler_or_is_known_to_need_none(kind: type[Event]) -> None:
    needs_none = kind in UNDERSTOOD_FIRST | MEANS_NOTHING | KINDS_OF_KINDS
    assert (kind in HANDLERS) is not needs_none


def test_no_handler_waits_for_what_never_happens() -> None:
    assert set(HANDLERS) <= ALL_KINDS


def test_no_event_has_two_handlers() -> None:
    from handlers import _TABLES

    assert sum(len(table) for table in _TABLES) == len(HANDLERS)


def test_a_timer_brings_only_what_has_a_handler() -> None:
    scheduled = {
        **timer_events.SCHEDULED,
        **bulletin_events.BULLETIN_SCHEDULED,
        **meeting.MEETING_SCHEDULED,
        **survey_events.SURVEY_SCHEDULED,
    }
    assert set(scheduled.values()) <= set(HANDLERS)

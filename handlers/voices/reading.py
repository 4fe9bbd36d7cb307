"""This is how what an officer types while filling in is read: days, times, villages, colleagues."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from catalog.spoken_when import asked_back
from catalog.when import load_when_words
from domain.answers import Words
from domain.calendar import DateUnclear, local, read_day_ahead
from domain.places_named import named_in
from domain.thai import normalise
from domain.when.reading import read_when
from domain.when.schedule import Once, Unclear
from handlers.voices.desk import Desk
from models.officer import Officer
from models.planning import reckoning


def day_said(desk: Desk, text: str) -> date | None:
    """Return the day that is said, None for what names none, or several."""
    zone = desk.uow.rules.timezone
    try:
        return read_day_ahead(text, local(desk.uow.now, zone).date())
    except DateUnclear:
        found = read_when(text, desk.uow.now, load_when_words(), reckoning(desk.uow))
    moments = found.choices if isinstance(found, Unclear) else [found]
    days = {local(one.at, zone).date() for one in moments if isinstance(one, Once)}
    return days.pop() if len(days) == 1 else None


def time_said(desk: Desk, text: str) -> tuple[datetime | None, Words | None]:
    """Return the moment that is said, or what to ask back; neither for what repeats."""
    uow = desk.uow
    found = read_when(text, uow.now, load_when_words(), reckoning(uow))
    if isinstance(found, Unclear):
        return None, asked_back(found, desk.catalog, uow.rules.timezone)
    return (found.at, None) if isinstance(found, Once) else (None, None)


def villages_named(desk: Desk, text: str) -> tuple[list[str], str]:
    """Return the codes of the villages that are named, and the words that name none."""
    named = named_in(text, desk.uow.gazetteer())
    return list(named.codes), ", ".join(named.unclear)


def officers_named(desk: Desk, text: str) -> Sequence[Officer]:
    """Return the colleagues of a code, or whose name holds what is said."""
    all_of_them = [one for one in desk.uow.officers.all() if not one.is_suspended]
    exact = [one for one in all_of_them if one.code.casefold() == text.strip().casefold()]
    key = normalise(text).key
    if exact or not key:
        return exact
    profiles = {one.id: desk.uow.officers.profile(one).spoken_name for one in all_of_them}
    return [one for one in all_of_them if key in normalise(profiles[one.id]).key]

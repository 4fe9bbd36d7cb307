"""This is how the figures of a morning and of a week read: one line each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from catalog import Catalog
from domain.answers import Button, Card, Line, Look, Say
from domain.calendar import thai_date
from domain.summary import Morning, Silence, Week

_MOST_NAMES: Final = 3
_MOST_TIPS: Final = 5


def compose_morning(
    figures: Morning, catalog: Catalog, *, day: date, names: Mapping[int, str], word: str
) -> Card:
    """Say a morning's figures in five lines; its notification holds none of them."""
    spoken = thai_date(day)
    buttons = [
        Button(label=label, tap=Say(text=label), look=look)
        for label, look in (
            (catalog.say("summary.work"), Look.PRIMARY),
            (catalog.say("summary.stop"), Look.SECONDARY),
        )
    ]
    told = (
        ("summary.new", catalog.say("summary.count", count=figures.new)),
        ("summary.open", catalog.say("summary.count", count=figures.open)),
        ("summary.late", _late(figures, names, catalog)),
        (_silence_key(figures.silence), _silent(figures.silence, catalog)),
        ("summary.emergencies", _emergencies(figures, catalog)),
    )
    return Card(
        title=catalog.say("summary.title"),
        headline=spoken,
        tone=_tone(figures),
        alt=catalog.say("summary.alt", day=spoken),
        lines=[Line(label=catalog.say(key, word=word), value=value) for key, value in told],
        buttons=buttons,
    )


def compose_week(
    figures: Week, catalog: Catalog, *, day: date, names: Mapping[int, str], word: str
) -> Card:
    """Say the figures of the seven days before a day."""
    span = {"start": thai_date(day - timedelta(days=7)), "end": thai_date(day - timedelta(days=1))}
    before = catalog.say("summary.week_count", count=figures.sent, before=figures.sent_before)
    told = (
        ("summary.week_sent", before),
        ("summary.week_accepted", _speed(figures, catalog)),
        ("summary.week_closed", catalog.say("summary.count", count=figures.closed)),
        ("summary.week_lingering", _lingering(figures, names, catalog)),
        (_silence_key(figures.silence), _silent(figures.silence, catalog)),
    )
    return Card(
        title=catalog.say("summary.week_title"),
        headline=catalog.say("summary.span", **span),
        tone="emergency" if figures.lingering else "routine",
        alt=catalog.say("summary.week_alt", **span),
        lines=[Line(label=catalog.say(key, word=word), value=value) for key, value in told],
    )


def _tone(figures: Morning) -> str:
    """Let the colour say at a glance whether something burns."""
    if figures.open_emergencies:
        return "emergency"
    return "soon" if figures.late else "good"


def _emergencies(figures: Morning, catalog: Catalog) -> str:
    return catalog.say(
        "summary.still_open", count=figures.emergencies, open=figures.open_emergencies
    )


def _late(figures: Morning, names: Mapping[int, str], catalog: Catalog) -> str:
    if not figures.late:
        return catalog.say("summary.none")
    owners = [
        catalog.say("summary.owed", name=_name(one.officer, names, catalog), count=one.count)
        for one in figures.late
    ]
    count = sum(one.count for one in figures.late)
    return catalog.say("summary.which", count=count, which=_listed(owners, _MOST_TIPS, catalog))


def _lingering(figures: Week, names: Mapping[int, str], catalog: Catalog) -> str:
    if not figures.lingering:
        return catalog.say("summary.none")
    tips = [
        catalog.say("summary.week_one", number=one.number, name=_name(one.officer, names, catalog))
        for one in figures.lingering
    ]
    listed = _listed(tips, _MOST_TIPS, catalog)
    return catalog.say("summary.which", count=len(tips), which=listed)


def _speed(figures: Week, catalog: Catalog) -> str:
    if figures.minutes is None:
        return catalog.say("summary.week_unaccepted")
    return catalog.say(
        "summary.week_speed",
        minutes=figures.minutes,
        in_time=figures.in_time,
        count=figures.accepted,
    )


def _silence_key(silence: Silence) -> str:
    return "summary.unheard" if silence.is_early else "summary.silent"


def _silent(silence: Silence, catalog: Catalog) -> str:
    if not silence.count:
        return catalog.say("summary.none")
    told = ", ".join(silence.named[:_MOST_NAMES])
    left = silence.count - min(len(silence.named), _MOST_NAMES)
    if not told:
        names = ""
    elif left:
        names = catalog.say("summary.silent_more", names=told, count=left)
    else:
        names = catalog.say("summary.silent_names", names=told)
    return catalog.say("summary.places", count=silence.count, names=names)


def _listed(parts: Sequence[str], most: int, catalog: Catalog) -> str:
    told = ", ".join(parts[:most])
    left = len(parts) - most
    return catalog.say("summary.and_more", listed=told, count=left) if left > 0 else told


def _name(officer: int | None, names: Mapping[int, str], catalog: Catalog) -> str:
    return catalog.say("summary.desk") if officer is None else names[officer]

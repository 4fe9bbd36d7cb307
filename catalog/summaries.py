"""This is how the figures of a morning and of a week read: one line each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from catalog import Catalog
from domain.answers import Button, Look, Notice, Say
from domain.calendar import thai_date
from domain.summary import Morning, Silence, Week

_MOST_NAMES: Final = 3
_MOST_TIPS: Final = 5


def compose_morning(
    figures: Morning, catalog: Catalog, *, day: date, names: Mapping[int, str], word: str
) -> Notice:
    """Say a morning's figures in five lines; its notification holds none of them."""
    spoken = thai_date(day)
    lines = [
        catalog.say("summary.new", day=spoken, count=figures.new),
        catalog.say("summary.open", count=figures.open),
        _late(figures, names, catalog),
        _silent(figures.silence, word, catalog),
        catalog.say(
            "summary.emergencies", count=figures.emergencies, open=figures.open_emergencies
        ),
    ]
    buttons = [
        Button(label=label, tap=Say(text=label), look=look)
        for label, look in (
            (catalog.say("summary.work"), Look.PRIMARY),
            (catalog.say("summary.stop"), Look.SECONDARY),
        )
    ]
    alt = catalog.say("summary.alt", day=spoken)
    return Notice(text="\n".join(lines), alt=alt, buttons=buttons)


def compose_week(
    figures: Week, catalog: Catalog, *, day: date, names: Mapping[int, str], word: str
) -> Notice:
    """Say the figures of the seven days before a day."""
    span = {"start": thai_date(day - timedelta(days=7)), "end": thai_date(day - timedelta(days=1))}
    lines = [
        catalog.say("summary.week", count=figures.sent, before=figures.sent_before, **span),
        _speed(figures, catalog),
        catalog.say("summary.week_closed", count=figures.closed),
        _lingering(figures, names, catalog),
        _silent(figures.silence, word, catalog),
    ]
    return Notice(text="\n".join(lines), alt=catalog.say("summary.week_alt", **span))


def _late(figures: Morning, names: Mapping[int, str], catalog: Catalog) -> str:
    if not figures.late:
        return catalog.say("summary.not_late")
    owners = [
        catalog.say("summary.owed", name=_name(one.officer, names, catalog), count=one.count)
        for one in figures.late
    ]
    count = sum(one.count for one in figures.late)
    return catalog.say("summary.late", count=count, owners=_listed(owners, _MOST_TIPS, catalog))


def _lingering(figures: Week, names: Mapping[int, str], catalog: Catalog) -> str:
    if not figures.lingering:
        return catalog.say("summary.week_not_lingering")
    tips = [
        catalog.say("summary.week_one", number=one.number, name=_name(one.officer, names, catalog))
        for one in figures.lingering
    ]
    listed = _listed(tips, _MOST_TIPS, catalog)
    return catalog.say("summary.week_lingering", count=len(tips), tips=listed)


def _speed(figures: Week, catalog: Catalog) -> str:
    if figures.minutes is None:
        return catalog.say("summary.week_unaccepted")
    return catalog.say(
        "summary.week_speed",
        minutes=figures.minutes,
        in_time=figures.in_time,
        count=figures.accepted,
    )


def _silent(silence: Silence, word: str, catalog: Catalog) -> str:
    if not silence.count:
        return catalog.say("summary.not_silent", word=word)
    told = ", ".join(silence.named[:_MOST_NAMES])
    left = silence.count - min(len(silence.named), _MOST_NAMES)
    if not told:
        names = ""
    elif left:
        names = catalog.say("summary.silent_more", names=told, count=left)
    else:
        names = catalog.say("summary.silent_names", names=told)
    return catalog.say("summary.silent", word=word, count=silence.count, names=names)


def _listed(parts: Sequence[str], most: int, catalog: Catalog) -> str:
    told = ", ".join(parts[:most])
    left = len(parts) - most
    return catalog.say("summary.and_more", listed=told, count=left) if left > 0 else told


def _name(officer: int | None, names: Mapping[int, str], catalog: Catalog) -> str:
    return catalog.say("summary.desk") if officer is None else names[officer]

"""This is how a time of sending is said, so that people read it and we can read it again."""

from __future__ import annotations

from collections.abc import Sequence

from catalog import Catalog
from domain.answers import Button, Say, Words
from domain.calendar import BANGKOK, local, thai_date
from domain.place_labels import cut
from domain.when.schedule import (
    EVERY_DAY,
    Cron,
    Monthly,
    Once,
    Schedule,
    Unclear,
    Weekly,
)

_SHORTEST_MONTH = 28


def spoken_when(one: Schedule, catalog: Catalog, timezone: str = BANGKOK) -> str:
    """Say a time of sending; the reader of phrases reads it as the same time."""
    if isinstance(one, Once):
        here = local(one.at, timezone)
        weekday = catalog.say(f"weekday.{here.isoweekday()}")
        return catalog.say("when.once", weekday=weekday, date=thai_date(here), time=f"{here:%H:%M}")
    said = one.line if isinstance(one, Cron) else _repeated(one, catalog)
    return f"{said} {catalog.say('when.skipping')}" if one.skips_holidays else said


def told_when(one: Schedule, catalog: Catalog, timezone: str = BANGKOK) -> str:
    """Say a time of sending, with what a month does that has no such day."""
    said = spoken_when(one, catalog, timezone)
    is_long = isinstance(one, Monthly) and max(one.days) > _SHORTEST_MONTH
    return f"{said} {catalog.say('when.last_day')}" if is_long else said


def asked_back(unclear: Unclear, catalog: Catalog, timezone: str = BANGKOK) -> Words:
    """Ask which time was meant; a tap says it, anything else may be typed."""
    text = catalog.say(f"when.{unclear.doubt.value}")
    return Words(text=text, choices=when_choices(unclear.choices, catalog, timezone))


def when_choices(
    offered: Sequence[Schedule], catalog: Catalog, timezone: str = BANGKOK
) -> Sequence[Button]:
    """Offer times to tap."""
    return [
        Button(
            label=cut(_label(one, catalog, timezone)),
            tap=Say(text=spoken_when(one, catalog, timezone)),
        )
        for one in offered
    ]


def _label(one: Schedule, catalog: Catalog, timezone: str) -> str:
    if isinstance(one, Cron):
        return one.line
    if not isinstance(one, Once):
        return catalog.say("when.label_rule", time=f"{one.at:%H:%M}")
    here = local(one.at, timezone)
    day = thai_date(here).rsplit(" ", 1)[0]
    return catalog.say("when.label", date=day, time=f"{here:%H:%M}")


def _repeated(one: Weekly | Monthly, catalog: Catalog) -> str:
    at = f"{one.at:%H:%M}"
    if isinstance(one, Monthly):
        days = ", ".join(str(day) for day in sorted(one.days))
        return catalog.say("when.monthly", days=days, time=at)
    if one.weekdays == EVERY_DAY:
        return catalog.say("when.daily", time=at)
    names = " ".join(catalog.say(f"weekday.{day}") for day in sorted(one.weekdays))
    return catalog.say("when.weekly", weekdays=names, time=at)

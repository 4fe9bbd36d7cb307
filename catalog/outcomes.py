"""This is how a month's outcomes are told to those who sent tips."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from catalog import Catalog
from domain.calendar import thai_month
from domain.outcomes import Cell, Release


def compose_outcomes(
    found: Release, names: Mapping[str, str], catalog: Catalog, *, month: date
) -> str:
    """Say what became of a month's tips, empty if nothing may be told.

    `names` are those of the villages that may be named.
    """
    lines = [catalog.say("outcomes.head", month=thai_month(month))]
    lines += [
        catalog.say("outcomes.village", name=name, endings=_endings(one, catalog))
        for one in found.villages
        if (name := names.get(one.village or ""))
    ]
    # Others and the whole belong to the whole station: a part of it has no rest of its own.
    if found.others is not None:
        lines.append(catalog.say("outcomes.others", endings=_endings(found.others, catalog)))
    if found.whole is not None:
        lines.append(catalog.say("outcomes.whole", count=found.whole.tips))
    if len(lines) == 1:
        return ""
    return "\n".join([*lines, catalog.say("outcomes.thanks")])


def _endings(cell: Cell, catalog: Catalog) -> str:
    return ", ".join(
        catalog.say(f"outcomes.{ending}", count=count) for ending, count in cell.endings.items()
    )

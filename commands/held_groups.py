"""This is what is held told in groups, where there is more of it than anybody reads in lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from catalog import Catalog
from domain.calendar import local
from models.holding import HeldKind, HeldThing

# More than this is told in groups on a screen.
READABLE: Final = 40


def grouped(
    things: Sequence[HeldThing], *, now: datetime, timezone: str, catalog: Catalog
) -> Iterator[str]:
    """Say of each kind how much is held, of how many people, since when, and what to do."""
    yield catalog.say("held.groups", count=len(things))
    for kind in HeldKind:
        found = [one for one in things if one.kind is kind]
        if found:
            yield _counted(kind, found, now=now, timezone=timezone, catalog=catalog)
            yield f"\t{catalog.say(f'held.kind_{kind}')}"
    yield catalog.say("held.decide")


def _counted(
    kind: HeldKind,
    found: Sequence[HeldThing],
    *,
    now: datetime,
    timezone: str,
    catalog: Catalog,
) -> str:
    """One line of a kind: counts and moments, nothing that names anybody."""
    moments = [local(one.made_at, timezone).isoformat(timespec="minutes") for one in found]
    parts = [kind.value, str(len(found))]
    people = {one.whose for one in found if one.whose}
    if people:
        parts.append(catalog.say("held.people", count=len(people)))
    topics = {one.about for one in found if one.about}
    if topics:
        parts.append(catalog.say("held.about", count=len(topics), example=min(topics)))
    parts.append(f"{min(moments)} … {max(moments)}")
    stale = sum(one.is_stale(now) for one in found)
    if stale:
        parts.append(catalog.say("held.group_stale", count=stale))
    return "\t".join(parts)

"""This is how it is told who has a bulletin and who not: no member is named."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from catalog import Catalog
from domain.bulletin import DeliveryState
from models.bulletin import Bulletin, Occurrence
from models.reach import villages_of_groups
from models.tally import Standing, Tally
from models.unit_of_work import UnitOfWork

_MOST_PLACES: Final = 3
# What we write down ourselves is said in words; all else is LINE's own answer.
_WORDED: Final = {
    "cancelled": "bulletin.why_cancelled",
    "left": "bulletin.why_left",
    "nobody is left": "bulletin.why_left",
    "nobody spoke": "bulletin.why_nobody_spoke",
    "reserve": "bulletin.why_reserve",
    "the retry key is no longer known": "bulletin.why_key",
    "too late": "bulletin.why_late",
}


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """One recipient in words: who, how it stands, why, and since when."""

    who: str
    state: str
    why: str
    at: datetime | None


def spoken_why(because: str, catalog: Catalog) -> str:
    """Say why somebody does not have a bulletin."""
    key = _WORDED.get(because)
    return because if key is None else catalog.say(key)


def newest_time(bulletin: Bulletin, uow: UnitOfWork) -> Occurrence | None:
    """Return the time of a bulletin that began last, None if none ever did."""
    begun = [one for one in uow.bulletins.times(bulletin) if one.started_at is not None]
    return begun[-1] if begun else None


def counted(tally: Tally, catalog: Catalog) -> str:
    """Say in one line how many recipients stand where."""
    return ", ".join(
        f"{catalog.say(f'bulletin.is_{state}')} {count:,}"
        for state in DeliveryState
        if (count := tally.of(state))
    )


def spoken(standings: Sequence[Standing], uow: UnitOfWork, catalog: Catalog) -> Sequence[Recipient]:
    """Put recipients into words."""
    places = _Places(standings, uow, catalog)
    return [
        Recipient(
            who=places.who(one),
            state=catalog.say(f"bulletin.is_{one.state}"),
            why=spoken_why(one.because, catalog),
            at=one.settled_at,
        )
        for one in standings
    ]


class _Places:
    """What groups, officers and villages are called, read once for many recipients."""

    def __init__(self, standings: Sequence[Standing], uow: UnitOfWork, catalog: Catalog) -> None:
        self._say = catalog.say
        self._names = {row.id: uow.villages.title(row) for row in uow.villages.all()}
        self._officers = {row.id: row.code for row in uow.officers.all()}
        groups = [one.group for one in standings if one.group is not None]
        self._bound: Mapping[int, Sequence[int]] = villages_of_groups(uow, groups)
        people: Counter[int | None] = Counter()
        for cell in uow.members.crowd():
            people[cell.village_id] += cell.members
        self._crowded = {one for one, count in people.items() if count >= uow.rules.min_crowd}

    def who(self, one: Standing) -> str:
        """Say who a recipient is; a member of a few by no more than that they are one."""
        if one.group is not None:
            names = [self._names.get(each, "") for each in self._bound.get(one.group, ())]
            return self._with(self._say("console.group", number=one.group), names)
        if one.officer is not None:
            return self._with(self._say("bulletin.officer"), [self._officers.get(one.officer, "")])
        is_crowded = one.village is not None and one.village in self._crowded
        home = [self._names.get(one.village or 0, "")] if is_crowded else []
        return self._with(self._say("bulletin.member"), home)

    def _with(self, who: str, names: Sequence[str]) -> str:
        shown = ", ".join(names[:_MOST_PLACES])
        if len(names) > _MOST_PLACES:
            more = len(names) - _MOST_PLACES
            shown = self._say("compose.more_places", names=shown, count=more)
        return f"{who} ({shown})" if shown else who

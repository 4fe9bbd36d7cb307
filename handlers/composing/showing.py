"""This is what a bulletin would cost, whom it would reach and when it would go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice

from catalog import Catalog
from catalog.composing import Price
from catalog.spoken_when import told_when
from domain.answers import Line
from domain.audience import Audience, Reach, fitting
from domain.calendar import thai_moment
from domain.composition import Composition
from domain.quota import month_ends
from domain.when.hours import held_until
from domain.when.recurrence import due_between, next_after
from domain.when.schedule import Once, Rule, Schedule, read_rule
from models.bulletin import Bulletin
from models.officer import Officer, Role
from models.planning import policy, reckoning
from models.reach import budget_of, guests_of, reach_of
from models.unit_of_work import UnitOfWork
from models.village import Village

_MOST_TIMES = 1000
# An officer may have forty villages; a small phone shows a few and how many more.
_MOST_PLACES = 5


def villages_open_to(officer: Officer, uow: UnitOfWork) -> Sequence[Village]:
    """Return the villages that were entrusted to an officer."""
    own = uow.assignments.villages_of(officer, at=uow.now)
    return [one for one in uow.villages.all() if one.id in own]


def price_of(
    audience: Audience,
    uow: UnitOfWork,
    *,
    at: datetime | None,
    rule: Rule | None = None,
    apart_from: Bulletin | None = None,
) -> Price:
    """Reckon what one sending costs now, and whether the month in which it falls bears it."""
    reach = reach_of(uow, audience)
    budget = budget_of(uow, apart_from=apart_from)
    price = Price(
        groups=len(reach.groups),
        people=len(reach.people),
        cost=reach.cost,
        uncounted=len(reach.uncounted),
        times=None if rule is None else _times_this_month(rule, uow),
    )
    if budget is None:
        return replace(price, is_known=False)
    left = budget.spare()
    is_later = at is not None and at >= month_ends(uow.now)
    return replace(
        price,
        left=left,
        kept_back=budget.kept_back,
        planned=budget.planned,
        is_borne=is_later or budget.bears(reach.cost),
        fits=0 if left is None else fitting(_costs(reach), left)[0],
    )


def _times_this_month(rule: Rule, uow: UnitOfWork) -> int:
    """Count how often a rule is due until LINE's month ends."""
    due = due_between(rule, uow.now, month_ends(uow.now), reckoning(uow))
    return sum(1 for _ in islice(due, _MOST_TIMES))


def _costs(reach: Reach) -> Sequence[int]:
    return [*(one.people or 0 for one in reach.groups), *(1 for _ in reach.people)]


def first_time(schedule: Schedule | None, uow: UnitOfWork) -> datetime | None:
    """Return when a bulletin first goes, None if its rule has no time any more."""
    if schedule is None:
        return uow.now
    if isinstance(schedule, Once):
        return schedule.at
    return next_after(schedule, uow.now, reckoning(uow))


def spoken_time(
    schedule: Schedule | None, uow: UnitOfWork, catalog: Catalog, *, is_urgent: bool
) -> str:
    """Say when a bulletin goes, and until when the quiet hours hold it."""
    zone = uow.rules.timezone
    said = catalog.say("compose.now") if schedule is None else told_when(schedule, catalog, zone)
    at = first_time(schedule, uow)
    if at is not None and schedule is not None and not isinstance(schedule, Once):
        said = catalog.say("compose.next", when=said, next=thai_moment(at, zone))
    return said if at is None else beside_quiet(said, at, uow, catalog, is_urgent=is_urgent)


def beside_quiet(
    said: str, at: datetime, uow: UnitOfWork, catalog: Catalog, *, is_urgent: bool
) -> str:
    """Add to a time that was worded until when the quiet hours will hold it, if they do."""
    held = held_until(at, policy(uow), is_urgent=is_urgent)
    if held is None:
        return said
    return catalog.say("compose.held", when=said, until=thai_moment(held, uow.rules.timezone))


def spoken_audience(audience: Audience, uow: UnitOfWork, catalog: Catalog) -> str:
    """Say for whom and for which villages a bulletin is."""
    named = [uow.villages.by_code(code) for code in audience.villages]
    places = [uow.villages.title(one) for one in named if one is not None]
    all_places = [*places, *audience.subdistricts]
    area = ", ".join(all_places[:_MOST_PLACES]) or catalog.say("compose.area.all")
    if len(all_places) > _MOST_PLACES:
        more = len(all_places) - _MOST_PLACES
        area = catalog.say("compose.more_places", names=area, count=more)
    who = _receivers(audience, catalog)
    if guests_of(uow, audience).misled:
        who = [*who, catalog.say("compose.expected")]
    return f"{', '.join(who)}: {area}"


def _receivers(audience: Audience, catalog: Catalog) -> Sequence[str]:
    """Say which kinds of people get a bulletin."""
    found = []
    if audience.groups or audience.members:
        both = audience.groups and audience.members
        to = "both" if both else "groups" if audience.groups else "members"
        found.append(catalog.say(f"compose.to.{to}"))
    if audience.trained_in:
        years = ", ".join(str(one) for one in audience.trained_in)
        found.append(catalog.say("compose.only_years", years=years))
    found += [catalog.say(f"compose.role.{one}") for one in audience.roles]
    return found


def schedule_of(bulletin: Bulletin) -> Schedule | None:
    """Return when a bulletin that stands goes, None: at once."""
    if bulletin.rule is not None:
        return read_rule(bulletin.rule)
    return None if bulletin.next_at is None else Once(at=bulletin.next_at)


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A bulletin in words: for whom, when, at what price."""

    to: str
    when: str
    price: Price


def shown(
    draft: Composition, uow: UnitOfWork, catalog: Catalog, *, apart_from: Bulletin | None = None
) -> Shown:
    """Put a draft into words."""
    at = first_time(draft.schedule, uow)
    return Shown(
        to=spoken_audience(draft.audience, uow, catalog),
        when=spoken_time(draft.schedule, uow, catalog, is_urgent=draft.is_urgent),
        price=price_of(draft.audience, uow, at=at, rule=draft.rule, apart_from=apart_from),
    )


def needs_approval(officer: Officer, uow: UnitOfWork) -> bool:
    """Say whether a commander must approve what an officer writes."""
    return uow.rules.needs_approval and officer.role != Role.COMMANDER


def facts_of(bulletin: Bulletin, uow: UnitOfWork, catalog: Catalog) -> Sequence[Line]:
    """Say how a bulletin stands, line by line."""
    audience = uow.bulletins.audience(bulletin)
    lines = [
        ("state", catalog.say(f"compose.state.{bulletin.state}")),
        ("to", spoken_audience(audience, uow, catalog)),
    ]
    schedule = schedule_of(bulletin)
    if schedule is not None:
        when = spoken_time(schedule, uow, catalog, is_urgent=bulletin.is_urgent)
        lines.append(("when", when))
    if bulletin.author_id is not None:
        author = uow.officers.profile(uow.officers.get(bulletin.author_id)).spoken_name
        lines.append(("author", author))
    return [Line(label=catalog.say(f"compose.line.{name}"), value=value) for name, value in lines]

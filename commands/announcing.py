"""This is `bulletin send`, `schedule` and `estimate`: the price is said, then all is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from bot.accountant import Accountant
from bot.line.gateway import Gateway, LineTrouble
from commands.approving import lay_before
from commands.bulletin_media import made_ready, must_be_fetchable, must_be_showable, spot
from commands.bulletin_wish import Act, Wish, WishFault
from commands.desk import ACTOR, Desk
from domain.answers import Content, Spot, Words
from domain.audience import Audience, Reach, fitting
from domain.bulletin import BulletinState, SaverEnd
from domain.calendar import thai_moment
from domain.quota import Budget, month_ends
from domain.when.recurrence import due_between, next_after
from domain.when.schedule import read_rule
from files.faults import FileFault, describe
from handlers.composing.showing import beside_quiet
from models.bulletin import Bulletin, NewBulletin
from models.bulletin_picture import TwoSizes
from models.own_time import set_timer
from models.planning import plan, reckoning
from models.publishing import publish
from models.reach import budget_of, reach_of
from models.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from files.vault import Vault

__all__ = ["Act", "Wish", "run_announce"]

_MOST_TIMES = 1000
_MOST_COUNTS = 1000


def run_announce(
    desk: Desk, wish: Wish, *, line: Gateway, vault: Callable[[], Vault] | None = None
) -> int:
    """Announce as wished, or say why not; return the exit code.

    `vault`: where a video is kept, for who may send one.
    """
    try:
        wish.check()
        with desk.reading() as uow:
            audience = wish.audience(uow)
            _must_be_written(wish, uow)
        place = spot(wish, desk.catalog.say("compose.spot"))
        must_be_showable(wish)
        media = () if vault is None or wish.is_only_asked else made_ready(wish, vault)
        _ask_line(desk, line)
        return _announced(desk, wish, audience, _contents(wish, place), media)
    except WishFault as fault:
        desk.complain(desk.catalog.say(fault.key, **fault.values))
    except FileFault as trouble:
        names = ", ".join(one.name for one in (wish.image, wish.video) if one is not None)
        desk.complain(f"{names}: {describe(trouble.fault, desk.catalog.say)}")
    except LineTrouble as trouble:
        desk.complain(desk.catalog.say("announce.line_away", status=trouble.status))
    return 1


def _contents(wish: Wish, place: Spot | None) -> list[Content]:
    contents: list[Content] = [Words(text=wish.text)] if wish.text.strip() else []
    return [*contents, *(one for one in (wish.shown, place) if one is not None)]


def _must_be_written(wish: Wish, uow: UnitOfWork) -> None:
    must_be_fetchable(wish, uow)
    if wish.author and uow.officers.by_code(wish.author) is None:
        raise WishFault("announce.unknown_author", code=wish.author)


def _ask_line(desk: Desk, line: Gateway) -> None:
    """Read the month and the sizes of groups afresh, for the price is to be exact."""
    accountant = Accountant(desk.store, {desk.station_id: line}, clock=desk.clock)
    accountant.read_month(desk.station_id)
    while accountant.count_groups(desk.station_id, limit=_MOST_COUNTS):
        pass


def _announced(
    desk: Desk,
    wish: Wish,
    audience: Audience,
    said: Sequence[Content],
    media: Sequence[TwoSizes],
) -> int:
    with desk.writing() as uow:
        at = _first(wish, uow)
        reach = reach_of(uow, audience)
        cost = len(reach.people) if wish.saver_end == SaverEnd.DROP else reach.cost
        _say_price(desk, wish, reach, uow)
        _must_be_borne(wish, reach, cost * _times(wish, at, uow), at, uow)
        if wish.is_only_asked:
            return 0
        contents = [*(publish(uow, one) for one in media), *said]
        bulletin = _kept(wish, audience, contents, uow, cost=cost)
        _go(desk, bulletin, at, uow)
        detail = {"number": bulletin.number, "receivers": reach.receivers, "cost": cost}
        about = f"bulletin:{bulletin.number}"
        uow.audit.write(f"bulletin.{wish.act}", actor=ACTOR, about=about, at=uow.now, detail=detail)
        uow.commit()
        _say_state(desk, bulletin, uow)
    return 0


def _first(wish: Wish, uow: UnitOfWork) -> datetime:
    """Return the first time at which it goes."""
    if wish.rule is None:
        return wish.moment(uow.now, uow.rules.timezone)
    found = next_after(read_rule(wish.rule), uow.now, reckoning(uow))
    if found is None:
        raise WishFault("announce.never", cron=wish.cron)
    return found


def _times(wish: Wish, at: datetime, uow: UnitOfWork) -> int:
    """Return how often it goes within the month in which it begins."""
    if wish.rule is None:
        return 1
    later = due_between(read_rule(wish.rule), at, month_ends(at), reckoning(uow))
    return 1 + sum(1 for _ in islice(later, _MOST_TIMES))


def _say_price(desk: Desk, wish: Wish, reach: Reach, uow: UnitOfWork) -> None:
    facts = {"groups": len(reach.groups), "people": len(reach.people), "cost": f"{reach.cost:,}"}
    desk.say("announce.price", **facts)
    if wish.rides:
        desk.say("announce.saver")
    budget = budget_of(uow)
    if budget is not None and budget.limit is not None:
        desk.say("announce.left", **_numbers(budget, is_urgent=wish.urgent))


def _numbers(budget: Budget, *, is_urgent: bool) -> dict[str, str]:
    spare = budget.spare(beside_planned=not is_urgent) or 0
    told = {
        "limit": budget.limit or 0,
        "used": budget.used,
        "queued": budget.queued,
        "planned": budget.planned,
        "kept": budget.kept_back,
        "spare": spare,
    }
    return {name: f"{value:,}" for name, value in told.items()}


def _must_be_borne(wish: Wish, reach: Reach, cost: int, at: datetime, uow: UnitOfWork) -> None:
    """Refuse what would eat the alerts' share, with the numbers and what would fit."""
    if reach.receivers == 0:
        raise WishFault("announce.nobody")
    budget = budget_of(uow)
    if budget is None:
        raise WishFault("announce.line_away", status=0)
    if at >= month_ends(uow.now):
        # Nobody knows what that month will have spent; it can at least not be more than all of it.
        budget = replace(budget, used=0, queued=0, planned=0, is_spent=False)
    if budget.bears(cost, beside_planned=not wish.urgent):
        return
    spare = budget.spare(beside_planned=not wish.urgent) or 0
    costs = [*(one.people or 0 for one in reach.groups), *(1 for _ in reach.people)]
    fits, price = fitting(costs, spare)
    raise WishFault(
        "announce.too_dear",
        cost=f"{cost:,}",
        fits=fits,
        receivers=reach.receivers,
        price=f"{price:,}",
        **_numbers(budget, is_urgent=wish.urgent),
    )


def _kept(
    wish: Wish, audience: Audience, contents: Sequence[Content], uow: UnitOfWork, *, cost: int
) -> Bulletin:
    author = uow.officers.by_code(wish.author) if wish.author else None
    new = NewBulletin(
        contents=contents,
        audience=audience,
        author=None if author is None else author.id,
        is_urgent=wish.urgent,
        rule=wish.rule,
        saver_end=wish.saver_end,
        rides_for=int(wish.wait_hours * 3600) if wish.rides else None,
        cost=cost,
        about=wish.about,
    )
    return uow.bulletins.draft(new, now=uow.now)


def _go(desk: Desk, bulletin: Bulletin, at: datetime, uow: UnitOfWork) -> None:
    if uow.rules.needs_approval:
        bulletin.next_at = at if at > uow.now else None
        if not lay_before(bulletin, uow, desk.catalog):
            desk.complain(desk.catalog.say("announce.no_commander"))
        return
    set_timer(uow, plan(uow, bulletin, at))


def _say_state(desk: Desk, bulletin: Bulletin, uow: UnitOfWork) -> None:
    until = bulletin.next_at or uow.now
    when = thai_moment(until, uow.rules.timezone)
    keys = {
        BulletinState.AWAITING: "announce.awaiting",
        BulletinState.HELD: "announce.held",
    }
    key = keys.get(BulletinState(bulletin.state), "announce.scheduled")
    if key == "announce.scheduled" and until <= uow.now:
        key = "announce.sending"
    if key != "announce.held":
        when = beside_quiet(when, until, uow, desk.catalog, is_urgent=bulletin.is_urgent)
    desk.say(key, number=bulletin.number, when=when)

"""This is the console's page of bulletins: how each stands, and who has it and who not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, abort, make_response, render_template, request

from catalog import Catalog
from catalog.bulletin_looks import title_of
from domain.bulletin import DeliveryState
from domain.calendar import thai_moment
from handlers.bulletins.recipients import Recipient, counted, newest_time, spoken
from handlers.composing.showing import spoken_audience
from models.bulletin import Bulletin, Occurrence
from models.officer import Officer, Role
from models.tally import Standing
from models.unit_of_work import UnitOfWork
from web.inside import inside
from web.site import Site

_MISSING: Final = 404
_MOST: Final = 100
_ON_A_PAGE: Final = 200


@dataclass(frozen=True, kw_only=True)
class BulletinLine:
    """One bulletin of the list, or the one that is looked at."""

    number: int
    title: str
    state: str
    to: str
    when: str
    counts: str


@dataclass(frozen=True, kw_only=True)
class Page:
    """Some recipients of one bulletin; `following` is where the next page begins, 0 at the end."""

    bulletin: BulletinLine
    recipients: Sequence[tuple[Recipient, str]]
    states: Sequence[tuple[str, str]]
    chosen: str
    following: int


def pages(site: Site) -> Blueprint:
    """Return the console's pages of bulletins."""
    announced = Blueprint("announced", __name__)

    @announced.get("/console/bulletins")
    def _list() -> Response:
        with inside(site) as found:
            if isinstance(found, Response):
                return found
            uow, officer = found.uow, found.officer
            rows = [one for one in uow.bulletins.all()[::-1] if _may_see(officer, one)]
            shown = [_line(one, uow, site.catalog) for one in rows[:_MOST]]
            return make_response(render_template("bulletins.html", bulletins=shown))

    @announced.get("/console/bulletins/<int(max=999999999):number>")
    def _one(number: int) -> Response:
        with inside(site) as found:
            if isinstance(found, Response):
                return found
            uow = found.uow
            row = uow.bulletins.by_number(number)
            if row is None or not _may_see(found.officer, row):
                abort(_MISSING)
            return make_response(render_template("deliveries.html", page=_page(row, uow, site)))

    return announced


def _may_see(officer: Officer, bulletin: Bulletin) -> bool:
    return officer.role != Role.VILLAGE or bulletin.author_id == officer.id


def _line(bulletin: Bulletin, uow: UnitOfWork, catalog: Catalog) -> BulletinLine:
    newest = newest_time(bulletin, uow)
    moment = bulletin.next_at or (None if newest is None else newest.started_at)
    return BulletinLine(
        number=bulletin.number,
        title=title_of(uow.bulletins.contents(bulletin)),
        state=catalog.say(f"compose.state.{bulletin.state}"),
        to=spoken_audience(uow.bulletins.audience(bulletin), uow, catalog),
        when="" if moment is None else thai_moment(moment, uow.rules.timezone),
        counts="" if newest is None else counted(uow.tallies.of(newest), catalog),
    )


def _page(bulletin: Bulletin, uow: UnitOfWork, site: Site) -> Page:
    newest = newest_time(bulletin, uow)
    chosen = request.args.get("state", "")
    found = [] if newest is None else _standings(newest, chosen, uow)
    shown = spoken(found[:_ON_A_PAGE], uow, site.catalog)
    zone = uow.rules.timezone
    return Page(
        bulletin=_line(bulletin, uow, site.catalog),
        recipients=[(one, "" if one.at is None else thai_moment(one.at, zone)) for one in shown],
        states=_states(newest, uow, site.catalog),
        chosen=chosen,
        following=found[_ON_A_PAGE - 1].delivery if len(found) > _ON_A_PAGE else 0,
    )


def _states(
    newest: Occurrence | None, uow: UnitOfWork, catalog: Catalog
) -> Sequence[tuple[str, str]]:
    """Return the states in which any recipient is, with how many there are."""
    tally = {} if newest is None else uow.tallies.of(newest).counts
    return [
        (one.value, f"{catalog.say(f'bulletin.is_{one}')} {tally[one]:,}")
        for one in DeliveryState
        if tally.get(one)
    ]


def _standings(newest: Occurrence, chosen: str, uow: UnitOfWork) -> Sequence[Standing]:
    state = DeliveryState(chosen) if chosen in list(DeliveryState) else None
    after = request.args.get("after", 0, type=int)
    return uow.tallies.each(newest, state=state, after=after, limit=_ON_A_PAGE + 1)

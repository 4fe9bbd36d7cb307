"""This is the way in by a one-time link: looking at it changes nothing, one button uses it up."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template

from models.access import BrowserSession, consume_link, find_link
from models.unit_of_work import UnitOfWork
from web.site import Site
from web.visiting import LASTS, Purpose, refuse_other_sites, welcome

_GONE = 410
_SEE_OTHER = 303
INSIDE = {
    Purpose.CONSOLE: "/console/",
    Purpose.MEDIA: "/t/view",
    Purpose.MEMBER: "/m/view",
    Purpose.NAME: "/n/view",
    Purpose.PICTURES: "/m/pictures/view",
}
_DOORS = {
    Purpose.CONSOLE: "/console/enter/<token>",
    Purpose.MEDIA: "/t/<token>",
    Purpose.MEMBER: "/m/<token>",
    Purpose.NAME: "/n/<token>",
    Purpose.PICTURES: "/m/pictures/<token>",
}


def pages(site: Site) -> Blueprint:
    """Return the doors of the console and of the pages for one person and purpose."""
    entrance = Blueprint("entrance", __name__)
    for purpose, address in _DOORS.items():
        _add_door(entrance, site, purpose, address)
    return entrance


def _add_door(entrance: Blueprint, site: Site, purpose: Purpose, address: str) -> None:
    def look(token: str) -> Response:
        with site.store.database.reading() as session:
            link = find_link(session, token, purpose=purpose, now=site.clock())
        if link is None or link.station_id not in site.store.stations:
            return gone(purpose)
        return make_response(render_template("enter.html", purpose=purpose))

    def enter(token: str) -> Response:
        refuse_other_sites()
        now = site.clock()
        with site.store.database.writing() as session:
            until = now + LASTS[purpose]
            opened = consume_link(session, token, purpose=purpose, now=now, session_until=until)
            seated = site.store.stations.get(opened[1].station_id) if opened else None
            if opened is None or seated is None:
                return gone(purpose)
            # In one commit: nobody comes in without a line on the trail.
            _record(UnitOfWork(session, site.store, station=seated, now=now), purpose, opened[1])
            session.commit()
        inside = make_response(redirect(INSIDE[purpose], code=_SEE_OTHER))
        return welcome(site, inside, purpose, opened[0])

    entrance.add_url_rule(address, f"look_{purpose}", look, methods=["GET"])
    entrance.add_url_rule(address, f"enter_{purpose}", enter, methods=["POST"])


def gone(purpose: Purpose) -> Response:
    """Say that a link or session is over, and how to get a new one."""
    return make_response(render_template("gone.html", purpose=purpose), _GONE)


def _record(uow: UnitOfWork, purpose: Purpose, row: BrowserSession) -> None:
    who = "member"
    if row.officer_id is not None:
        who = uow.officers.get(row.officer_id).code
    elif row.member_id is not None:
        who = uow.members.get(row.member_id).number
    uow.audit.write(f"{purpose}.enter", actor=who, about=who, at=uow.now)

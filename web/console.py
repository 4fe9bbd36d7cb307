"""This is the officers' console: sign-in by a one-time link, and plain lists."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template

from domain.second_factor import signs_in_with_code
from web.entrance import gone
from web.factor import asked
from web.lists import lists_for
from web.site import Site
from web.visiting import Purpose, current_visit, farewell, refuse_foreign_forms

_UNKNOWN = 401
_SEE_OTHER = 303


def pages(site: Site) -> Blueprint:
    """Return the console's pages."""
    console = Blueprint("console", __name__)

    @console.get("/console/")
    def _lists() -> Response:
        visit = current_visit(site, Purpose.CONSOLE)
        if visit is None or visit.officer_id is None:
            return make_response(render_template("signin.html"), _UNKNOWN)
        with site.store.reading(visit.station_id, site.clock()) as uow:
            officer = uow.officers.get(visit.officer_id)
            if officer.is_suspended:
                return gone(Purpose.CONSOLE)
            if signs_in_with_code(officer.role) and not visit.is_proven:
                return make_response(asked(site, uow, visit, officer, Purpose.CONSOLE))
            shown = render_template(
                "console.html",
                station=uow.rules.name,
                place_word=uow.rules.place_word,
                officer=uow.officers.profile(officer).spoken_name,
                lists=lists_for(uow, officer, site.catalog),
                mark=visit.form_mark,
            )
        return make_response(shown)

    @console.post("/console/leave")
    def _leave() -> Response:
        visit = current_visit(site, Purpose.CONSOLE)
        out = make_response(redirect("/console/", code=_SEE_OTHER))
        if visit is None:
            return out
        refuse_foreign_forms(visit)
        return farewell(site, out, Purpose.CONSOLE, visit)

    return console

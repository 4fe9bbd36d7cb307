"""This is the officers' console: sign-in by a one-time link, and plain lists."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template

from web.inside import at_console
from web.lists import lists_for
from web.site import Site
from web.visiting import Purpose, current_visit, farewell, refuse_foreign_forms

_SEE_OTHER = 303


def pages(site: Site) -> Blueprint:
    """Return the console's pages."""
    console = Blueprint("console", __name__)

    @console.get("/console/")
    def _lists() -> Response:
        with at_console(site) as (uow, officer, visit):
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

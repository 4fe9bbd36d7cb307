"""This is how a page of the console knows its officer, and turns away who may not be inside."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import abort, make_response, render_template

from domain.second_factor import signs_in_with_code
from models.officer import Officer
from models.unit_of_work import UnitOfWork
from web.entrance import gone
from web.factor import asked
from web.site import Site
from web.visiting import Purpose, Visit, current_visit

_UNKNOWN = 401


@contextmanager
def at_console(site: Site) -> Iterator[tuple[UnitOfWork, Officer, Visit]]:
    """Give the officer of this browser's session; who has none, or no code yet, is answered so."""
    visit = current_visit(site, Purpose.CONSOLE)
    if visit is None or visit.officer_id is None:
        abort(make_response(render_template("signin.html"), _UNKNOWN))
    with site.store.reading(visit.station_id, site.clock()) as uow:
        officer = uow.officers.get(visit.officer_id)
        if officer.is_suspended:
            abort(gone(Purpose.CONSOLE))
        if signs_in_with_code(officer.role) and not visit.is_proven:
            abort(make_response(asked(site, uow, visit, officer, Purpose.CONSOLE)))
        yield uow, officer, visit

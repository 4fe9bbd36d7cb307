"""This is an officer inside the console, within one transaction, or what stands in their way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Response, make_response, render_template

from domain.second_factor import signs_in_with_code
from models.officer import Officer
from models.unit_of_work import UnitOfWork
from web.entrance import gone
from web.factor import asked
from web.site import Site
from web.visiting import Purpose, Visit, current_visit, refuse_foreign_forms

_UNKNOWN = 401


@dataclass(frozen=True, kw_only=True)
class Inside:
    """One officer in the console."""

    uow: UnitOfWork
    visit: Visit
    officer: Officer


@contextmanager
def inside(
    site: Site, *, writes: bool = False, records: bool = False
) -> Iterator[Inside | Response]:
    """Give the officer who looks; who writes must come from a form of this session's own.

    `records`: the look itself is put on record.
    """
    visit = current_visit(site, Purpose.CONSOLE)
    if visit is None or visit.officer_id is None:
        yield make_response(render_template("signin.html"), _UNKNOWN)
        return
    if writes:
        refuse_foreign_forms(visit)
    opened = site.store.writing if writes or records else site.store.reading
    with opened(visit.station_id, site.clock()) as uow:
        officer = uow.officers.get(visit.officer_id)
        if officer.is_suspended:
            yield gone(Purpose.CONSOLE)
        elif signs_in_with_code(officer.role) and not visit.is_proven:
            yield make_response(asked(site, uow, visit, officer, Purpose.CONSOLE))
        else:
            yield Inside(uow=uow, visit=visit, officer=officer)

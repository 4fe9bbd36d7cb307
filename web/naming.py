"""This is the page of a sender's name: for who was granted it, marked, every look recorded.

The name is a picture, so that whoever copies the page copies who opened it and when.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Blueprint, Response, abort, make_response, render_template

from domain.calendar import spoken_number, thai_moment, tip_number
from files.cleaning import watermark
from files.cleaning.marking import written
from models.name_request import NameRequest
from models.naming import granted, sender_name
from models.officer import Officer
from models.tip import Tip
from models.unit_of_work import UnitOfWork
from web.entrance import gone
from web.factor import asked
from web.site import Site
from web.visiting import Purpose, Visit, current_visit

_FORBIDDEN, _MISSING = 403, 404


@dataclass(frozen=True, kw_only=True)
class Look:
    """One officer looking at one sender's name, within one transaction."""

    uow: UnitOfWork
    visit: Visit
    officer: Officer
    tip: Tip
    request: NameRequest

    @property
    def who(self) -> str:
        """Who looks, as the mark says it."""
        return f"{self.uow.officers.profile(self.officer).spoken_name} ({self.officer.code})"

    @property
    def when(self) -> str:
        """When, as the mark says it."""
        return thai_moment(self.uow.now, self.uow.rules.timezone)

    def record(self, act: str) -> None:
        """Put the look on the audit trail; whose name it is does not stand there."""
        about = tip_number(self.uow.rules.short_name, self.tip.year, self.tip.sequence)
        detail = {"request": str(self.request.id)}
        who = self.officer.code
        self.uow.audit.write(act, actor=who, about=about, at=self.uow.now, detail=detail)


def pages(site: Site) -> Blueprint:
    """Return the page of a sender's name."""
    naming = Blueprint("naming", __name__)

    @naming.get("/n/view")
    def _view() -> Response:
        with _looking(site) as look:
            if look is None:
                return gone(Purpose.NAME)
            if not look.visit.is_proven:
                shown = asked(site, look.uow, look.visit, look.officer, Purpose.NAME)
                return make_response(shown)
            look.record("name.view")
            shown = render_template(
                "naming.html",
                number=spoken_number(look.tip.year, look.tip.sequence),
                who=look.who,
                when=look.when,
                is_known=bool(sender_name(look.uow, look.tip)),
            )
            look.uow.commit()
        return make_response(shown)

    @naming.get("/n/name")
    def _name() -> Response:
        with _looking(site) as look:
            if look is None:
                return gone(Purpose.NAME)
            if not look.visit.is_proven:
                abort(_FORBIDDEN)
            name = sender_name(look.uow, look.tip)
            if not name:
                abort(_MISSING)
            lines = (look.who, look.when)
            look.uow.name_requests.mark_opened(look.request, at=look.uow.now)
            look.record("name.look")
            look.uow.commit()
        return Response(watermark(written([name]), lines), content_type="image/jpeg")

    return naming


@contextmanager
def _looking(site: Site) -> Iterator[Look | None]:
    """Give who looks at whose name, None when that is over or was never granted."""
    visit = current_visit(site, Purpose.NAME)
    if visit is None or visit.officer_id is None or visit.tip_id is None:
        yield None
        return
    with site.store.writing(visit.station_id, site.clock()) as uow:
        officer, tip = uow.officers.get(visit.officer_id), uow.tips.find(visit.tip_id)
        request = None if tip is None else granted(uow, officer, tip)
        if tip is None or request is None:
            yield None
            return
        yield Look(uow=uow, visit=visit, officer=officer, tip=tip, request=request)

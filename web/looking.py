"""This is one officer looking at one tip's media, within one transaction."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import abort

from domain.case import Sight
from models.case import sight
from models.media import MediaItem, MediaState
from models.officer import Officer, Role
from models.tip import Tip
from models.unit_of_work import UnitOfWork
from web.site import Site
from web.visiting import Purpose, Visit, current_visit

_MISSING = 404


@dataclass(frozen=True, kw_only=True)
class Look:
    """One officer looking at one tip, within one transaction."""

    uow: UnitOfWork
    visit: Visit
    officer: Officer
    tip: Tip

    def record(self, act: str, item: MediaItem | None = None) -> None:
        """Put the look on the audit trail."""
        about = self.uow.number_of(self.tip)
        detail = {} if item is None else {"kind": item.kind, "media": str(item.id)}
        who = self.officer.code
        self.uow.audit.write(act, actor=who, about=about, at=self.uow.now, detail=detail)

    def item(self, media_id: uuid.UUID) -> MediaItem:
        """Return a clean piece of this very tip; anything else is not there."""
        item = self.uow.media.one_of(self.tip, media_id)
        if item is None or item.state != MediaState.KEPT:
            abort(_MISSING)
        return item

    def needs_reason(self, item: MediaItem) -> bool:
        """Say whether this officer may open a piece only with a reason: a voice is known."""
        return item.kind == "voice" and self.officer.role == Role.VILLAGE


@contextmanager
def looking(site: Site) -> Iterator[Look | None]:
    """Give who looks at which tip, None when that is over or was never allowed."""
    visit = current_visit(site, Purpose.MEDIA)
    if visit is None or visit.officer_id is None or visit.tip_id is None:
        yield None
        return
    with site.store.writing(visit.station_id, site.clock()) as uow:
        officer, tip = uow.officers.get(visit.officer_id), uow.tips.find(visit.tip_id)
        if tip is None or sight(uow, officer, tip) is not Sight.FULL:
            yield None
            return
        yield Look(uow=uow, visit=visit, officer=officer, tip=tip)

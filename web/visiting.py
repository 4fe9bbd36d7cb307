"""This is who looks at a page: a short session in one browser, opened by a one-time link."""

from __future__ import annotations

import hashlib
import hmac
import uuid
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from flask import Response, abort, request

from models.access import BrowserSession, end_session, find_session
from web.site import Site

_FORBIDDEN = 403


class Purpose(StrEnum):
    """What a link and its session are for."""

    CONSOLE = "console"
    MEDIA = "media"
    MEMBER = "member"
    NAME = "name"
    PICTURES = "pictures"


HOME = {
    Purpose.CONSOLE: "/console",
    Purpose.MEDIA: "/t",
    Purpose.MEMBER: "/m",
    Purpose.NAME: "/n",
    Purpose.PICTURES: "/m/pictures",
}
LASTS = {
    Purpose.CONSOLE: timedelta(minutes=60),
    Purpose.MEDIA: timedelta(minutes=15),
    Purpose.MEMBER: timedelta(minutes=15),
    Purpose.NAME: timedelta(minutes=5),
    Purpose.PICTURES: timedelta(minutes=15),
}


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One live session; `token` is known to this browser alone. `is_proven`: by a code, too."""

    token: str
    station_id: int
    officer_id: int | None
    member_id: int | None
    tip_id: uuid.UUID | None
    is_proven: bool = False

    @property
    def form_mark(self) -> str:
        """Return what a form of ours holds and a form of another site cannot know."""
        return self.grant("form")

    def grant(self, what: str) -> str:
        """Return what proves that this session was given something."""
        return hmac.digest(self.token.encode(), what.encode(), hashlib.sha256).hex()

    def holds(self, what: str, given: str) -> bool:
        """Say whether this session was given something."""
        return hmac.compare_digest(self.grant(what).encode(), given.encode("utf-8", "replace"))


def current_visit(site: Site, purpose: Purpose) -> Visit | None:
    """Return the live session of this browser for a purpose."""
    token = request.cookies.get(purpose, "")
    if not token:
        return None
    with site.store.database.reading() as session:
        row = find_session(session, token, purpose=purpose, now=site.clock())
    return None if row is None or row.station_id not in site.store.stations else _visit(token, row)


def welcome(site: Site, response: Response, purpose: Purpose, token: str) -> Response:
    """Let a browser keep its session's token where no script reads it."""
    response.set_cookie(
        purpose,
        token,
        max_age=LASTS[purpose],
        path=HOME[purpose],
        secure=site.is_https,
        httponly=True,
        samesite="Lax",
    )
    return response


def farewell(site: Site, response: Response, purpose: Purpose, visit: Visit) -> Response:
    """End a session here and in its browser."""
    with site.store.database.writing() as session:
        end_session(session, visit.token)
        session.commit()
    response.delete_cookie(purpose, path=HOME[purpose], secure=site.is_https, httponly=True)
    return response


def refuse_other_sites() -> None:
    """Refuse a form that another site's page sends, as far as the browser tells."""
    came_from = request.headers.get("Sec-Fetch-Site", "none")
    # Our own pages send no referrer, so their browsers say "null" for their origin.
    origin = request.headers.get("Origin", "null")
    is_own = origin == "null" or origin.partition("://")[2] == request.host
    if came_from not in ("same-origin", "none") or not is_own:
        abort(_FORBIDDEN)


def refuse_foreign_forms(visit: Visit) -> None:
    """Refuse a form that does not come from this session's own page."""
    refuse_other_sites()
    if not visit.holds("form", request.form.get("mark", "")):
        abort(_FORBIDDEN)


def _visit(token: str, row: BrowserSession) -> Visit:
    return Visit(
        token=token,
        station_id=row.station_id,
        officer_id=row.officer_id,
        member_id=row.member_id,
        tip_id=row.tip_id,
        is_proven=row.proven_at is not None,
    )

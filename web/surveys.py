"""This is where the public answers a survey: a page behind a QR code, without any account."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request

from domain.calendar import thai_date
from domain.survey import Paper, read_trail
from domain.survey_events import last_day
from files.qr import draw_qr
from models.survey import Survey
from models.survey_keeping import page
from models.unit_of_work import UnitOfWork
from web.pacing import Pace
from web.site import Site
from web.visiting import refuse_other_sites

_MISSING, _GONE, _SEE_OTHER, _INCOMPLETE, _TOO_MANY = 404, 410, 303, 400, 429
_COOKIE: Final = "survey"
_YEAR: Final = 366 * 24 * 60 * 60
_MARK_BYTES: Final = 16
_LONGEST_MARK: Final = 64
# Many phones of a village share one address of their telephone company.
_MOST_A_MINUTE: Final = 30


def pages(site: Site) -> Blueprint:
    """Return the public pages of surveys."""
    surveys, pace = Blueprint("surveys", __name__), Pace(_MOST_A_MINUTE)

    @surveys.get("/s/<token>")
    def _show(token: str) -> Response:
        with _found(site, token, writes=False) as (uow, survey):
            if not survey.takes_answers(uow.now):
                return _said(site, uow, survey, "survey.closed", status=_GONE)
            mark = request.cookies.get(_COOKIE, "") or secrets.token_urlsafe(_MARK_BYTES)
            if uow.surveys.has_sent(survey, mark):
                return _said(site, uow, survey, "survey.thanks")
            return _remembered(site, token, mark, _form(site, uow, survey, mark))

    @surveys.post("/s/<token>")
    def _send(token: str) -> Response:
        refuse_other_sites()
        with _found(site, token, writes=True) as (uow, survey):
            if not survey.takes_answers(uow.now):
                return _said(site, uow, survey, "survey.closed", status=_GONE)
            mark = (request.cookies.get(_COOKIE) or request.form.get("mark", ""))[:_LONGEST_MARK]
            chosen = _chosen(uow.surveys.paper(survey), request.form)
            complaint, status = "survey_page.missing", _INCOMPLETE
            if chosen is not None and mark:
                if pace.allows(request.remote_addr or "", site.clock()):
                    # The same form twice, by an impatient finger, is one answer.
                    village = _village(uow)
                    uow.surveys.answer_publicly(
                        survey, chosen, village=village, mark=mark, now=uow.now
                    )
                    uow.commit()
                    return make_response(redirect(f"/s/{token}", code=_SEE_OTHER))
                complaint, status = "survey_page.too_many", _TOO_MANY
            return _form(site, uow, survey, mark, complaint=complaint, status=status)

    _add_code(surveys, site)
    return surveys


def _add_code(surveys: Blueprint, site: Site) -> None:
    @surveys.get("/s/<token>/qr.png")
    def _code(token: str) -> Response:
        """Draw the code that leads here, for LINE to fetch and the console to show."""
        with _found(site, token, writes=False) as (uow, survey):
            drawn = draw_qr(page(uow, survey))
        return Response(drawn, mimetype="image/png")


@contextmanager
def _found(site: Site, token: str, *, writes: bool) -> Iterator[tuple[UnitOfWork, Survey]]:
    """Open the station whose survey this address is of."""
    for station_id in site.store.stations:
        with site.store.reading(station_id, site.clock()) as uow:
            is_here = uow.surveys.by_token(token) is not None
        if is_here:
            break
    else:
        abort(_MISSING)
    opened = site.store.writing if writes else site.store.reading
    with opened(station_id, site.clock()) as uow:
        survey = uow.surveys.by_token(token)
        if survey is None:
            abort(_MISSING)
        yield uow, survey


def _chosen(paper: Paper, form: Mapping[str, str]) -> tuple[int, ...] | None:
    """Return what was chosen, None unless every question was answered by what it offers."""
    digits = [form.get(f"q{place}", "") for place in range(len(paper.questions))]
    if any(len(one) != 1 for one in digits):
        return None
    return read_trail(paper, "".join(digits))


def _village(uow: UnitOfWork) -> int | None:
    row = uow.villages.by_code(request.form.get("village", ""))
    return None if row is None else row.id


def _form(
    site: Site,
    uow: UnitOfWork,
    survey: Survey,
    mark: str,
    *,
    complaint: str = "",
    status: int = 200,
) -> Response:
    shown = render_template(
        "survey.html",
        station=uow.rules.name,
        paper=uow.surveys.paper(survey),
        until=_until(uow, survey),
        place=uow.rules.place_word,
        villages=[(row.code, uow.villages.title(row)) for row in uow.villages.all()],
        mark=mark,
        given=request.form,
        complaint=site.catalog.say(complaint) if complaint else "",
    )
    return make_response(shown, status)


def _until(uow: UnitOfWork, survey: Survey) -> str:
    if survey.closes_at is None:
        return ""
    return thai_date(last_day(survey.closes_at, uow.rules.timezone))


def _said(site: Site, uow: UnitOfWork, survey: Survey, key: str, *, status: int = 200) -> Response:
    heading, text = uow.surveys.paper(survey).title, site.catalog.say(key)
    return make_response(render_template("message.html", heading=heading, text=text), status)


def _remembered(site: Site, token: str, mark: str, shown: Response) -> Response:
    """Let a browser keep a random mark, by which its second answer is known; it names nobody."""
    shown.set_cookie(
        _COOKIE,
        mark,
        max_age=_YEAR,
        path=f"/s/{token}",
        secure=site.is_https,
        httponly=True,
        samesite="Lax",
    )
    return shown

"""This is the console's list of surveys, and what was answered to each."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template

from catalog.survey_results import state, told
from domain.refusals import Refusal
from domain.survey_report import Report
from models.survey_keeping import found as survey_found
from models.survey_keeping import page
from models.survey_report import report_of
from web.inside import Inside, inside
from web.site import Site

_MISSING = 404


def pages(site: Site) -> Blueprint:
    """Return the pages."""
    surveys = Blueprint("surveys_told", __name__)

    @surveys.get("/console/surveys")
    def _list() -> Response:
        with inside(site) as found:
            if isinstance(found, Response):
                return found
            rows = list(found.uow.surveys.all())[::-1]
            reports = [report_of(found.uow, one) for one in rows]
            listed = [(one, state(one, site.catalog), _count(one)) for one in reports]
        return make_response(render_template("surveys_told.html", listed=listed))

    @surveys.get("/console/surveys/<int(max=999999999):number>")
    def _one(number: int) -> Response:
        with inside(site) as found:
            return found if isinstance(found, Response) else _shown(site, found, number)

    return surveys


def _count(report: Report) -> int:
    return sum(one.count for one in report.sources)


def _shown(site: Site, found: Inside, number: int) -> Response:
    try:
        survey = survey_found(found.uow, number)
    except Refusal as refusal:
        said = site.catalog.say(refusal.text_key, **refusal.values)
        gone = render_template("message.html", heading=said, back="/console/surveys")
        return make_response(gone, _MISSING)
    report = report_of(found.uow, survey)
    shown = render_template(
        "survey_told.html",
        report=report,
        parts=told(report, site.catalog),
        address=page(found.uow, survey),
        token=survey.token,
    )
    return make_response(shown)

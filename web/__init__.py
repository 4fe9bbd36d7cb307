"""This is the web: what browsers and machines ask for."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, Response, make_response, redirect, render_template
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix

from bot.watch import Readiness
from web import (
    announced,
    bulletins,
    console,
    entrance,
    factor,
    health,
    media,
    meetings,
    mine,
    naming,
    original,
    pictures,
    surveys,
    surveys_told,
)
from web.headers import guard
from web.pacing import Turnstile
from web.site import Site

__all__ = ["Site", "create_app"]

_LARGEST_FORM = 64 * 1024
_FORBIDDEN, _MISSING, _BUSY, _FAULT = 403, 404, 429, 500
_PAUSE = "60"


def create_app(
    *,
    readiness: Callable[[], Readiness],
    figures: Callable[[], tuple[bytes, str]],
    metrics_token: str,
    site: Site | None = None,
    home: str = "",
    trusted_proxies: int = 0,
) -> Flask:
    """Put the pages together; without a site there are only those that machines ask for.

    `home` is where the first page sends people on, empty for nowhere. So many proxies in front
    are believed when they name who asks, and by which address.
    """
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = _LARGEST_FORM
    if trusted_proxies:
        count = trusted_proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=count, x_proto=count, x_host=count
        )
    app.register_blueprint(
        health.pages(readiness=readiness, figures=figures, metrics_token=metrics_token)
    )
    if site is not None:
        _add_site(app, site, home)
    app.after_request(guard(is_https=site is not None and site.is_https))
    return app


def _add_site(app: Flask, site: Site, home: str) -> None:
    say = site.catalog.say
    app.before_request(Turnstile(site.clock))
    app.jinja_env.globals.update(say=say, language=site.catalog.language)
    parts = (
        entrance,
        announced,
        bulletins,
        console,
        factor,
        media,
        meetings,
        mine,
        naming,
        original,
        pictures,
        surveys,
        surveys_told,
    )
    for part in parts:
        app.register_blueprint(part.pages(site))

    @app.get("/")
    def _home() -> str | Response:
        if home:
            return app.make_response(redirect(home))
        heading, text = say("web.title"), say("web.home")
        return render_template("message.html", heading=heading, text=text)

    _add_refusals(app, site)


def _add_refusals(app: Flask, site: Site) -> None:
    """Tell in the station's words what is refused, missing, busy or broken, and how to mend it."""
    say = site.catalog.say

    @app.errorhandler(HTTPException)
    def _refused(fault: HTTPException) -> Response:
        status = fault.code or _FAULT
        otherwise = "fault" if status >= _FAULT else "refused"
        kinds = {_FORBIDDEN: "forbidden", _MISSING: "missing", _BUSY: "busy"}
        kind = kinds.get(status, otherwise)
        heading, text = say(f"web.{kind}"), say(f"web.{kind}_mend")
        page = render_template("message.html", heading=heading, text=text)
        answer = make_response(page, status)
        allowed = fault.get_response().headers.get("Allow")
        if allowed:
            answer.headers["Allow"] = allowed
        if status == _BUSY:
            answer.headers["Retry-After"] = _PAUSE
        return answer

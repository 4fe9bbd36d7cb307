"""This is the simulator as a web application; it may stand alone or be mounted under a prefix."""

from __future__ import annotations

from urllib.parse import urlsplit

import orjson
from flask import Flask, Response, abort, render_template, request
from werkzeug.exceptions import HTTPException

from simulator import control, stream, views
from simulator.api import account, door
from simulator.api.request import JSON_TYPE, Answer
from simulator.check.links import is_here
from simulator.platform import Platform

LARGEST_UPLOAD = 210 * 1024 * 1024
_PROXY_HEADERS = ("X-Forwarded-For", "Forwarded", "X-Real-IP", "X-Forwarded-Host", "Via")
# What a station on this machine shows may stand at another port, or be called by another name.
_HERE = "http://127.0.0.1:* http://localhost:*"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; "
    f"img-src 'self' https: data: {_HERE}; media-src 'self' https: {_HERE}; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_METHODS = ["GET", "POST", "PUT", "DELETE"]


def create_app(platform: Platform) -> Flask:
    """Return the application: the API under /line, the control API under /api, phones at /."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_UPLOAD
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.before_request(_refuse_outsiders)
    app.after_request(_seal)
    app.register_error_handler(HTTPException, _explain)
    app.register_blueprint(control.blueprint(platform), url_prefix="/api")
    app.register_blueprint(stream.blueprint(platform), url_prefix="/api")
    app.register_blueprint(views.blueprint(platform), url_prefix="/media")

    @app.get("/")
    def phones() -> str:
        return render_template("phones.html")

    @app.route("/line/<path:path>", methods=_METHODS)
    def line(path: str) -> Response:
        return _line(platform, "/" + path)

    return app


def _refuse_outsiders() -> None:
    """Let only this machine in: no other address, no proxy, no other site's page."""
    if not is_here(request.remote_addr or ""):
        abort(403, "The simulator answers this machine only.")
    if any(name in request.headers for name in _PROXY_HEADERS):
        abort(403, "The simulator is not to be reached through a proxy.")
    host = urlsplit(f"//{request.host}").hostname or ""
    if not is_here(host):
        abort(403, "The simulator answers to a loopback address only.")
    origin = request.headers.get("Origin")
    if origin and urlsplit(origin).netloc != request.host:
        abort(403, "The simulator takes no requests from other pages.")


def _seal(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", _POLICY)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _explain(fault: HTTPException) -> tuple[dict[str, str], int]:
    return {"error": fault.description or fault.name}, fault.code or 500


def _line(platform: Platform, path: str) -> Response:
    if path in ("/oauth2/v3/token", "/v2/oauth/verify", "/oauth2/v2.1/verify"):
        return _respond(_tokens(platform, path))
    knock = door.Knock(
        method=request.method,
        path=path,
        query=request.args.to_dict(),
        headers={name.lower(): value for name, value in request.headers.items()},
        raw=request.get_data(cache=False),
    )
    outcome = door.serve(platform, knock)
    if not outcome.is_answered:
        return _hang_up()
    response = _respond(outcome.answer)
    response.headers["x-line-request-id"] = outcome.request_id
    response.date = platform.clock()
    return response


def _tokens(platform: Platform, path: str) -> Answer:
    if path == "/oauth2/v3/token":
        return account.issue_token(platform, request.form.to_dict())
    return account.verify_token(platform, request.values.get("access_token", ""))


def _respond(answer: Answer) -> Response:
    if answer.json is None:
        response = Response(answer.data, answer.status, content_type=answer.content_type)
    else:
        response = Response(orjson.dumps(answer.json), answer.status, content_type=JSON_TYPE)
    response.headers.update(answer.headers)
    return response


def _hang_up() -> Response:
    """End the connection without an answer; a server that cannot breaks off in the middle."""
    hang_up = request.environ.get("simulator.hang_up")
    if hang_up:
        hang_up()
        return Response(status=200)
    # Fewer bytes than were promised: the server has to cut the connection.
    return Response(iter([b"{"]), 200, headers={"Content-Length": "1000"})

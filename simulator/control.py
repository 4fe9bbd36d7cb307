"""This is the control API: what tests and the phones on the page do, over JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

import orjson
from flask import Blueprint, Response, request

from simulator import acts, knobs, marks, telling
from simulator.cast import read_channel, read_group, read_person
from simulator.people import NotPossible
from simulator.platform import Platform
from simulator.world import Unknown

OK: Mapping[str, Any] = {"ok": True}


def blueprint(platform: Platform) -> Blueprint:
    """Return the routes under /api."""
    api = Blueprint("control", __name__)
    api.register_error_handler(NotPossible, lambda no: _answer({"error": str(no)}, 409))
    api.register_error_handler(Unknown, lambda no: _answer({"error": f"no such: {no}"}, 404))
    for kind in (KeyError, TypeError, ValueError):
        api.register_error_handler(kind, lambda no: _answer({"error": f"bad request: {no}"}, 400))
    _reading(api, platform)
    _acting(api, platform)
    knobs.add_to(api, platform, answer=_answer, body=_body)
    return api


def _answer(value: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(value, default=str), status, content_type="application/json")


def _body() -> dict[str, Any]:
    given = request.get_json(silent=True)
    if not isinstance(given, dict):
        message = "a JSON object is expected"
        raise ValueError(message)  # noqa: TRY004 (one kind of error for a faulty request)
    return given


def _reading(api: Blueprint, platform: Platform) -> None:
    def tell(rule: str, telling_of: Callable[..., Any]) -> None:
        def view(**parts: str) -> Response:
            with platform.lock:
                return _answer(telling_of(platform, **parts))

        api.add_url_rule(rule, endpoint=telling_of.__name__, view_func=view)

    tell("/world", telling.world)
    tell("/phones/<user_id>", telling.phone)
    tell("/counters", telling.counters)
    tell("/webhooks", telling.webhooks)
    tell("/network", telling.network)
    tell("/retry-keys", telling.retry_keys)

    @api.get("/chats/<chat_id>")
    def chat(chat_id: str) -> Response:
        limit = request.args.get("limit", 200, type=int)
        with platform.lock:
            viewer = request.args.get("as")
            return _answer(telling.chat(platform, chat_id, viewer=viewer, limit=limit))

    @api.get("/calls")
    def calls() -> Response:
        after = request.args.get("after", 0, type=int)
        limit = request.args.get("limit", 1_000_000, type=int)
        endpoint = request.args.get("endpoint")
        with platform.lock:
            return _answer(telling.calls(platform, after=after, limit=limit, endpoint=endpoint))


def _acting(api: Blueprint, platform: Platform) -> None:
    @api.post("/acts/<act>")
    def do(act: str) -> Response:
        given = _body()
        with platform.lock:
            return _answer(acts.do(platform, act, given))

    @api.post("/uploads")
    def upload() -> Response:
        files = request.files.getlist("file")
        read = [(one.filename or "", one.mimetype, one.stream.read()) for one in files]
        with platform.lock:
            return _answer(acts.upload(platform, request.form.to_dict(), read))

    @api.post("/people")
    def add_person() -> Response:
        person = read_person({"user_id": marks.user_id(), **_body()})
        with platform.lock:
            platform.world.add_person(person)
        platform.feed.tell("people")
        return _answer(asdict(person))

    @api.post("/groups")
    def add_group() -> Response:
        group = read_group({"group_id": marks.group_id(), **_body()})
        with platform.lock:
            platform.world.add_group(group)
        platform.feed.tell("people")
        return _answer(asdict(group))

    @api.post("/channels")
    def add_channel() -> Response:
        channel = read_channel(_body())
        with platform.lock:
            platform.world.add_channel(channel)
        platform.feed.tell("people")
        return _answer(OK)

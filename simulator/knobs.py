"""This is where the state of the network is turned: faults, switches, quota, clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

from flask import Blueprint, Response

from simulator import telling
from simulator.faults import Fault
from simulator.media import MediaStore
from simulator.platform import Platform


def add_to(
    api: Blueprint,
    platform: Platform,
    *,
    answer: Callable[..., Response],
    body: Callable[[], dict[str, Any]],
) -> None:
    """Add the routes that turn something."""

    def turned() -> Response:
        platform.feed.tell("network")
        with platform.lock:
            return answer(telling.network(platform))

    _faults(api, platform, answer=answer, body=body, turned=turned)
    _account(api, platform, body=body, turned=turned)
    _media(api, platform, body=body, turned=turned)

    @api.put("/switches")
    def switches() -> Response:
        platform.postman.switches = platform.postman.switches.changed(body())
        return turned()

    @api.post("/clock")
    def clock() -> Response:
        return answer({"now": platform.advance(float(body()["advance"]))})

    @api.post("/reset")
    def reset() -> Response:
        platform.reset()
        return turned()


def _faults(
    api: Blueprint,
    platform: Platform,
    *,
    answer: Callable[..., Response],
    body: Callable[[], dict[str, Any]],
    turned: Callable[[], Response],
) -> None:
    @api.get("/faults")
    def list_faults() -> Response:
        return answer([asdict(one) for one in platform.faults.all()])

    @api.post("/faults")
    def add_fault() -> Response:
        fault = Fault.read(body())
        with platform.lock:
            added = asdict(platform.faults.add(fault))
        platform.feed.tell("network")
        return answer(added)

    @api.delete("/faults")
    def clear_faults() -> Response:
        with platform.lock:
            platform.faults.clear()
        return turned()

    @api.delete("/faults/<int:fault_id>")
    def clear_fault(fault_id: int) -> Response:
        with platform.lock:
            platform.faults.clear(fault_id)
        return turned()


def _account(
    api: Blueprint,
    platform: Platform,
    *,
    body: Callable[[], dict[str, Any]],
    turned: Callable[[], Response],
) -> None:
    @api.put("/quota/<code>")
    def quota(code: str) -> Response:
        given = body()
        with platform.lock:
            if "limit" in given:
                platform.world.change_channel(code, monthly_limit=given["limit"])
            if "used" in given:
                platform.quota.set_used(code, int(given["used"]), platform.clock())
        return turned()

    @api.put("/webhook/<code>")
    def webhook(code: str) -> Response:
        given = body()
        with platform.lock:
            platform.world.change_channel(code, webhook_url=str(given.get("url", "")))
            platform.world.active[code] = bool(given.get("active", True))
        return turned()

    @api.put("/rates")
    def rates() -> Response:
        given = body()
        with platform.lock:
            limit = (float(given["amount"]), float(given["period"]))
            platform.rates.limits[str(given["endpoint"])] = limit
        return turned()

    @api.put("/token/<code>")
    def token(code: str) -> Response:
        given = body()
        allowed = {key: str(given[key]) for key in ("token", "secret") if key in given}
        with platform.lock:
            platform.world.change_channel(code, **allowed)
        return turned()


def _media(
    api: Blueprint,
    platform: Platform,
    *,
    body: Callable[[], dict[str, Any]],
    turned: Callable[[], Response],
) -> None:
    @api.put("/media")
    def media() -> Response:
        given = body()
        platform.media.preparing_seconds = float(given.get("preparing_seconds", 0))
        platform.media.failing = bool(given.get("failing", False))
        return turned()

    @api.post("/media/<message_id>/gone")
    def gone(message_id: str) -> Response:
        _forget(platform.media, message_id)
        return turned()


def _forget(media: MediaStore, message_id: str) -> None:
    medium = media.find(message_id)
    if medium:
        media.keep(message_id, replace(medium, is_gone=True))

"""The one address of a deployment: who answers what, and that an end is told before it comes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, MutableMapping
from typing import Any

import pytest

from bot import front as fronts
from bot.front import Front, Receive, Scope, Send


async def a_door(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 201, "headers": []})


async def pages(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 202, "headers": []})


def asked(path: str, *, method: str = "GET", is_ending: bool = False) -> tuple[int, bytes]:
    said: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        raise AssertionError("nobody need hear more to answer this")

    async def send(message: MutableMapping[str, Any]) -> None:
        said.append(message)

    front = Front(a_door, pages, mounted={}, stop=lambda: None, is_ending=lambda: is_ending)
    asyncio.run(
        front({"type": "http", "path": path, "method": method, "headers": []}, receive, send)
    )
    return said[0]["status"], said[-1].get("body", b"")


def test_whether_it_is_alive_is_told_without_the_pages() -> None:
    assert asked("/healthz") == (200, b'{"status":"ok"}\n')


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_who_asks_is_told_that_it_is_about_to_end(path: str) -> None:
    assert asked(path, is_ending=True) == (503, b'{"status":"ending"}\n')


def test_a_machine_may_ask_for_no_more_than_the_head() -> None:
    assert asked("/healthz", method="HEAD")[0] == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
@pytest.mark.parametrize(("path", "is_ending"), [("/healthz", False), ("/readyz", True)])
def test_who_wants_more_than_to_ask_is_left_to_the_pages(
    path: str, is_ending: bool, method: str
) -> None:
    assert asked(path, method=method, is_ending=is_ending)[0] == 202


@pytest.mark.parametrize(("path", "status"), [("/callback", 201), ("/readyz", 202), ("/", 202)])
def test_all_else_goes_to_the_door_or_the_pages(path: str, status: int) -> None:
    assert asked(path)[0] == status


@pytest.mark.parametrize(("path", "status"), [("/callback", 201), ("/", 202)])
def test_until_the_end_all_else_is_served(path: str, status: int) -> None:
    assert asked(path, is_ending=True)[0] == status


Pieces = Iterator[MutableMapping[str, Any]]


def heard(pieces: Pieces, *headers: tuple[bytes, bytes], hangs: bool = False) -> int:
    """Let a door answer without listening; return how many pieces were heard before."""
    count, said = 0, []

    async def receive() -> MutableMapping[str, Any]:
        nonlocal count
        piece = next(pieces, None)
        if piece is None and hangs:
            await asyncio.sleep(60)
        assert piece is not None
        count += 1
        return piece

    async def send(message: MutableMapping[str, Any]) -> None:
        said.append(message)

    front = Front(a_door, pages, mounted={}, stop=lambda: None)
    scope = {"type": "http", "path": "/callback", "method": "POST", "headers": list(headers)}
    asyncio.run(front(scope, receive, send))
    assert [message["status"] for message in said] == [201]
    return count


def a_piece(*, more: bool, size: int = 1) -> MutableMapping[str, Any]:
    return {"type": "http.request", "body": b"x" * size, "more_body": more}


LENGTH = (b"content-length", b"3")


def test_a_request_is_heard_to_its_end_before_it_is_answered() -> None:
    pieces = [a_piece(more=True), a_piece(more=True), a_piece(more=False)]
    assert heard(iter(pieces), LENGTH) == 3
    assert heard(iter(pieces), (b"transfer-encoding", b"chunked")) == 3


def test_who_has_hung_up_is_not_waited_for() -> None:
    assert heard(iter([a_piece(more=True), {"type": "http.disconnect"}]), LENGTH) == 2


def test_who_asks_before_sending_is_answered_at_once() -> None:
    assert heard(iter([]), LENGTH, (b"expect", b"100-continue")) == 0


def test_who_sends_without_end_is_answered_all_the_same() -> None:
    endless = iter(lambda: a_piece(more=True, size=1 << 20), None)
    assert heard(endless, LENGTH) == 16


def test_who_stops_in_the_middle_is_answered_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fronts, "_HEARD_FOR", 0.05)
    assert heard(iter([a_piece(more=True)]), LENGTH, hangs=True) == 1

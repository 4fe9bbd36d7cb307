"""The one address of a deployment: who answers what, and that an end is told before it comes."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from typing import Any

import pytest

from bot.front import Front, Receive, Scope, Send


async def a_door(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 201, "headers": []})


async def pages(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 202, "headers": []})


def asked(path: str, *, is_ending: bool = False) -> tuple[int, bytes]:
    said: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        raise AssertionError("nobody need hear more to answer this")

    async def send(message: MutableMapping[str, Any]) -> None:
        said.append(message)

    front = Front(a_door, pages, mounted={}, stop=lambda: None, is_ending=lambda: is_ending)
    asyncio.run(front({"type": "http", "path": path, "method": "GET"}, receive, send))
    return said[0]["status"], said[-1].get("body", b"")


def test_whether_it_is_alive_is_told_without_the_pages() -> None:
    assert asked("/healthz") == (200, b'{"status":"ok"}\n')


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_who_asks_is_told_that_it_is_about_to_end(path: str) -> None:
    assert asked(path, is_ending=True) == (503, b'{"status":"ending"}\n')


@pytest.mark.parametrize(("path", "status"), [("/callback", 201), ("/readyz", 202), ("/", 202)])
def test_all_else_goes_to_the_door_or_the_pages(path: str, status: int) -> None:
    assert asked(path)[0] == status


@pytest.mark.parametrize(("path", "status"), [("/callback", 201), ("/", 202)])
def test_until_the_end_all_else_is_served(path: str, status: int) -> None:
    assert asked(path, is_ending=True)[0] == status

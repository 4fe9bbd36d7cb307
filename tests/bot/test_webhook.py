"""The door: 200 only for what is durably stored, and nothing stored twice."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from structlog.testing import capture_logs

from bot.sorter import Sorter
from bot.webhook import Door, GroupCommit
from models.arrival import Arrival, ArrivalState
from models.envelope import Envelope
from models.sealed import Purpose
from models.unit_of_work import Store
from tests.conftest import FixedClock

SECRETS = {"khokkhram": "first", "bungkum": "second"}
CEILING = 4096
PERSON = "U" + "a" * 32


def an_event(number: int = 1, **parts: Any) -> dict[str, Any]:
    return {
        "type": "message",
        "timestamp": 1795500000000 + number,
        "source": {"type": "user", "userId": PERSON},
        "webhookEventId": f"01H{number}",
        "deliveryContext": {"isRedelivery": False},
        "message": {"id": str(number), "type": "text", "text": "มีคนงัดบ้าน"},
        **parts,
    }


def a_body(*events: Any) -> bytes:
    return json.dumps({"destination": "U", "events": list(events)}).encode()


def signed(body: bytes, secret: str = "first") -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


class Caller:
    """Calls the door as a server would."""

    def __init__(self, door: Door) -> None:
        self.door = door

    def post(
        self,
        body: bytes,
        *,
        path: str = "/callback",
        signature: str | None = None,
        method: str = "POST",
        announce: bool = True,
    ) -> int:
        headers = [
            (b"x-line-signature", (signed(body) if signature is None else signature).encode())
        ]
        if announce:
            headers.append((b"content-length", str(len(body)).encode()))
        scope = {"type": "http", "path": path, "method": method, "headers": headers}
        return asyncio.run(self.call(scope, body))

    async def call(self, scope: dict[str, Any], body: bytes) -> int:
        return int((await self.answer(scope, body))["status"])

    async def answer(self, scope: dict[str, Any], body: bytes = b"") -> dict[str, Any]:
        pieces = [body[at : at + 1000] for at in range(0, len(body), 1000)] or [b""]
        said: list[Any] = []

        async def receive() -> dict[str, Any]:
            piece = pieces.pop(0)
            return {"type": "http.request", "body": piece, "more_body": bool(pieces)}

        async def send(message: Any) -> None:
            said.append(message)

        await self.door(scope, receive, send)
        return dict(said[0])


@pytest.fixture
def caller(store: Store, clock: FixedClock) -> Iterator[Caller]:
    commit = GroupCommit(store, committed=lambda: None)
    yield Caller(Door(store, commit, secrets=SECRETS, clock=clock, max_body_bytes=CEILING))
    commit.close()


def kept(store: Store) -> list[Arrival]:
    """Return what lies in the lanes once all envelopes are sorted."""
    sorter = Sorter(store, clock=FixedClock())
    while sorter.step():
        pass
    with store.database.reading() as session:
        return list(session.scalars(select(Arrival).order_by(Arrival.occurred_at)))


def test_every_event_of_a_signed_post_is_stored(store: Store, caller: Caller) -> None:
    assert caller.post(a_body(an_event(1), an_event(2))) == 200
    assert [row.key for row in kept(store)] == ["01H1", "01H2"]


def test_a_redelivery_is_stored_once(store: Store, caller: Caller) -> None:
    again = an_event(1, deliveryContext={"isRedelivery": True})
    assert [caller.post(a_body(one)) for one in (an_event(1), again, an_event(1))] == [200] * 3
    assert len(kept(store)) == 1


def test_line_s_own_check_without_events_is_answered(store: Store, caller: Caller) -> None:
    assert caller.post(a_body()) == 200
    assert kept(store) == []


@pytest.mark.parametrize("signature", ["", "x", signed(b"other"), signed(a_body(), "second")])
def test_an_unsigned_post_is_refused_and_nothing_is_kept(
    store: Store, caller: Caller, signature: str
) -> None:
    assert caller.post(a_body(an_event()), signature=signature) == 400
    assert kept(store) == []


@pytest.mark.parametrize("body", [b"", b"{}", b"null", b'{"events":{}}', b"\xff\xfe"])
def test_what_is_signed_and_no_webhook_is_refused(caller: Caller, body: bytes) -> None:
    assert caller.post(body) == 400


@pytest.mark.parametrize("announce", [True, False])
def test_a_body_over_the_ceiling_is_refused(caller: Caller, announce: bool) -> None:
    assert caller.post(b"x" * (CEILING + 1), announce=announce) == 413


def test_each_station_has_its_own_door(store: Store, caller: Caller) -> None:
    body = a_body(an_event())
    assert caller.post(body, path="/callback/khokkhram") == 200
    assert caller.post(body, path="/callback/bungkum") == 400
    assert caller.post(body, path="/callback/bungkum", signature=signed(body, "second")) == 200
    assert caller.post(body, path="/callback/nowhere") == 404
    assert len({row.station_id for row in kept(store)}) == 2


def test_only_post_is_served_and_the_answer_says_so(caller: Caller) -> None:
    scope = {"type": "http", "path": "/callback", "method": "GET", "headers": []}
    answer = asyncio.run(caller.answer(scope))
    assert answer["status"] == 405
    assert (b"allow", b"POST") in answer["headers"]


def test_an_envelope_is_durable_before_the_answer_and_tells_nothing(
    store: Store, caller: Caller
) -> None:
    assert caller.post(a_body(an_event(1), an_event(2))) == 200
    with store.database.reading() as session:
        [body] = session.scalars(select(Envelope.body))
    for plain in ("งัดบ้าน".encode(), PERSON.encode(), b"01H1", b"webhookEventId"):
        assert plain not in body


def test_one_person_is_one_lane_and_the_row_names_nobody(store: Store, caller: Caller) -> None:
    group = {"type": "group", "groupId": "C" + "b" * 32, "userId": PERSON}
    caller.post(a_body(an_event(1), an_event(2, source=group)))
    rows = kept(store)
    assert len({row.lane for row in rows}) == 1
    assert rows[0].lane == store.cabinet.fingerprint(Purpose.LANE, "khokkhram", PERSON)
    for row in rows:
        assert row.body is not None
        assert "งัดบ้าน".encode() not in row.body
        assert PERSON.encode() not in row.body


def test_an_event_opens_again_for_the_worker(
    store: Store, station: int, caller: Caller, clock: FixedClock
) -> None:
    caller.post(a_body(an_event()))
    with store.reading(station, clock()) as uow:
        assert json.loads(uow.inbox.body(kept(store)[0]))["message"]["text"] == "มีคนงัดบ้าน"


def test_what_cannot_be_stored_is_asked_for_again(store: Store, caller: Caller) -> None:
    with store.database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE envelopes RENAME TO away"))
    assert caller.post(a_body(an_event())) == 503
    with store.database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE away RENAME TO envelopes"))
    assert caller.post(a_body(an_event())) == 200
    assert len(kept(store)) == 1


def test_an_outage_is_one_line_and_not_one_for_each_webhook(store: Store, caller: Caller) -> None:
    with store.database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE envelopes RENAME TO away"))
    with capture_logs() as said:
        assert [caller.post(a_body(an_event(one))) for one in range(20)] == [503] * 20
    with store.database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE away RENAME TO envelopes"))
    assert [line["event"] for line in said] == ["webhook not stored"]


@contextmanager
def another_process_writes(store: Store) -> Iterator[None]:
    other = sqlite3.connect(str(store.database.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.close()


@contextmanager
def another_thread_writes(store: Store) -> Iterator[None]:
    begun, ended = threading.Event(), threading.Event()

    def write() -> None:
        with store.database.writing():
            begun.set()
            ended.wait(10)

    thread = threading.Thread(target=write)
    thread.start()
    begun.wait(10)
    yield
    ended.set()
    thread.join()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("writes", [another_process_writes, another_thread_writes])
def test_while_others_write_line_is_told_before_it_gives_up(
    store: Store, caller: Caller, writes: Any
) -> None:
    took = []

    async def post(number: int) -> int:
        await asyncio.sleep(number * 0.4)
        since = time.monotonic()
        body = a_body(an_event(number))
        headers = [(b"x-line-signature", signed(body).encode())]
        scope = {"type": "http", "path": "/callback", "method": "POST", "headers": headers}
        status = await caller.call(scope, body)
        took.append(time.monotonic() - since)
        return status

    async def several() -> list[int]:
        return list(await asyncio.gather(*(post(number) for number in range(6))))

    # What pytest makes of a trace takes longer than the door may.
    with capture_logs(), writes(store):
        assert asyncio.run(several()) == [503] * 6
    assert max(took) < 1.9
    assert caller.post(a_body(an_event(9))) == 200
    assert [row.key for row in kept(store)] == ["01H9"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_door_s_haste_is_not_left_to_others(store: Store, caller: Caller) -> None:
    with another_process_writes(store):
        assert caller.post(a_body(an_event())) == 503
    with store.database.reading() as session:
        assert session.execute(text("PRAGMA busy_timeout")).scalar_one() == 30_000


def test_many_posts_at_once_are_all_kept(store: Store, caller: Caller) -> None:
    async def crowd() -> list[int]:
        calls = []
        for number in range(200):
            body = a_body(an_event(number))
            headers = [(b"x-line-signature", signed(body).encode())]
            scope = {"type": "http", "path": "/callback", "method": "POST", "headers": headers}
            calls.append(caller.call(scope, body))
        return list(await asyncio.gather(*calls))

    assert set(asyncio.run(crowd())) == {200}
    assert len(kept(store)) == 200


@pytest.mark.parametrize(
    "odd",
    [
        pytest.param(b"[" * 300 + b"]" * 300, id="nested deeper than we can write"),
        pytest.param(b'"\\u0000"', id="a NUL, which PostgreSQL refuses"),
        pytest.param(b'"\\ud800"', id="half of a surrogate pair"),
        pytest.param(b"99999999999999999999999", id="a number beyond 64 bits"),
    ],
)
def test_an_odd_event_is_kept_and_holds_up_no_other(
    store: Store, caller: Caller, odd: bytes
) -> None:
    body = b'{"events":[{"type":%s,"source":{"userId":%s},"timestamp":%s}]}' % (odd, odd, odd)
    assert caller.post(body) == 200
    assert caller.post(a_body(an_event(2))) == 200
    rows = kept(store)
    assert len(rows) == 2
    assert "01H2" in {row.key for row in rows if row.state == ArrivalState.WAITING}


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["type", "source", "userId", "timestamp"]), inner)
    ),
    max_leaves=6,
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.binary(max_size=300) | st.lists(json_like, max_size=3).map(lambda x: a_body(*x)))
def test_no_signed_body_ever_gives_a_fault_of_ours(
    store: Store, caller: Caller, body: bytes
) -> None:
    before = len(kept(store))
    status = caller.post(body)
    assert status in (200, 400)
    assert len(kept(store)) - before <= (len(json.loads(body)["events"]) if status == 200 else 0)

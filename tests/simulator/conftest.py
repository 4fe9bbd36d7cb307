from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import urllib3
from linebot.v3.messaging import ApiClient, Configuration, MessagingApi, MessagingApiBlob

from simulator import Cast, Channel, GroupChat, Person, Platform, Switches
from simulator.client import SimulatorClient, wait_for
from simulator.listener import Server
from simulator.server import Running, serve

MEMBER = "U" + "1" * 32
OFFICER = "U" + "2" * 32
STRANGER = "U" + "3" * 32
SHY = "U" + "4" * 32
NOBODY = "U" + "9" * 32
GROUP = "C" + "a" * 32
EMPTY_GROUP = "C" + "b" * 32
BOT = "U" + "f" * 32


def a_cast(**channel: Any) -> Cast:
    facts = {
        "station_code": "KK",
        "name": "ตาสับปะรด",
        "bot_user_id": BOT,
        "secret": "secret-KK",
        "token": "token-KK",
        "channel_id": "1001",
    }
    other = {
        "station_code": "BB",
        "name": "อีกสถานี",
        "bot_user_id": "U" + "e" * 32,
        "secret": "secret-BB",
        "token": "token-BB",
        "channel_id": "1002",
    }
    return Cast(
        channels=[Channel(**(facts | channel)), Channel(**other)],
        people=[
            Person(user_id=MEMBER, name="สมหญิง"),
            Person(user_id=OFFICER, name="ด.ต.สมชาย", role_hint="officer", befriended=["KK"]),
            Person(user_id=STRANGER, name="คนแปลกหน้า", befriended=False, role_hint="stranger"),
            Person(user_id=SHY, name="ขี้อาย", befriended=False),
        ],
        groups=[
            GroupChat(
                group_id=GROUP,
                name="บ้านริมคลอง",
                channel="KK",
                members=[MEMBER, OFFICER, SHY],
                withheld_ids=[SHY],
            ),
            GroupChat(group_id=EMPTY_GROUP, name="กลุ่มใหม่", members=[MEMBER]),
        ],
    )


@dataclass
class Bot:
    """A webhook receiver that keeps what it was sent and answers as it is told."""

    url: str = ""
    bodies: list[dict[str, Any]] = field(default_factory=list)
    seals_are_right: list[bool] = field(default_factory=list)
    status: Callable[[], int] = lambda: 200

    @property
    def events(self) -> list[dict[str, Any]]:
        return [event for body in self.bodies for event in body["events"]]

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [event for event in self.events if event["type"] == kind]

    def wait(self, count: int = 1, timeout: float = 5) -> list[dict[str, Any]]:
        wait_for(lambda: len(self.events) >= count, timeout, what=f"{count} events")
        return self.events

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        raw = environ["wsgi.input"].read()
        body = json.loads(raw)
        secret = {BOT: b"secret-KK"}.get(body["destination"], b"secret-BB")
        seal = base64.b64encode(hmac.new(secret, raw, hashlib.sha256).digest()).decode()
        status = self.status()
        self.seals_are_right.append(environ["HTTP_X_LINE_SIGNATURE"] == seal)
        self.bodies.append(body)
        start_response(f"{status} told", [("Content-Length", "0")])
        return [b""]


@pytest.fixture
def bot() -> Iterator[Bot]:
    made = Bot()
    server = Server(made)
    made.url = server.url + "/callback"
    yield made
    server.close()


@pytest.fixture
def running(bot: Bot) -> Iterator[Running]:
    platform = Platform(a_cast(), switches=Switches(backoff_seconds=0.02))
    platform.set_webhook("KK", bot.url)
    platform.set_webhook("BB", bot.url)
    before = threading.active_count()
    with serve(platform) as made:
        yield made
    wait_for(lambda: threading.active_count() <= before, what="threads to end")


@pytest.fixture
def platform(running: Running) -> Platform:
    return running.platform


@pytest.fixture
def client(running: Running) -> Iterator[SimulatorClient]:
    made = SimulatorClient(running.url)
    yield made
    made.close()


@dataclass
class Line:
    """LINE's API by hand, for what the SDK would not send."""

    url: str
    http: urllib3.PoolManager
    token: str = "token-KK"

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any, Any]:
        raw = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        sent = {"Authorization": f"Bearer {self.token}"}
        sent |= {"Content-Type": "application/json"} if raw else {}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        answer = self.http.request(method, self.url + path, body=raw, headers=sent)
        is_json = "json" in answer.headers.get("Content-Type", "")
        told = json.loads(answer.data) if is_json and answer.data else answer.data
        return answer.status, told, answer.headers

    def push(self, to: str, *messages: Any, **headers: str) -> tuple[int, Any, Any]:
        said = [{"type": "text", "text": one} if isinstance(one, str) else one for one in messages]
        return self.ask("POST", "/v2/bot/message/push", {"to": to, "messages": said}, **headers)

    def reply(self, token: str, text: str = "ได้ครับ") -> tuple[int, Any, Any]:
        body = {"replyToken": token, "messages": [{"type": "text", "text": text}]}
        return self.ask("POST", "/v2/bot/message/reply", body)


@pytest.fixture
def line(running: Running) -> Iterator[Line]:
    http = urllib3.PoolManager(retries=False, timeout=10)
    yield Line(url=running.line_url, http=http)
    http.clear()


@pytest.fixture
def sdk(running: Running) -> Iterator[MessagingApi]:
    api = ApiClient(Configuration(host=running.line_url, access_token="token-KK"))
    yield MessagingApi(api)
    api.rest_client.pool_manager.clear()


@pytest.fixture
def blob(running: Running) -> Iterator[MessagingApiBlob]:
    api = ApiClient(Configuration(host=running.line_url, access_token="token-KK"))
    yield MessagingApiBlob(api)
    api.rest_client.pool_manager.clear()

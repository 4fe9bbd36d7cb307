"""Two web processes behind the shipped Caddyfile, over real TLS, as people and LINE meet them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import shutil
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pyotp
import pytest
import urllib3
from sqlalchemy import func, select

from composition import clock
from drills.servers import Redis
from models.database import Database
from models.envelope import Envelope
from models.keyring import Keyring
from models.sealed import KeyCabinet
from models.unit_of_work import Store
from tests import postgres
from tests.acceptance.front import MEND, NAME, Front, crowd
from tests.acceptance.services import SECRET, Service, free_port, write_config
from tests.conftest import a_rule_set, the_lexicon
from tests.handlers.precinct import Precinct

Asking = urllib3.HTTPSConnectionPool
LARGEST = 1 << 20
ELSEWHERE = "203.0.113.7"


class Station:
    """The database, Redis, two web processes and the way in to them."""

    def __init__(self, folder: Path, url: str, stack: ExitStack) -> None:
        redis = Redis(folder)
        redis.start()
        stack.callback(redis.stop)
        config = write_config(folder, database=url, sections=f'[engine]\nurl = "{redis.url}"\n')
        text = config.read_text("utf-8")
        more = f'[web]\npublic_url = "https://{NAME}"\ntrusted_proxies = 1\n'
        config.write_text(text.replace("[web]\n", more), "utf-8")
        self.database = Database(url)
        stack.callback(self.database.close)
        ports = [free_port(), free_port()]
        self.webs = [
            Service("web", config=config, env={"TASAPPAROT_WEB__PORT": str(port)}) for port in ports
        ]
        for web in self.webs:
            stack.callback(web.end)
        starting = [Thread(target=web.start) for web in self.webs]
        for one in starting:
            one.start()
        for one in starting:
            one.join(60)
        self.front = Front(folder, ports)
        stack.callback(self.front.end)

    def a_commander(self) -> tuple[str, str]:
        """Give a one-time link of somebody who signs in with a code, and the code's secret."""
        store = Store(self.database, KeyCabinet(self.database, Keyring([b"e" * 32])), the_lexicon())
        now = clock()
        store.seat({"khokkhram": a_rule_set()}, now)
        with store.writing(store.station("khokkhram").id, now) as uow:
            officer = Precinct(uow).commander
            secret = uow.second_factors.begin(officer, now=now) or ""
            before = now - timedelta(seconds=60)
            uow.second_factors.confirm(officer, pyotp.TOTP(secret).at(before), now=before)
            token = uow.access.make_link(
                "console", expires_at=now + timedelta(minutes=10), officer_id=officer.id
            )
            uow.commit()
        return token, secret

    def kept(self) -> int:
        """Return how many webhooks the doors keep."""
        with self.database.reading() as session:
            return session.scalar(select(func.count()).select_from(Envelope)) or 0


@pytest.fixture
def station(tmp_path: Path, postgres_address: str, migrated_database: str) -> Iterator[Station]:
    if shutil.which("caddy") is None:
        pytest.skip(MEND)
    if not Redis.is_here():
        pytest.skip("redis-server is not installed: apt-get install redis-server")
    with postgres.database(postgres_address, migrated_database) as name, ExitStack() as stack:
        yield Station(tmp_path, f"postgresql+psycopg://{postgres_address}/{name}", stack)


def webhook(key: str, text: str = "มีคนงัดบ้าน") -> bytes:
    event = {
        "type": "message",
        "timestamp": 1795500000000,
        "source": {"type": "user", "userId": "U" + "1" * 32},
        "webhookEventId": key,
        "message": {"id": "1", "type": "text", "text": text},
    }
    # With spaces and unescaped, as nobody would write it who reads and writes it anew.
    return json.dumps({"destination": "U", "events": [event]}, ensure_ascii=False).encode() + b" \n"


def post(asking: Asking, body: bytes) -> int:
    seal = base64.b64encode(hmac.new(SECRET.encode(), body, hashlib.sha256).digest()).decode()
    headers = {"Host": NAME, "x-line-signature": seal}
    return asking.request("POST", "/callback", body=body, headers=headers).status


def line(asking: Asking, key: str) -> int:
    return post(asking, webhook(key))


def reader(asking: Asking, _: str) -> int:
    return asking.request("GET", "/").status


def writer(asking: Asking, _: str) -> int:
    return asking.request("POST", "/m/nothing", fields={"a": "b"}).status


def check_tls(front: Front, asking: Asking) -> None:
    page = asking.request("GET", "/")
    assert page.status == 200
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")
    with urllib3.PoolManager(retries=False) as plainly:
        sent_on = plainly.request(
            "GET", f"http://127.0.0.1:{front.plain}/console/", headers={"Host": NAME}
        )
    assert sent_on.status == 308
    assert sent_on.headers["Location"] == f"https://{NAME}/console/"
    for inside in ("/metrics", "/readyz", "/healthz", "//metrics", "/Metrics", "/x/../metrics"):
        assert asking.request("GET", inside).status == 404, inside


def check_bodies(asking: Asking) -> None:
    rest = LARGEST - len(webhook("largest", ""))
    assert post(asking, webhook("largest", "a" * rest)) == 200
    assert post(asking, webhook("larger.", "a" * (rest + 1))) == 413
    unsigned = {"Host": NAME, "x-line-signature": "AAAA"}
    assert asking.request("POST", "/callback", body=webhook("x"), headers=unsigned).status == 400


def check_addresses(asking: Asking) -> None:
    """Who claims another address is not counted there; each web takes 60 forms of an address."""
    forged = {"Host": NAME, "X-Forwarded-For": ELSEWHERE, "X-Real-IP": ELSEWHERE}
    answers = {asking.request("POST", "/m/nothing", headers=forged).status for _ in range(130)}
    assert answers == {410}


def check_garbage(front: Front, asking: Asking) -> None:
    """Who sends what no web can read shuts none of them for others."""
    trust = ssl.create_default_context(cafile=str(front.root))
    head = f"POST /callback HTTP/1.1\r\nHost: {NAME}\r\nTransfer-Encoding: chunked\r\n\r\nno"
    for number in range(6):
        with (
            socket.create_connection(("127.0.0.1", front.secure)) as raw,
            trust.wrap_socket(raw, server_hostname=NAME) as odd,
        ):
            odd.sendall(head.encode() + b"\r\n")
            odd.recv(100)
        assert line(asking, f"beside-{number}") == 200


class Browser:
    """A commander's browser, in the console but for the code."""

    def __init__(self, asking: Asking, token: str) -> None:
        self._asking = asking
        entered = self._post(f"/console/enter/{token}")
        assert entered.status == 303
        cookie = entered.headers["Set-Cookie"]
        assert {"Secure", "HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))
        session = cookie.partition(";")[0].partition("=")[2]
        self._cookie = f"console={session}"
        self._mark = hmac.digest(session.encode(), b"form", hashlib.sha256).hex()

    def _post(self, path: str, **form: str) -> urllib3.BaseHTTPResponse:
        headers = {"Host": NAME, "Origin": f"https://{NAME}", "Sec-Fetch-Site": "same-origin"}
        if form:
            headers["Cookie"] = self._cookie
        return self._asking.request("POST", path, fields=form, headers=headers)

    def tries(self, code: str) -> str:
        return self._post("/console/factor", mark=self._mark, code=code).data.decode()


def check_renewal(station: Station) -> int:
    """One web ends and comes back while people ask; return how many webhooks were taken."""
    first = station.webs[0]
    with crowd(station.front, [line, line, reader, writer]) as answered:
        time.sleep(0.3)
        # As systemd does, which tells every process of a unit.
        for one in first.family()[1:]:
            one.terminate()
        assert first.stop() == 0
        first.start()
        time.sleep(1)
    assert set(answered) == {("line", 200), ("reader", 200), ("writer", 410)}, answered
    return answered["line", 200]


def check_that_the_dead_is_left_out(asking: Asking) -> None:
    until, in_a_row = time.monotonic() + 20, 0
    while in_a_row < 20:
        assert time.monotonic() < until
        in_a_row = in_a_row + 1 if line(asking, f"after-{time.monotonic()}") == 200 else 0


def test_people_and_line_come_in_and_a_web_comes_and_goes(station: Station) -> None:
    token, secret = station.a_commander()
    wrong = f"{(int(pyotp.TOTP(secret).now()) + 1) % 1_000_000:06d}"
    with station.front.pool() as asking:
        check_tls(station.front, asking)
        check_bodies(asking)
        check_addresses(asking)
        check_garbage(station.front, asking)
        browser = Browser(asking, token)
        assert all("รหัสไม่ถูกต้อง" in browser.tries(wrong) for _ in range(4))
        before = station.kept()
        taken = check_renewal(station)
        assert station.kept() == before + taken
        station.webs[1].kill()
        check_that_the_dead_is_left_out(asking)
        # The four tries before count with whichever web is asked.
        assert "ใส่รหัสผิดหลายครั้ง" in browser.tries(wrong)

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest
import urllib3
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client

from simulator import Cast, Platform, create_app
from simulator.listener import Server
from simulator.server import Running
from tests.simulator.conftest import MEMBER, Bot, Line, a_cast

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"X-Forwarded-For": "127.0.0.1"}, id="a proxy"),
        pytest.param({"Forwarded": "for=127.0.0.1"}, id="a proxy of the new kind"),
        pytest.param({"Host": "station.example.org"}, id="another name"),
        pytest.param({"Origin": "https://evil.example"}, id="another page"),
    ],
)
@pytest.mark.parametrize("path", ["/", "/api/world", "/line/v2/bot/info"])
def test_only_this_machine_is_answered(line: Line, path: str, headers: dict[str, str]) -> None:
    url = line.url.removesuffix("/line") + path
    assert line.http.request("GET", url, headers=headers).status == 403


@pytest.mark.parametrize("address", ["192.0.2.7", "", "::ffff:192.0.2.7"])
def test_another_machine_is_refused(address: str) -> None:
    platform = Platform(a_cast())
    answer = Client(create_app(platform)).get("/", environ_overrides={"REMOTE_ADDR": address})
    platform.close()
    assert answer.status_code == 403


def test_it_can_be_mounted_under_a_prefix() -> None:
    platform = Platform(a_cast())
    mounted = DispatcherMiddleware(lambda *_: [], {"/simulator": create_app(platform)})
    web = Client(mounted)
    here = {"REMOTE_ADDR": "127.0.0.1"}
    page = web.get("/simulator/", environ_overrides=here).get_data(as_text=True)
    assert 'data-base="/simulator/"' in page
    assert 'src="/simulator/static/main.js"' in page
    headers = {"Authorization": "Bearer token-KK"}
    info = web.get("/simulator/line/v2/bot/info", headers=headers, environ_overrides=here)
    assert info.status_code == 200
    platform.close()


def test_every_page_says_what_it_is_and_runs_no_inline_script(running: Running) -> None:
    with urllib3.PoolManager() as http:
        answer = http.request("GET", running.url + "/")
    page = answer.data.decode()
    assert "เครื่องจำลอง LINE — ไม่ใช่ LINE จริง" in page
    assert "<script>" not in page
    assert "style=" not in page
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_no_script_writes_markup() -> None:
    for script in (ROOT / "simulator" / "static").glob("*.js"):
        words = script.read_text(encoding="utf-8")
        for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
            assert way not in words, f"{script.name}: {way}"


def test_uploads_are_never_served_as_pages(running: Running, line: Line) -> None:
    from simulator.client import SimulatorClient

    client = SimulatorClient(running.url)
    sent = client.person(MEMBER).sends_files([("x.html", b"<script>", "text/html")], kind="file")
    client.close()
    answer = line.http.request("GET", f"{running.url}/media/{sent[0]['id']}")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == "attachment"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_changes_are_told_at_once(running: Running, line: Line) -> None:
    address = running.url.removeprefix("http://").split(":")
    with socket.create_connection((address[0], int(address[1])), timeout=5) as listener:
        listener.sendall(b"GET /api/changes HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        heard = b""
        while b"retry:" not in heard:
            heard += listener.recv(4096)
        line.push(MEMBER, "ใหม่")
        while f"chat:KK:{MEMBER}".encode() not in heard:
            heard += listener.recv(4096)


def test_a_connection_is_kept_for_many_requests(line: Line) -> None:
    for _ in range(20):
        line.push(MEMBER, "x")
    pool = line.http.connection_from_url(line.url)
    assert (pool.num_connections, pool.num_requests) == (1, 20)


def test_every_answer_tells_the_time_of_day(platform: Platform, line: Line) -> None:
    platform.advance(3600)
    _, _, headers = line.ask("GET", "/v2/bot/info")
    told = parsedate_to_datetime(headers["Date"])
    assert abs(told - platform.clock()) < timedelta(seconds=5)


@pytest.mark.parametrize(
    "raw",
    [
        b"\x00\xff\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 20_000 + b"\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: many\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_what_is_no_http_is_hung_up_on(running: Running, line: Line, raw: bytes) -> None:
    address = running.url.removeprefix("http://").split(":")
    with socket.create_connection((address[0], int(address[1])), timeout=5) as caller:
        try:
            caller.sendall(raw)
            assert caller.recv(4096) == b""
        except ConnectionError:
            pass
    assert line.ask("GET", "/v2/bot/info")[0] == 200


def test_it_runs_as_a_process_of_its_own(tmp_path: Path) -> None:
    cast = tmp_path / "cast.json"
    cast.write_text(a_cast().to_json(), encoding="utf-8")
    command = [sys.executable, "-m", "simulator.server", "--port", "0", "--cast", str(cast)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True) as process:
        assert process.stdout
        url = process.stdout.readline().removeprefix("ready on ").strip()
        with urllib3.PoolManager() as http:
            told = http.request("GET", url + "/api/world").json()
        assert [one["name"] for one in told["channels"]] == ["ตาสับปะรด", "อีกสถานี"]
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0


@pytest.mark.parametrize("words", ["[]", "{", '{"people": [{"nick": "x"}]}', '{"people": [{}]}'])
def test_a_faulty_cast_is_refused_in_one_line(tmp_path: Path, words: str) -> None:
    cast = tmp_path / "cast.json"
    cast.write_text(words, encoding="utf-8")
    command = [sys.executable, "-m", "simulator.server", "--cast", str(cast)]
    done = subprocess.run(command, capture_output=True, cwd=ROOT, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("simulator: ")
    assert done.stderr.count("\n") == 1


def test_a_cast_is_read_back_as_it_was_written() -> None:
    cast = a_cast()
    assert Cast.from_json(cast.to_json()).to_json() == cast.to_json()


def test_a_whole_bot_in_thirty_lines(running: Running, line: Line) -> None:
    """An echo bot: hears a webhook, answers by reply; the phone shows both."""
    from simulator.client import SimulatorClient

    def echo(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        for event in json.loads(environ["wsgi.input"].read())["events"]:
            if event["type"] == "message" and event["message"]["type"] == "text":
                line.reply(event["replyToken"], "คุณว่า " + event["message"]["text"])
        start_response("200 OK", [("Content-Length", "0")])
        return [b""]

    server = Server(echo)
    client = SimulatorClient(running.url)
    client.set_webhook("KK", server.url)
    member = client.person(MEMBER)
    member.says("สวัสดี")
    assert member.waits_for("คุณว่า สวัสดี")["via"] == "reply"
    assert [one["content"]["text"] for one in member.chat()] == ["สวัสดี", "คุณว่า สวัสดี"]
    server.close()
    client.close()


def test_pushes_cost_little(running: Running, line: Line, bot: Bot) -> None:
    line.push(MEMBER, "warm")
    began = sum(os.times()[:2])
    for _ in range(200):
        line.push(MEMBER, "x")
    # Client and server together; the server's own part is about a third of it.
    assert (sum(os.times()[:2]) - began) / 200 < 0.006

"""The connections to LINE, which all accounts of a process share."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bot.line.gateway import Gateway
from domain.delivery import AnswerKind, Method

BODY = {"to": "U" + "1" * 32, "messages": [{"type": "text", "text": "ก"}]}
KEY = "00000000-0000-4000-8000-000000000001"


class Counting(ThreadingHTTPServer):
    """A LINE that notes who asked, and over how many connections."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.tokens: list[str] = []
        self.connections = 0


class Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Counting

    def setup(self) -> None:
        super().setup()
        self.server.connections += 1

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(b'{"sentMessages":[{"id":"1","quoteToken":"q"}]}')

    def do_GET(self) -> None:
        self._answer(b'{"basicId":"@a"}')

    def _answer(self, body: bytes) -> None:
        self.server.tokens.append(self.headers["Authorization"])
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def line() -> Iterator[Counting]:
    with Counting() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def accounts(line: Counting, number: int) -> list[Gateway]:
    at = f"http://127.0.0.1:{line.server_address[1]}"
    return [Gateway(token=f"token{one}", api=at, data=at) for one in range(number)]


def test_messages_of_all_accounts_leave_over_the_same_connection(line: Counting) -> None:
    for one in accounts(line, 5):
        assert one.send(Method.PUSH, BODY, retry_key=KEY).kind is AnswerKind.ACCEPTED
    assert line.connections == 1
    assert line.tokens == [f"Bearer token{one}" for one in range(5)]


def test_questions_of_all_accounts_go_over_the_same_connection(line: Counting) -> None:
    assert [one.basic_id() for one in accounts(line, 5)] == ["@a"] * 5
    assert line.connections == 1
    assert line.tokens == [f"Bearer token{one}" for one in range(5)]

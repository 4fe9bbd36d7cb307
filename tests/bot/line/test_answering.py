"""LINE's answers in odd letters, forms and dates, and what the gateway makes of them."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot.line.gateway import Gateway
from domain.delivery import AnswerKind, LineAnswer, Method
from simulator.listener import Server

BODY = {"to": "U" + "1" * 32, "messages": [{"type": "text", "text": "คำ"}]}
Push = Callable[..., LineAnswer]


class OddLine:
    """A server in LINE's place that answers every push in the same odd way."""

    status, headers, body = "200 OK", [("Content-Type", "application/json")], b"{}"

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        environ["wsgi.input"].read()
        start_response(self.status, [*self.headers, ("Content-Length", str(len(self.body)))])
        return [self.body]


@pytest.fixture
def push() -> Iterator[Push]:
    line = OddLine()
    server = Server(line)

    def one(
        status: str, body: bytes = b"{}", *, token: str = "token", **headers: str
    ) -> LineAnswer:
        line.status, line.body = status, body
        line.headers = [(name.replace("_", "-"), value) for name, value in headers.items()]
        gateway = Gateway(token=token, api=server.url, data=server.url)
        return gateway.send(Method.PUSH, BODY, retry_key=str(uuid.uuid4()))

    yield one
    server.close()


def test_an_accepting_answer_without_its_usual_parts_is_still_acceptance(push: Push) -> None:
    assert push("200 OK").kind is AnswerKind.ACCEPTED


@pytest.mark.parametrize("status", ["502 Bad Gateway", "400 Bad Request", "200 OK"])
def test_an_answer_in_letters_that_we_cannot_read_is_no_acceptance(push: Push, status: str) -> None:
    assert push(status, "<html>ขัดข้อง</html>".encode("cp874")).kind is AnswerKind.UNANSWERED


@pytest.mark.parametrize("body", [b"", b"[]", b'"no"', b"<html></html>", b'{"message": null}'])
def test_a_refusal_without_a_reason_is_a_refusal(push: Push, body: bytes) -> None:
    answer = push("400 Bad Request", body)
    assert answer.kind is AnswerKind.REFUSED
    assert answer.fault.startswith("400")


def test_a_token_that_no_header_can_carry_is_no_acceptance(push: Push) -> None:
    assert push("200 OK", token="โทเคน").kind is AnswerKind.UNANSWERED


def test_the_reason_holds_line_s_message_and_never_its_details(push: Push) -> None:
    said = b'{"message": "The request\\u0000 body", "details": [{"message": "quoted words"}]}'
    answer = push("400 Bad Request", said, x_line_request_id="r" * 100)
    assert answer.fault == "400 The request body"
    assert answer.request_id == "r" * 64


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        pytest.param({"Retry_After": "7"}, 7, id="seconds"),
        pytest.param(
            {
                "Retry_After": "Tue, 24 Nov 2026 05:02:00 GMT",
                "Date": "Tue, 24 Nov 2026 05:00:00 GMT",
            },
            120,
            id="a date by LINE's own clock",
        ),
        pytest.param({"Retry_After": "Tue, 24 Nov 2026 05:02:00 GMT"}, None, id="a date alone"),
        pytest.param({}, None, id="nothing"),
    ],
)
def test_how_long_line_asks_us_to_wait_is_read(
    push: Push, headers: dict[str, str], seconds: float | None
) -> None:
    assert push("503 Service Unavailable", **headers).retry_after == seconds


def test_a_key_that_line_knows_counts_as_accepted(push: Push) -> None:
    answer = push("409 Conflict", b'{"message": "known"}', x_line_accepted_request_id="first")
    assert (answer.kind, answer.request_id) == (AnswerKind.ACCEPTED, "first")

from __future__ import annotations

import time
from typing import Any

import pytest
import urllib3
from linebot.v3.messaging import MessagingApi, PushMessageRequest, TextMessage

from simulator.client import SimulatorClient
from tests.simulator.conftest import MEMBER, Bot, Line

KEY = "123e4567-e89b-12d3-a456-426614174000"


@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [
        pytest.param({"kind": "status"}, 500, "Internal error", id="failing"),
        pytest.param({"kind": "status", "status": 403}, 403, "Declined", id="forbidden"),
        pytest.param({"kind": "rate"}, 429, "rate limit", id="too many requests"),
        pytest.param({"kind": "monthly"}, 429, "monthly limit", id="no quota"),
    ],
)
def test_line_can_be_made_to_fail(
    line: Line, client: SimulatorClient, fault: dict[str, Any], status: int, words: str
) -> None:
    client.set_fault(**fault)
    got, told, _ = line.push(MEMBER, "x")
    assert (got, words in told["message"]) == (status, True)
    assert client.person(MEMBER).received() == []
    client.clear_faults()
    assert line.push(MEMBER, "x")[0] == 200


def test_a_fault_can_be_for_some_requests_of_one_endpoint(
    line: Line, client: SimulatorClient
) -> None:
    client.set_fault("status", endpoint="push", station_code="KK", skip=1, count=2)
    assert [line.push(MEMBER, "x")[0] for _ in range(4)] == [200, 500, 500, 200]
    assert line.ask("GET", "/v2/bot/info")[0] == 200


def test_a_fault_can_hit_one_request_in_so_many(line: Line, client: SimulatorClient) -> None:
    client.set_fault("status", endpoint="push", every=3)
    assert [line.push(MEMBER, "x")[0] for _ in range(6)] == [200, 200, 500, 200, 200, 500]


def test_another_station_can_be_well(line: Line, client: SimulatorClient) -> None:
    client.set_fault("status", station_code="KK")
    line.token = "token-BB"
    assert line.push(MEMBER, "x")[0] == 200


def test_a_refusal_can_say_when_to_come_back(line: Line, client: SimulatorClient) -> None:
    client.set_fault("rate", retry_after="7", count=1)
    assert line.push(MEMBER, "x")[2]["Retry-After"] == "7"


def test_an_answer_can_be_lost_after_it_was_accepted(
    sdk: MessagingApi, line: Line, client: SimulatorClient
) -> None:
    client.set_fault("drop_answer", count=1)
    request = PushMessageRequest(to=MEMBER, messages=[TextMessage(text="หนึ่งเดียว")])
    with pytest.raises(urllib3.exceptions.HTTPError):
        sdk.push_message(request, x_line_retry_key=KEY)
    assert len(client.person(MEMBER).received()) == 1
    status, told, _ = line.ask(
        "POST", "/v2/bot/message/push", request.to_dict(), X_Line_Retry_Key=KEY
    )
    assert (status, len(told["sentMessages"])) == (409, 1)
    assert len(client.person(MEMBER).received()) == 1
    assert [call["is_answered"] for call in client.calls("push")] == [False, True]
    assert client.counters()["calls"]["unanswered"] == 1


def test_a_connection_can_be_refused_before_anything_is_done(
    line: Line, client: SimulatorClient
) -> None:
    client.set_fault("refuse", count=1)
    with pytest.raises(urllib3.exceptions.HTTPError):
        line.push(MEMBER, "x")
    assert client.person(MEMBER).received() == []


def test_line_can_be_slow(line: Line, client: SimulatorClient) -> None:
    client.set_fault("slow", seconds=0.3, count=1)
    began = time.monotonic()
    assert line.push(MEMBER, "x")[0] == 200
    assert time.monotonic() - began >= 0.3


def test_a_slow_line_does_not_stop_the_others(line: Line, client: SimulatorClient) -> None:
    client.set_fault("slow", seconds=1.0, endpoint="push", count=1)
    impatient = urllib3.PoolManager(retries=False, timeout=0.1)
    with pytest.raises(urllib3.exceptions.TimeoutError):
        Line(url=line.url, http=impatient).push(MEMBER, "x")
    impatient.clear()
    began = time.monotonic()
    assert line.ask("GET", "/v2/bot/info")[0] == 200
    assert time.monotonic() - began < 0.5


def test_a_lost_reply_may_not_be_repeated(line: Line, client: SimulatorClient, bot: Bot) -> None:
    client.person(MEMBER).says("ถาม")
    token = bot.wait()[0]["replyToken"]
    client.set_fault("drop_answer", endpoint="reply", count=1)
    with pytest.raises(urllib3.exceptions.HTTPError):
        line.reply(token)
    assert line.reply(token)[1] == {"message": "Invalid reply token"}
    assert len(client.person(MEMBER).received()) == 1


def test_every_request_is_on_record(line: Line, client: SimulatorClient) -> None:
    line.push(MEMBER, "ข้อความ", X_Line_Retry_Key=KEY)
    call = client.calls("push")[0]
    assert call["body"]["messages"][0]["text"] == "ข้อความ"
    assert (call["retry_key"], call["status"], call["station_code"]) == (KEY, 200, "KK")
    assert client.calls(after=call["number"]) == []
    assert client.counters()["calls"] == {"push 200": 1}

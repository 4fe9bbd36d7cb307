from __future__ import annotations

import time
import uuid
from typing import Any

import pytest
from linebot.v3.messaging import (
    MessagingApi,
    MulticastRequest,
    PushMessageRequest,
    ReplyMessageRequest,
    TextMessage,
)
from linebot.v3.messaging.exceptions import ApiException

from simulator import Platform
from simulator.client import SimulatorClient
from tests.simulator.conftest import (
    EMPTY_GROUP,
    GROUP,
    MEMBER,
    NOBODY,
    OFFICER,
    SHY,
    STRANGER,
    Bot,
    Line,
)

KEY = "123e4567-e89b-12d3-a456-426614174000"


def used(platform: Platform) -> int:
    return platform.quota.used("KK", platform.clock())


def test_a_push_is_shown_and_counted_once(
    sdk: MessagingApi, client: SimulatorClient, platform: Platform
) -> None:
    answer = sdk.push_message_with_http_info(
        PushMessageRequest(to=MEMBER, messages=[TextMessage(text="หนึ่ง"), TextMessage(text="สอง")])
    )
    shown = client.person(MEMBER).received()
    assert [one["content"]["text"] for one in shown] == ["หนึ่ง", "สอง"]
    assert [one.id for one in answer.data.sent_messages] == [one["id"] for one in shown]
    assert answer.headers["x-line-request-id"] == shown[0]["request_id"]
    assert used(platform) == 1


def test_a_group_push_costs_its_members(sdk: MessagingApi, platform: Platform) -> None:
    sdk.push_message(PushMessageRequest(to=GROUP, messages=[TextMessage(text="ประกาศ")]))
    assert used(platform) == 3
    assert sdk.get_message_quota_consumption().total_usage == 3
    assert sdk.get_group_member_count(GROUP).count == 3


@pytest.mark.parametrize("blocked", [True, False], ids=["blocked", "never befriended"])
def test_a_push_that_cannot_arrive_is_accepted_and_lost(
    line: Line, client: SimulatorClient, platform: Platform, *, blocked: bool
) -> None:
    who = MEMBER if blocked else STRANGER
    if blocked:
        client.person(MEMBER).blocks()
    status, told, _ = line.push(who, "มีใครอยู่ไหม")
    assert (status, len(told["sentMessages"])) == (200, 1)
    assert client.person(who).received() == []
    assert used(platform) == 0


def test_who_wrote_within_seven_days_is_reached_without_being_a_friend(
    line: Line, client: SimulatorClient
) -> None:
    stranger = client.person(STRANGER)
    stranger.says("สวัสดี")
    line.push(STRANGER, "ถึง")
    client.advance(7 * 86400 + 1)
    line.push(STRANGER, "ไม่ถึง")
    assert [one["content"]["text"] for one in stranger.received()] == ["ถึง"]


@pytest.mark.parametrize(
    "to", [NOBODY, EMPTY_GROUP, "C" + "0" * 32, "someone"], ids=["person", "group", "none", "word"]
)
def test_whom_the_account_cannot_know_is_refused(line: Line, to: str) -> None:
    status, told, _ = line.push(to, "x")
    assert (status, told) == (400, {"message": "Failed to send messages"})


def test_the_monthly_limit_stops_paid_sends_but_not_replies(
    line: Line, client: SimulatorClient, bot: Bot
) -> None:
    client.set_quota("KK", limit=2)
    assert [line.push(MEMBER, "x")[0] for _ in range(3)] == [200, 200, 429]
    assert line.push(MEMBER, "x")[1]["message"] == "You have reached your monthly limit."
    client.person(MEMBER).says("ถาม")
    assert line.reply(bot.wait()[0]["replyToken"])[0] == 200


def test_a_group_that_costs_more_than_is_left_gets_nothing(
    line: Line, client: SimulatorClient, platform: Platform
) -> None:
    client.set_quota("KK", limit=2)
    assert line.push(GROUP, "ประกาศ")[0] == 429
    assert (used(platform), client.chat(GROUP)) == (0, [])


def test_the_quota_begins_anew_each_month(line: Line, client: SimulatorClient) -> None:
    client.set_quota("KK", limit=1)
    assert line.push(MEMBER, "x")[0] == 200
    assert line.push(MEMBER, "x")[0] == 429
    client.advance(32 * 86400)
    assert line.push(MEMBER, "x")[0] == 200


def test_a_multicast_costs_those_it_reaches(
    sdk: MessagingApi, client: SimulatorClient, platform: Platform
) -> None:
    to = [MEMBER, OFFICER, STRANGER]
    sdk.multicast(MulticastRequest(to=to, messages=[TextMessage(text="แจ้ง")]))
    assert used(platform) == 2
    assert [len(client.person(one, station="KK").received()) for one in to] == [1, 1, 0]


@pytest.mark.parametrize(
    "to", [[GROUP], [MEMBER, NOBODY], [MEMBER] * 501, []], ids=["group", "unknown", "501", "none"]
)
def test_a_multicast_is_refused_whole(line: Line, platform: Platform, to: list[str]) -> None:
    body = {"to": to, "messages": [{"type": "text", "text": "x"}]}
    status, told, _ = line.ask("POST", "/v2/bot/message/multicast", body)
    assert (status, "error(s)" in told["message"]) == (400, True)
    assert used(platform) == 0


def test_a_reply_token_is_good_once(
    sdk: MessagingApi, client: SimulatorClient, bot: Bot, platform: Platform
) -> None:
    client.person(MEMBER).says("สวัสดี")
    token = bot.wait()[0]["replyToken"]
    request = ReplyMessageRequest(replyToken=token, messages=[TextMessage(text="สวัสดีครับ")])
    sdk.reply_message(request)
    with pytest.raises(ApiException) as refused:
        sdk.reply_message(request)
    assert refused.value.status == 400
    assert "Invalid reply token" in refused.value.body
    assert len(client.person(MEMBER).received()) == 1
    assert used(platform) == 0


def test_a_reply_token_lives_one_minute(line: Line, client: SimulatorClient, bot: Bot) -> None:
    member = client.person(MEMBER)
    member.says("หนึ่ง")
    member.says("สอง")
    first, second = (event["replyToken"] for event in bot.wait(2))
    client.wait_until_delivered()
    client.advance(59)
    assert line.reply(first)[0] == 200
    client.advance(2)
    assert line.reply(second)[0] == 400


def test_another_account_cannot_use_a_reply_token(
    line: Line, client: SimulatorClient, bot: Bot
) -> None:
    client.person(MEMBER).says("สวัสดี")
    token = bot.wait()[0]["replyToken"]
    line.token = "token-BB"
    assert line.reply(token)[0] == 400


def test_a_refused_reply_does_not_burn_its_token(
    line: Line, client: SimulatorClient, bot: Bot
) -> None:
    client.person(MEMBER).says("สวัสดี")
    token = bot.wait()[0]["replyToken"]
    assert line.reply(token, "")[0] == 400
    assert line.reply(token)[0] == 200


def test_a_retry_key_sends_once(line: Line, client: SimulatorClient, platform: Platform) -> None:
    _, first, headers = line.push(MEMBER, "ครั้งเดียว", X_Line_Retry_Key=KEY)
    status, again, repeated = line.push(MEMBER, "ครั้งเดียว", X_Line_Retry_Key=KEY.upper())
    assert status == 409
    assert repeated["x-line-accepted-request-id"] == headers["x-line-request-id"]
    assert repeated["x-line-request-id"] != headers["x-line-request-id"]
    assert again["sentMessages"] == first["sentMessages"]
    assert (len(client.person(MEMBER).received()), used(platform)) == (1, 1)
    assert client.retry_keys()[KEY] == {"asked": 2, "accepted": 1, "repeated": 1}


def test_a_retry_key_is_forgotten_after_a_day(line: Line, client: SimulatorClient) -> None:
    line.push(MEMBER, "x", X_Line_Retry_Key=KEY)
    client.advance(86401)
    assert line.push(MEMBER, "x", X_Line_Retry_Key=KEY)[0] == 200
    assert len(client.person(MEMBER).received()) == 2


def test_a_retry_key_with_another_body_is_noted(line: Line, client: SimulatorClient) -> None:
    line.push(MEMBER, "หนึ่ง", X_Line_Retry_Key=KEY)
    assert line.push(MEMBER, "สอง", X_Line_Retry_Key=KEY)[0] == 409
    assert client.counters()["retry_key_conflicts"] == [KEY]


def test_a_refused_request_does_not_use_its_retry_key(line: Line, client: SimulatorClient) -> None:
    client.set_quota("KK", limit=0)
    assert line.push(MEMBER, "x", X_Line_Retry_Key=KEY)[0] == 429
    client.set_quota("KK", limit=5)
    assert line.push(MEMBER, "x", X_Line_Retry_Key=KEY)[0] == 200


@pytest.mark.parametrize("key", ["1", "{" + KEY + "}", KEY.replace("-", ""), "g" + KEY[1:]])
def test_a_retry_key_must_be_a_hexadecimal_uuid(line: Line, key: str) -> None:
    assert line.push(MEMBER, "x", X_Line_Retry_Key=key)[0] == 400


def test_a_reply_takes_no_retry_key(line: Line, client: SimulatorClient, bot: Bot) -> None:
    client.person(MEMBER).says("สวัสดี")
    body = {
        "replyToken": bot.wait()[0]["replyToken"],
        "messages": [{"type": "text", "text": "x"}],
    }
    path = "/v2/bot/message/reply"
    assert line.ask("POST", path, body, X_Line_Retry_Key=KEY)[0] == 400


def test_a_multicast_repeats_nothing_and_tells_no_messages(line: Line) -> None:
    body = {"to": [MEMBER], "messages": [{"type": "text", "text": "x"}]}
    path = "/v2/bot/message/multicast"
    assert line.ask("POST", path, body, X_Line_Retry_Key=KEY)[:2] == (200, {})
    status, told, _ = line.ask("POST", path, body, X_Line_Retry_Key=KEY)
    assert (status, "sentMessages" in told) == (409, False)


def test_a_quote_token_is_good_in_its_own_chat_only(
    line: Line, client: SimulatorClient, bot: Bot
) -> None:
    said = client.person(MEMBER).says("ถามหน่อย")
    token = bot.wait()[0]["message"]["quoteToken"]
    quoting = {"type": "text", "text": "ตอบ", "quoteToken": token}
    assert line.push(MEMBER, quoting)[0] == 200
    assert client.person(MEMBER).received()[-1]["quoted"]["id"] == said["id"]
    assert line.push(OFFICER, quoting)[0] == 400


@pytest.mark.parametrize("token", ["", "wrong"], ids=["none", "another"])
def test_a_wrong_token_is_turned_away(line: Line, token: str) -> None:
    line.token = token
    assert line.push(MEMBER, "x")[0] == 401


def test_what_line_does_not_have_is_not_found(line: Line) -> None:
    status, told, headers = line.ask("GET", "/v2/bot/nothing")
    assert (status, told) == (404, {"message": "Not found"})
    assert uuid.UUID(headers["x-line-request-id"])


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        pytest.param(b"{", {}, 400, id="broken JSON"),
        pytest.param(b"[" * 100_000, {}, 400, id="endless JSON"),
        pytest.param(b"{}", {"Content_Type": "text/plain"}, 415, id="not JSON"),
        pytest.param(b" " * (2 * 1024 * 1024 + 1), {}, 413, id="over two megabytes"),
    ],
)
def test_bad_bodies(line: Line, body: bytes, headers: dict[str, str], status: int) -> None:
    assert line.ask("POST", "/v2/bot/message/push", body, **headers)[0] == status


def test_rates_are_kept_for_each_account_and_endpoint(line: Line, platform: Platform) -> None:
    platform.rates.limits["push"] = (3, 0.3)
    assert [line.push(MEMBER, "x")[0] for _ in range(4)] == [200, 200, 200, 429]
    assert line.push(MEMBER, "x")[1]["message"].startswith("The API rate limit")
    assert line.ask("GET", "/v2/bot/info")[0] == 200
    line.token = "token-BB"
    assert line.push(MEMBER, "x")[0] == 200
    line.token = "token-KK"
    time.sleep(0.15)
    assert line.push(MEMBER, "x")[0] == 200


@pytest.mark.parametrize("kind", ["reply", "push", "multicast", "narrowcast", "broadcast"])
def test_validation_sends_nothing(line: Line, platform: Platform, kind: str) -> None:
    path = f"/v2/bot/message/validate/{kind}"
    good: dict[str, Any] = {"messages": [{"type": "text", "text": "x"}]}
    assert line.ask("POST", path, good)[0] == 200
    assert line.ask("POST", path, {"messages": [{"type": "text"}]})[0] == 400
    assert used(platform) == 0


def test_deliveries_are_counted_by_day_and_method(line: Line, platform: Platform) -> None:
    line.push(MEMBER, "x")
    day = platform.clock().astimezone(__import__("zoneinfo").ZoneInfo("Asia/Tokyo"))
    path = f"/v2/bot/message/delivery/push?date={day:%Y%m%d}"
    assert line.ask("GET", path)[1] == {"status": "ready", "success": 1}
    assert line.ask("GET", "/v2/bot/message/delivery/push?date=today")[0] == 400


def test_a_withheld_member_is_still_reached_in_the_group(
    line: Line, client: SimulatorClient
) -> None:
    line.push(GROUP, "ถึงทุกคน")
    shy = client.person(SHY, station="KK").at(GROUP)
    assert shy.chat()[-1]["content"]["text"] == "ถึงทุกคน"

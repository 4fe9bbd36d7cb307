from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from linebot.v3 import WebhookParser
from linebot.v3.models import UnknownEvent

from simulator import Platform
from simulator.client import SimulatorClient, wait_for
from simulator.marks import event_id
from tests.simulator.conftest import BOT, EMPTY_GROUP, GROUP, MEMBER, SHY, STRANGER, Bot, Line


def test_a_webhook_is_sealed_and_shaped_as_lines(client: SimulatorClient, bot: Bot) -> None:
    said = client.person(MEMBER).says("มีคนลักรถ")
    event = bot.wait()[0]
    assert bot.seals_are_right == [True]
    assert bot.bodies[0]["destination"] == BOT
    message = event.pop("message")
    assert len(event.pop("webhookEventId")) == 26
    assert abs(event.pop("timestamp") / 1000 - time.time()) < 10
    assert len(event.pop("replyToken")) == 32
    assert event == {
        "type": "message",
        "mode": "active",
        "source": {"type": "user", "userId": MEMBER},
        "deliveryContext": {"isRedelivery": False},
    }
    assert (message["type"], message["id"], message["text"]) == ("text", said["id"], "มีคนลักรถ")
    assert message["quoteToken"]
    assert message["markAsReadToken"]


ACTS: list[Any] = [
    pytest.param(lambda who, _: who.says("@ตาสับปะรด แจ้ง", quote=None), "message", id="text"),
    pytest.param(lambda who, _: who.sends_photo(), "message", id="photo"),
    pytest.param(lambda who, _: who.sends_photos([b"a", b"b"]), "message", id="image set"),
    pytest.param(lambda who, _: who.sends_video(b"v"), "message", id="video"),
    pytest.param(lambda who, _: who.sends_audio(b"a"), "message", id="voice"),
    pytest.param(lambda who, _: who.sends_file("แผนที่.pdf", b"f"), "message", id="file"),
    pytest.param(lambda who, _: who.sends_location(13.8, 100.6), "message", id="place"),
    pytest.param(lambda who, _: who.sends_sticker(), "message", id="sticker"),
    pytest.param(lambda who, _: who.edits(who.says("ก")["id"], "ข"), "messageEdited", id="edited"),
    pytest.param(lambda who, _: who.unsends(who.says("ก")["id"]), "unsend", id="unsent"),
    pytest.param(lambda who, _: who.blocks(), "unfollow", id="blocked"),
    pytest.param(lambda who, _: (who.blocks(), who.follows()), "follow", id="unblocked"),
    pytest.param(lambda who, _: who.invites_bot(EMPTY_GROUP), "join", id="invited"),
    pytest.param(lambda who, _: who.removes_bot(GROUP), "leave", id="removed"),
    pytest.param(lambda _, other: other.joins(GROUP), "memberJoined", id="someone joins"),
    pytest.param(lambda who, _: who.leaves(GROUP), "memberLeft", id="someone leaves"),
]


@pytest.mark.parametrize(("act", "kind"), ACTS)
def test_every_event_is_one_the_sdk_knows(
    client: SimulatorClient, bot: Bot, act: Callable[[Any, Any], Any], kind: str
) -> None:
    raw: list[bytes] = []
    act(client.person(MEMBER).at(GROUP), client.person(STRANGER))
    wait_for(lambda: bot.of(kind), what=kind)
    import json

    raw = [json.dumps(body, ensure_ascii=False).encode() for body in bot.bodies]
    parser = WebhookParser("secret-KK", skip_signature_verification=lambda: True)
    events = [event for body in raw for event in parser.parse(body.decode(), "")]
    assert events
    assert not [event for event in events if isinstance(event, UnknownEvent)]


def test_who_is_withheld_has_no_user_id(client: SimulatorClient, bot: Bot) -> None:
    client.person(SHY, station="KK").at(GROUP).says("แจ้ง มีไฟไหม้")
    assert bot.wait()[0]["source"] == {"type": "group", "groupId": GROUP}


def test_a_mention_of_the_bot_is_marked_as_its_own(client: SimulatorClient, bot: Bot) -> None:
    client.person(MEMBER).at(GROUP).says("👮 @ตาสับปะรด ช่วยดู @ด.ต.สมชาย ด้วย")
    mine, other = bot.wait()[0]["message"]["mention"]["mentionees"]
    assert mine == {"type": "user", "userId": BOT, "isSelf": True, "index": 3, "length": 10}
    assert (other["isSelf"], other["index"]) == (False, 21)


def test_an_edit_keeps_its_id_and_gets_new_tokens(client: SimulatorClient, bot: Bot) -> None:
    member = client.person(MEMBER).at(GROUP)
    said = member.says("แจ้ง ที่ตลาด")
    member.edits(said["id"], "แจ้ง ที่วัด")
    first, second = bot.wait(2)
    assert second["type"] == "messageEdited"
    assert second["message"]["id"] == said["id"]
    assert second["message"]["quoteToken"] != first["message"]["quoteToken"]
    assert "markAsReadToken" not in second["message"]
    assert second["replyToken"] != first["replyToken"]
    assert member.chat()[-1]["is_edited"]


def test_an_unsent_message_is_gone_from_the_phone(client: SimulatorClient, bot: Bot) -> None:
    member = client.person(MEMBER)
    photo = member.sends_photo()
    member.unsends(photo["id"])
    event = bot.wait(2)[1]
    assert (event["unsend"], "replyToken" in event) == ({"messageId": photo["id"]}, False)
    assert member.chat()[-1]["content"] == {"type": "unsent"}


def test_pictures_sent_together_are_a_set(client: SimulatorClient, bot: Bot) -> None:
    client.person(MEMBER).sends_photos([b"1", b"2", b"3"])
    sets = [event["message"]["imageSet"] for event in bot.wait(3)]
    assert len({one["id"] for one in sets}) == 1
    assert [(one["index"], one["total"]) for one in sets] == [(1, 3), (2, 3), (3, 3)]


def test_a_quote_names_the_message(client: SimulatorClient, bot: Bot, line: Line) -> None:
    line.push(MEMBER, "ที่ไหน")
    member = client.person(MEMBER)
    asked = member.received()[-1]["id"]
    member.says("หน้าวัด", quote=asked)
    assert bot.wait()[0]["message"]["quotedMessageId"] == asked


def test_events_of_an_account_come_in_order(client: SimulatorClient, bot: Bot) -> None:
    member = client.person(MEMBER)
    for number in range(30):
        member.says(str(number))
    texts = [event["message"]["text"] for event in bot.wait(30)]
    assert texts == [str(number) for number in range(30)]


def test_what_is_refused_comes_again_marked_as_redelivered(
    client: SimulatorClient, bot: Bot
) -> None:
    answers = iter([503, 500, 200])
    bot.status = lambda: next(answers)
    client.person(MEMBER).says("สำคัญ")
    events = bot.wait(3)
    client.wait_until_delivered()
    assert [event["deliveryContext"]["isRedelivery"] for event in events] == [False, True, True]
    for name in ("webhookEventId", "replyToken", "timestamp", "message"):
        assert events[0][name] == events[2][name]
    assert [one["reason"] for one in client.webhooks()] == [
        "ERROR_STATUS_CODE",
        "ERROR_STATUS_CODE",
        "OK",
    ]


def test_without_the_switch_nothing_is_redelivered(client: SimulatorClient, bot: Bot) -> None:
    client.set_switches(redelivery=False)
    bot.status = lambda: 500
    client.person(MEMBER).says("หาย")
    bot.wait()
    client.wait_until_delivered()
    time.sleep(0.1)
    assert len(bot.events) == 1


def test_a_redelivered_token_lives_again_but_not_over_twenty_minutes(
    client: SimulatorClient, bot: Bot, line: Line
) -> None:
    client.set_switches(backoff_seconds=0.5)
    answers = iter([500])
    bot.status = lambda: next(answers, 200)
    client.person(MEMBER).says("ช้า")
    token = bot.wait()[0]["replyToken"]
    client.advance(15 * 60)
    bot.wait(2)
    assert line.reply(token)[0] == 200

    answers = iter([500])
    client.person(MEMBER).says("ช้ากว่า")
    token = bot.wait(3)[2]["replyToken"]
    client.advance(21 * 60)
    bot.wait(4)
    assert line.reply(token)[0] == 400


def test_a_bot_that_takes_too_long_is_noted(client: SimulatorClient, bot: Bot) -> None:
    client.set_switches(timeout_seconds=0.1, redelivery=False)
    asleep = threading.Event()
    bot.status = lambda: asleep.wait(0.5) or 200
    client.person(MEMBER).says("เร็วๆ")
    client.wait_until_delivered()
    assert client.webhooks()[0]["reason"] == "REQUEST_TIMEOUT"


def test_a_bot_that_is_not_there_is_noted(client: SimulatorClient) -> None:
    client.set_switches(redelivery=False)
    client.set_webhook("KK", "http://127.0.0.1:9/callback")
    client.person(MEMBER).says("ฮัลโหล")
    client.wait_until_delivered()
    assert client.webhooks()[0]["reason"] == "COULD_NOT_CONNECT"


def test_webhooks_can_come_twice(client: SimulatorClient, bot: Bot) -> None:
    client.set_switches(duplicate=True)
    client.person(MEMBER).says("สองครั้ง")
    first, second = bot.wait(2)
    assert first == second


def test_webhooks_can_come_as_often_as_wanted(client: SimulatorClient, bot: Bot) -> None:
    client.set_switches(copies=3, shuffle=True, shuffle_seconds=0.1)
    client.person(MEMBER).says("สามครั้ง")
    assert len({str(one) for one in bot.wait(3)}) == 1
    client.wait_until_delivered()
    assert len(bot.bodies) == 3


def test_webhooks_can_be_lost(client: SimulatorClient, bot: Bot) -> None:
    client.set_switches(drop=1)
    member = client.person(MEMBER)
    member.says("หาย")
    member.says("ถึง")
    assert bot.wait()[0]["message"]["text"] == "ถึง"


def test_webhooks_can_come_out_of_order(client: SimulatorClient, bot: Bot) -> None:
    client.set_switches(shuffle=True)
    member = client.person(MEMBER)
    for number in range(20):
        member.says(str(number))
    texts = [event["message"]["text"] for event in bot.wait(20)]
    assert sorted(texts, key=int) == [str(number) for number in range(20)]
    assert texts != sorted(texts, key=int)


def test_webhooks_can_be_late(client: SimulatorClient, bot: Bot) -> None:
    client.set_switches(delay_seconds=0.3)
    began = time.monotonic()
    client.person(MEMBER).says("ช้า")
    bot.wait()
    assert time.monotonic() - began >= 0.3


def test_several_events_can_share_a_body(client: SimulatorClient, bot: Bot) -> None:
    client.set_switches(batch=10, delay_seconds=2)
    member = client.person(MEMBER)
    for number in range(5):
        member.says(str(number))
    bot.wait(5)
    assert len(bot.bodies) < 5


def test_in_standby_there_is_no_reply_token(client: SimulatorClient, bot: Bot) -> None:
    client.set_switches(standby=True)
    client.person(MEMBER).says("ไม่ต้องตอบ")
    event = bot.wait()[0]
    assert (event["mode"], "replyToken" in event) == ("standby", False)


def test_each_station_hears_its_own_chat(client: SimulatorClient, bot: Bot) -> None:
    client.person(MEMBER, station="BB").says("ถึงอีกสถานี")
    bot.wait()
    assert bot.bodies[0]["destination"] == "U" + "e" * 32
    assert bot.seals_are_right == [True]


def test_an_event_id_is_a_ulid_that_sorts_by_time(platform: Platform) -> None:
    early = event_id(platform.clock())
    platform.advance(1)
    assert early < event_id(platform.clock())


def test_the_webhook_test_tells_what_the_bot_answered(line: Line, bot: Bot) -> None:
    path = "/v2/bot/channel/webhook/test"
    status, told, _ = line.ask("POST", path, {})
    told.pop("timestamp")
    assert (status, told) == (
        200,
        {"success": True, "statusCode": 200, "reason": "OK", "detail": "200"},
    )
    assert bot.bodies == [{"destination": BOT, "events": []}]
    bot.status = lambda: 400
    told = line.ask("POST", path)[1]
    assert (told["success"], told["reason"]) == (False, "ERROR_STATUS_CODE")
    told = line.ask("POST", path, {"endpoint": "http://127.0.0.1:9/"})[1]
    assert (told["success"], told["statusCode"], told["reason"]) == (False, 0, "COULD_NOT_CONNECT")


def test_the_webhook_address_can_be_read_and_set(line: Line, bot: Bot) -> None:
    path = "/v2/bot/channel/webhook/endpoint"
    assert line.ask("GET", path)[1] == {"endpoint": bot.url, "active": True}
    assert line.ask("PUT", path, {"endpoint": "http://example.org/"})[0] == 400
    assert line.ask("PUT", path, {"endpoint": "https://example.org/callback"})[0] == 200
    assert line.ask("GET", path)[1]["endpoint"] == "https://example.org/callback"


def test_an_account_whose_webhook_is_off_hears_nothing(client: SimulatorClient, bot: Bot) -> None:
    client.set_webhook("KK", bot.url, active=False)
    client.person(MEMBER).says("มีใครอยู่ไหม")
    time.sleep(0.1)
    assert bot.events == []

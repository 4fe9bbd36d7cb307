from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from simulator.client import SimulatorClient, SimulatorRefused
from tests.simulator.conftest import EMPTY_GROUP, GROUP, MEMBER, OFFICER, STRANGER, Bot, Line

CARD = {
    "type": "flex",
    "altText": "KK-2569-000001",
    "contents": {
        "type": "bubble",
        "body": {
            "type": "box",
            "layout": "vertical",
            "contents": [
                {
                    "type": "button",
                    "action": {
                        "type": "postback",
                        "label": "รับเรื่อง",
                        "data": "accept:1",
                        "displayText": "รับเรื่อง KK-2569-000001",
                    },
                },
                {"type": "button", "action": {"type": "uri", "label": "โทร 191", "uri": "tel:191"}},
                {
                    "type": "button",
                    "action": {
                        "type": "datetimepicker",
                        "label": "นัด",
                        "data": "when",
                        "mode": "date",
                    },
                },
                {
                    "type": "button",
                    "action": {"type": "clipboard", "label": "คัดลอก", "clipboardText": "191"},
                },
            ],
        },
    },
}


def quick(*actions: dict[str, Any]) -> dict[str, Any]:
    items = [{"type": "action", "action": action} for action in actions]
    return {"type": "text", "text": "ที่ไหน", "quickReply": {"items": items}}


HERE = {"type": "location", "label": "ส่งตำแหน่ง"}
HOME = {"type": "message", "label": "หมู่บ้านของฉัน", "text": "หมู่บ้านของฉัน"}


def test_a_pressed_button_sends_its_postback_and_shows_its_words(
    client: SimulatorClient, bot: Bot, line: Line
) -> None:
    line.push(OFFICER, CARD)
    officer = client.person(OFFICER)
    assert officer.presses("รับเรื่อง") == {"did": "postback"}
    event = bot.wait()[0]
    assert (event["type"], event["postback"]) == ("postback", {"data": "accept:1"})
    assert event["replyToken"]
    assert officer.chat()[-1]["content"]["text"] == "รับเรื่อง KK-2569-000001"
    assert len(bot.events) == 1


def test_a_date_is_picked_before_its_postback(
    client: SimulatorClient, bot: Bot, line: Line
) -> None:
    line.push(OFFICER, CARD)
    officer = client.person(OFFICER)
    assert officer.presses("นัด") == {"needs": "date"}
    officer.presses("นัด", date="2026-12-01")
    assert bot.wait()[0]["postback"] == {"data": "when", "params": {"date": "2026-12-01"}}


def test_a_uri_is_opened_by_the_phone_alone(client: SimulatorClient, bot: Bot, line: Line) -> None:
    line.push(OFFICER, CARD)
    assert client.person(OFFICER).presses("โทร 191") == {"did": "open", "uri": "tel:191"}
    assert client.person(OFFICER).presses("คัดลอก") == {"did": "copy", "text": "191"}
    assert bot.events == []


def test_anyone_in_a_group_can_press_a_button(
    client: SimulatorClient, bot: Bot, line: Line
) -> None:
    line.push(GROUP, CARD)
    client.person(MEMBER).at(GROUP).presses("รับเรื่อง")
    assert bot.wait()[0]["source"] == {"type": "group", "groupId": GROUP, "userId": MEMBER}


def test_quick_replies_vanish_when_used(client: SimulatorClient, bot: Bot, line: Line) -> None:
    line.push(MEMBER, quick(HOME, HERE))
    member = client.person(MEMBER)
    assert member.quick_replies() == ["หมู่บ้านของฉัน", "ส่งตำแหน่ง"]
    member.taps("หมู่บ้านของฉัน")
    assert bot.wait()[0]["message"]["text"] == "หมู่บ้านของฉัน"
    assert member.quick_replies() == []
    with pytest.raises(SimulatorRefused, match="no quick reply"):
        member.taps("หมู่บ้านของฉัน")


def test_quick_replies_vanish_at_any_new_message(client: SimulatorClient, line: Line) -> None:
    line.push(MEMBER, quick(HOME))
    line.push(MEMBER, "อีกเรื่อง")
    assert client.person(MEMBER).quick_replies() == []


def test_only_the_last_objects_quick_replies_are_shown(client: SimulatorClient, line: Line) -> None:
    line.push(MEMBER, quick(HOME), "ตามมา")
    assert client.person(MEMBER).quick_replies() == []


def test_a_location_quick_reply_asks_for_a_place(client: SimulatorClient, line: Line) -> None:
    line.push(MEMBER, quick(HERE))
    member = client.person(MEMBER)
    assert member.taps("ส่งตำแหน่ง") == {"needs": "location"}
    assert member.quick_replies() == ["ส่งตำแหน่ง"]
    member.sends_location(13.8, 100.6)
    assert member.quick_replies() == []


def refused(doing: Any) -> str:
    with pytest.raises(SimulatorRefused) as told:
        doing()
    return str(told.value)


def test_what_a_phone_would_not_let_its_owner_do(client: SimulatorClient, line: Line) -> None:
    member, officer = client.person(MEMBER), client.person(OFFICER)
    said = member.says("ของฉัน")
    line.push(MEMBER, "ของบอต")
    of_the_bot = member.received()[0]["id"]
    assert "own message" in refused(lambda: member.unsends(of_the_bot))
    assert "own message" in refused(lambda: officer.at(GROUP).unsends(said["id"]))
    assert "in a group" in refused(lambda: member.edits(said["id"], "ใหม่"))
    assert "not in the group" in refused(lambda: officer.at(EMPTY_GROUP).says("x"))
    assert "no such" in refused(lambda: officer.at(member.chat_id).says("x"))
    assert "empty" in refused(lambda: member.says(""))
    assert "LINE allows one" in refused(lambda: member.invites_bot(GROUP))
    assert "already friend" in refused(member.follows)
    assert "no button" in refused(lambda: member.presses("ไม่มี"))
    member.blocks()
    assert "blocked" in refused(lambda: member.says("x"))


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        pytest.param("POST", "/api/acts/dance", {}, id="an unknown act"),
        pytest.param("POST", "/api/acts/text", {"person": MEMBER}, id="no chat"),
        pytest.param("POST", "/api/acts/text", [], id="no object"),
        pytest.param("POST", "/api/faults", {"kind": "earthquake"}, id="an unknown fault"),
        pytest.param("POST", "/api/faults", {"kind": "slow", "speed": 1}, id="an unknown setting"),
        pytest.param("PUT", "/api/switches", {"light": True}, id="an unknown switch"),
        pytest.param("POST", "/api/people", {"name": "x", "age": 5}, id="an unknown property"),
        pytest.param("GET", "/api/chats/KK:nobody", None, id="an unknown chat"),
        pytest.param("GET", "/api/nothing", None, id="an unknown page"),
    ],
)
def test_the_control_api_says_what_is_wrong(
    client: SimulatorClient, method: str, path: str, body: Any
) -> None:
    assert refused(lambda: client.ask(method, path, body))


def test_people_and_groups_can_be_added(client: SimulatorClient, line: Line) -> None:
    one = client.ask("POST", "/api/people", {"name": "ป้าน้อย", "befriended": True})
    room = client.ask(
        "POST",
        "/api/groups",
        {"name": "กลุ่มป้า", "channel": "KK", "members": [one["user_id"]]},
    )
    assert line.push(one["user_id"], "สวัสดี")[0] == 200
    assert line.push(room["group_id"], "สวัสดีกลุ่ม")[0] == 200
    aunt = client.person(one["user_id"], station="KK")
    assert [len(aunt.received()), len(aunt.at(room["group_id"]).received())] == [1, 1]


def test_a_reset_begins_again_but_keeps_the_webhook(
    client: SimulatorClient, bot: Bot, line: Line
) -> None:
    line.push(MEMBER, "ก่อน")
    client.set_fault("status")
    client.reset()
    assert client.person(MEMBER).chat() == []
    assert client.calls() == []
    assert line.push(MEMBER, "หลัง")[0] == 200
    client.person(MEMBER).says("ยังอยู่")
    assert bot.wait()[0]["message"]["text"] == "ยังอยู่"


def test_following_tells_the_bot_whether_it_was_blocked(client: SimulatorClient, bot: Bot) -> None:
    client.person(STRANGER).follows()
    member = client.person(MEMBER)
    member.blocks()
    member.follows()
    kinds = [(event["type"], event.get("follow")) for event in bot.wait(3)]
    assert kinds == [
        ("follow", {"isUnblocked": False}),
        ("unfollow", None),
        ("follow", {"isUnblocked": True}),
    ]


def test_a_bot_hears_of_its_coming_and_going(client: SimulatorClient, bot: Bot, line: Line) -> None:
    member = client.person(MEMBER)
    member.invites_bot(EMPTY_GROUP)
    client.person(STRANGER).joins(EMPTY_GROUP)
    client.person(STRANGER).leaves(EMPTY_GROUP)
    assert line.ask("POST", f"/v2/bot/group/{EMPTY_GROUP}/leave")[0] == 200
    events = bot.wait(4)
    assert [event["type"] for event in events] == ["join", "memberJoined", "memberLeft", "leave"]
    assert events[1]["joined"] == {"members": [{"type": "user", "userId": STRANGER}]}
    assert ["replyToken" in event for event in events] == [True, True, False, False]
    assert line.push(EMPTY_GROUP, "x")[0] == 400
    member.at(EMPTY_GROUP).says("เงียบแล้ว")
    client.wait_until_delivered()
    assert len(bot.events) == 4


def test_the_sample_photo_tells_where_it_was_taken(client: SimulatorClient, line: Line) -> None:
    photo = client.person(MEMBER).sends_photo()
    data = line.ask("GET", f"/v2/bot/message/{photo['id']}/content")[1]
    with Image.open(io.BytesIO(data)) as picture:
        place = picture.getexif().get_ifd(0x8825)
    assert (place[1], round(float(place[2][0])), round(float(place[4][0]))) == ("N", 13, 100)


def test_a_message_marked_as_read_is_shown_as_read(
    client: SimulatorClient, bot: Bot, line: Line
) -> None:
    member = client.person(MEMBER)
    member.says("หนึ่ง")
    member.says("สอง")
    token = bot.wait(2)[0]["message"]["markAsReadToken"]
    path = "/v2/bot/chat/markAsRead"
    assert line.ask("POST", path, {"markAsReadToken": token})[0] == 200
    assert [one["is_read"] for one in member.chat()] == [True, False]
    assert line.ask("POST", path, {"markAsReadToken": "wrong"})[0] == 400


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"chatId": MEMBER, "loadingSeconds": 10}, 202),
        ({"chatId": MEMBER}, 202),
        ({"chatId": MEMBER, "loadingSeconds": 7}, 400),
        ({"chatId": GROUP}, 400),
        ({}, 400),
    ],
)
def test_the_loading_sign_is_for_one_person(line: Line, body: Any, status: int) -> None:
    assert line.ask("POST", "/v2/bot/chat/loading/start", body)[0] == status


def test_profiles_are_known_of_friends_and_group_members(
    line: Line, client: SimulatorClient
) -> None:
    def profile(of: str) -> int:
        return line.ask("GET", f"/v2/bot/profile/{of}")[0]

    assert [profile(MEMBER), profile(STRANGER)] == [200, 404]
    client.person(STRANGER).says("สวัสดี")
    assert profile(STRANGER) == 200
    client.person(MEMBER).blocks()
    assert profile(MEMBER) == 404
    assert line.ask("GET", f"/v2/bot/group/{GROUP}/member/{MEMBER}")[1]["displayName"] == "สมหญิง"
    assert line.ask("GET", f"/v2/bot/group/{GROUP}/summary")[1]["groupName"] == "บ้านริมคลอง"
    assert line.ask("GET", f"/v2/bot/group/{EMPTY_GROUP}/summary")[0] == 404
    for path in ("/v2/bot/followers/ids", f"/v2/bot/group/{GROUP}/members/ids"):
        assert line.ask("GET", path)[0] == 403

"""LINE's JSON read with tolerance."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.line import inbound, post
from domain.events import (
    Event,
    GroupMembersChanged,
    Location,
    Media,
    MediaKind,
    MessageEdited,
    MessageSaid,
    MessageUnsent,
    Speaker,
    Text,
    Unknown,
    Unreadable,
)

NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
# The example of LINE's page on verifying webhook signatures.
SECRET = "8c570fa6dd201bb328f1c1eac23a96d8"
BODY = b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'
SIGNATURE = "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="

number = st.floats(allow_nan=False, allow_infinity=False)
scalars = st.none() | st.booleans() | st.integers() | number | st.text(max_size=8)
anything = (
    scalars
    | st.lists(scalars, max_size=2)
    | st.dictionaries(
        st.sampled_from(["type", "userId", "id", "text", "data", "members"]), scalars, max_size=3
    )
)
FIELDS = [
    *("type", "source", "message", "timestamp", "webhookEventId", "postback", "replyToken"),
    *("mode", "unsend", "deliveryContext", "joined", "follow"),
]
named = st.dictionaries(
    st.sampled_from(FIELDS),
    anything | st.sampled_from(["message", "unsend", "postback", "messageEdited"]),
    max_size=6,
)


def an_event(**parts: Any) -> dict[str, Any]:
    return {
        "type": "message",
        "mode": "active",
        "timestamp": 1795500000000,
        "source": {"type": "user", "userId": "U" + "a" * 32},
        "webhookEventId": "01HXXXXXXXXXXXXXXXXXXXXXXX",
        "deliveryContext": {"isRedelivery": False},
        "replyToken": "token",
        "message": {"id": "5", "type": "text", "text": "มีคนงัดบ้าน"},
        **parts,
    }


def packed(*events: Any) -> bytes:
    return json.dumps({"destination": "U", "events": list(events)}).encode()


def read(event: dict[str, Any]) -> Event:
    return inbound.event_in(json.dumps(event).encode(), occurred_at=NOW)


def test_lines_own_example_is_signed() -> None:
    assert post.is_signed(BODY, SIGNATURE, SECRET)


@pytest.mark.parametrize("signature", [None, "", "x", SIGNATURE[:-1], "é" * 44, SIGNATURE + " "])
def test_any_other_signature_is_refused(signature: str | None) -> None:
    assert not post.is_signed(BODY, signature, SECRET)


def test_one_changed_byte_is_noticed() -> None:
    assert not post.is_signed(BODY + b" ", SIGNATURE, SECRET)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_webhook_or_are_refused(body: bytes) -> None:
    try:
        post.arrivals_in(body, received_at=NOW)
    except post.NotAWebhook:
        return


@given(st.lists(named, max_size=4))
def test_any_events_are_kept_and_read(events: list[dict[str, Any]]) -> None:
    found = post.arrivals_in(packed(*events), received_at=NOW)
    assert len(found) == len(events)
    for raw in found:
        assert isinstance(inbound.event_in(raw.body, occurred_at=NOW), Event)
        inbound.reply_token(raw.body, received_at=NOW)


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"events":1}', b'{"events":[1]}', b"\xff"])
def test_what_is_no_webhook_is_refused(body: bytes) -> None:
    with pytest.raises(post.NotAWebhook):
        post.arrivals_in(body, received_at=NOW)


def test_half_a_character_does_not_lose_the_body() -> None:
    body = packed(an_event()).replace(b"\\u0e21", b"\\ud83d", 1)
    assert len(post.arrivals_in(body, received_at=NOW)) == 1


def test_endless_nesting_is_refused() -> None:
    with pytest.raises(post.NotAWebhook):
        post.arrivals_in(b'{"events":' + b"[" * 200_000, received_at=NOW)


def test_a_redelivery_without_an_id_has_the_same_key() -> None:
    first = an_event()
    del first["webhookEventId"]
    again = {**first, "deliveryContext": {"isRedelivery": True}}
    keys = {raw.key for raw in post.arrivals_in(packed(first, again), received_at=NOW)}
    assert len(keys) == 1


def test_the_lane_is_the_sender_in_groups_too() -> None:
    person = "U" + "b" * 32
    found = post.arrivals_in(
        packed(
            an_event(source={"type": "user", "userId": person}),
            an_event(source={"type": "group", "groupId": "C1", "userId": person}),
            an_event(source={"type": "group", "groupId": "C1"}),
            an_event(source=None),
        ),
        received_at=NOW,
    )
    assert [raw.lane for raw in found] == [person, person, "C1", "nobody"]


def test_an_impossible_timestamp_is_the_moment_of_receipt() -> None:
    for value in ("x", -1, True, None, 10**30):
        raw = post.arrivals_in(packed(an_event(timestamp=value)), received_at=NOW)[0]
        assert raw.occurred_ms == NOW.timestamp() * 1000


@pytest.mark.parametrize(
    ("message", "content"),
    [
        ({"id": "1", "type": "text", "text": "ก"}, Text(text="ก")),
        (
            {"id": "1", "type": "image", "imageSet": {"id": "s", "index": 1, "total": 2}},
            Media(kind=MediaKind.PHOTO, set_id="s", set_index=1, set_total=2),
        ),
        ({"id": "1", "type": "audio", "duration": 9}, Media(kind=MediaKind.VOICE, duration_ms=9)),
        (
            {"id": "1", "type": "location", "latitude": 13.8, "longitude": 100.6},
            Location(latitude=13.8, longitude=100.6),
        ),
        (
            {"id": "1", "type": "location", "latitude": 999, "longitude": 1},
            Unreadable(kind="location"),
        ),
        ({"id": "1", "type": "poll"}, Unreadable(kind="poll")),
    ],
)
def test_a_message_is_read_by_its_kind(message: dict[str, Any], content: object) -> None:
    event = read(an_event(message=message))
    assert isinstance(event, MessageSaid)
    assert event.content == content


def test_an_unknown_event_stays_and_means_nothing() -> None:
    assert read(an_event(type="somethingNew")) == Unknown(happened_at=NOW, kind="somethingNew")


def test_an_edit_and_an_unsend_name_their_message() -> None:
    edit = read(an_event(type="messageEdited"))
    unsend = read(an_event(type="unsend", unsend={"messageId": "5"}))
    assert isinstance(edit, MessageEdited)
    assert isinstance(unsend, MessageUnsent)
    assert edit.message_id == unsend.message_id == "5"


@pytest.mark.parametrize(
    ("parts", "change"),
    [
        ({"type": "memberJoined", "joined": {"members": [{"userId": "a"}, {"userId": "b"}]}}, 2),
        ({"type": "memberLeft", "left": {"members": [{"userId": "a"}]}}, -1),
        ({"type": "memberLeft", "left": {"members": None}}, 0),
    ],
)
def test_who_came_into_a_group_or_left_it_is_counted(parts: dict[str, Any], change: int) -> None:
    event = read(an_event(source={"type": "group", "groupId": "C1"}, **parts))
    assert event == GroupMembersChanged(
        happened_at=NOW, speaker=Speaker(user_id=None, group_id="C1"), change=change
    )


@pytest.mark.parametrize("kind", ["messageEdited", "unsend", "postback"])
def test_what_lacks_its_message_means_nothing(kind: str) -> None:
    assert read(an_event(type=kind, message={})) == Unknown(happened_at=NOW, kind=kind)


def test_a_mention_of_the_bot_is_seen() -> None:
    mention = {"mentionees": [{"type": "user", "index": 0, "length": 3, "isSelf": True}]}
    event = read(an_event(message={"id": "1", "type": "text", "text": "@b", "mention": mention}))
    assert isinstance(event, MessageSaid)
    assert event.mentions_bot
    assert event.content == Text(text="")


@pytest.mark.parametrize(
    ("text", "index", "length", "told"),
    [
        ("@สน โคกคราม สถานะ", 0, 11, "สถานะ"),
        ("มีคนตีกัน @สน โคกคราม", 10, 11, "มีคนตีกัน"),
        ("😀 @สน โคกคราม สถานะ", 3, 11, "😀   สถานะ"),
        ("มีคนตีกัน", 0, 4, "มีคนตีกัน"),
        ("@สน สถานะ", -1, 3, "@สน สถานะ"),
        ("@สน สถานะ", "0", 3, "@สน สถานะ"),
    ],
)
def test_the_name_by_which_the_bot_is_called_is_no_part_of_what_is_told(
    text: str, index: object, length: int, told: str
) -> None:
    mention = {"mentionees": [{"index": index, "length": length, "isSelf": True}]}
    event = read(an_event(message={"id": "1", "type": "text", "text": text, "mention": mention}))
    assert isinstance(event, MessageSaid)
    assert event.mentions_bot
    assert event.content == Text(text=told)


def test_the_name_of_somebody_else_is_told() -> None:
    mention = {"mentionees": [{"index": 0, "length": 4, "isSelf": False}]}
    message = {"id": "1", "type": "text", "text": "@แดง โดนตี", "mention": mention}
    event = read(an_event(message=message))
    assert isinstance(event, MessageSaid)
    assert event.content == Text(text="@แดง โดนตี")


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"mode": "standby"}, id="another module holds the chat"),
        pytest.param({"deliveryContext": {"isRedelivery": True}}, id="it may be answered already"),
        pytest.param({"replyToken": None}, id="nothing to answer"),
    ],
)
def test_such_an_event_is_not_answered_by_reply(changed: dict[str, Any]) -> None:
    body = json.dumps(an_event(**changed)).encode()
    assert inbound.reply_token(body, received_at=NOW) is None


def test_a_token_is_counted_from_the_earlier_of_event_and_receipt() -> None:
    happened = NOW - timedelta(seconds=20)
    stamp = int(happened.timestamp() * 1000)
    token = inbound.reply_token(json.dumps(an_event(timestamp=stamp)).encode(), received_at=NOW)
    assert token is not None
    assert token.until == happened + timedelta(seconds=50)

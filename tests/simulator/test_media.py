from __future__ import annotations

import io
import json

import pytest
from linebot.v3.messaging import MessagingApi, MessagingApiBlob, RichMenuRequest
from linebot.v3.messaging.exceptions import ApiException
from PIL import Image

from simulator.client import SimulatorClient
from tests.simulator.conftest import MEMBER, STRANGER, Bot, Line


def content(of: str) -> str:
    return f"/v2/bot/message/{of}/content"


def test_what_was_uploaded_is_fetched_as_it_was(
    client: SimulatorClient, blob: MessagingApiBlob, line: Line
) -> None:
    sent = client.person(MEMBER).sends_file("รายงาน.pdf", b"%PDF-1.7 hello")
    assert blob.get_message_content(sent["id"]) == b"%PDF-1.7 hello"
    assert sent["content"]["fileName"] == "รายงาน.pdf"
    assert line.ask("GET", content(sent["id"]) + "/preview")[0] == 400
    assert line.ask("GET", content("1"))[0] == 404


def test_a_photo_has_a_small_preview(client: SimulatorClient, line: Line) -> None:
    photo = client.person(MEMBER).sends_photo()
    status, data, headers = line.ask("GET", content(photo["id"]) + "/preview")
    with Image.open(io.BytesIO(data)) as picture:
        assert max(picture.size) == 240
    assert (status, headers["Content-Type"]) == (200, "image/jpeg")


def test_a_broken_photo_is_delivered_all_the_same(client: SimulatorClient, line: Line) -> None:
    photo = client.person(MEMBER).sends_photo(b"not a picture")
    assert line.ask("GET", content(photo["id"]))[1] == b"not a picture"
    assert line.ask("GET", content(photo["id"]) + "/preview")[0] == 200


def test_a_video_is_prepared_before_it_can_be_fetched(
    client: SimulatorClient, blob: MessagingApiBlob, line: Line
) -> None:
    client.ask("PUT", "/api/media", {"preparing_seconds": 60})
    video = client.person(MEMBER).sends_video(b"video")
    transcoding = content(video["id"]) + "/transcoding"
    assert line.ask("GET", content(video["id"]))[:2] == (202, b"")
    assert blob.get_message_content(video["id"]) is None
    assert line.ask("GET", transcoding)[1] == {"status": "processing"}
    client.advance(61)
    assert line.ask("GET", transcoding)[1] == {"status": "succeeded"}
    assert blob.get_message_content(video["id"]) == b"video"


def test_a_preparation_can_fail(client: SimulatorClient, line: Line) -> None:
    client.ask("PUT", "/api/media", {"failing": True})
    voice = client.person(MEMBER).sends_audio(b"voice")
    assert line.ask("GET", content(voice["id"]) + "/transcoding")[1] == {"status": "failed"}


def test_content_goes_away(client: SimulatorClient, line: Line) -> None:
    member = client.person(MEMBER)
    old, withdrawn = member.sends_photo(), member.sends_photo()
    client.ask("POST", f"/api/media/{old['id']}/gone", {})
    member.unsends(withdrawn["id"])
    assert line.ask("GET", content(old["id"]))[0] == 410
    assert line.ask("GET", content(withdrawn["id"]))[0] == 404


def a_menu(width: int = 1200, height: int = 405) -> RichMenuRequest:
    return RichMenuRequest.from_dict(
        {
            "size": {"width": width, "height": height},
            "selected": True,
            "name": "สมาชิก",
            "chatBarText": "เมนู",
            "areas": [
                {
                    "bounds": {"x": 0, "y": 0, "width": 600, "height": 405},
                    "action": {"type": "message", "label": "เหตุด่วน", "text": "มีเหตุด่วน"},
                },
                {
                    "bounds": {"x": 600, "y": 0, "width": 600, "height": 405},
                    "action": {
                        "type": "richmenuswitch",
                        "richMenuAliasId": "more",
                        "data": "more",
                    },
                },
            ],
        }
    )


def a_picture(width: int = 1200, height: int = 405) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#26364d").save(out, "PNG")
    return out.getvalue()


def upload(line: Line, menu_id: str, picture: bytes) -> int:
    path = f"/v2/bot/richmenu/{menu_id}/content"
    return line.ask("POST", path, picture, Content_Type="image/png")[0]


def test_a_rich_menu_is_shown_to_those_it_is_linked_to(
    sdk: MessagingApi, line: Line, client: SimulatorClient, bot: Bot
) -> None:
    menu = sdk.create_rich_menu(a_menu()).rich_menu_id
    with pytest.raises(ApiException, match="must upload"):
        sdk.link_rich_menu_id_to_user(MEMBER, menu)
    assert upload(line, menu, a_picture(100, 100)) == 400
    assert upload(line, menu, a_picture()) == 200
    assert upload(line, menu, a_picture()) == 400
    sdk.link_rich_menu_id_to_user(MEMBER, menu)
    sdk.link_rich_menu_id_to_user(STRANGER, menu)
    client.person(MEMBER).touches_menu(0)
    assert bot.wait()[0]["message"]["text"] == "มีเหตุด่วน"
    seen = [client.ask("GET", f"/api/chats/KK:{one}")["menu"] for one in (MEMBER, STRANGER)]
    assert (seen[0]["id"], seen[1]) == (menu, None)
    sdk.unlink_rich_menu_id_from_user(MEMBER)
    assert client.ask("GET", f"/api/chats/KK:{MEMBER}")["menu"] is None


def test_a_menu_can_switch_to_another(
    sdk: MessagingApi, line: Line, client: SimulatorClient, bot: Bot
) -> None:
    first, second = (sdk.create_rich_menu(a_menu()).rich_menu_id for _ in range(2))
    for menu in (first, second):
        upload(line, menu, a_picture())
    sdk.set_default_rich_menu(first)
    client.person(MEMBER).touches_menu(1)
    assert bot.wait()[0]["postback"]["params"]["status"] == "RICHMENU_ALIAS_ID_NOTFOUND"
    alias = {"richMenuAliasId": "more", "richMenuId": second}
    assert line.ask("POST", "/v2/bot/richmenu/alias", alias)[0] == 200
    assert line.ask("POST", "/v2/bot/richmenu/alias", alias)[0] == 400
    client.person(MEMBER).touches_menu(1)
    assert bot.wait(2)[1]["postback"] == {
        "data": "more",
        "params": {"newRichMenuAliasId": "more", "status": "SUCCESS"},
    }
    assert sdk.get_rich_menu_id_of_user(MEMBER).rich_menu_id == second
    assert sdk.get_default_rich_menu_id().rich_menu_id == first
    assert len(sdk.get_rich_menu_list().richmenus) == 2
    sdk.delete_rich_menu(second)
    assert client.ask("GET", f"/api/chats/KK:{MEMBER}")["menu"]["id"] == first


def test_menus_are_linked_in_bulk(sdk: MessagingApi, line: Line, client: SimulatorClient) -> None:
    menu = sdk.create_rich_menu(a_menu()).rich_menu_id
    upload(line, menu, a_picture())
    bulk = {"richMenuId": menu, "userIds": [MEMBER]}
    assert line.ask("POST", "/v2/bot/richmenu/bulk/link", bulk)[0] == 202
    assert client.ask("GET", f"/api/chats/KK:{MEMBER}")["menu"]["id"] == menu
    batch = {"operations": [{"type": "unlinkAll"}]}
    assert line.ask("POST", "/v2/bot/richmenu/batch", batch)[0] == 202
    assert client.ask("GET", f"/api/chats/KK:{MEMBER}")["menu"] is None


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"chatBarText": "ก" * 15}, "chatBarText"),
        ({"size": {"width": 700, "height": 400}}, "size"),
        ({"size": {"width": 1200, "height": 1000}}, "size"),
        ({"name": ""}, "name"),
    ],
)
def test_a_menu_of_the_wrong_shape_is_refused(line: Line, change: object, place: str) -> None:
    body = json.loads(a_menu().to_json()) | change  # type: ignore[operator]
    status, told, _ = line.ask("POST", "/v2/bot/richmenu", body)
    assert (status, told["details"][0]["property"]) == (400, place)


def test_stateless_tokens_live_fifteen_minutes(line: Line, client: SimulatorClient) -> None:
    form = {"grant_type": "client_credentials", "client_id": "1001", "client_secret": "secret-KK"}
    url = f"{line.url}/oauth2/v3/token"
    told = line.http.request("POST", url, fields=form, encode_multipart=False).json()
    assert (told["token_type"], told["expires_in"]) == ("Bearer", 900)
    line.token = told["access_token"]
    assert line.push(MEMBER, "x")[0] == 200
    verify = f"{line.url}/oauth2/v2.1/verify?access_token={line.token}"
    assert line.http.request("GET", verify).json()["client_id"] == "1001"
    client.advance(901)
    assert line.push(MEMBER, "x")[0] == 401
    wrong = form | {"client_secret": "secret-BB"}
    assert line.http.request("POST", url, fields=wrong, encode_multipart=False).status == 400

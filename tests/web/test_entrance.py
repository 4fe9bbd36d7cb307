"""One-time links: a look changes nothing, one button opens once."""

from __future__ import annotations

import threading

import pytest

from models.leaving import forget_person
from tests.web.visitors import OWN_SITE, Neighbourhood

DOORS = [
    pytest.param("/console/enter/", "console", "p1", "/console/", id="console"),
    pytest.param("/t/", "media", "p1", "/t/view", id="media"),
    pytest.param("/m/", "member", "member", "/m/view", id="member"),
    pytest.param("/n/", "name", "p1", "/n/view", id="name"),
    pytest.param("/m/pictures/", "pictures", "", "/m/pictures/view", id="pictures"),
]


@pytest.mark.parametrize(("address", "purpose", "who", "inside"), DOORS)
def test_looking_burns_nothing_and_the_button_opens_once(
    place: Neighbourhood, address: str, purpose: str, who: str, inside: str
) -> None:
    tip = place.a_tip() if purpose in ("media", "name", "pictures") else None
    token = place.a_link(purpose, who, tip)
    for _ in range(3):
        preview = place.a_browser().get(address + token)
        assert preview.status_code == 200
        assert "Set-Cookie" not in preview.headers
        assert preview.headers["Referrer-Policy"] == "no-referrer"
        assert preview.headers["Cache-Control"] == "no-store"
    opened = place.a_browser().post(address + token, headers=OWN_SITE)
    assert (opened.status_code, opened.headers["Location"]) == (303, inside)
    assert token not in opened.headers["Location"] + opened.headers["Set-Cookie"]
    assert "HttpOnly" in opened.headers["Set-Cookie"]
    assert "SameSite=Lax" in opened.headers["Set-Cookie"]
    again = place.a_browser().post(address + token, headers=OWN_SITE)
    assert again.status_code == 410
    assert "ลิงก์นี้ใช้แล้วหรือหมดอายุ" in again.text
    assert place.a_browser().get(address + token).status_code == 410


def test_two_presses_at_once_open_one_session(place: Neighbourhood) -> None:
    token, answers = place.a_link("console", "p1"), []

    def press() -> None:
        with place.app.test_client() as browser:
            answers.append(browser.post(f"/console/enter/{token}", headers=OWN_SITE).status_code)

    pressing = [threading.Thread(target=press) for _ in range(6)]
    for one in pressing:
        one.start()
    for one in pressing:
        one.join(60)
    assert sorted(answers) == [303, *[410] * 5]


@pytest.mark.parametrize(
    ("address", "purpose"),
    [
        pytest.param("/t/", "console", id="a sign-in at the media"),
        pytest.param("/console/enter/", "media", id="media at the sign-in"),
        pytest.param("/m/", "console", id="a sign-in at a member's data"),
    ],
)
def test_a_link_opens_no_other_door(place: Neighbourhood, address: str, purpose: str) -> None:
    token = place.a_link(purpose, "c1")
    assert place.a_browser().post(address + token, headers=OWN_SITE).status_code == 410


@pytest.mark.parametrize(("address", "purpose", "who", "inside"), DOORS)
def test_a_link_runs_out_and_so_does_its_session(
    place: Neighbourhood, address: str, purpose: str, who: str, inside: str
) -> None:
    tip = place.a_tip() if purpose in ("media", "name", "pictures") else None
    late, token = place.a_link(purpose, who, tip), place.a_link(purpose, who, tip)
    browser = place.a_browser()
    assert browser.post(address + token, headers=OWN_SITE).status_code == 303
    place.clock.passes(minutes=10, seconds=1)
    assert place.a_browser().post(address + late).status_code == 410
    cookie = next(iter(browser._cookies.values()))
    place.clock.passes(hours=1)
    browser.set_cookie(cookie.key, cookie.value, path="/")
    assert browser.get(inside).status_code in (401, 410)


def test_a_forgotten_senders_pictures_are_shut_at_once(place: Neighbourhood) -> None:
    tip = place.a_tip()
    browser = place.inside("/m/pictures/", "pictures", "", tip)
    assert browser.get("/m/pictures/view").status_code == 200
    place.changed(lambda here: forget_person(here.uow, here.uow.members.all()[0]) and None)
    assert browser.get("/m/pictures/view").status_code == 410


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Sec-Fetch-Site": "cross-site"}, id="as the browser says"),
        pytest.param({"Origin": "https://evil.example"}, id="as the origin says"),
    ],
)
def test_another_sites_form_uses_no_link_up(place: Neighbourhood, headers: dict[str, str]) -> None:
    token = place.a_link("console", "p1")
    refused = place.a_browser().post(f"/console/enter/{token}", headers=headers)
    assert refused.status_code == 403
    assert place.a_browser().get(f"/console/enter/{token}").status_code == 200


def test_over_https_cookies_and_pages_stay_there(place: Neighbourhood) -> None:
    browser = place.an_app(is_https=True).test_client()
    opened = browser.post(f"/console/enter/{place.a_link('console', 'p1')}", headers=OWN_SITE)
    assert "Secure" in opened.headers["Set-Cookie"]
    assert "Strict-Transport-Security" in opened.headers


def test_coming_in_is_on_the_audit_trail(place: Neighbourhood) -> None:
    place.inside("/console/enter/", "console", "c1")
    assert place.acts()[-1] == "console.enter"


@pytest.mark.parametrize("address", ["/nowhere", "/console/enter/", "/t/", "/static/none.css"])
def test_what_is_not_there_is_said_in_thai(place: Neighbourhood, address: str) -> None:
    answer = place.a_browser().get(address)
    assert answer.status_code == 404
    assert "ไม่พบหน้านี้" in answer.text


def test_a_wrong_method_says_which_are_right(place: Neighbourhood) -> None:
    answer = place.a_browser().delete("/")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize(("trusted", "status"), [(1, 303), (0, 403)])
def test_a_proxy_is_believed_about_the_address_only_if_trusted(
    place: Neighbourhood, trusted: int, status: int
) -> None:
    behind = {"Origin": "https://tips.example", "X-Forwarded-Host": "tips.example"}
    browser = place.an_app(is_https=True, trusted_proxies=trusted).test_client()
    token = place.a_link("console", "p1")
    assert browser.post(f"/console/enter/{token}", headers=behind).status_code == status

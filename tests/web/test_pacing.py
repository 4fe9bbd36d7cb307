"""What one address may ask for, and that nobody is held up by another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from tests.web.visitors import Neighbourhood
from web.pacing import Pace

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
OUTSIDE = "203.0.113.7"


def asks(browser: FlaskClient, times: int, *, who: str = OUTSIDE, method: str = "GET") -> list[int]:
    from_there = {"REMOTE_ADDR": who}
    return [
        browser.open("/m/nothing", method=method, environ_base=from_there).status_code
        for _ in range(times)
    ]


def test_so_many_at_once_and_again_as_time_passes() -> None:
    pace = Pace(3)
    assert [pace.allows("a", NOON) for _ in range(5)] == [True, True, True, False, False]
    assert pace.allows("b", NOON)
    assert pace.allows("a", NOON + timedelta(seconds=20))
    assert not pace.allows("a", NOON + timedelta(seconds=20))
    assert [pace.allows("a", NOON + timedelta(minutes=5)) for _ in range(4)] == [
        True,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        pytest.param("2001:db8::1", "2001:db8::ffff", True, id="one network of IPv6"),
        pytest.param("2001:db8::1", "2001:db8:0:1::1", False, id="two networks"),
        pytest.param("203.0.113.7", "::ffff:203.0.113.7", True, id="IPv4 in both clothes"),
        pytest.param("203.0.113.7", "203.0.113.8", False, id="two addresses of IPv4"),
        pytest.param("", "unknown", False, id="what is no address"),
    ],
)
def test_an_address_is_known_by_its_network(one: str, other: str, *, is_same: bool) -> None:
    pace = Pace(1)
    assert pace.allows(one, NOON)
    assert pace.allows(other, NOON) is not is_same


def test_what_is_remembered_is_bounded() -> None:
    pace = Pace(1)
    for number in range(10_050):
        pace.allows(f"address {number}", NOON)
    assert len(pace._came) == 10_000
    assert not pace.allows("address 10049", NOON)


def test_a_flood_of_requests_is_held_up_with_a_page_that_says_so(place: Neighbourhood) -> None:
    browser = place.a_browser()
    codes = asks(browser, 602)
    assert codes == [410] * 600 + [429] * 2
    held = browser.get("/m/nothing", environ_base={"REMOTE_ADDR": OUTSIDE})
    assert held.headers["Retry-After"] == "60"
    assert "โปรดรอหนึ่งนาที" in held.text
    assert asks(browser, 1, who="203.0.113.8") == [410]
    place.clock.passes(minutes=1)
    assert asks(browser, 1) == [410]


def test_forms_are_held_up_sooner(place: Neighbourhood) -> None:
    codes = asks(place.a_browser(), 62, method="POST")
    assert codes == [410] * 60 + [429] * 2
    assert asks(place.a_browser(), 1) == [410]


@pytest.mark.parametrize("address", ["/healthz", "/static/site.css", "/b/nothing.jpg"])
def test_what_line_and_machines_fetch_is_not_counted(place: Neighbourhood, address: str) -> None:
    browser = place.a_browser()
    asks(browser, 601)
    found = browser.get(address, environ_base={"REMOTE_ADDR": OUTSIDE})
    found.close()
    assert found.status_code in (200, 404)


def test_a_proxy_that_nobody_trusts_is_not_taken_for_one_person(place: Neighbourhood) -> None:
    assert asks(place.a_browser(), 601, who="127.0.0.1")[-1] == 410


def test_behind_a_trusted_proxy_each_visitor_is_counted_apart(place: Neighbourhood) -> None:
    browser = place.an_app(is_https=True, trusted_proxies=1).test_client()

    def from_there(who: str) -> int:
        return browser.post("/m/nothing", headers={"X-Forwarded-For": who}).status_code

    assert [from_there(OUTSIDE) for _ in range(61)][-1] == 429
    assert from_there("203.0.113.8") == 410

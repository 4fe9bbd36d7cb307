"""The doctor and LINE: each fault of an account is named with its mend, in two languages."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from sqlalchemy import text

from commands.check.channel import Wanted, judge_endpoint, judge_test
from commands.check.door import Door
from simulator.client import SimulatorClient
from tests.commands.clinic import CODE, Clinic
from tests.conftest import FixedClock

HEALTH = (
    "configuration",
    "database opens",
    "encryption keys",
    "access token",
    "channel secret is right",
    "clock agrees",
    "300 of this month's 300",
    "3 of 3 officers",
    "1 group",
)


def test_a_station_in_good_health_has_nothing_to_fix(empty_clinic: Clinic) -> None:
    empty_clinic.fill()
    assert empty_clinic.check() == 0, empty_clinic.said("fix")
    well = " ".join(empty_clinic.said("ok"))
    for part in HEALTH:
        assert part in well


def test_each_finding_is_said_in_thai_and_then_in_english(clinic: Clinic) -> None:
    clinic.check()
    thai, latin = re.compile("[\u0e00-\u0e7f]"), re.compile("[A-Za-z]{3}")
    assert len(clinic.findings) > 15
    for _, first, second in clinic.findings:
        assert thai.search(first)
        assert latin.search(second)


def test_checking_changes_nothing(clinic: Clinic) -> None:
    def rows() -> dict[str, int]:
        with clinic.store.database.reading() as session:
            found = session.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))
            names = [row[0] for row in found]
            return {
                name: session.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one()  # noqa: S608
                for name in names
            }

    before = rows()
    clinic.check()
    assert rows() == before


def test_it_works_while_another_process_writes(clinic: Clinic) -> None:
    with clinic.writing():
        assert clinic.check() == 0


def test_a_wrong_token_is_named_by_its_key(clinic: Clinic) -> None:
    clinic.line["channel_access_token"] = "of-another-time"
    assert "line.channel_access_token" in clinic.only_fix()


def test_a_wrong_secret_is_found_by_lines_own_test(clinic: Clinic) -> None:
    phones = SimulatorClient(clinic.running.url)
    phones.ask("PUT", "/api/token/KK", {"secret": "another"})
    phones.close()
    found = clinic.only_fix()
    assert "secret is wrong" in found
    assert "line.channel_secret" in found


def test_a_secret_spoilt_after_the_bot_started_is_found(clinic: Clinic) -> None:
    clinic.line["channel_secret"] = "x" * 32
    assert "running bot has the right channel secret" in clinic.only_fix()


def test_a_mended_secret_asks_for_a_restart(clinic: Clinic, phones: SimulatorClient) -> None:
    phones.ask("PUT", "/api/token/KK", {"secret": "m" * 32})
    clinic.line["channel_secret"] = "m" * 32
    assert "restart it" in clinic.only_fix()


def test_a_webhook_that_was_never_set_is_told_with_the_address_to_set(clinic: Clinic) -> None:
    clinic.platform.set_webhook("KK", "")
    assert f"{clinic.public_url}/callback" in clinic.only_fix()


def test_a_webhook_switched_off_in_line_is_named(clinic: Clinic, phones: SimulatorClient) -> None:
    phones.set_webhook("KK", f"{clinic.public_url}/callback", active=False)
    assert "Use webhook" in clinic.only_fix()


@pytest.mark.parametrize("path", ["/callback", "/callback/khokkhram", "/callback/"])
def test_the_first_station_answers_at_both_addresses(clinic: Clinic, path: str) -> None:
    clinic.platform.set_webhook("KK", clinic.public_url + path)
    assert clinic.check() == 0, clinic.said("fix")


@pytest.mark.parametrize(
    ("webhook", "fault"),
    [
        pytest.param("http://bot.example.org/callback", "not https://", id="no https"),
        pytest.param("https://old.example.org/callback", "leads elsewhere", id="another bot"),
        pytest.param("https://bot.example.org/webhook", "this station's path", id="another path"),
        pytest.param("https://bot.example.org/callback/x", "this station's path", id="a neighbour"),
        pytest.param("https://bot.example.org:8443/callback", "elsewhere", id="another port"),
        pytest.param("https://bot.example.org:x/callback", "elsewhere", id="no port at all"),
    ],
)
def test_a_webhook_address_that_is_not_ours_is_named(
    clinic: Clinic, webhook: str, fault: str
) -> None:
    clinic.public_url = "https://bot.example.org"
    clinic.platform.set_webhook("KK", webhook)
    assert clinic.check() == 1
    named = [one for one in clinic.said("fix") if fault in one]
    assert len(named) == 1
    assert "https://bot.example.org/callback" in named[0]


def test_a_bot_that_does_not_run_is_to_be_started(clinic: Clinic) -> None:
    clinic.port = 9
    clinic.public_url = "http://127.0.0.1:9"
    clinic.platform.set_webhook("KK", "http://127.0.0.1:9/callback")
    assert "app.py run" in clinic.only_fix()


def test_line_out_of_reach_is_no_fault_of_the_token(clinic: Clinic) -> None:
    clinic.write_config()
    written = clinic.config.read_text("utf-8").replace(
        clinic.running.line_url, "http://127.0.0.1:9"
    )
    clinic.config.write_text(written, encoding="utf-8")
    assert clinic.check(rewrite=False) == 1
    (found,) = clinic.said("fix")
    assert "http://127.0.0.1:9 cannot be reached" in found


@pytest.mark.parametrize("status", [403, 500])
def test_line_declining_is_told_with_its_status(
    clinic: Clinic, phones: SimulatorClient, status: int
) -> None:
    phones.set_fault("status", endpoint="info", status=status)
    assert f"HTTP {status}" in clinic.only_fix()


@pytest.mark.parametrize("endpoint", ["quota", "quota/consumption"])
def test_a_quota_that_cannot_be_read_is_a_fault(
    clinic: Clinic, phones: SimulatorClient, endpoint: str
) -> None:
    phones.set_fault("status", endpoint=endpoint, status=500)
    assert "quota cannot be read" in clinic.only_fix()


@pytest.mark.parametrize(
    ("used", "verdict", "words"),
    [
        pytest.param(209, "ok", "91 of this month's 300", id="before the reserve"),
        pytest.param(210, "note", "reserved for alerts", id="in the reserve"),
        pytest.param(270, "note", "30 of this month's 300", id="at a tenth"),
        pytest.param(271, "fix", "Only 29 of this month's 300", id="near the end"),
        pytest.param(300, "fix", "300 messages are spent", id="spent"),
        pytest.param(320, "fix", "300 messages are spent", id="overdrawn"),
    ],
)
def test_the_month_s_messages_must_last_for_alerts(
    clinic: Clinic, phones: SimulatorClient, used: int, verdict: str, words: str
) -> None:
    phones.set_quota("KK", used=used)
    assert clinic.check() == (verdict == "fix")
    assert any(words in one for one in clinic.said(verdict))


def test_an_unlimited_account_has_enough(clinic: Clinic, phones: SimulatorClient) -> None:
    phones.set_quota("KK", limit=None, used=9000)
    assert clinic.check() == 0
    assert any("no limit" in one for one in clinic.said("ok"))


def test_the_station_s_own_limit_counts_too(clinic: Clinic, phones: SimulatorClient) -> None:
    phones.set_quota("KK", used=95)
    clinic.more = "[quota]\nmonthly_limit = 100"
    assert "Only 5 of this month's 100" in clinic.only_fix()


def test_a_limit_above_lines_is_noted(clinic: Clinic) -> None:
    clinic.more = "[quota]\nmonthly_limit = 500"
    assert clinic.check() == 0
    assert any("LINE allows 300" in one for one in clinic.said("note"))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(31, "31 s ahead"), (-31, "31 s behind"), (86400, "86400 s ahead")],
)
def test_a_clock_that_is_off_is_named(
    clinic: Clinic, clock: FixedClock, seconds: int, words: str
) -> None:
    clinic.now = lambda: clock() + timedelta(seconds=seconds)
    assert words in clinic.only_fix()


@pytest.mark.parametrize("seconds", [30, -30, 0])
def test_a_clock_within_half_a_minute_is_well(
    clinic: Clinic, clock: FixedClock, seconds: int
) -> None:
    clinic.now = lambda: clock() + timedelta(seconds=seconds)
    assert clinic.check() == 0


def test_what_only_the_console_shows_is_advised_each_time(clinic: Clinic) -> None:
    clinic.check()
    noted = " ".join(clinic.said("note"))
    assert "Webhook redelivery" in noted
    assert "auto-reply" in noted
    assert "only one official account" in noted


def test_only_the_named_station_is_looked_at(clinic: Clinic) -> None:
    clinic.more = f"""
[[stations]]
code = "bungkum"
name = "สน.บึงกุ่ม"
short_name = "BK"
[stations.line]
channel_secret = "z"
channel_access_token = "unknown"
api_base_url = "{clinic.running.line_url}"
"""
    assert clinic.check(station=CODE) == 0
    assert clinic.check() == 1
    assert any("stations[1].line.channel_access_token" in one for one in clinic.said("fix"))
    assert clinic.check(station="nowhere") == 1
    assert "khokkhram, bungkum" in clinic.said("fix")[0]


def test_two_stations_on_one_account_are_named(clinic: Clinic) -> None:
    lines = "\n".join(f"{name} = {json.dumps(value)}" for name, value in clinic.line.items())
    clinic.more = f"""
[[stations]]
code = "bungkum"
name = "สน.บึงกุ่ม"
short_name = "BK"
[stations.line]
{lines}
api_base_url = "{clinic.running.line_url}"
"""
    assert clinic.check() == 1
    assert any("same LINE account" in one for one in clinic.said("fix"))


REAL = Wanted(
    table="line",
    api="https://api.line.me",
    public_url="https://bot.example.org",
    paths=("/callback",),
    own_address="http://127.0.0.1:8000",
)


@pytest.mark.parametrize(
    ("status", "reason", "door", "key"),
    [
        (0, "COULD_NOT_CONNECT", Door.OPEN, "check.webhook_unreached"),
        (0, "COULD_NOT_CONNECT", Door.SHUT, "check.door_shut"),
        (502, "ERROR_STATUS_CODE", Door.SHUT, "check.door_shut"),
        (0, "REQUEST_TIMEOUT", Door.OPEN, "check.webhook_slow"),
        (301, "ERROR_STATUS_CODE", Door.OPEN, "check.webhook_moved"),
        (404, "ERROR_STATUS_CODE", Door.OPEN, "check.webhook_status"),
        (404, "ERROR_STATUS_CODE", Door.OTHER_STATION, "check.door_other_station"),
        (503, "ERROR_STATUS_CODE", Door.STRANGE, "check.door_strange"),
        (0, "UNCLASSIFIED", Door.OPEN, "check.webhook_status"),
        (400, "ERROR_STATUS_CODE", Door.SHUT, "check.secret_wrong"),
    ],
)
def test_what_kept_line_out_is_told_apart(status: int, reason: str, door: Door, key: str) -> None:
    told = {"success": False, "statusCode": status, "reason": reason, "detail": "x"}
    (found,) = judge_test(told, door, REAL)
    assert (found.key, found.verdict) == (key, "fix")


@pytest.mark.parametrize(
    ("webhook", "keys"),
    [
        ("https://bot.example.org/callback", ["check.webhook_ok"]),
        ("https://BOT.example.org:443/callback", ["check.webhook_ok"]),
        ("http://bot.example.org/callback", ["check.webhook_http"]),
        ("http://127.0.0.1:8000/callback", ["check.webhook_http", "check.webhook_elsewhere"]),
        ("https://bot.example.org/callback?x=1", ["check.webhook_ok"]),
        ("https://[bot/callback", ["check.webhook_path", "check.webhook_elsewhere"]),
    ],
)
def test_the_real_line_takes_only_our_own_https_address(webhook: str, keys: list[str]) -> None:
    found = judge_endpoint({"endpoint": webhook, "active": True}, REAL)
    assert [one.key for one in found] == keys

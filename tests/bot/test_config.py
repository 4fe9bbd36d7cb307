from __future__ import annotations

import base64
import json
import tomllib
from datetime import time
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from bot.config import CHECKOUT, Settings, SettingsFault, find_config, load_settings
from bot.config.hotlines import Hotlines
from bot.config.rules import rules_of
from bot.config.values import QuietHours, key_bytes, key_fingerprint

KEY = base64.urlsafe_b64encode(bytes(range(32))).decode()
OTHER_KEY = base64.urlsafe_b64encode(bytes(range(1, 33))).decode()
SECRET = "channelsecretmarked7781"
TOKEN = "tokenmarked+9912/abc="
FULL = {
    "TASAPPAROT_STATION__CODE": "khokkhram",
    "TASAPPAROT_STATION__NAME": "สน.โคกคราม",
    "TASAPPAROT_STATION__SHORT_NAME": "KK",
    "TASAPPAROT_LINE__CHANNEL_SECRET": SECRET,
    "TASAPPAROT_LINE__CHANNEL_ACCESS_TOKEN": TOKEN,
    "TASAPPAROT_WEB__SECRET_KEY": "signing-key-marked-5512",
    "TASAPPAROT_SECURITY__ENCRYPTION_KEYS": json.dumps([KEY]),
}
FILE = f"""
[station]
code = "khokkhram"
name = "สน.โคกคราม"
short_name = "KK"
[line]
channel_secret = "{SECRET}"
channel_access_token = "{TOKEN}"
[web]
secret_key = "signing-key-marked-5512"
[security]
encryption_keys = ["{KEY}"]
"""


def faults(path: Path | None, environ: dict[str, str]) -> tuple[str, ...]:
    with pytest.raises(SettingsFault) as caught:
        load_settings(path, environ)
    assert caught.value.__cause__ is None
    return caught.value.lines


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def keys_of(model: type[BaseModel]) -> dict[str, Any]:
    fields = {}
    for name, field in model.model_fields.items():
        kind = field.annotation
        nested = isinstance(kind, type) and issubclass(kind, BaseModel)
        fields[field.alias or name] = keys_of(kind) if nested else None
    return fields


def test_the_environment_alone_is_enough() -> None:
    settings = load_settings(None, FULL)
    assert settings.stations[0].name == "สน.โคกคราม"
    assert settings.stations[0].line.channel_secret.get_secret_value() == SECRET
    assert settings.database.url == f"sqlite:///{CHECKOUT}/var/tasapparot.db"
    assert settings.routing.accept_minutes.emergency == 3
    assert settings.web.public_url == "http://127.0.0.1:8000"


def test_relative_paths_lie_beside_the_file_and_the_environment_wins(tmp_path: Path) -> None:
    path = written(tmp_path, FILE + '[database]\nurl = "sqlite:///here.db"\n')
    environ = {"TASAPPAROT_STORAGE__MEDIA": "pictures", "TASAPPAROT_STATION__SHORT_NAME": "xy"}
    settings = load_settings(path, environ)
    assert settings.database.url == f"sqlite:///{tmp_path}/here.db"
    assert settings.engine.url == f"sqlite:///{tmp_path}/var/engine.db"
    assert settings.storage.media == tmp_path / "pictures"
    assert settings.stations[0].short_name == "XY"


def test_a_table_in_the_environment_changes_only_its_key(tmp_path: Path) -> None:
    path = written(tmp_path, FILE + "[routing]\naccept_minutes = { soon = 0.5 }\n")
    environ = {"TASAPPAROT_ROUTING__ACCEPT_MINUTES__EMERGENCY": "0.05"}
    minutes = load_settings(path, environ).routing.accept_minutes
    assert (minutes.emergency, minutes.soon, minutes.routine) == (0.05, 0.5, 240)


def test_values_beneath_serve_where_neither_file_nor_environment_speaks() -> None:
    environ = {name: value for name, value in FULL.items() if "LINE__" not in name}
    line = {"channel_secret": "under", "channel_access_token": "under"}
    settings = load_settings(None, environ, beneath={"line": line, "tips": {"collect_seconds": 1}})
    assert settings.stations[0].line.channel_secret.get_secret_value() == "under"
    assert settings.tips.collect_seconds == 1


def test_more_stations_stand_after_the_first(tmp_path: Path) -> None:
    second = """
[[stations]]
code = "ts"
name = "สภ.เทพสถิต"
short_name = "TS"
[stations.line]
channel_secret = "b"
channel_access_token = "c"
"""
    settings = load_settings(written(tmp_path, FILE + second), {})
    assert [each.code for each in settings.stations] == ["khokkhram", "ts"]
    station = settings.station("ts")
    assert station is not None
    assert station.line.api_base_url == "https://api.line.me"
    assert settings.station("nowhere") is None


def test_nothing_is_shown_of_a_secret() -> None:
    shown = repr(load_settings(None, FULL)) + str(load_settings(None, FULL))
    for secret in (SECRET, TOKEN, KEY, "signing-key-marked"):
        assert secret not in shown
    url = {"TASAPPAROT_DATABASE__URL": "postgresql+psycopg://user:dbpassword@db/x"}
    assert "dbpassword" not in repr(load_settings(None, {**FULL, **url}))


def test_an_incomplete_line_section_is_refused_key_by_key(tmp_path: Path) -> None:
    path = written(tmp_path, FILE.replace(f'channel_secret = "{SECRET}"', ""))
    assert faults(path, {}) == (
        "line.channel_secret: missing; set it in the configuration file or as "
        "TASAPPAROT_LINE__CHANNEL_SECRET",
    )
    empty = written(tmp_path, "")
    assert [line.split(":")[0] for line in faults(empty, {})] == [
        "station.code",
        "station.name",
        "station.short_name",
        "line.channel_secret",
        "line.channel_access_token",
        "web.secret_key",
        "security.encryption_keys",
    ]


@pytest.mark.parametrize(
    ("key", "value", "line"),
    [
        pytest.param(
            "WEB__PROT", "1", "web.prot: unknown key; did you mean web.port?", id="a misspelt key"
        ),
        pytest.param("NOWHERE__X", "1", "nowhere: unknown key; take it out", id="a new section"),
        pytest.param(
            "LINE_CHANNEL_SECRET",
            "x",
            "TASAPPAROT_LINE_CHANNEL_SECRET: is no setting; "
            "write TASAPPAROT_<SECTION>__<KEY> with two underscores",
            id="one underscore too few",
        ),
        pytest.param(
            "WEB__PORT", "70000", "web.port: must be less than or equal to 65535", id="no port"
        ),
        pytest.param("WEB__PORT", "many", "web.port: must be a whole number", id="a word"),
        pytest.param(
            "TIPS__COLLECT_SECONDS", "nan", "tips.collect_seconds: must be a number", id="not one"
        ),
        pytest.param(
            "TIPS__COLLECT_SECONDS", "0", "tips.collect_seconds: must be greater than 0", id="zero"
        ),
        pytest.param(
            "TIPS__COLLECT_SECONDS",
            "1e300",
            "tips.collect_seconds: must be less than or equal to 86400",
            id="longer than the world lasts",
        ),
        pytest.param(
            "ROUTING__ACCEPT_MINUTES__EMERGENCY",
            "1e300",
            "routing.accept_minutes.emergency: must be less than or equal to 43200",
            id="an emergency that never passes on",
        ),
        pytest.param(
            "ROUTING__ACCEPT_MINUTES__SOON",
            "inf",
            "routing.accept_minutes.soon: must be a number",
            id="for ever",
        ),
        pytest.param(
            "RETENTION__LOG_DAYS",
            "1e300",
            "retention.log_days: must be less than or equal to 36500",
            id="days beyond the calendar",
        ),
        pytest.param(
            "BULLETINS__GRACE_MINUTES",
            "1e300",
            "bulletins.grace_minutes: must be less than or equal to 43200",
            id="grace for ever",
        ),
        pytest.param(
            "STORAGE__MEDIA", "", "storage.media: is empty; fill it in", id="media nowhere"
        ),
        pytest.param(
            "STORAGE__MEDIA", " ", "storage.media: is empty; fill it in", id="media in a space"
        ),
        pytest.param(
            "LINE",
            "x",
            "TASAPPAROT_LINE: is no setting; "
            "write TASAPPAROT_<SECTION>__<KEY> with two underscores",
            id="a section without a key",
        ),
        pytest.param(
            "QUOTA__ALERT_RESERVE",
            "1.5",
            "quota.alert_reserve: must be less than or equal to 1",
            id="more than all",
        ),
        pytest.param(
            "QUOTA__MONTHLY_LIMIT",
            "many",
            'quota.monthly_limit: must be "auto" or a whole number',
            id="no limit",
        ),
        pytest.param(
            "STATION__SHORT_NAME",
            "คค",
            "station.short_name: must be 1 to 8 Latin letters, like KK",
            id="a Thai short name",
        ),
        pytest.param(
            "STATION__CODE",
            "a/b",
            "station.code: must be 1 to 32 Latin letters, digits, - or _, like khokkhram",
            id="a code that is no address",
        ),
        pytest.param(
            "STATION__PLACE_WORD",
            "เมือง",
            "station.place_word: must be one of หมู่บ้าน, ชุมชน",
            id="another word",
        ),
        pytest.param(
            "STATION__TIMEZONE",
            "Asia/Nowhere",
            "station.timezone: is no time zone; write one like Asia/Bangkok",
            id="no zone",
        ),
        pytest.param(
            "TIPS__QUIET_HOURS",
            "21-6",
            'tips.quiet_hours: must read like "21:00-06:00", or "" for none',
            id="half an hour span",
        ),
        pytest.param(
            "WEB__PUBLIC_URL",
            "http://bot.example.org",
            "web.public_url: must begin with https:// unless it names this machine",
            id="open air",
        ),
        pytest.param(
            "WEB__HOST",
            "0.0.0.0",  # noqa: S104
            "web.public_url: missing; set it in the configuration file or as "
            "TASAPPAROT_WEB__PUBLIC_URL",
            id="a door to the world without an address",
        ),
        pytest.param(
            "DATABASE__URL",
            "mysql://user:marked-password@db/x",
            "database.url: must begin with sqlite:/// and name a file, "
            "or with postgresql+psycopg://",
            id="another database",
        ),
        pytest.param(
            "ENGINE__URL",
            "sqlite:///var/tasapparot.db",
            "engine.url: is the file of database.url; give it a file of its own",
            id="one file for both",
        ),
        pytest.param(
            "SECURITY__ENCRYPTION_KEYS",
            '["c2hvcnQtbWFya2Vk"]',
            "security.encryption_keys[1]: does not hold 32 bytes; make a key with `keys new`",
            id="a short key",
        ),
        pytest.param(
            "SECURITY__ENCRYPTION_KEYS",
            f'["{KEY}", "{KEY}"]',
            "security.encryption_keys: one key stands twice; take one of them out",
            id="a key twice",
        ),
        pytest.param(
            "SECURITY__ENCRYPTION_KEYS",
            "[]",
            "security.encryption_keys: is empty; make a key with `keys new`",
            id="no key",
        ),
        pytest.param(
            "SECURITY__ENCRYPTION_KEYS",
            KEY,
            'security.encryption_keys: must be a list like ["…"] (in the environment: JSON)',
            id="a key that is no list",
        ),
        pytest.param("LINE__CHANNEL_SECRET", "", "line.channel_secret: is empty; fill it in"),
        pytest.param(
            "LINE__CHANNEL_ACCESS_TOKEN",
            "to ken-marked",
            "line.channel_access_token: holds a space or a letter that is not ASCII; copy it again",
            id="a token with a space",
        ),
        pytest.param(
            "RETENTION__LOG_DAYS",
            "30",
            "retention.log_days: must be greater than or equal to 90",
            id="logs for a month",
        ),
        pytest.param(
            "HOTLINES__LIFE",
            "call us",
            "hotlines.life[1].number: must be a phone number of 3 to 10 digits "
            "without dashes, like 191",
            id="no number",
        ),
        pytest.param("MAIL__TLS", "x", "mail.tls: must be 'starttls', 'tls' or 'none'"),
        pytest.param(
            "MAIL__HOST",
            "mail.example.org",
            "mail.from: must be a mail address when mail.host is set",
            id="mail without a sender",
        ),
    ],
)
def test_each_fault_is_one_line_with_its_key_and_no_value(key: str, value: str, line: str) -> None:
    lines = faults(None, {**FULL, f"TASAPPAROT_{key}": value})
    assert lines == (line,)
    assert "marked" not in "".join(lines)


def a_second_station(code: str, short_name: str) -> dict[str, Any]:
    line = {"channel_secret": "b", "channel_access_token": "c"}
    return {"code": code, "name": "b", "short_name": short_name, "line": line}


@pytest.mark.parametrize(
    ("own", "code", "short_name", "what"),
    [
        pytest.param("KK", "KhokKhram", "B", "code khokkhram", id="code"),
        pytest.param("KK", "bungkum", "kk", "short_name kk", id="short name in other letters"),
        pytest.param("BB", "bungkum", "BB", "short_name bb", id="short name by the environment"),
        pytest.param("BB", "khokkhram", "BB", "code khokkhram, short_name bb", id="both at once"),
    ],
)
def test_two_stations_may_not_share_what_tells_them_apart(
    own: str, code: str, short_name: str, what: str
) -> None:
    told = {**FULL, "TASAPPAROT_STATIONS": json.dumps([a_second_station(code, short_name)])}
    lines = faults(None, {**told, "TASAPPAROT_STATION__SHORT_NAME": own})
    assert lines == (f"stations: used twice: {what}; give each station its own",)


def test_stations_with_a_name_each_stand_beside_each_other() -> None:
    told = json.dumps([a_second_station("bungkum", "BB"), a_second_station("bungkum2", "B")])
    settings = load_settings(None, {**FULL, "TASAPPAROT_STATIONS": told})
    assert [one.short_name for one in settings.stations] == ["KK", "BB", "B"]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        pytest.param('[station]\ncode = "x\n', "line 2", id="an open quotation mark"),
        pytest.param("[station]\ncode =\n", "line 2", id="no value"),
        pytest.param("[station", "line 1", id="cut off"),
    ],
)
def test_a_syntax_error_names_its_line_and_not_its_content(
    tmp_path: Path, text: str, where: str
) -> None:
    (line,) = faults(written(tmp_path, text), {})
    assert where in line
    assert "\n" not in line


def test_a_file_in_another_encoding_is_named_by_line(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes("[station]\nname = 'โคกคราม'".encode("cp874"))
    assert faults(path, {}) == (f"{path}: line 2: not UTF-8; save the file as UTF-8",)
    path.write_text(FILE, encoding="utf-8-sig")
    assert load_settings(path, {}).stations[0].code == "khokkhram"


def test_a_named_file_that_is_missing_is_refused(tmp_path: Path) -> None:
    named = tmp_path / "gone.toml"
    assert find_config(named, {}, checkout=tmp_path) == named
    assert faults(named, FULL) == (f"{named}: not found; name an existing file or run init",)


def test_the_file_is_named_by_option_then_variable_then_custom(tmp_path: Path) -> None:
    environ = {"TASAPPAROT_CONFIG": str(tmp_path / "b.toml")}
    assert find_config(tmp_path / "a.toml", environ, checkout=tmp_path) == tmp_path / "a.toml"
    assert find_config(None, environ, checkout=tmp_path) == tmp_path / "b.toml"
    assert find_config(None, {}, checkout=tmp_path) is None
    usual = written(tmp_path, FILE)
    assert find_config(None, {}, checkout=tmp_path) == usual


def test_the_example_names_every_setting_with_its_default() -> None:
    path = CHECKOUT / "config.example.toml"
    example = tomllib.loads(path.read_text(encoding="utf-8"))
    known = keys_of(Settings)
    stations = known.pop("stations")
    assert stations is None
    for section, keys in known.items():
        assert list(example[section]) == list(keys), section
    plain, full = load_settings(path, FULL), load_settings(None, FULL)
    for section in set(known) - {"database", "engine", "storage"}:
        assert getattr(plain, section) == getattr(full, section), section
    assert plain.stations == full.stations
    assert (plain.database, plain.engine, plain.storage) == (
        full.database,
        full.engine,
        full.storage,
    )


def test_the_example_has_a_reason_beside_each_key() -> None:
    text = (CHECKOUT / "config.example.toml").read_text(encoding="utf-8")
    section = ""
    for line in text.splitlines():
        if line.startswith("["):
            section = line
        elif line and not line.startswith("#"):
            assert "#" in line or "#" in section, line


def test_hotlines_come_in_three_forms() -> None:
    lines = Hotlines.model_validate(
        {"life": 1669, "drugs": ["1386", "191"], "other": [{"number": "1212", "label": "ศูนย์"}]}
    )
    assert lines.numbers("life") == ("1669",)
    assert lines.numbers("drugs") == ("1386", "191")
    assert lines.other[0].label == "ศูนย์"
    assert lines.numbers("unheard_of") == ()


def test_a_key_is_known_by_its_fingerprint() -> None:
    assert key_bytes(KEY) == bytes(range(32)) == key_bytes(KEY.rstrip("="))
    assert key_fingerprint(KEY) == key_fingerprint(KEY.rstrip("=")) != key_fingerprint(OTHER_KEY)
    both = {"TASAPPAROT_SECURITY__ENCRYPTION_KEYS": json.dumps([OTHER_KEY, KEY])}
    assert load_settings(None, {**FULL, **both}).security.raw_keys()[1] == bytes(range(32))


def test_quiet_hours_may_span_midnight_or_be_none() -> None:
    hours = load_settings(None, {**FULL, "TASAPPAROT_TIPS__QUIET_HOURS": "22:30 - 05:15"})
    assert hours.tips.quiet_hours == QuietHours(start=time(22, 30), end=time(5, 15))
    none = load_settings(None, {**FULL, "TASAPPAROT_TIPS__QUIET_HOURS": ""})
    assert none.tips.quiet_hours is None


def test_the_policies_of_the_chain_are_read(tmp_path: Path) -> None:
    wished = """[routing]
routine_pause = "22:00-06:00"
on_holidays = "desk_only"
more_holidays = ["2027-01-02"]
"""
    routing = load_settings(written(tmp_path, FILE + wished), {}).routing
    assert routing.routine_pause is not None
    assert routing.on_holidays == "desk_only"
    assert [day.isoformat() for day in routing.more_holidays] == ["2027-01-02"]
    calm = load_settings(written(tmp_path, FILE), {}).routing
    assert (calm.routine_pause, calm.on_holidays, calm.more_holidays) == (None, "as_usual", ())


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ('routine_pause = "night"', "routing.routine_pause"),
        ('on_holidays = "nobody"', "routing.on_holidays"),
        ('more_holidays = ["2027-02-30"]', "routing.more_holidays"),
    ],
)
def test_a_policy_that_cannot_be_meant_is_refused_by_its_key(
    tmp_path: Path, wrong: str, key: str
) -> None:
    with pytest.raises(SettingsFault) as refused:
        load_settings(written(tmp_path, f"{FILE}[routing]\n{wrong}\n"), {})
    (line,) = refused.value.lines
    assert line.startswith(key)


@pytest.mark.parametrize(
    ("section", "key", "value"),
    [
        ("tips", "collect_seconds", "true"),
        ("engine", "workers", "true"),
        ("quota", "alert_reserve", "true"),
    ],
)
def test_a_truth_is_no_number(tmp_path: Path, section: str, key: str, value: str) -> None:
    given = f"{FILE}[{section}]\n{key} = {value}\n"
    assert faults(written(tmp_path, given), {}) == (f"{section}.{key}: must be a number",)


def test_a_truth_stays_one(tmp_path: Path) -> None:
    given = f"{FILE}[bulletins]\nneeds_approval = true\n"
    assert load_settings(written(tmp_path, given), {}).bulletins.needs_approval


_LINE_HERE = {
    "TASAPPAROT_LINE__API_BASE_URL": "http://127.0.0.1:8000/simulator/line",
    "TASAPPAROT_LINE__DATA_API_BASE_URL": "http://localhost:8000/simulator/line",
}
_STATION_ELSEWHERE = {"TASAPPAROT_WEB__PUBLIC_URL": "https://bot.example.org"}


@pytest.mark.parametrize(
    ("settings", "is_simulated"),
    [(_LINE_HERE, True), ({}, False), ({**_LINE_HERE, **_STATION_ELSEWHERE}, False)],
)
def test_only_beside_the_simulator_plain_http_will_do(
    settings: dict[str, str], is_simulated: bool
) -> None:
    (rules,) = rules_of(load_settings(None, {**FULL, **settings}), year=2026).values()
    assert rules.is_simulated == is_simulated

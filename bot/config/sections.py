"""This is each section of the configuration, with its keys, defaults and limits."""

from __future__ import annotations

from datetime import date, time
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    model_validator,
)

from bot.config.values import (
    MOST_DAYS,
    Days,
    EncryptionKey,
    Filled,
    Folder,
    Hours,
    LineAddress,
    MaybeSecret,
    Minutes,
    Phone,
    PublicAddress,
    QuietHours,
    Seconds,
    Secret,
    Section,
    SigningKey,
    Words,
    is_loopback,
    key_bytes,
)
from catalog.place_words import PLACE_WORDS
from domain.roster import HolidayPolicy

NIGHT = QuietHours(start=time(21), end=time(6))
_LAST_PORT = 65535


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("is no time zone; write one like Asia/Bangkok") from None
    return value


def _place_word(value: str) -> str:
    if value not in PLACE_WORDS:
        raise ValueError(f"must be one of {', '.join(PLACE_WORDS)}")
    return value


def _latin(value: str) -> str:
    most = 8
    if not (value.isascii() and value.isalpha() and len(value) <= most):
        raise ValueError(f"must be 1 to {most} Latin letters, like KK")
    return value.upper()


def _url_safe(value: str) -> str:
    most = 32
    rest = value.replace("-", "").replace("_", "")
    if not (value.isascii() and rest.isalnum() and value[0].isalnum() and len(value) <= most):
        raise ValueError(f"must be 1 to {most} Latin letters, digits, - or _, like khokkhram")
    return value


def _limit(value: Any) -> Any:
    if value == "auto" or (str(value).isascii() and str(value).isdigit()):
        return value if value == "auto" else int(value)
    raise ValueError('must be "auto" or a whole number')


class StationIdentity(Section):
    """Who the station is: `[station]`."""

    code: Annotated[Filled, AfterValidator(_url_safe)]
    name: Filled
    short_name: Annotated[Filled, AfterValidator(_latin)]
    division: Words = ""
    bureau: Words = ""
    place_word: Annotated[str, AfterValidator(_place_word)] = PLACE_WORDS[0]
    timezone: Annotated[str, AfterValidator(_zone)] = "Asia/Bangkok"
    emergency_phone: Phone = "191"


class LineSettings(Section):
    """The station's LINE channel: `[line]`."""

    channel_secret: Secret
    channel_access_token: Secret
    api_base_url: LineAddress = "https://api.line.me"
    data_api_base_url: LineAddress = "https://api-data.line.me"


class StationSettings(StationIdentity):
    """One station with its LINE channel."""

    line: LineSettings


def _database_url(value: str) -> str:
    if value.startswith("postgresql+psycopg://") or _is_sqlite_file(value):
        return value
    raise ValueError("must begin with sqlite:/// and name a file, or with postgresql+psycopg://")


def _engine_url(value: str) -> str:
    plain = value.replace("postgresql+psycopg://", "postgresql://", 1)
    starts = ("postgresql://", "redis://", "rediss://")
    if plain.startswith(starts) or _is_sqlite_file(plain):
        return plain
    raise ValueError(
        "must begin with sqlite:/// and name a file, or with postgresql:// or redis://"
    )


def _is_sqlite_file(value: str) -> bool:
    name = value.removeprefix("sqlite:///")
    return name != value and bool(name.strip("/")) and ":memory:" not in name and "?" not in name


class DatabaseSettings(Section):
    """Where the tables are: `[database]`; the address may hold a password, so it is not shown."""

    url: Annotated[str, AfterValidator(_database_url), Field(repr=False)] = (
        "sqlite:///var/tasapparot.db"
    )


class EngineSettings(Section):
    """What wakes the workers: `[engine]`."""

    url: Annotated[str, AfterValidator(_engine_url), Field(repr=False)] = "sqlite:///var/engine.db"
    workers: Annotated[int, Field(ge=1, le=64)] = 8
    lease_seconds: Annotated[float, Field(gt=0, le=3600)] = 10
    sweep_seconds: Annotated[float, Field(gt=0, le=3600)] = 1
    metrics_port: Annotated[int, Field(ge=0, le=_LAST_PORT)] = 0


class StorageSettings(Section):
    """Where the sealed media are: `[storage]`."""

    media: Folder = Path("var/media")


class WebSettings(Section):
    """The door: `[web]`."""

    host: Filled = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    public_url: PublicAddress
    secret_key: SigningKey
    metrics_token: MaybeSecret = SecretStr("")
    trusted_proxies: Annotated[int, Field(ge=0, le=10)] = 0
    max_body_bytes: Annotated[int, Field(ge=1024, le=64 * 1024 * 1024)] = 1048576

    @model_validator(mode="before")
    @classmethod
    def _be_known_by_own_address(cls, given: Any) -> Any:
        """Where only this machine can ask, its own address is the public one."""
        if not isinstance(given, dict) or given.get("public_url", "") != "":
            return given
        known = {name: value for name, value in given.items() if name != "public_url"}
        host, port = str(given.get("host", "127.0.0.1")), str(given.get("port", 8000))
        if is_loopback(host):
            shown = f"[{host}]" if ":" in host else host
            usable = port.isdigit() and int(port) <= _LAST_PORT
            known["public_url"] = f"http://{shown}:{port if usable else 0}"
        return known


class SecuritySettings(Section):
    """What opens the sealed columns: `[security]`."""

    encryption_keys: tuple[EncryptionKey, ...]

    @model_validator(mode="after")
    def _hold_each_key_once(self) -> SecuritySettings:
        if not self.encryption_keys:
            raise ValueError("encryption_keys: is empty; make a key with `keys new`")
        if len(set(self.raw_keys())) != len(self.encryption_keys):
            raise ValueError("encryption_keys: one key stands twice; take one of them out")
        return self

    def raw_keys(self) -> tuple[bytes, ...]:
        """Return the bytes of the keys, newest first."""
        return tuple(key_bytes(each.get_secret_value()) for each in self.encryption_keys)


class TipSettings(Section):
    """How a tip is collected: `[tips]`."""

    collect_seconds: Seconds = 30
    ask_minutes: Minutes = 5
    quiet_hours: Hours = NIGHT


class AcceptMinutes(Section):
    """How long an officer has to accept a tip, by urgency."""

    emergency: Minutes = 3
    soon: Minutes = 15
    routine: Minutes = 240


class RoutingSettings(Section):
    """Who gets a tip when nobody took it: `[routing]`."""

    accept_minutes: AcceptMinutes = AcceptMinutes()
    routine_pause: Hours = None
    on_holidays: HolidayPolicy = HolidayPolicy.AS_USUAL
    more_holidays: tuple[date, ...] = ()


class QuotaSettings(Section):
    """What the month's messages may be spent on: `[quota]`."""

    monthly_limit: Annotated[Literal["auto"] | int, BeforeValidator(_limit)] = "auto"
    alert_reserve: Annotated[float, Field(ge=0, le=1)] = 0.3


class BulletinSettings(Section):
    """How bulletins go out: `[bulletins]`."""

    needs_approval: bool = False
    quiet_hours: Hours = NIGHT
    grace_minutes: Annotated[float, Field(ge=0, le=30 * 24 * 60)] = 60


class SurveySettings(Section):
    """How the survey of fear of crime is reckoned: `[surveys]`."""

    fear_formula: Literal["share", "mean"] = "share"
    fear_target: Annotated[float, Field(ge=0, le=100)] = 40


class PrivacySettings(Section):
    """How members are kept unknown: `[privacy]`."""

    min_crowd: Annotated[int, Field(ge=1)] = 5
    notice_version: Annotated[Filled, BeforeValidator(str)] = "1"


class RetentionSettings(Section):
    """How long each kind of data is kept, in days after closing: `[retention]`."""

    tip_days: Days = 365
    sender_days: Days = 90
    media_days: Days = 365
    unverified_days: Days = 90
    # Sign-in and access logs must be at hand for 90 days at least.
    log_days: Annotated[float, Field(ge=90, le=MOST_DAYS)] = 90


class MailTls(StrEnum):
    """How the way to the mail server is sealed."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


class MailSettings(Section):
    """The fallback for alerts that LINE does not take: `[mail]`; off without a host."""

    host: Words = ""
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    username: Words = ""
    password: Annotated[SecretStr, Field()] = SecretStr("")
    sender: Annotated[Words, Field(alias="from")] = ""
    to: tuple[Filled, ...] = ()
    outside: tuple[Filled, ...] = ()
    tls: MailTls = MailTls.STARTTLS

    @model_validator(mode="after")
    def _be_whole(self) -> MailSettings:
        if self.host and "@" not in self.sender:
            raise ValueError("from: must be a mail address when mail.host is set")
        if self.host and not (self.to and all("@" in each for each in self.to)):
            raise ValueError("to: must be a list of mail addresses when mail.host is set")
        if self.outside and not (self.host and all("@" in each for each in self.outside)):
            raise ValueError("outside: must be mail addresses, and needs mail.host")
        return self

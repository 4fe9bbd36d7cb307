"""This is what a single setting may be: secrets, addresses, hours and keys."""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    ValidationInfo,
    field_validator,
)

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
KEY_BYTES = 32
MOST_DAYS = 36500


class Section(BaseModel):
    """One table of the configuration: frozen, and refusing keys it does not know."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, hide_input_in_errors=True
    )

    @field_validator("*", mode="before")
    @classmethod
    def _take_no_truth_for_a_number(cls, value: Any, info: ValidationInfo) -> Any:
        """A `true` in the file would else pass as 1 second, 1 worker, all of the quota."""
        kind = cls.model_fields[info.field_name or ""].annotation
        if isinstance(value, bool) and kind in (int, float):
            raise ValueError("must be a number")
        return value


@dataclass(frozen=True, kw_only=True)
class QuietHours:
    """The hours of each day, in the station's time, in which people are left in peace."""

    start: time
    end: time


def is_loopback(host: str) -> bool:
    """Say whether a host name means this machine alone."""
    return host in LOOPBACK or host.startswith("127.")


def key_bytes(written: str) -> bytes:
    """Return the 32 bytes of a written encryption key; raise ValueError on anything else."""
    padded = written.rstrip("=") + "=" * (-len(written.rstrip("=")) % 4)
    try:
        key = base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise ValueError("is not urlsafe base64; make a key with `keys new`") from None
    if len(key) != KEY_BYTES:
        raise ValueError("does not hold 32 bytes; make a key with `keys new`")
    return key


def key_fingerprint(written: str) -> str:
    """Return the short name of an encryption key, by which it is known without being shown."""
    digest = hashlib.sha256(key_bytes(written)).hexdigest()
    return "-".join(digest[at : at + 4] for at in range(0, 16, 4))


def _hidden(value: SecretStr) -> SecretStr:
    text = value.get_secret_value()
    if not text:
        raise ValueError("is empty; fill it in")
    return _plain(value)


def _plain(value: SecretStr) -> SecretStr:
    text = value.get_secret_value()
    if not text.isascii() or any(letter.isspace() or ord(letter) < 32 for letter in text):  # noqa: PLR2004
        raise ValueError("holds a space or a letter that is not ASCII; copy it again")
    return value


def _long(value: SecretStr) -> SecretStr:
    least = 16
    if len(value.get_secret_value()) < least:
        raise ValueError(f"is shorter than {least} letters; `init` writes a good one")
    return value


def _key(value: SecretStr) -> SecretStr:
    key_bytes(_hidden(value).get_secret_value())
    return value


def _dialled(value: str) -> str:
    if not (value.isascii() and value.isdigit() and 3 <= len(value) <= 10):  # noqa: PLR2004
        raise ValueError("must be a phone number of 3 to 10 digits without dashes, like 191")
    return value


def _hours(value: Any) -> QuietHours | None:
    if isinstance(value, QuietHours) or value in ("", None):
        return value or None
    try:
        start, end = (time.fromisoformat(part.strip()) for part in str(value).split("-"))
    except ValueError:
        raise ValueError('must read like "21:00-06:00", or "" for none') from None
    if start == end or start.tzinfo or end.tzinfo:
        raise ValueError('must begin and end at different hours, like "21:00-06:00"')
    return QuietHours(start=start, end=end)


def _named(value: Any) -> Any:
    if isinstance(value, str) and not value.strip():
        raise ValueError("is empty; fill it in")
    return value


def _address(value: str) -> str:
    try:
        parts = urlsplit(value)
        usable = parts.scheme in {"http", "https"} and parts.hostname and (parts.port or 1)
    except ValueError:
        usable = False
    if not usable or parts.query or parts.fragment or parts.username:
        raise ValueError("must be an address like https://bot.example.org")
    return value.rstrip("/")


def _safe_address(value: str) -> str:
    parts = urlsplit(_address(value))
    if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
        raise ValueError("must begin with https:// unless it names this machine")
    return value.rstrip("/")


def _line_address(value: str) -> str:
    parts = urlsplit(_address(value))
    if parts.scheme != "https" and (parts.hostname or "").endswith("line.me"):
        raise ValueError("must begin with https://")
    return value.rstrip("/")


Words = Annotated[str, StringConstraints(strip_whitespace=True)]
Filled = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Phone = Annotated[str, BeforeValidator(str), AfterValidator(_dialled)]
Secret = Annotated[SecretStr, AfterValidator(_hidden)]
MaybeSecret = Annotated[SecretStr, AfterValidator(_plain)]
SigningKey = Annotated[SecretStr, AfterValidator(_hidden), AfterValidator(_long)]
EncryptionKey = Annotated[SecretStr, AfterValidator(_key)]
Hours = Annotated[QuietHours | None, BeforeValidator(_hours)]
PublicAddress = Annotated[str, AfterValidator(_safe_address)]
LineAddress = Annotated[str, AfterValidator(_line_address)]
# Each ends well within what a calendar can hold: a moment is a date plus one of these.
Seconds = Annotated[float, Field(gt=0, le=24 * 60 * 60)]
Minutes = Annotated[float, Field(gt=0, le=30 * 24 * 60)]
Days = Annotated[float, Field(gt=0, le=MOST_DAYS)]
Folder = Annotated[Path, BeforeValidator(_named)]

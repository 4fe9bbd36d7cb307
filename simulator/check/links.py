"""This is which addresses, dates and placeholders LINE takes."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

LONGEST_MEDIA_URL = 2000
_SPACES = re.compile(r"[\s<>\"{}|\\^`]")
_BOUNDS = {
    "date": re.compile(r"(19|20)\d\d-\d\d-\d\d|2100-\d\d-\d\d"),
    "time": re.compile(r"([01]\d|2[0-3]):[0-5]\d"),
    "datetime": re.compile(r"(19|20|21)\d\d-\d\d-\d\d[Tt]([01]\d|2[0-3]):[0-5]\d"),
}
_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([0-9a-zA-Z_]{1,20})\}|[{}]")


def is_fetched(url: str) -> bool:
    """Tell whether a medium may be fetched from there: by https, or from this machine."""
    scheme, host, _ = _split(url) or ("", "", "")
    is_good = scheme == "https" or (scheme == "http" and is_here(host))
    return is_good and bool(host) and len(url) <= LONGEST_MEDIA_URL


def is_here(host: str) -> bool:
    """Tell whether a name or an address means this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_action_uri(uri: str) -> bool:
    """Tell whether a button may open this."""
    parts = _split(uri)
    if not parts:
        return False
    scheme, host, path = parts
    if scheme in ("http", "https"):
        return bool(host)
    if scheme == "tel":
        return re.fullmatch(r"[0-9+*#,;()-]+", path) is not None
    return scheme == "line" and bool(host or path)


def _split(url: str) -> tuple[str, str, str] | None:
    if _SPACES.search(url):
        return None
    try:
        parts = urlsplit(url)
        return parts.scheme.lower(), parts.hostname or "", parts.path
    except ValueError:
        return None


def picker_bounds(value: Mapping[str, Any], _place: object) -> Iterator[tuple[str, str]]:
    """Find bounds of a date picker that are not of its mode."""
    pattern = _BOUNDS.get(str(value.get("mode")))
    for name in ("initial", "min", "max"):
        text = value.get(name)
        if pattern and isinstance(text, str) and not pattern.fullmatch(text):
            yield name, "The value is invalid"


def braces_are_paired(text: str, keys: set[str]) -> bool:
    """Tell whether every brace is doubled or encloses a known key."""
    for hit in _PLACEHOLDER.finditer(text):
        if hit.group() not in ("{{", "}}") and hit.group(1) not in keys:
            return False
    return True

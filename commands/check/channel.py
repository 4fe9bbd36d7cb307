"""This is how the doctor judges a station's LINE account; it asks nobody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import SplitResult, urlsplit

from bot.config.values import is_loopback
from bot.line.gateway import LineTrouble
from commands.check.account import Account, Allowance, Told
from commands.check.door import Door
from commands.check.finding import Finding, fix, note, ok

# LINE's Date header has whole seconds and the answer takes its time.
_TOLERANCE = timedelta(seconds=30)
_NEARLY_SPENT = 0.1
_UNAUTHORIZED, _NOT_FOUND, _TOO_MANY, _BAD = 401, 404, 429, 400
_REDIRECTS = range(300, 400)
_LONGEST = 100
_UNREACHED = {
    "COULD_NOT_CONNECT": "check.webhook_unreached",
    "REQUEST_TIMEOUT": "check.webhook_slow",
}
_AT_THE_DOOR = {
    Door.SHUT: "check.door_shut",
    Door.OTHER_STATION: "check.door_other_station",
    Door.STRANGE: "check.door_strange",
}


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the configuration says of a station's account; `table` is its `[line]`."""

    table: str
    api: str
    public_url: str
    paths: Sequence[str]
    own_address: str

    @property
    def is_simulated(self) -> bool:
        """Say whether the account is one of a simulator on this machine."""
        return is_loopback(urlsplit(self.api).hostname or "")

    @property
    def webhook(self) -> str:
        """Return the address that LINE must be given."""
        return self.public_url + self.paths[0]


def judge_account(account: Account, wanted: Wanted) -> Iterator[Finding]:
    """Judge whether the token opens an account, and what may be known of that."""
    info = account.info
    if isinstance(info, LineTrouble):
        yield _no_account(info, wanted)
        return
    name = f"{info.get('displayName', '')} ({info.get('basicId', '')})"
    yield ok("check.token_ok", account=name)
    if info.get("chatMode") == "chat":
        yield note("check.chat_mode")
    yield _clock(account.ahead)


def _no_account(trouble: LineTrouble, wanted: Wanted) -> Finding:
    if trouble.status == _UNAUTHORIZED:
        return fix("check.token_wrong", setting=f"{wanted.table}.channel_access_token")
    if trouble.status:
        return fix("check.line_refused", status=trouble.status)
    said = str(trouble).partition(": ")[2]
    return fix("check.line_unreached", address=wanted.api, trouble=said)


def _clock(ahead: timedelta | None) -> Finding:
    if ahead is None:
        return note("check.clock_unknown")
    seconds = abs(round(ahead.total_seconds()))
    if abs(ahead) <= _TOLERANCE:
        return ok("check.clock_ok", seconds=seconds)
    return fix("check.clock_fast" if ahead > _TOLERANCE else "check.clock_slow", seconds=seconds)


def judge_endpoint(told: Told, wanted: Wanted) -> Iterator[Finding]:
    """Judge whether LINE sends webhooks, and to us."""
    unset = isinstance(told, LineTrouble) and told.status == _NOT_FOUND
    if unset or (not isinstance(told, LineTrouble) and not told.get("endpoint")):
        yield fix("check.webhook_unset", wanted=wanted.webhook)
        return
    if isinstance(told, LineTrouble):
        yield fix("check.line_refused", status=told.status)
        return
    url = str(told["endpoint"])
    parts = _split(url)
    faults = [fix(key, url=url, wanted=wanted.webhook) for key in _astray(parts, wanted)]
    if not told.get("active"):
        faults.append(fix("check.webhook_off"))
    if parts.scheme == "http" and not faults:
        faults.append(note("check.webhook_simulated", url=url))
    yield from faults or [ok("check.webhook_ok", url=url)]


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("https:///")


def _astray(url: SplitResult, wanted: Wanted) -> Iterator[str]:
    is_here = wanted.is_simulated and is_loopback(url.hostname or "")
    if url.scheme != "https" and not is_here:
        yield "check.webhook_http"
    ours = urlsplit(wanted.public_url)
    if url.path.rstrip("/") not in [ours.path + path for path in wanted.paths]:
        yield "check.webhook_path"
    if _place(url) != _place(ours):
        yield "check.webhook_elsewhere"


def _place(url: SplitResult) -> tuple[str, int | None]:
    host = (url.hostname or "").casefold()
    usual = {"http": 80, "https": 443}.get(url.scheme)
    try:
        port = url.port
    except ValueError:
        port = -1
    return ("localhost" if is_loopback(host) else host), None if port == usual else port


def judge_test(told: Told, door: Door, wanted: Wanted) -> Iterator[Finding]:
    """Judge what came of LINE's own test: it alone knows the true channel secret."""
    secret = f"{wanted.table}.channel_secret"
    if isinstance(told, LineTrouble):
        is_often = told.status == _TOO_MANY
        yield note("check.test_often") if is_often else fix("check.test_no", status=told.status)
        return
    if told.get("success"):
        is_stale = door is Door.OTHER_SECRET
        yield fix("check.secret_file", setting=secret) if is_stale else ok("check.secret_ok")
        return
    if told.get("statusCode") == _BAD:
        is_stale = door is Door.OTHER_SECRET
        yield fix("check.door_restart" if is_stale else "check.secret_wrong", setting=secret)
        return
    yield _not_let_in(told, door, wanted)


def _not_let_in(told: Any, door: Door, wanted: Wanted) -> Finding:
    if door in _AT_THE_DOOR:
        return fix(_AT_THE_DOOR[door], address=wanted.own_address)
    status, reason = int(told.get("statusCode") or 0), str(told.get("reason", ""))
    detail = " ".join(f"{reason} {told.get('detail', '')}".split())[:_LONGEST]
    if reason in _UNREACHED:
        return fix(_UNREACHED[reason], detail=detail)
    key = "check.webhook_moved" if status in _REDIRECTS else "check.webhook_status"
    return fix(key, status=status, detail=detail)


def judge_allowance(
    told: Allowance, *, monthly_limit: int | None, reserve: float
) -> Iterator[Finding]:
    """Judge whether the month's messages last for alerts; `monthly_limit` is the station's own."""
    quota, consumption = told.quota, told.consumption
    for part in (quota, consumption):
        if isinstance(part, LineTrouble):
            yield fix("check.quota_unread", status=part.status)
            return
    limit, used = _number(quota, "value"), _number(consumption, "totalUsage")
    is_told = limit is not None or _is_unlimited(quota)
    if not is_told or used is None:
        yield fix("check.quota_unread", status=200)
        return
    if limit is not None and monthly_limit is not None and monthly_limit > limit:
        yield note("check.quota_set_high", set=monthly_limit, limit=limit)
    known = [each for each in (limit, monthly_limit) if each is not None]
    if not known:
        yield ok("check.quota_free", used=used)
        return
    yield _left(min(known), used, reserve)


def _left(limit: int, used: int, reserve: float) -> Finding:
    left = max(0, limit - used)
    values = {"left": left, "limit": limit}
    if not left:
        return fix("check.quota_spent", **values)
    if left < limit * _NEARLY_SPENT:
        return fix("check.quota_near", **values)
    if left <= limit * reserve:
        return note("check.quota_reserve", **values)
    return ok("check.quota_ok", **values)


def _is_unlimited(told: Any) -> bool:
    return bool(told.get("type") == "none")


def _number(told: Any, name: str) -> int | None:
    value = told.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def advice() -> Iterator[Finding]:
    """Name what LINE's API does not tell, and only the console shows."""
    yield note("check.advice_redelivery")
    yield note("check.advice_auto_reply")
    yield note("check.advice_groups")

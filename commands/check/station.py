"""This is how the doctor looks at one station: its LINE account, its door and its people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.config import Settings
from bot.config.sections import StationSettings
from bot.line.gateway import Gateway, LineTrouble
from commands.check.account import (
    Told,
    ask_account,
    ask_allowance,
    ask_endpoint,
    ask_group,
    ask_profile,
    ask_test,
)
from commands.check.channel import (
    Wanted,
    advice,
    judge_account,
    judge_allowance,
    judge_endpoint,
    judge_test,
)
from commands.check.door import knock, own_address
from commands.check.finding import Finding, fix
from commands.check.people import Roll, check_groups, check_held, check_officers

# LINE tests no address that it was not given, or would not take.
_UNTESTED = frozenset({"check.webhook_unset", "check.webhook_http", "check.line_refused"})


@dataclass(frozen=True, kw_only=True)
class Checkup:
    """One station of the configuration; `accounts` are those of the stations before it."""

    settings: Settings
    station: StationSettings
    place: int
    clock: Callable[[], datetime]
    accounts: dict[str, str]

    def run(self, roll: Roll | None) -> Iterator[Finding]:
        """Look at the account, then at the people; `roll` is None if they cannot be read."""
        gateway = self._gateway()
        wanted = self._wanted()
        account = ask_account(gateway, self.clock)
        yield from judge_account(account, wanted)
        is_open = not isinstance(account.info, LineTrouble)
        if is_open:
            yield from self._shared_account(account.info)
            yield from self._webhook(gateway, wanted)
            yield from self._allowance(gateway)
        if roll is not None:
            yield from _people(gateway, roll, is_open=is_open)
        yield from advice()

    def _gateway(self) -> Gateway:
        line = self.station.line
        return Gateway(
            token=line.channel_access_token.get_secret_value(),
            api=line.api_base_url,
            data=line.data_api_base_url,
        )

    def _wanted(self) -> Wanted:
        own = f"/callback/{self.station.code}"
        web = self.settings.web
        return Wanted(
            table="line" if self.place == 0 else f"stations[{self.place}].line",
            api=self.station.line.api_base_url,
            public_url=web.public_url,
            paths=("/callback", own) if self.place == 0 else (own,),
            own_address=own_address(web),
        )

    def _shared_account(self, info: Told) -> Iterator[Finding]:
        user_id = "" if isinstance(info, LineTrouble) else str(info.get("userId", ""))
        other = self.accounts.setdefault(user_id, self.station.code)
        if user_id and other != self.station.code:
            yield fix("check.account_shared", code=self.station.code, other=other)

    def _webhook(self, gateway: Gateway, wanted: Wanted) -> Iterator[Finding]:
        findings = list(judge_endpoint(ask_endpoint(gateway), wanted))
        yield from findings
        if not _UNTESTED.intersection(one.key for one in findings):
            secret = self.station.line.channel_secret.get_secret_value()
            door = knock(wanted.own_address, self.station.code, secret)
            yield from judge_test(ask_test(gateway), door, wanted)

    def _allowance(self, gateway: Gateway) -> Iterator[Finding]:
        quota = self.settings.quota
        own = None if quota.monthly_limit == "auto" else quota.monthly_limit
        told = ask_allowance(gateway)
        yield from judge_allowance(told, monthly_limit=own, reserve=quota.alert_reserve)


def _people(gateway: Gateway, roll: Roll, *, is_open: bool) -> Iterator[Finding]:
    yield from check_held(roll)
    if is_open:
        yield from check_officers(roll, lambda line_id: ask_profile(gateway, line_id))
        yield from check_groups(roll, lambda line_id: ask_group(gateway, line_id))
    else:
        # LINE cannot be asked, so what it told before is all there is.
        yield from check_officers(roll, lambda _: {})

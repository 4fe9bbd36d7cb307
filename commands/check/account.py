"""This is what the doctor asks LINE about a station's account; judging it is `channel`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.line.gateway import Gateway, LineTrouble

_ENDPOINT = "/v2/bot/channel/webhook/endpoint"
_TEST = "/v2/bot/channel/webhook/test"
_QUOTA = "/v2/bot/message/quota"
_NO_JSON = "no JSON"

Told = Mapping[str, Any] | LineTrouble


@dataclass(frozen=True, kw_only=True)
class Account:
    """What LINE says of an account; `ahead` is how far our clock is before LINE's."""

    info: Told
    ahead: timedelta | None = None


@dataclass(frozen=True, kw_only=True)
class Allowance:
    """What LINE says of the month's messages."""

    quota: Told
    consumption: Told


def ask(question: Callable[[], Mapping[str, Any]]) -> Told:
    """Return what LINE answers, its trouble too."""
    try:
        return question()
    except LineTrouble as trouble:
        return trouble
    except ValueError:
        # A proxy or a sign-in page of the network answers in LINE's place.
        return LineTrouble(0, _NO_JSON)


def ask_account(gateway: Gateway, clock: Callable[[], datetime]) -> Account:
    """Ask whose token this is, and look at LINE's clock meanwhile."""
    began, dates = clock(), []

    def question() -> Mapping[str, Any]:
        told, date = gateway.read_dated("/v2/bot/info")
        dates.append(date)
        return told

    info = ask(question)
    if not dates or dates[0] is None:
        return Account(info=info)
    return Account(info=info, ahead=began + (clock() - began) / 2 - dates[0])


def ask_endpoint(gateway: Gateway) -> Told:
    """Ask where LINE sends webhooks."""
    return ask(lambda: gateway.read(_ENDPOINT))


def ask_test(gateway: Gateway) -> Told:
    """Have LINE send an empty webhook to the bot, and say what came of it."""
    return ask(lambda: gateway.post(_TEST, {}))


def ask_allowance(gateway: Gateway) -> Allowance:
    """Ask what the month's messages are and how many are used."""
    return Allowance(
        quota=ask(lambda: gateway.read(_QUOTA)),
        consumption=ask(lambda: gateway.read(f"{_QUOTA}/consumption")),
    )


def ask_profile(gateway: Gateway, line_id: str) -> Told:
    """Ask whether a person can be reached."""
    return ask(lambda: gateway.read(f"/v2/bot/profile/{line_id}"))


def ask_group(gateway: Gateway, line_id: str) -> Told:
    """Ask whether the account is in a group."""
    return ask(lambda: gateway.read(f"/v2/bot/group/{line_id}/summary"))

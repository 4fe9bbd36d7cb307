"""This is the month's messages as LINE counts them now, beside what the settings say of them."""

from __future__ import annotations

from bot.config.sections import QuotaSettings
from bot.line.gateway import Gateway, LineTrouble
from domain.drill import Month

_QUOTA = "/v2/bot/message/quota"


def read_month(gateway: Gateway, quota: QuotaSettings) -> Month:
    """Ask LINE for the month's limit and what was used; raise LineTrouble if it does not say."""
    try:
        told = gateway.read(_QUOTA)
        used = int(gateway.read(f"{_QUOTA}/consumption")["totalUsage"])
        limit = int(told["value"]) if told.get("type") == "limited" else None
    except (ValueError, KeyError) as fault:
        raise LineTrouble(0, type(fault).__name__) from fault
    if quota.monthly_limit != "auto":
        limit = quota.monthly_limit if limit is None else min(limit, quota.monthly_limit)
    return Month(limit=limit, used=used, reserve=quota.alert_reserve)

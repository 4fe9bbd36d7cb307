"""This is the month's messages as LINE counts them now, beside what the settings say of them."""

from __future__ import annotations

from bot.accountant import read_quota
from bot.config.sections import QuotaSettings
from bot.line.gateway import Gateway
from domain.drill import Month


def read_month(gateway: Gateway, quota: QuotaSettings) -> Month:
    """Ask LINE for the month's limit and what was used; raise LineTrouble if it does not say."""
    limit, used = read_quota(gateway)
    if quota.monthly_limit != "auto":
        limit = quota.monthly_limit if limit is None else min(limit, quota.monthly_limit)
    return Month(limit=limit, used=used, reserve=quota.alert_reserve)

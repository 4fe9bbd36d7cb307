"""This is the reader of the words of rosters and leave, and of the public holidays."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from domain.period import PeriodWords, weekday_key

_FILE = Path(__file__).parent / "roster.th.toml"


@cache
def load_weekdays() -> Mapping[str, int]:
    """Return the number of each weekday by every name that people write."""
    return {
        weekday_key(name): int(number)
        for number, names in _read()["weekdays"].items()
        for name in names
    }


@cache
def load_period_words() -> PeriodWords:
    """Return the words in which a time of leave is said."""
    period: dict[str, Any] = _read()["period"]
    lists = {name: tuple(value) for name, value in period.items() if name != "numbers"}
    return PeriodWords(
        weekdays=load_weekdays(),
        openings=lists["openings"],
        until=lists["until"],
        since=lists["since"],
        dated=lists["dated"],
        units={
            **dict.fromkeys(lists["days"], 1),
            **dict.fromkeys(lists["weeks"], 7),
        },
        near={
            **dict.fromkeys(lists["today"], 0),
            **dict.fromkeys(lists["tomorrow"], 1),
            **dict.fromkeys(lists["after_tomorrow"], 2),
        },
        this=lists["this"],
        company=lists["with"],
        endings=lists["endings"],
        numbers=dict(period["numbers"]),
    )


@cache
def load_holidays() -> Mapping[str, str]:
    """Return the public holidays: `MM-DD` for those of every year, `YYYY-MM-DD` for the others."""
    table = _read()["holidays"]
    return {**table["every_year"], **table["dated"]}


def holidays_between(first: int, last: int, more: Iterable[date] = ()) -> frozenset[date]:
    """Return the public holidays of some years, with the days that a station adds."""
    days = set(more)
    for written in load_holidays():
        if written.count("-") > 1:
            days.add(date.fromisoformat(written))
        else:
            days |= {date.fromisoformat(f"{year}-{written}") for year in range(first, last + 1)}
    return frozenset(days)


def _read() -> Mapping[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))

"""This is the reader of the words in which people say when."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from catalog.roster import load_weekdays
from domain.calendar import month_names
from domain.when.tokens import Part, WhenWords

_FILE = Path(__file__).parent / "when.th.toml"
_SUNDAY = 7


@cache
def load_when_words() -> WhenWords:
    """Return every word that may say when something is sent."""
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    weekdays = load_weekdays()
    return WhenWords(
        words=table["words"],
        near={word: int(days) for days, words in table["near"].items() for word in words},
        parts=_parts(table["parts"]),
        weekdays=weekdays,
        sunday=next(name for name, number in weekdays.items() if number == _SUNDAY),
        months=month_names(),
        numbers=_numbers(table["numbers"]),
        offered=tuple(table["offered"]["hours"]),
    )


def _parts(table: Mapping[str, Any]) -> Mapping[str, Part]:
    found: dict[str, Part] = {}
    for one in table.values():
        part = Part(first=one["first"], last=one["last"], offered=tuple(one["offered"]))
        found |= dict.fromkeys(one["words"], part)
    return found


def _numbers(table: Mapping[str, Any]) -> Mapping[str, int]:
    """Return the numbers from one to fifty-nine in words."""
    digits: Mapping[str, int] = table["digits"]
    behind = {**digits, **dict.fromkeys(table["one_behind_ten"], 1)}
    tens: Mapping[str, int] = {table["ten"]: 10, **table["tens"]}
    return {
        **digits,
        **tens,
        **{
            ten + one: value + digit for ten, value in tens.items() for one, digit in behind.items()
        },
    }

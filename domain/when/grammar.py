"""This is the grammar of phrases about a time: which words beside each other say what."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final

from domain.when import draft as d
from domain.when.draft import Draft, Muddled
from domain.when.hours_said import Said, clock, counted, has, noon, small, values, written
from domain.when.schedule import EVERY_DAY, WORKDAYS
from domain.when.times import Manner
from domain.when.tokens import NUMBER

_HALF: Final = 30
_WEEK: Final = 7
_MONTH: Final = 30
_SATURDAY: Final = 6
_SUNDAY: Final = 7
_LAST_DAY: Final = 31
_FURTHEST: Final = 1000
# Patterns are written over the letters of `KINDS`. A number is minutes, or an hour by itself, only
# if what follows does not claim it.
_BARE: Final = "n(?![moulLhkdMvAPyYn])"
_DATED: Final = "n(?![moulLhi])"
_MINUTES: Final = f"(?:p?f|p?ni|p?{_BARE})?"
_WEEKDAY: Final = "d?[gv]"
_WEEKDAYS: Final = f"{_WEEKDAY}(?:[-&]?{_WEEKDAY})*"
_DAYS: Final = f"@{_DATED}(?:&?@?{_DATED})*"


def understand(tokens: Said, draft: Draft) -> None:
    """Fill a draft with what a phrase says; raise Muddled if any of it is not understood."""
    kinds = "".join(token.kind for token in tokens)
    at = 0
    while at < len(kinds):
        for pattern, build in _GRAMMAR:
            found = pattern.match(kinds, at)
            if found is not None and found.end() > at:
                build(draft, tokens[at : found.end()])
                at = found.end()
                break
        else:
            raise Muddled(kinds)


def _part(draft: Draft, said: Said) -> None:
    draft.take_part(said[0].part)
    if has(said, "this"):
        draft.is_near = True
        draft.take_days(draft.today)


def _near(draft: Draft, said: Said) -> None:
    draft.is_near = said[0].value == 0
    draft.take_days(draft.today + timedelta(days=said[0].value))


def _date(draft: Draft, said: Said) -> None:
    numbers = [int(one) for one in re.split("[-/.]", said[0].text)]
    if re.match(r"\d{4}", said[0].text):
        numbers.reverse()
    day, month, *year = numbers
    _dated(draft, day, month, year[0] if year else None)


def _with_month(draft: Draft, said: Said) -> None:
    numbers = [token for token in said if token.kind == NUMBER]
    month = next(token.value for token in said if token.kind == "m")
    year = numbers[1] if len(numbers) > 1 else None
    if year is not None and len(year.text) not in (2, 4):
        raise Muddled("year")
    is_common = has(said, "common_era")
    said_year = None if year is None else year.value
    _dated(draft, numbers[0].value, month, said_year, is_common=is_common)


def _dated(
    draft: Draft, day: int, month: int, year: int | None, *, is_common: bool = False
) -> None:
    draft.once("date")
    draft.has_year = year is not None
    whole = None if year is None else d.common_year(year, draft.today, is_common=is_common)
    draft.take_days(d.day_of(day, month, whole, draft.today))


def _weekday(draft: Draft, said: Said) -> None:
    draft.once("weekday")
    number = next(token.value for token in said if token.kind in "gv")
    kinds = "".join(token.kind for token in said)
    has_week = re.search("[gv]d?v[xt]$|k", kinds) is not None
    if kinds == "gvx" and number == _SATURDAY:
        # Saturday with Sunday's word may be the Saturday of next week or its two days.
        draft.take_days(*(d.weekday_of_week(one, 1, draft.today) for one in (number, _SUNDAY)))
    elif has_week:
        weeks = 1 if "x" in kinds else 0
        draft.take_days(d.weekday_of_week(number, weeks, draft.today))
    elif kinds.endswith("x"):
        draft.take_days(*d.next_weekday(number, draft.today))
    else:
        draft.weekday = number


def _weekday_of_next_week(draft: Draft, said: Said) -> None:
    draft.once("weekday")
    number = [token.value for token in said if token.kind in "gv"][-1]
    draft.take_days(d.weekday_of_week(number, 1 if has(said, "next") else 0, draft.today))


def _of_month(draft: Draft, said: Said) -> None:
    draft.once("date")
    months = 1 if has(said, "next") else 0 if has(said, "this") else None
    draft.take_days(d.day_of_month(values(said)[0], draft.today, months=months))


def _month_edge(draft: Draft, said: Said) -> None:
    draft.once("date")
    is_end = has(said, "month_end")
    ahead = 1 if has(said, "next") or not (is_end or has(said, "this")) else 0
    draft.take_days((d.month_end if is_end else d.month_ahead)(draft.today, ahead))


def _days_ahead(draft: Draft, said: Said) -> None:
    draft.once("date")
    unit = 1 if has(said, "days") else _MONTH if has(said, "months") else _WEEK
    count = (values(said) or [1])[0]
    if count > _FURTHEST:
        raise Muddled("count")
    draft.take_days(draft.today + timedelta(days=count * unit))


def _time_ahead(draft: Draft, said: Said) -> None:
    draft.once("time")
    kinds = "".join(token.kind for token in said)
    numbers = values(said)
    if "h" not in kinds:
        draft.ahead = timedelta(minutes=_HALF if "f" in kinds else numbers[0])
        return
    hours = numbers[0] if kinds.startswith("an") else 0 if kinds.startswith("af") else 1
    minutes = _HALF if "f" in kinds else numbers[1] if len(numbers) > 1 else 0
    if hours > _FURTHEST:
        raise Muddled("hours")
    draft.ahead = timedelta(hours=hours, minutes=minutes)


def _now(draft: Draft, _: Said) -> None:
    draft.once("time")
    draft.is_now = True


def _each_weekday(draft: Draft, said: Said) -> None:
    draft.once("rule")
    for token in said:
        draft.take_part(token.part)
    kinds = "".join(token.kind for token in said)
    draft.doubts_weekday = kinds == "ev"
    days = [token for token in _without_week(said, kinds) if token.kind in "gv-"]
    found: set[int] = set()
    for at, token in enumerate(days):
        if token.kind != "-":
            found.add(token.value)
            continue
        last = days[at + 1].value
        first = days[at - 1].value
        span = (last - first) % _WEEK
        found |= {(first - 1 + ahead) % _WEEK + 1 for ahead in range(span + 1)}
    draft.weekdays = frozenset(found)


def _without_week(said: Said, kinds: str) -> Said:
    """Leave out the week of `every week`, whose word may be Sunday's too."""
    at = kinds.find("e")
    if at > 0:
        return said[:at]
    return said[2:] if re.match("evd", kinds) else said


def _workdays(draft: Draft, said: Said) -> None:
    draft.once("rule")
    draft.weekdays = WORKDAYS
    draft.skips = draft.skips or has(said, "workdays")


def _every_day(draft: Draft, said: Said) -> None:
    draft.once("rule")
    draft.take_part(said[-1].part)
    draft.weekdays = EVERY_DAY


def _each_month(draft: Draft, said: Said) -> None:
    draft.once("rule")
    end = [_LAST_DAY] if has(said, "month_end") else []
    start = [1] if has(said, "month_start") else []
    days = frozenset([*values(said), *end, *start])
    if not all(1 <= day <= _LAST_DAY for day in days):
        raise d.NoSuchDay
    draft.month_days = days


def _skipping(draft: Draft, _: Said) -> None:
    draft.skips = True


def _nothing(_: Draft, __: Said) -> None:
    """Take a word that says nothing by itself."""


# In this order the longest reading comes first.
_GRAMMAR: Final = tuple(
    (re.compile(pattern), build)
    for pattern, build in (
        ("!", _now),
        (r"anh(?:f|ni)?|afh|ahf?|ani", _time_ahead),
        (r"an?[dkvM]", _days_ahead),
        (rf"e[kv]{_WEEKDAYS}", _each_weekday),
        (rf"ep?{_WEEKDAYS}|{_WEEKDAYS}e[kv]|{_WEEKDAY}-{_WEEKDAYS}", _each_weekday),
        (rf"e{_DAYS}M?|eM{_DAYS}|{_DAYS}eM", _each_month),
        (r"e[ES]M?|[ES]eM|eM[ES]", _each_month),
        (r"e?[Ww]", _workdays),
        (r"e[dp]", _every_day),
        ("s", _skipping),
        (r":?c[lL]?[AP]?", clock),
        (r":?n[lL](?:ni)?|:?n[AP]", written),
        (rf":?n?o{_MINUTES}", counted("daytime", Manner.DAYTIME)),
        (rf":?n?u{_MINUTES}", counted("evening", Manner.EVENING)),
        (rf":?Tn{_MINUTES}", small),
        (rf":?[qQ]{_MINUTES}", noon),
        ("D", _date),
        (r"@?nM?m(?:[yY]?n(?![oulLhiTq]))?", _with_month),
        (rf"[kv][xt]{_WEEKDAY}", _weekday_of_next_week),
        (rf"{_WEEKDAY}(?:[kv][xt]|d?v[xt]|[xt])?", _weekday),
        (rf"Mx@{_DATED}|@n(?:M?[xt])|@{_DATED}", _of_month),
        (r"[ES]M?[xt]?", _month_edge),
        ("z", _near),
        (rf"p:?{_BARE}f?|:{_BARE}", written),
        ("pt?", _part),
        (":", _nothing),
    )
)

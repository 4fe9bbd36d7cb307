"""This is how a phrase about a time is understood: read whole, or asked back, never guessed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from domain.calendar import local, plain_words
from domain.when.cron import is_cron
from domain.when.draft import Draft, Muddled, NoSuchDay, day_of_month
from domain.when.grammar import understand
from domain.when.recurrence import Reckoning, moment_at, next_after
from domain.when.schedule import Cron, Doubt, Monthly, Once, Rule, Schedule, Unclear, Weekly
from domain.when.times import Hour, hours_of
from domain.when.tokens import WhenWords, tokens_of

_DAY: Final = timedelta(days=1)
_FULL: Final = 24
_SMALL_HOURS: Final = 5
_FAR: Final = timedelta(days=300)
_FURTHEST: Final = timedelta(days=1100)
_MOST_CHOICES: Final = 6


def read_when(text: str, now: datetime, words: WhenWords, by: Reckoning) -> Schedule | Unclear:
    """Read when something is to be sent; what is not clear comes back with what it may be."""
    line = plain_words(text)
    if is_cron(line):
        return _fires(Cron(line=line), now, by)
    tokens = tokens_of(text, words)
    if not tokens:
        return Unclear(doubt=Doubt.UNREADABLE)
    draft = Draft(today=local(now, by.timezone).date())
    try:
        understand(tokens, draft)
        return _in_reach(_meant(draft, now, words, by), now)
    except (NoSuchDay, OverflowError):
        return Unclear(doubt=Doubt.IMPOSSIBLE)
    except Muddled:
        return Unclear(doubt=Doubt.UNREADABLE)


def _in_reach(found: Schedule | Unclear, now: datetime) -> Schedule | Unclear:
    """Offer nothing that lies further ahead than anybody plans."""
    if not isinstance(found, Unclear):
        return found
    near = tuple(
        one for one in found.choices if not isinstance(one, Once) or one.at - now <= _FURTHEST
    )
    return Unclear(doubt=Doubt.FAR if found.choices and not near else found.doubt, choices=near)


def _fires(rule: Rule, now: datetime, by: Reckoning) -> Schedule | Unclear:
    return Unclear(doubt=Doubt.IMPOSSIBLE) if next_after(rule, now, by) is None else rule


def _meant(draft: Draft, now: datetime, words: WhenWords, by: Reckoning) -> Schedule | Unclear:
    draft.settle_weekday()
    has_day = bool(draft.days or draft.repeats)
    if draft.is_now or draft.ahead is not None:
        if has_day or draft.part is not None or draft.skips:
            raise Muddled("now")
        return _bounded([now + (draft.ahead or timedelta(0))], draft, now)
    if draft.repeats:
        if draft.days:
            raise Muddled("start")
        return _repeated(draft, words)
    if draft.skips or not (has_day or draft.heard or draft.part):
        raise Muddled("nothing")
    return _single(draft, now, words, by)


def _hours(draft: Draft, words: WhenWords) -> tuple[Sequence[Hour], Doubt]:
    """Return the hours that may be meant, and what is asked where there are several."""
    if draft.heard is None:
        offered = draft.part.offered if draft.part else words.offered
        return [Hour(hour=hour) for hour in offered], Doubt.NO_TIME
    found = hours_of(draft.heard, draft.part)
    if not found:
        raise Muddled("hour")
    return found, Doubt.WHICH_HOUR


def _repeated(draft: Draft, words: WhenWords) -> Schedule | Unclear:
    hours, doubt = _hours(draft, words)
    rules = tuple(dict.fromkeys(rule for hour in hours for rule in _rules(draft, hour)))
    if not rules:
        raise Muddled("hour")
    if draft.doubts_weekday:
        return Unclear(doubt=Doubt.WHICH_DAY, choices=rules)
    if len(rules) == 1 and draft.heard is not None:
        return rules[0]
    return Unclear(doubt=doubt, choices=rules)


def _rules(draft: Draft, hour: Hour) -> Iterable[Rule]:
    at = time(hour.hour % _FULL, hour.minute)
    if draft.weekdays:
        ahead = hour.hour // _FULL
        days = frozenset((day - 1 + ahead) % 7 + 1 for day in draft.weekdays)
        yield Weekly(weekdays=days, at=at, skips_holidays=draft.skips)
    elif hour.hour < _FULL:
        yield Monthly(days=draft.month_days, at=at, skips_holidays=draft.skips)


def _single(draft: Draft, now: datetime, words: WhenWords, by: Reckoning) -> Schedule | Unclear:
    hours, doubt = _hours(draft, words)
    wall = local(now, by.timezone)
    days = draft.days or (draft.today,)
    is_night = draft.part is not None and draft.part.last >= _FULL
    if draft.is_near and is_night and wall.hour < _SMALL_HOURS:
        days = (draft.today - _DAY, *days)
    if not draft.days:
        return _undated(hours, draft, now, by)
    moments = [_moment(day, hour, by) for day in days for hour in hours]
    ahead = sorted({one for one in moments if one > now})
    if not ahead:
        return _past(draft, hours, now, by)
    if draft.heard is None:
        return Unclear(doubt=doubt, choices=_once(ahead))
    if draft.doubts_weekday and days == (draft.today,):
        ahead += [one + 7 * _DAY for one in ahead]
    if len(days) > 1 or (draft.doubts_weekday and len(ahead) > len(hours)):
        doubt = Doubt.WHICH_DAY
    return _bounded(ahead, draft, now, doubt)


def _undated(
    hours: Sequence[Hour], draft: Draft, now: datetime, by: Reckoning
) -> Schedule | Unclear:
    """Take a time without a day for today; once it is over, tomorrow is only offered."""
    today = [_moment(draft.today, hour, by) for hour in hours]
    is_over = all(one <= now for one in today)
    following = sorted({one if one > now else one + _DAY for one in today})
    if draft.heard is None:
        return Unclear(doubt=Doubt.NO_TIME, choices=_once(following))
    if len(following) == 1 and not is_over:
        return Once(at=following[0])
    doubt = Doubt.PAST if len(following) == 1 else Doubt.WHICH_HOUR
    return Unclear(doubt=doubt, choices=_once(following))


def _past(draft: Draft, hours: Sequence[Hour], now: datetime, by: Reckoning) -> Unclear:
    """Offer the next day, week or month of a time that is over; a date of a year has none."""
    if draft.has_year:
        return Unclear(doubt=Doubt.PAST)
    later = []
    for day in draft.days:
        step = 7 * _DAY if "weekday" in draft.said else _DAY
        if "date" in draft.said:
            later.append(day_of_month(day.day, day + _DAY))
        else:
            later.append(max(day + step, draft.today))
    moments = [_moment(day, hour, by) for day in later for hour in hours]
    return Unclear(doubt=Doubt.PAST, choices=_once(sorted({one for one in moments if one > now})))


def _bounded(
    moments: Sequence[datetime], draft: Draft, now: datetime, doubt: Doubt = Doubt.WHICH_HOUR
) -> Schedule | Unclear:
    """Return the one moment that is meant; one in the far future is asked about."""
    if len(moments) > 1:
        return Unclear(doubt=doubt, choices=_once(moments))
    furthest = _FURTHEST if draft.has_year else _FAR
    if moments[0] - now > furthest:
        return Unclear(doubt=Doubt.FAR, choices=_once(moments))
    return Once(at=moments[0])


def _moment(day: date, hour: Hour, by: Reckoning) -> datetime:
    later = day + _DAY * (hour.hour // _FULL)
    return moment_at(later, time(hour.hour % _FULL, hour.minute), by.timezone)


def _once(moments: Iterable[datetime]) -> tuple[Schedule, ...]:
    return tuple(Once(at=one) for one in moments)[:_MOST_CHOICES]

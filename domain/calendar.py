"""This is how Thai officials count and write time: Buddhist era, fiscal year, tip numbers."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

BANGKOK: Final = "Asia/Bangkok"
_ERA: Final = 543
_FIRST_BUDDHIST_YEAR: Final = 2400
_EARLIEST: Final = 1857
_LATEST: Final = 2156
_FISCAL_START: Final = 10
_FULL_YEAR: Final = 4
_LONGEST: Final = 80

_SHORT_MONTHS: Final = (
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
)  # fmt: skip
_LONG_MONTHS: Final = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip
_SPOKEN_MONTHS: Final = (
    "มกรา", "กุมภา", "มีนา", "เมษา", "พฤษภา", "มิถุนา",
    "กรกฎา", "สิงหา", "กันยา", "ตุลา", "พฤศจิกา", "ธันวา",
)  # fmt: skip
_TYPED_MONTHS: Final = {"กรกฏาคม": 7, "กรกฏา": 7, "กุมภาพันธุ์": 2, "กุมภาพัน": 2, "เมษายาน": 4}
_ENGLISH_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTHS: Final[dict[str, int]] = {
    **{
        name.replace(".", ""): number
        for names in (_SHORT_MONTHS, _LONG_MONTHS, _SPOKEN_MONTHS, _ENGLISH_MONTHS)
        for number, name in enumerate(names, start=1)
    },
    **{name[:3]: number for number, name in enumerate(_ENGLISH_MONTHS, start=1)},
    "sept": 9,
    **_TYPED_MONTHS,
}

_MIDNIGHT: Final = re.compile(r"[t ]+\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?(?: ?น\.?)?$")
_PREFIX: Final = re.compile(
    r"^(?:วัน(?:จันทร์|อังคาร|พุธ|พฤหัส(?:บดี)?|ศุกร์|เสาร์|อาทิตย์))?\s*(?:วัน)?(?:ที่)?\s*"
)
_YEAR_FIRST: Final = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_DAY_FIRST: Final = re.compile(r"(\d{1,2})\s?[-/. ]\s?(\d{1,2})\s?[-/. ]\s?(\d{1,4})")
_WITH_MONTH: Final = re.compile(
    r"(\d{1,2})[\s\-/.]*(?:เดือน\s*)?([^\W\d][^\d\s\-/]*?)[\s\-/.,]*(?:ปี\s*)?"
    r"(พ\.? ?ศ\.?|ค\.? ?ศ\.?|)\s*(\d{1,4})"
)
_COMMON_ERA: Final = "ค"
_SPAN_DAYS: Final = {"": 1, "วัน": 1, "สัปดาห์": 7, "อาทิตย์": 7, "เดือน": 30, "days": 1, "weeks": 7}
_SPAN: Final = re.compile(r"(?:อีก ?)?(\d{1,3}) ?(วัน|สัปดาห์|อาทิตย์|เดือน|days|weeks)?")
_HOUR_SIGN: Final = re.compile(r"(?<=\d[.:]\d\d) (?=น\.)")


class DateDoubt(StrEnum):
    """Why a date cannot be read."""

    UNREADABLE = "unreadable"
    SHORT_YEAR = "short_year"
    IMPOSSIBLE = "impossible"


class DateUnclear(ValueError):
    """A date that is not to be guessed at, with the doubt."""

    def __init__(self, doubt: DateDoubt) -> None:
        super().__init__(doubt.value)
        self.doubt = doubt


@dataclass(frozen=True, kw_only=True)
class TipNumber:
    """The part of a tip's number that people say: Buddhist year, if said, and sequence."""

    year: int | None
    sequence: int


def buddhist_year(day: date, timezone: str = BANGKOK) -> int:
    """Return the Buddhist year of a day, or of a moment as the station's clocks show it."""
    return _day(day, timezone).year + _ERA


def fiscal_year(day: date, timezone: str = BANGKOK) -> int:
    """Return the Buddhist fiscal year, which runs from October to September."""
    here = _day(day, timezone)
    return here.year + _ERA + (here.month >= _FISCAL_START)


def fiscal_quarter(day: date, timezone: str = BANGKOK) -> int:
    """Return the quarter of the fiscal year: October to December is the first."""
    return (_day(day, timezone).month - _FISCAL_START) % 12 // 3 + 1


def local(moment: datetime, timezone: str = BANGKOK) -> datetime:
    """Return an aware moment as the station's clocks show it."""
    return moment.astimezone(ZoneInfo(timezone))


def of_our_era(day: date) -> date:
    """Read a day whose year was typed as a Buddhist one; there is one such day in each year."""
    if day.year < _FIRST_BUDDHIST_YEAR:
        return day
    # 29 February of a year that has none in the other era is its last day there.
    last = min(day.day, monthrange(day.year - _ERA, day.month)[1])
    return day.replace(year=day.year - _ERA, day=last)


def thai_date(day: date) -> str:
    """Write a day as `3 ธ.ค. 2569`."""
    return f"{day.day} {_SHORT_MONTHS[day.month - 1]} {day.year + _ERA}"


def thai_long_date(day: date) -> str:
    """Write a day as `3 ธันวาคม 2569`."""
    return f"{day.day} {_LONG_MONTHS[day.month - 1]} {day.year + _ERA}"


def thai_month(day: date) -> str:
    """Write the month of a day as `ธันวาคม 2569`."""
    return f"{_LONG_MONTHS[day.month - 1]} {day.year + _ERA}"


def thai_time(moment: datetime, timezone: str = BANGKOK) -> str:
    """Write the time of a moment as `14:05 น.`."""
    return f"{local(moment, timezone):%H:%M} น."


def thai_moment(moment: datetime, timezone: str = BANGKOK) -> str:
    """Write a moment as `3 ธ.ค. 2569 14:05 น.`."""
    return f"{thai_date(local(moment, timezone))} {thai_time(moment, timezone)}"


def unbroken(text: str) -> str:
    """Keep the sign of the hour beside its time where a narrow screen breaks lines."""
    return _HOUR_SIGN.sub("\u00a0", text)


def is_quiet(moment: datetime, hours: str, timezone: str = BANGKOK) -> bool:
    """Say whether a moment falls in `HH:MM-HH:MM`, which may span midnight; no hours, no quiet."""
    if not hours.strip():
        return False
    start, end = (time.fromisoformat(part.strip()) for part in hours.split("-"))
    now = local(moment, timezone).time()
    return start <= now < end if start <= end else now >= start or now < end


def month_names() -> Mapping[str, int]:
    """Return the number of each month by the names that people write, abbreviations dotted too."""
    dotted = {name: number for number, name in enumerate(_SHORT_MONTHS, start=1)}
    return {**_MONTHS, **dotted, **{name.rstrip("."): number for name, number in dotted.items()}}


def parse_thai_date(text: str) -> date:
    """Read a date in either era, day before month; raise DateUnclear rather than guess."""
    plain = _plain(text)
    for read in (_year_first, _day_first, _with_month):
        found = read(plain)
        if found is not None:
            return found
    raise DateUnclear(DateDoubt.UNREADABLE)


def read_day_ahead(text: str, today: date) -> date:
    """Read a date, or how many days, weeks or months from today; raise DateUnclear otherwise."""
    found = _SPAN.fullmatch(_plain(text))
    if found is None:
        return parse_thai_date(text)
    return today + timedelta(days=int(found[1]) * _SPAN_DAYS[found[2] or ""])


def tip_number(prefix: str, year_be: int, sequence: int) -> str:
    """Write a tip's full number, such as `KK-2569-000123`."""
    return f"{prefix}-{year_be}-{sequence:06d}"


def spoken_number(year_be: int, sequence: int) -> str:
    """Write a tip's number as people say it: `123/2569`."""
    return f"{sequence}/{year_be}"


def read_tip_number(text: str, prefix: str) -> TipNumber | None:
    """Read a message that is nothing but a tip's number; None if it is anything else."""
    plain = _plain(text).removeprefix("เรื่องที่").removeprefix("เรื่อง").removeprefix("เลขที่").strip()
    full = re.fullmatch(
        rf"{re.escape(prefix.lower())}[-\s/]*(2[456]\d\d)[-\s/]+0*(\d{{1,9}})", plain
    ) or re.fullmatch(rf"{re.escape(prefix.lower())}(2[456]\d\d)(\d{{6}})", plain)
    if full:
        return _numbered(int(full[1]), int(full[2]))
    spoken = re.fullmatch(r"0*(\d{1,9})\s*/\s*(2[456]\d\d)", plain)
    return _numbered(int(spoken[2]), int(spoken[1])) if spoken else None


def plain_words(text: str) -> str:
    """Return a short text in small plain letters and Arabic digits, one space between words."""
    return _plain(text)


def _day(day: date, timezone: str) -> date:
    return local(day, timezone) if isinstance(day, datetime) else day


def _numbered(year: int, sequence: int) -> TipNumber | None:
    return TipNumber(year=year, sequence=sequence) if sequence else None


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text[:_LONGEST]).lower()
    folded = re.sub("[\u2010-\u2015\u2212]", "-", folded)
    letters = (str(unicodedata.digit(c)) if c.isdigit() else c for c in folded)
    seen = (c for c in letters if unicodedata.category(c) not in {"Cf", "Cc"})
    return " ".join("".join(seen).split())


def _dated(
    found: re.Match[str] | None, order: Callable[[re.Match[str]], tuple[str, ...]]
) -> date | None:
    if found is None:
        return None
    day, month, year, era = order(found)
    if len(year) != _FULL_YEAR:
        raise DateUnclear(DateDoubt.SHORT_YEAR)
    counted = int(year)
    if counted >= _FIRST_BUDDHIST_YEAR and not era.startswith(_COMMON_ERA):
        counted -= _ERA
    if not _EARLIEST <= counted <= _LATEST:
        raise DateUnclear(DateDoubt.IMPOSSIBLE)
    try:
        return date(counted, int(month), int(day))
    except ValueError:
        raise DateUnclear(DateDoubt.IMPOSSIBLE) from None


def _year_first(text: str) -> date | None:
    found = _YEAR_FIRST.fullmatch(_MIDNIGHT.sub("", text))
    return _dated(found, lambda m: (m[4], m[3], m[1], ""))


def _day_first(text: str) -> date | None:
    found = _DAY_FIRST.fullmatch(_PREFIX.sub("", _MIDNIGHT.sub("", text)))
    return _dated(found, lambda m: (m[1], m[2], m[3], ""))


def _with_month(text: str) -> date | None:
    found = _WITH_MONTH.fullmatch(_PREFIX.sub("", _MIDNIGHT.sub("", text)))
    if found is None:
        return None
    month = _MONTHS.get(re.sub(r"[\s.]", "", unicodedata.normalize("NFKC", found[2])))
    if month is None:
        return None
    return _dated(found, lambda m: (m[1], str(month), m[4], m[3]))

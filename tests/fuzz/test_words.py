"""Dates, times and places as nobody writes them: read or asked back, the same twice, and soon."""

from __future__ import annotations

import contextlib
import functools
import random
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from catalog.examples import load_examples
from catalog.roster import load_period_words
from catalog.when import load_when_words
from domain.calendar import DateUnclear, parse_thai_date, read_tip_number
from domain.classification import Gazetteer, Report, classify
from domain.geo import polygon
from domain.identifiers import secrets_of
from domain.identity import house_number, normalise_code
from domain.masking import mask
from domain.period import read_period
from domain.places_named import named_in
from domain.when.cron import is_cron
from domain.when.reading import read_when
from domain.when.recurrence import Reckoning
from files.tables import read_table
from files.villages import read_villages
from models.shelf import place_of
from models.village import Village
from tests.conftest import the_lexicon
from tests.fuzz.rounds import ODD_WORDS, fuzz, mangled

SAMPLE: Final = Path(__file__).resolve().parents[2] / "sample" / "villages.csv"
NOW: Final = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)
DATES: Final = (
    "31/12/2569", "29 ก.พ. 2567", "1 มกราคม พ.ศ. ๒๕๖๙", "2026-11-27", "พรุ่งนี้ 8 โมง",
    "ทุกวันจันทร์ 08.30 น.", "วันที่ 1 ของเดือน เวลา 9 โมงเช้า", "อีก 2 ชั่วโมง", "0 8 * * 1",
    "ลา 1-3 ธ.ค.", "ตั้งแต่พรุ่งนี้ถึงวันศุกร์", "สี่โมงเย็น", "เที่ยงคืนครึ่ง", "123/2569",
    "KK-2569-000123", "สิ้นเดือนนี้ บ่ายสาม", "*/5 * * * *", "99/123 หมู่ 4",
)  # fmt: skip
SHAPES: Final = (
    '{"type":"Polygon","coordinates":[[[100,13],[101,13],[101,14],[100,13]]]}',
    '{"type":"MultiPolygon","coordinates":[[[[100,13],[101,13],[101,14],[100,13]]]]}',
)
# Far more than a machine under load needs.
MOST_SECONDS: Final = 20.0


@functools.cache
def the_gazetteer() -> Gazetteer:
    rows = read_villages(read_table(SAMPLE)).rows
    facts = ("code", "name", "moo", "subdistrict", "district", "province", "lat", "lon", "radius_m")
    villages = [
        Village(
            **{fact: getattr(row, fact) for fact in facts},
            aliases=list(row.aliases),
            landmarks=list(row.landmarks),
            polygon=None,
        )
        for row in rows
    ]
    return Gazetteer.of([place_of(one) for one in villages], the_lexicon())


@functools.cache
def the_reports() -> tuple[str, ...]:
    return tuple(one.text for one in load_examples()[:400])


def spoilt(text: str, chance: random.Random) -> str:
    """Return a text with letters changed, doubled, lost, and others' put in."""
    said = mangled(text.encode(), chance).decode("utf-8", "replace")
    if chance.random() < 0.2:
        said = chance.choice(ODD_WORDS).join((said, chance.choice(ODD_WORDS)))
    return said * chance.choice((1,) * 12 + (30,))


def test_any_date_is_read_the_same_twice_or_asked_back() -> None:
    when, periods = load_when_words(), load_period_words()

    def attempt(chance: random.Random) -> None:
        said = spoilt(chance.choice(DATES), chance)
        begun = time.monotonic()
        with contextlib.suppress(DateUnclear):
            assert isinstance(parse_thai_date(said), date)
        assert read_when(said, NOW, when, Reckoning()) == read_when(said, NOW, when, Reckoning())
        period = read_period(said, NOW.date(), periods)
        assert period is None or period.first <= period.last
        is_cron(said)
        read_tip_number(said, "KK")
        assert time.monotonic() - begun < MOST_SECONDS

    fuzz(300, attempt)


def test_any_report_is_read_the_same_twice_and_soon() -> None:
    gazetteer = the_gazetteer()
    codes = {place.code for place in gazetteer.places}

    def attempt(chance: random.Random) -> None:
        texts = tuple(
            spoilt(chance.choice(the_reports()), chance) for _ in range(chance.choice((1, 1, 1, 4)))
        )
        pin = chance.choice((None, None, (13.81, 100.64), (-90.0, 180.0)))
        report = Report(messages=texts, location=pin, member_village="KK001")
        begun = time.monotonic()
        reading = classify(report, gazetteer, the_lexicon())
        assert reading == classify(report, gazetteer, the_lexicon())
        assert {one.code for one in reading.candidates} <= codes
        assert reading.village is None or reading.village in codes
        named_in(texts[0], gazetteer)
        assert time.monotonic() - begun < MOST_SECONDS

    fuzz(60, attempt)


def test_no_name_or_number_is_left_by_the_mask_however_it_stands() -> None:
    secrets = secrets_of(names=["สมหมาย", "ใจเด็ดเดี่ยว"], house_numbers=["99/123"], customs=None)

    def attempt(chance: random.Random) -> None:
        words = [
            "สมหมาย",
            "ใจเด็ดเดี่ยว",
            "0812345678",
            "081-234-5678",
            "บ้านเลขที่ 99/123",
            "1101700230708",
        ]
        words += [chance.choice(ODD_WORDS[8:]), chance.choice(the_reports())]
        chance.shuffle(words)
        masked = mask(" ".join(words), secrets=secrets).text
        for told in ("สมหมาย", "ใจเด็ดเดี่ยว", "0812345678", "081-234-5678", "1101700230708"):
            assert told not in masked

    fuzz(150, attempt)


def test_any_shape_house_and_code_is_read_or_refused() -> None:
    def attempt(chance: random.Random) -> None:
        shape = spoilt(chance.choice(SHAPES), chance)
        with contextlib.suppress(ValueError):
            polygon(shape)
        said = spoilt(chance.choice(("901/1 ชุมชนโพธิ์ทอง", "บ้านเลขที่ ๙๙/๑", "acd3-4679-ef")), chance)
        house_number(said)
        assert normalise_code(normalise_code(said)) == normalise_code(said)

    fuzz(300, attempt)

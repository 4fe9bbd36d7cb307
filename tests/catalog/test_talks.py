"""Whom a tip may be handed to fits one message, however many villages they have."""

from __future__ import annotations

import uuid

from catalog import Catalog
from catalog.talks import Colleague, colleagues

_LINES_MOST = 5000


def test_of_forty_villages_a_few_are_named_and_the_rest_counted() -> None:
    places = ", ".join(f"หมู่บ้านจัดสรรริมคลองโครงการที่ {number}" for number in range(1, 41))
    rows = [Colleague(code=f"P{n}", name=f"ร.ต.อ.ชื่อ{n} สกุล", places=places) for n in range(30)]
    said = colleagues(uuid.uuid4(), "ส่งต่อให้ใคร", rows, Catalog.load("th"))
    assert "โครงการที่ 4 และอีก 36 แห่ง)" in said.text
    assert len(said.text) < _LINES_MOST
    few = [Colleague(code="P1", name="ร.ต.อ.ชื่อ สกุล", places="ก, ข, ค, ง")]
    told = colleagues(uuid.uuid4(), "ส่งต่อให้ใคร", few, Catalog.load("th"))
    assert "(ก, ข, ค, ง)" in told.text


def test_a_label_that_is_cut_keeps_the_name_and_not_the_rank() -> None:
    one = Colleague(code="P2", name="ร.ต.ท.หญิง ใจเย็น จำลองศรี", places="ก", short="ใจเย็น จำลองศรี")
    said = colleagues(uuid.uuid4(), "ส่งต่อให้ใคร", [one], Catalog.load("th"))
    assert said.choices[0].label == "1. ใจเย็น จำลองศรี"
    assert "1. ร.ต.ท.หญิง ใจเย็น จำลองศรี (ก)" in said.text

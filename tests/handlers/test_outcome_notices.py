"""Last month's outcomes become a bulletin that points at nobody."""

from __future__ import annotations

from tests.handlers.talk import Person, Talk
from tests.handlers.town import (
    closed_last_month,
    does,
    preview,
    with_a_crowd,
    words,
)


def test_last_months_outcomes_are_told_where_nobody_can_be_found_behind_them(
    town: Talk, desk: Person
) -> None:
    with_a_crowd(town, 5)
    closed_last_month(town, "v1", 2)
    closed_last_month(town, "v1", 3, is_practice=True)
    closed_last_month(town, "v1", 4, is_restricted=True)
    news = does(desk, "ประกาศ", "ผลประจำเดือนที่แล้ว", "กลุ่มไลน์", "ทั้งสถานี", "พรุ่งนี้ 9 โมง")
    _, heard = preview(news)
    assert "เปรมฤทัย" in words(heard)
    assert "ดำเนินการแล้ว 2" in words(heard)
    assert "ตุลาคม 2569" in words(heard)


def test_the_outcomes_of_a_handful_are_not_told(town: Talk, desk: Person) -> None:
    with_a_crowd(town, 4)
    closed_last_month(town, "v1", 2)
    (heard,) = does(desk, "ประกาศ", "ผลประจำเดือนที่แล้ว")
    assert "จึงไม่มีอะไรให้ประกาศ" in heard.text
    assert "เปรมฤทัย" not in heard.text
    assert "ทำร่างเดิมต่อ" not in desk.says("ประกาศ")[0].buttons

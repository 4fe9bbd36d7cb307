"""What senders call a village is learned from what officers put right, and nothing else is."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from domain.classification import Gazetteer
from domain.learning import CommonWords, Lesson, Proposal, propose
from tests.domain.learning.lessons import moved, stayed


class School:
    """Villages and words, ready to learn."""

    def __init__(self, gazetteer: Gazetteer, common: CommonWords) -> None:
        self.gazetteer, self.common = gazetteer, common

    def learns(
        self, *lessons: Sequence[Lesson], refused: dict[str, set[str]] | None = None
    ) -> tuple[Proposal, ...]:
        told = [one for group in lessons for one in group]
        return propose(told, self.gazetteer, self.common, refused=refused or {})

    def names(self, *lessons: Sequence[Lesson]) -> list[tuple[str, str]]:
        return [(one.phrase, one.village) for one in self.learns(*lessons)]


@pytest.fixture(scope="module")
def school(gazetteer: Gazetteer, common: CommonWords) -> School:
    return School(gazetteer, common)


GHOST = ("มีคนยิงปืนแถวโค้งผีสิงเมื่อคืน", "โค้งผีสิงรถชนกันอีกแล้วครับ")


@pytest.mark.parametrize(
    ("texts", "name"),
    [
        pytest.param(GHOST, "โค้งผีสิง", id="after a place word, and at the beginning"),
        pytest.param(
            ("มีคนเมาอยู่หน้าซอยตันมะขามป้อม", "ซอยตันมะขามป้อม มีรถจอดขวาง"),
            "ซอยตันมะขามป้อม",
            id="with the word for a lane",
        ),
        pytest.param(
            ("รถชนตรอกน้ำเย็นครับ", "มีคนตีกันตรอกน้ำเย็น ด่วน"),
            "ตรอกน้ำเย็น",
            id="left over between words that we know",
        ),
        pytest.param(
            ("ไฟไหม้แถวโพฑองเก่าครับ", "ลักรถที่โพฑองเก่าเมื่อคืน"), "โพฑองเก่า", id="a name nearly ours"
        ),
        pytest.param(
            ("มีคนลักมอเตอร์ไซค์ในหมู่บ้านริมบึงพาร์ค", "บ้านริมบึงพาร์คโดนงัด"),
            "บ้านริมบึงพาร์ค",
            id="with different words for a village",
        ),
        pytest.param(
            ("มีวัยรุ่นดมกาวหลังวัดบางเตย", "หลังวัดบางเตยมีคนตีกัน"),
            "หลังวัดบางเตย",
            id="behind the landmark of another village",
        ),
        pytest.param(("มีคนเล่นไพ่ที่แยกดอกจาน", "แยกดอกจานไฟแดงเสียครับ"), "แยกดอกจาน", id="a crossing"),
    ],
)
def test_what_recurs_for_one_village_is_proposed(
    school: School, texts: tuple[str, ...], name: str
) -> None:
    assert school.names(moved("V3", *texts)) == [(name, "V3")]


def test_a_proposal_names_its_tips_and_counts_the_others(school: School) -> None:
    (found,) = school.learns(
        moved("V3", *GHOST), stayed("V3", "โค้งผีสิงมืดมาก"), stayed(None, "อยู่โค้งผีสิงค่ะ", first=60)
    )
    assert found.tips == ("KK-2569-000001", "KK-2569-000002")
    assert found.others == 2


def test_its_id_is_always_the_same_and_of_this_village_alone(school: School) -> None:
    (one,) = school.learns(moved("V3", *GHOST))
    (same,) = school.learns(moved("V3", *reversed(GHOST), "ขายยาที่โค้งผีสิง"))
    (other,) = school.learns(moved("V1", *GHOST))
    assert one.id == same.id != other.id


def test_one_tip_teaches_nothing(school: School) -> None:
    assert school.names(moved("V3", GHOST[0])) == []
    assert school.names(moved("V3", GHOST[0]), stayed("V3", GHOST[1])) == []


@pytest.mark.parametrize("elsewhere", [stayed, moved])
def test_what_another_villages_tip_holds_is_no_name_of_this_one(
    school: School, elsewhere: object
) -> None:
    other = elsewhere("V1", "มีคนขายยาที่โค้งผีสิง", first=70)  # type: ignore[operator]
    assert school.names(moved("V3", *GHOST), other) == []


@pytest.mark.parametrize(
    "texts",
    [
        pytest.param(("ขายยาแถวนวลจันทร์", "ตีกันแถวนวลจันทร์"), id="a subdistrict"),
        pytest.param(("ขายยาแถวโพธิ์ทอง", "ตีกันแถวโพธิ์ทอง"), id="a name of another village"),
        pytest.param(("มีคนขายยาปากซอย", "ตีกันปากซอยครับ"), id="a lane's mouth"),
        pytest.param(("รถชนกันตรงหน้าเซเว่นครับ", "หน้าเซเว่นมีคนตีกัน"), id="a shop that is everywhere"),
        pytest.param(("ที่ซอย 7 มีคนเล่นไพ่", "เล่นไพ่ที่ซอย 7 ทุกคืน"), id="a number alone"),
        pytest.param(
            ("เด็กแว้นแข่งรถเสียงดัง", "เด็กแว้นแข่งรถเสียงดังมาก"), id="the same words of an event"
        ),
        pytest.param(("ขับรถเร็วมากในหมู่บ้าน", "รถเร็วมากในหมู่บ้าน"), id="an event in any village"),
        pytest.param(("ร้านป้าแดงมีคนเมา", "มีคนตีกันหน้าร้านป้าแดง"), id="a person's shop"),
        pytest.param(("สวนลุงหมายมีวัยรุ่นมั่วสุม", "ดมกาวในสวนลุงหมาย"), id="a person's garden"),
        pytest.param(("แถวบ้านนายสมชายมีคนขายยา", "ตีกันหน้าบ้านนายสมชาย"), id="a person's house"),
        pytest.param(("โทร 0812345678 มีคนขายยา", "แถว 0812345678 ขายยา"), id="a telephone"),
        pytest.param(("ขายยาที่บ้านเลขที่ 99/123", "บ้านเลขที่ 99/123 มีคนตีกัน"), id="a house number"),
        pytest.param(("ขายยาแถว 1103700123456", "ที่ 1103700123456 ขายยา"), id="a national id"),
        pytest.param(("ขายยาแถว▇▇▇ครับ", "ตีกันที่▇▇▇ครับ"), id="what is blotted out"),
    ],
)
def test_what_is_no_name_of_a_place_is_never_proposed(
    school: School, texts: tuple[str, ...]
) -> None:
    assert school.names(moved("V3", *texts)) == []


@pytest.mark.parametrize("refused", ["โค้งผีสิง", "ผีสิง", "โค้งผีสิงเก่า"])
def test_what_was_refused_never_comes_again_nor_a_piece_or_more_of_it(
    school: School, refused: str
) -> None:
    from domain.thai import normalise

    before = {"V3": {normalise(refused).key}}
    assert school.learns(moved("V3", *GHOST), refused=before) == ()
    assert len(school.learns(moved("V1", *GHOST), refused=before)) == 1


def test_a_village_that_is_gone_learns_nothing(school: School) -> None:
    assert school.names(moved("gone", *GHOST)) == []


def test_who_says_a_name_twice_teaches_it_once(school: School) -> None:
    twice = "มีคนยิงปืนแถวโค้งผีสิง โค้งผีสิงมืดมาก"
    assert school.names(moved("V3", twice)) == []
    (found,) = school.learns(moved("V3", twice, GHOST[1]))
    assert (found.phrase, len(found.tips)) == ("โค้งผีสิง", 2)


def test_a_longer_word_that_begins_so_does_not_hide_the_name_behind_it(school: School) -> None:
    longer = "โค้งผีสิงาม ขายยาแถวโค้งผีสิง"
    (found,) = school.learns(
        moved("V3", *GHOST), stayed("V3", longer), stayed("V3", "โค้งผีสิงาม", first=60)
    )
    assert found.others == 1

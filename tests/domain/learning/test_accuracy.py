"""What an alias changes is counted on the station's own tips before anyone takes it."""

from __future__ import annotations

from domain.classification import Gazetteer
from domain.learning import Proposal, Tally, compare, read_all, still_misread, with_alias
from tests.domain.learning.lessons import moved, stayed

GHOST = Proposal(phrase="โค้งผีสิง", village="V3", tips=(), others=0)
LESSONS = [
    *moved("V3", "มีคนยิงปืนแถวโค้งผีสิง", "โค้งผีสิงรถชนกัน"),
    *stayed("V1", "ไฟไหม้ที่โพธิ์ทอง", "มีคนขายยาที่ลาดปลาเค้า"),
    *stayed(None, "มีคนตีกันที่โค้งผีสิง", first=60),
]


def test_villages_are_counted_before_and_after(gazetteer: Gazetteer) -> None:
    gain = compare(GHOST, LESSONS, gazetteer, before=read_all(LESSONS, gazetteer))
    assert gain.before == Tally(right=1, wrong=1, of=4)
    assert gain.after == Tally(right=3, wrong=1, of=4)


def test_an_alias_that_misleads_is_seen_to_do_so(gazetteer: Gazetteer) -> None:
    bad = Proposal(phrase="มีคนขายยาที่", village="V3", tips=(), others=0)
    lessons = stayed("V1", "มีคนขายยาที่ซอยนั้นครับ")
    gain = compare(bad, lessons, gazetteer, before=read_all(lessons, gazetteer))
    assert gain.before.wrong == 0
    assert gain.after == Tally(right=0, wrong=1, of=1)


def test_what_is_read_right_today_is_no_correction_any_more(gazetteer: Gazetteer) -> None:
    taught = with_alias(gazetteer, "V3", "โค้งผีสิง")
    before, after = (
        [one.is_corrected for one in still_misread(LESSONS, read_all(LESSONS, known))]
        for known in (gazetteer, taught)
    )
    assert before[:2] == [True, True]
    assert after[:2] == [False, False]

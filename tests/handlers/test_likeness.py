"""What shows that two reports may tell of one event, and what it must not tell of who sent them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import event as events
from sqlalchemy import select, text

from domain.timer_events import TipReady
from domain.tip import Trust
from models.mark import TipMark
from tests.handlers.merging import (
    LATER,
    NOISE,
    card_of,
    reports,
    told,
)
from tests.handlers.talk import Person, Talk


def test_a_likely_pair_shows_as_one_line_with_its_signs(
    talk: Talk, member: Person, other: Person
) -> None:
    reports(member, NOISE)
    talk.passes(minutes=3)
    card = card_of("p1", reports(other, LATER))
    (line,) = [one.value for one in card.lines if one.label == "อาจซ้ำ"]
    assert line.startswith("อาจเป็นเรื่องเดียวกับ 1/2569 (")
    assert "ห่างกัน 3 นาที" in line
    assert "ที่เดียวกัน" in line


def test_what_is_unlike_shows_nothing(talk: Talk, member: Person, other: Person) -> None:
    reports(member, NOISE)
    talk.passes(hours=30)
    card = card_of("p1", reports(other, LATER))
    assert "อาจซ้ำ" not in [one.label for one in card.lines]
    assert not [one for one in card.buttons if one.label.startswith("รวมกับ")]


def test_one_plate_in_two_villages_is_found_and_stands_nowhere_in_plain(
    talk: Talk, member: Person, other: Person
) -> None:
    reports(member, "รถกระบะทะเบียน กข 1234 ขโมยสายไฟที่เปรมฤทัย")
    talk.passes(minutes=5)
    news = reports(other, "เห็นกระบะ กข-๑๒๓๔ ขับหนีขนสายไฟมาที่ลาดปลาเค้า")
    assert "KK-2569-000002" in told("n1", news)
    assert "อาจซ้ำ" not in told("n1", news)
    desk = card_of("d1", Person(talk, "d1").says("2/2569"))
    assert "ทะเบียนรถหรือเบอร์โทรตรงกัน" in str(desk.lines)
    assert "อาจซ้ำ" not in str(card_of("n1", Person(talk, "n1").says("2/2569")).lines)
    with talk.uow() as uow:
        marks = uow.session.scalars(select(TipMark.mark)).all()
        assert len(marks) == 2
        assert len(set(marks)) == 1
        dump = str(uow.session.execute(text("SELECT * FROM tip_marks")).all())
    assert "กข" not in dump


@pytest.mark.parametrize(
    "known",
    [
        pytest.param("0812345678", id="as it is dialled"),
        pytest.param("+66 81 234 5678", id="as it is dialled from abroad"),
        pytest.param("021234567, 081-234-5678", id="one of two"),
        pytest.param("", id="not known to us"),
    ],
)
def test_ones_own_telephone_joins_no_two_tips(talk: Talk, member: Person, known: str) -> None:
    with talk.uow() as uow:
        row = uow.members.by_line_user(member.line_id)
        profile = uow.members.profile(row)
        uow.members.write_profile(row, replace(profile, phone=known))
        uow.commit()
    reports(member, "มีคนขโมยของที่เปรมฤทัย เบอร์ 081-234-5678 ครับ")
    with talk.uow() as uow:
        assert uow.session.scalars(select(TipMark)).all() == []


def test_a_swindlers_telephone_is_found_in_both_and_read_in_neither(
    talk: Talk, member: Person, other: Person
) -> None:
    reports(member, "เบอร์ 099-888-7777 โทรมาหลอกป้าที่เปรมฤทัยให้โอนเงิน")
    talk.passes(minutes=30)
    reports(other, "แม่ที่เปรมฤทัยโดนเบอร์ ๐๙๙๘๘๘๗๗๗๗ หลอกเอาเงิน")
    card = card_of("d1", Person(talk, "d1").says("2/2569"))
    assert "ทะเบียนรถหรือเบอร์โทรตรงกัน" in str(card.lines)
    assert "7777" not in str(card)


def test_a_strangers_telephone_may_be_their_own_and_is_not_kept(
    talk: Talk, stranger: Person
) -> None:
    reports(stranger, "มีคนขโมยของที่เปรมฤทัย เบอร์ 099-888-7777")
    with talk.uow() as uow:
        assert uow.session.scalars(select(TipMark)).all() == []


def test_marks_go_with_the_words_that_named_them(talk: Talk, member: Person) -> None:
    member.says("รถกระบะทะเบียน กข 1234 ขโมยสายไฟที่เปรมฤทัย")
    said = member.last
    member.says("ส่งเลย")
    member.unsends(said)
    with talk.uow() as uow:
        assert uow.session.scalars(select(TipMark)).all() == []


def test_marks_are_erased_with_the_tip(talk: Talk, member: Person) -> None:
    reports(member, "รถกระบะทะเบียน กข 1234 ขโมยสายไฟที่เปรมฤทัย")
    with talk.uow() as uow:
        assert len(uow.session.scalars(select(TipMark)).all()) == 1
        uow.tips.erase_content(uow.tips.all()[0])
        assert uow.session.scalars(select(TipMark)).all() == []


def test_what_is_alike_is_counted_by_a_bounded_number_of_queries(
    talk: Talk, member: Person, other: Person
) -> None:
    reports(member, NOISE)
    counts = []
    for name in ("crowd1", "crowd2", "crowd3"):
        asked: list[str] = []

        def note(_c: object, _u: object, statement: str, *_: object, to: list[str] = asked) -> None:
            to.append(statement)

        engine = talk.store.database.engine
        events.listen(engine, "before_cursor_execute", note)
        reports(Person(talk, name), LATER)
        events.remove(engine, "before_cursor_execute", note)
        counts.append(len(asked))
    assert max(counts) - min(counts) <= 5


def test_an_officer_reads_the_same_whether_one_person_sent_both_or_two(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    """Merging two tips of one sender looks like merging those of two."""
    reports(member, NOISE)
    with talk.uow() as uow:
        (first,) = uow.tips.all()
        one = uow.tips.open_new(
            member.line_id,
            member_key=uow.members.by_line_user(member.line_id).data_key_id,
            trust=Trust.TRAINED,
            year=2569,
            now=uow.now,
        )
        one.village_id, one.category, one.urgency = first.village_id, first.category, first.urgency
        one.village_source, one.village_confidence = "text", first.village_confidence
        said = {"text": LATER}
        uow.tips.add_message(
            one, said, kind="text", author="sender", message_id=None, happened_at=uow.now
        )
        uow.commit()
        event = one.id
    by_one = card_of("p1", talk.happens(TipReady(happened_at=talk.clock(), tip=event)))
    by_two = card_of("p1", reports(other, LATER))
    signs = [
        [(line.label, line.value) for line in card.lines if line.label in ("อาจซ้ำ", "ผู้แจ้ง")]
        for card in (by_one, by_two)
    ]
    assert signs[0][0] == signs[1][0]
    assert signs[0][1][1].startswith("อาจเป็นเรื่องเดียวกับ 1/2569 (")

"""Who already has a report hears once that a later one looks the same."""

from __future__ import annotations

from domain.postback import Act, encode
from domain.tip import TipState
from tests.handlers.merging import KNIFE, LATER, NOISE, card_of, reports, the_tips, told
from tests.handlers.talk import Person, Talk, for_whom, to


def with_the_desk(talk: Talk, member: Person) -> Person:
    """Let the desk take the first report, whose village's officer gets the later ones."""
    reports(member, NOISE)
    desk = Person(talk, "d1")
    desk.presses(encode(Act.ACCEPT, the_tips(talk)[0].id))
    return desk


def test_a_colleague_who_has_the_first_is_told_of_the_later_and_may_merge_by_one_tap(
    talk: Talk, member: Person, other: Person
) -> None:
    desk = with_the_desk(talk, member)
    talk.passes(minutes=3)
    news = reports(other, LATER)
    heard = to("d1", news)
    assert "เรื่องที่ 2/2569 อาจเป็นเรื่องเดียวกับเรื่องที่ 1/2569 ที่ท่านรับไว้" in heard.text
    assert "ห่างกัน 3 นาที" in heard.text
    assert heard.contents[0].alt == "เรื่องที่ 2/2569 อาจซ้ำกับเรื่องที่ 1/2569"  # type: ignore[union-attr]
    assert "เหล้า" not in heard.text
    assert "KK-2569-000002" in told("d1", desk.presses(heard.buttons["เปิดเรื่องที่ 2/2569"]))
    desk.presses(heard.buttons["รวมกับ 2/2569"])
    assert [tip.state for tip in the_tips(talk)] == [TipState.ACCEPTED, TipState.MERGED]


def test_it_is_told_once_however_often_the_later_one_changes(
    talk: Talk, member: Person, other: Person
) -> None:
    with_the_desk(talk, member)
    news = reports(other, LATER)
    news += other.says("ตอนนี้มีขวดแตกเกลื่อนถนน เสียงดังมาก")
    news += member.says("เสียงดังมาก วัยรุ่นกินเหล้ากัน")
    news += other.says("ยังดื่มเหล้าเสียงดังกันอยู่")
    assert told("d1", news).count("ที่ท่านรับไว้") == 1


def test_who_gets_the_later_ones_card_reads_it_there_and_hears_no_more(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    reports(member, NOISE)
    officer.presses(encode(Act.ACCEPT, the_tips(talk)[0].id))
    news = reports(other, LATER)
    assert "อาจซ้ำ" in str(card_of("p1", news).lines)
    assert len([one for one in news if one.to == "p1"]) == 1


def test_the_desk_that_gets_an_emergency_anyway_hears_of_it_on_its_card_alone(
    in_force: Talk, member: Person, other: Person
) -> None:
    member.says(KNIFE)
    Person(in_force, "d1").presses(encode(Act.ACCEPT, the_tips(in_force)[0].id))
    news = other.says(KNIFE)
    assert len([one for one in news if one.to == "d1"]) == 1
    assert "อาจซ้ำ" in str(card_of("d1", news).lines)


def test_while_nobody_has_the_first_its_own_card_says_so_to_whoever_looks(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    reports(member, NOISE)
    talk.passes(minutes=3)
    news = reports(other, LATER)
    assert for_whom(news) == {"p1", other.line_id}
    shown = card_of("p1", officer.presses(encode(Act.ACCEPT, the_tips(talk)[0].id)))
    (line,) = [one.value for one in shown.lines if one.label == "อาจซ้ำ"]
    assert line.startswith("อาจเป็นเรื่องเดียวกับ 2/2569 (")
    joined = next(one for one in shown.buttons if one.label == "รวมกับ 2/2569")
    officer.presses(joined)
    assert the_tips(talk)[1].state == TipState.MERGED


def test_who_may_not_see_the_later_one_is_not_told_of_it(
    talk: Talk, member: Person, other: Person
) -> None:
    reports(member, "รถกระบะทะเบียน กข 1234 ขโมยสายไฟที่เปรมฤทัย")
    Person(talk, "p1").presses(encode(Act.ACCEPT, the_tips(talk)[0].id))
    talk.passes(minutes=5)
    news = reports(other, "เห็นกระบะ กข-๑๒๓๔ ขับหนีขนสายไฟมาที่ลาดปลาเค้า")
    assert "KK-2569-000002" in told("n1", news)
    assert "p1" not in for_whom(news)
    assert "อาจซ้ำ" not in str(card_of("p1", Person(talk, "p1").says("1/2569")).lines)
    assert "อาจซ้ำ" in str(card_of("d1", Person(talk, "d1").says("1/2569")).lines)


def test_what_is_no_longer_alike_is_said_on_neither_card(
    talk: Talk, member: Person, other: Person
) -> None:
    desk = with_the_desk(talk, member)
    reports(other, LATER)
    assert "อาจซ้ำ" in str(card_of("d1", desk.says("1/2569")).lines)
    desk.presses(encode(Act.CATEGORY, the_tips(talk)[1].id, "drugs"))
    desk.presses(encode(Act.VILLAGE, the_tips(talk)[1].id, "v2"))
    for number in ("1/2569", "2/2569"):
        assert "อาจซ้ำ" not in str(card_of("d1", desk.says(number)).lines)

"""Two reports of one event become one case and two again; each reporter keeps their own thread."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import select, text

from domain.answers import Card
from domain.classification.kinds import Urgency
from domain.postback import Act, encode
from domain.tip import TipState, Trust
from models.mark import TipMark
from models.tip import Tip
from tests.handlers.precinct import Precinct, line_of
from tests.handlers.talk import Heard, Person, Talk, a_card

NOISE = "วัยรุ่นตั้งวงดื่มเหล้าเสียงดังที่เปรมฤทัย"
LATER = "เสียงดังมาก วัยรุ่นกินเหล้ากันที่เปรมฤทัย"
THIRD = "วัยรุ่นเมาเหล้าเสียงดังอยู่ที่เปรมฤทัย"
KNIFE = "มีคนถือมีดไล่ฟันกันอยู่ที่เปรมฤทัย ช่วยด้วย"
OTHER = line_of("crowd0")


@pytest.fixture
def other(talk: Talk) -> Person:
    """Give a second member of the same village; seven of them, so that the label hides each."""
    with talk.uow() as uow:
        precinct = Precinct.__new__(Precinct)
        precinct.uow, precinct.village = uow, uow.villages.by_code("v1")
        precinct.a_crowd(6)
        uow.commit()
    return Person(talk, "crowd0")


@pytest.fixture
def officer(talk: Talk) -> Person:
    return Person(talk, "p1")


def reports(who: Person, words: str) -> list[Heard]:
    return [*who.says(words), *who.says("ส่งเลย")]


def told(name: str, news: Sequence[Heard]) -> str:
    return "\n".join(one.text for one in news if one.to == name)


def the_tips(talk: Talk) -> list[Tip]:
    return sorted(talk.tips(), key=lambda tip: tip.sequence)


def button(label: str, news: Sequence[Heard], name: str = "p1") -> str:
    for one in news:
        if one.to == name and label in one.buttons:
            return one.buttons[label].tap.data  # type: ignore[union-attr]
    raise AssertionError(f"no button {label} in {[list(one.buttons) for one in news]}")


def card_of(name: str, news: Sequence[Heard]) -> Card:
    own = [one for one in news if one.to == name]
    return a_card(next(one for one in own if "form='card'" in str(one.contents)))


def merged(talk: Talk, member: Person, other: Person, officer: Person) -> list[Heard]:
    """Let two report, and the officer merge them by the button on the later card."""
    reports(member, NOISE)
    talk.passes(minutes=3)
    news = reports(other, LATER)
    return officer.presses(button("รวมกับ 1/2569", news))


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


def test_one_tap_merges_and_each_reporter_hears_of_their_own_number(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    news = merged(talk, member, other, officer)
    assert "รวมเรื่องที่ 2/2569 เข้ากับเรื่องที่ 1/2569 แล้ว" in told("p1", news)
    assert {one.to for one in news} == {"p1"}
    first, second = the_tips(talk)
    assert (first.state, second.state) == (TipState.SENT, TipState.MERGED)
    accepted = officer.presses(encode(Act.ACCEPT, first.id))
    assert "เรื่องที่ 1/2569 มีตำรวจรับเรื่องแล้ว" in told("member", accepted)
    assert "เรื่องที่ 2/2569 มีตำรวจรับเรื่องแล้ว" in told(OTHER, accepted)
    closed = officer.presses(encode(Act.OUTCOME, first.id, "verified_prevented"))
    assert "เรื่องที่ 1/2569 ระงับเหตุแล้ว" in told("member", closed)
    assert "เรื่องที่ 2/2569 ระงับเหตุแล้ว" in told(OTHER, closed)
    assert "2/2569" not in told("member", closed)
    assert "1/2569" not in told(OTHER, closed)


def test_tapping_again_changes_and_tells_nothing_more(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    merged(talk, member, other, officer)
    first, second = the_tips(talk)
    again = [
        *officer.presses(encode(Act.MERGE, second.id, first.id.hex)),
        *officer.presses(encode(Act.MERGE, first.id, second.id.hex)),
    ]
    assert {one.to for one in again} == {"p1"}
    with talk.uow() as uow:
        assert len(uow.tips.history(uow.tips.get(second.id), "merged")) == 1
        assert len(uow.tips.history(uow.tips.get(first.id), "joined")) == 1
    assert [tip.version for tip in the_tips(talk)] == [first.version, second.version]


def test_who_was_accepted_before_the_merge_is_not_told_twice(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    reports(member, NOISE)
    news = reports(other, LATER)
    second = the_tips(talk)[1]
    officer.presses(encode(Act.ACCEPT, second.id))
    merging = officer.presses(button("รวมกับ 1/2569", news))
    # The case is with whoever already had the other report.
    assert "เรื่องที่ 1/2569 มีตำรวจรับเรื่องแล้ว" in told("member", merging)
    assert told(OTHER, merging) == ""
    assert the_tips(talk)[0].state == TipState.ACCEPTED
    assert the_tips(talk)[0].handler_id == the_tips(talk)[1].handler_id


def test_who_comes_to_an_accepted_case_hears_that_it_is_accepted(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    reports(member, NOISE)
    officer.presses(encode(Act.ACCEPT, the_tips(talk)[0].id))
    merging = officer.presses(button("รวมกับ 1/2569", reports(other, LATER)))
    assert "เรื่องที่ 2/2569 มีตำรวจรับเรื่องแล้ว" in told(OTHER, merging)
    assert told("member", merging) == ""


def test_later_words_reach_the_case_under_their_own_number_and_never_as_the_others(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    merged(talk, member, other, officer)
    first, second = the_tips(talk)
    officer.presses(encode(Act.ACCEPT, first.id))
    news = other.says("ตอนนี้มีขวดแตกเกลื่อน เสียงดังกว่าเดิม")
    card = card_of("p1", news)
    assert card.title.startswith("KK-2569-000002")
    assert "ขวดแตก" in card.body
    assert "ผู้แจ้งของเรื่องนี้ส่งเพิ่ม หลังรวมเรื่อง" in card.marks
    assert ("รวมกับ", "1/2569") in [(one.label, one.value) for one in card.lines]
    assert len(talk.tips()) == 2
    shown = card_of("p1", officer.says("1/2569"))
    assert "ขวดแตก" not in shown.body
    assert ("เรื่องที่รวมไว้", "2/2569") in [(one.label, one.value) for one in shown.lines]
    with talk.uow() as uow:
        assert len(uow.tips.messages(uow.tips.get(second.id))) == 2


def test_the_status_tells_where_the_case_stands_and_not_whose_it_was(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    merged(talk, member, other, officer)
    officer.presses(encode(Act.ACCEPT, the_tips(talk)[0].id))
    status = told(OTHER, other.says("สถานะ"))
    assert "เรื่องที่ 2/2569: มีผู้แจ้งเรื่องเดียวกันแล้ว รวมดำเนินการ (รับเรื่องแล้ว)" in status
    assert "1/2569" not in status
    officer.presses(encode(Act.OUTCOME, the_tips(talk)[0].id, "unfounded"))
    assert "2/2569" not in told(OTHER, other.says("สถานะ"))


def test_the_merged_ones_times_to_accept_stop_and_run_anew_once_it_is_parted(
    in_force: Talk, member: Person, other: Person, officer: Person
) -> None:
    talk = in_force
    merged(talk, member, other, officer)
    first, second = the_tips(talk)
    officer.presses(encode(Act.ACCEPT, first.id))
    assert talk.passes(hours=5) == []
    news = officer.presses(encode(Act.UNMERGE, second.id))
    assert "แยกเรื่องที่ 2/2569 ออกจากเรื่องที่ 1/2569 แล้ว" in told("p1", news)
    assert the_tips(talk)[1].state == TipState.SENT
    late = talk.passes(hours=5)
    assert "b1" in {one.to for one in late}
    assert card_of("b1", late).title.startswith("KK-2569-000002")
    assert len([one for one in late if one.to == "b1"]) == 1


def test_a_parted_tip_stands_where_it_stood(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    reports(member, NOISE)
    news = reports(other, LATER)
    second = the_tips(talk)[1]
    officer.presses(encode(Act.ACCEPT, second.id))
    held = the_tips(talk)[1].handler_id
    officer.presses(button("รวมกับ 1/2569", news))
    parting = officer.presses(encode(Act.UNMERGE, second.id))
    assert {one.to for one in parting} == {"p1"}
    back = the_tips(talk)[1]
    assert (back.state, back.handler_id) == (TipState.ACCEPTED, held)
    again = officer.presses(encode(Act.UNMERGE, second.id))
    assert "ไม่ได้รวมกับเรื่องใด" in told("p1", again)
    with talk.uow() as uow:
        kinds = [line.what for line in uow.tips.history(uow.tips.get(second.id))]
        assert kinds.count("merged") == kinds.count("unmerged") == 1
        assert uow.tips.history(uow.tips.get(the_tips(talk)[0].id), "joined", "parted")


def test_a_tip_parted_from_a_closed_case_is_open_and_its_reporter_is_told(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    merged(talk, member, other, officer)
    first, second = the_tips(talk)
    officer.presses(encode(Act.OUTCOME, first.id, "unfounded"))
    shown = card_of("p1", officer.says("2/2569"))
    assert "แยกเรื่อง" in [one.label for one in shown.buttons]
    news = officer.presses(encode(Act.UNMERGE, second.id))
    assert "เรื่องที่ 2/2569 เปิดต่อเพื่อตรวจสอบเพิ่มเติม" in told(OTHER, news)
    assert the_tips(talk)[1].state == TipState.SENT
    assert the_tips(talk)[0].state == TipState.CLOSED


def test_a_graver_report_makes_the_case_as_urgent_and_calls_who_it_then_concerns(
    in_force: Talk, member: Person, other: Person, officer: Person
) -> None:
    reports(member, NOISE)
    other.says(KNIFE)
    first, second = the_tips(in_force)
    assert second.urgency == Urgency.EMERGENCY
    news = officer.presses(encode(Act.MERGE, second.id, first.id.hex))
    assert the_tips(in_force)[0].urgency == Urgency.EMERGENCY
    assert card_of("d1", news).title.startswith("KK-2569-000001")
    assert "b1" in {one.to for one in in_force.passes(minutes=4)}


def test_words_that_turn_a_merged_report_into_an_emergency_alert_for_the_case(
    in_force: Talk, member: Person, other: Person, officer: Person
) -> None:
    merged(in_force, member, other, officer)
    news = other.says("ตอนนี้มีคนถือมีดไล่ฟันกันอยู่")
    assert the_tips(in_force)[0].urgency == Urgency.EMERGENCY
    assert "d1" in {one.to for one in news}
    assert "มีด" in told("p1", news)


def test_only_who_may_see_both_is_offered_and_may_merge(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    reports(member, NOISE)
    reports(other, LATER)
    first, second = the_tips(talk)
    with talk.uow() as uow:
        uow.tips.get(first.id).trust = Trust.UNVERIFIED
        uow.commit()
    shown = card_of("p1", officer.says("2/2569"))
    assert "อาจซ้ำ" not in [one.label for one in shown.lines]
    news = officer.presses(encode(Act.MERGE, second.id, first.id.hex))
    assert "ไม่พบเรื่องนี้" in told("p1", news)
    with talk.uow() as uow:
        assert uow.audit.lines()[-1].act == "refused"
    news = Person(talk, "n1").presses(encode(Act.MERGE, second.id, first.id.hex))
    assert "ไม่พบเรื่องนี้" in told("n1", news)
    assert {tip.state for tip in the_tips(talk)} == {TipState.SENT}


@pytest.mark.parametrize("fact", ["is_restricted", "is_practice", "is_environment_spot"])
def test_hidden_practised_and_silent_ones_are_not_merged(
    talk: Talk, member: Person, other: Person, fact: str
) -> None:
    reports(member, NOISE)
    news = reports(other, LATER)
    with talk.uow() as uow:
        (first,) = [one for one in uow.tips.all() if one.sequence == 1]
        setattr(first, fact, True)
        uow.commit()
    refused = Person(talk, "c1").presses(button("รวมกับ 1/2569", news))
    assert "รวมกับเรื่องที่ 1/2569 ไม่ได้" in told("c1", refused)
    assert {tip.state for tip in the_tips(talk)} == {TipState.SENT}


def test_a_merged_report_whose_sender_hides_it_leaves_the_case_for_the_commander(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    merged(talk, member, other, officer)
    second = the_tips(talk)[1]
    news = other.presses(encode(Act.HIDE, second.id))
    assert card_of("c1", news).title.startswith("KK-2569-000002")
    assert "p1" not in {one.to for one in news}
    assert (the_tips(talk)[1].state, the_tips(talk)[1].is_restricted) == (TipState.SENT, True)
    assert "ไม่พบเรื่องนี้" in told("p1", officer.says("2/2569"))


def test_a_case_that_is_hidden_lets_go_of_what_was_merged_into_it(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    merged(talk, member, other, officer)
    news = member.presses(encode(Act.HIDE, the_tips(talk)[0].id))
    assert the_tips(talk)[1].state == TipState.SENT
    assert "KK-2569-000002" in told("p1", news)
    assert "KK-2569-000001" not in told("p1", news)


def test_who_presses_accept_on_a_merged_card_is_told_where_it_went(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    merged(talk, member, other, officer)
    second = the_tips(talk)[1]
    for act, value in ((Act.ACCEPT, ""), (Act.OUTCOME, "unfounded")):
        news = officer.presses(encode(act, second.id, value))
        assert "เรื่องที่ 2/2569 รวมกับเรื่องที่ 1/2569 แล้ว" in told("p1", news)
    assert the_tips(talk)[1].state == TipState.MERGED


def test_a_tip_that_a_colleague_has_is_merged_by_them_or_the_commander(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    reports(member, NOISE)
    news = reports(other, LATER)
    officer.presses(encode(Act.ACCEPT, the_tips(talk)[1].id))
    data = button("รวมกับ 1/2569", news)
    assert "รับเรื่องไว้แล้ว" in told("d1", Person(talk, "d1").presses(data))
    merging = Person(talk, "c1").presses(data)
    assert "รวมเรื่องที่ 2/2569 เข้ากับเรื่องที่ 1/2569 แล้ว" in told("p1", merging)


def test_a_third_report_finds_the_case_through_what_was_merged(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    merged(talk, member, other, officer)
    third = Person(talk, "crowd1")
    officer.presses(button("รวมกับ 1/2569", reports(third, THIRD)))
    officer.presses(encode(Act.ACCEPT, the_tips(talk)[0].id))
    closed = officer.presses(encode(Act.OUTCOME, the_tips(talk)[0].id, "verified_prevented"))
    for name, number in (("member", 1), (OTHER, 2), (line_of("crowd1"), 3)):
        assert f"เรื่องที่ {number}/2569 ระงับเหตุแล้ว" in told(name, closed)


def test_a_rating_of_a_merged_report_opens_the_case_again(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    merged(talk, member, other, officer)
    first, second = the_tips(talk)
    officer.presses(encode(Act.OUTCOME, first.id, "unfounded"))
    other.presses(encode(Act.RATE, second.id, "not_done"))
    first, second = the_tips(talk)
    assert (first.state, second.state, second.rating) == (
        TipState.SENT,
        TipState.MERGED,
        "not_done",
    )


def test_cancelling_and_withdrawing_tell_who_has_the_case(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    merged(talk, member, other, officer)
    officer.presses(encode(Act.ACCEPT, the_tips(talk)[0].id))
    assert "เรื่องที่ 2/2569 ผู้แจ้งขอยกเลิก" in told("p1", other.says("ยกเลิก"))
    other.says("มีขวดแตกเกลื่อนถนน เสียงดังกว่าเดิม")
    withdrawn = other.unsends(other.last)
    assert "เรื่องที่ 2/2569 ข้อความถูกยกเลิก" in told("p1", withdrawn)
    assert "ขวดแตก" not in told("p1", withdrawn)


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
    assert "1234" not in dump.replace(str(marks[0]), "")


def test_ones_own_telephone_joins_no_two_tips(talk: Talk, member: Person) -> None:
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
    from sqlalchemy import event

    reports(member, NOISE)
    counts = []
    for name in ("crowd1", "crowd2", "crowd3"):
        asked: list[str] = []

        def note(_c: object, _u: object, statement: str, *_: object, to: list[str] = asked) -> None:
            to.append(statement)

        engine = talk.store.database.engine
        event.listen(engine, "before_cursor_execute", note)
        reports(Person(talk, name), LATER)
        event.remove(engine, "before_cursor_execute", note)
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
    from domain.events import TipReady

    by_one = card_of("p1", talk.happens(TipReady(happened_at=talk.clock(), tip=event)))
    by_two = card_of("p1", reports(other, LATER))
    signs = [
        [(line.label, line.value) for line in card.lines if line.label in ("อาจซ้ำ", "ผู้แจ้ง")]
        for card in (by_one, by_two)
    ]
    assert signs[0][0] == signs[1][0]
    assert signs[0][1][1].startswith("อาจเป็นเรื่องเดียวกับ 1/2569 (")

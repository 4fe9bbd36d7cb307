"""Where it happened: what is asked, how it may be answered, and what no answer leads to."""

from __future__ import annotations

import pytest

from domain.answers import ShareLocation, Words
from models.assignment import Charge
from models.officer import Officer
from models.tip import Tip
from models.village import Village
from tests.handlers.precinct import line_of
from tests.handlers.talk import Person, Talk, a_card, for_whom, to

THEFT = "มีคนขโมยรถจักรยานยนต์เมื่อคืน"
TWINS = "มีคนขโมยรถจักรยานยนต์เมื่อคืนที่ร่วมใจ"


@pytest.fixture
def twins(talk: Talk) -> Talk:
    """Two villages of one name, in two subdistricts, with an officer for the second."""
    with talk.uow() as uow:
        for code, subdistrict in (("t1", "ลาดพร้าว"), ("t2", "จรเข้บัว")):
            row = Village(
                code=code, name="ร่วมใจ", subdistrict=subdistrict, aliases=[], landmarks=[]
            )
            uow.villages.add(row)
        officer: Officer = uow.officers.by_code("b1")
        second = uow.villages.by_code("t2")
        first = uow.villages.by_code("v1")
        charges = {first.id: Charge.BACKUP, second.id: Charge.PRIMARY}
        uow.assignments.appoint(officer, charges, at=uow.now)
        uow.villages.changed()
        uow.commit()
    return talk


def the_tip(talk: Talk) -> Tip:
    (tip,) = talk.tips()
    return tip


def code_of(talk: Talk) -> str | None:
    tip = the_tip(talk)
    with talk.uow() as uow:
        return None if tip.village_id is None else str(uow.villages.get(tip.village_id).code)


def test_shared_names_are_offered_apart_and_numbered_in_full(twins: Talk, member: Person) -> None:
    asked = to("member", member.says(TWINS))
    labels = list(asked.buttons)
    assert labels[:2] == ["ลาดพร้าว ร่วมใจ", "จรเข้บัว ร่วมใจ"]
    assert {"ส่งตำแหน่ง", "ชุมชนของฉัน"} <= set(labels)
    assert isinstance(asked.buttons["ส่งตำแหน่ง"].tap, ShareLocation)
    question = next(one for one in asked.contents if isinstance(one, Words) and "1." in one.text)
    assert "1. ร่วมใจ ลาดพร้าว" in question.text
    assert "2. ร่วมใจ จรเข้บัว" in question.text


@pytest.mark.parametrize("typed", ["2", "๒", "2.", "๒ ครับ", "2ค่ะ", "t2", "ร่วมใจ จรเข้บัว"])
def test_a_number_a_code_or_a_full_name_typed_answers(
    twins: Talk, member: Person, typed: str
) -> None:
    member.says(TWINS)
    twins.passes(seconds=30)
    assert "b1" in for_whom(member.says(typed))
    assert code_of(twins) == "t2"


def test_a_tapped_candidate_answers(twins: Talk, member: Person) -> None:
    asked = to("member", member.says(TWINS))
    twins.passes(seconds=30)
    assert "b1" in for_whom(member.presses(asked.buttons["จรเข้บัว ร่วมใจ"]))


def test_a_number_beyond_the_list_answers_nothing(twins: Talk, member: Person) -> None:
    member.says(TWINS)
    twins.passes(seconds=30)
    member.says("7")
    assert (the_tip(twins).state, code_of(twins)) == ("asking", None)


@pytest.mark.parametrize("word", ["ชุมชนของฉัน", "หมู่บ้านของฉัน", "หมูบ้านของฉันครับ"])
def test_home_answers_by_word_whatever_the_station_calls_it(
    twins: Talk, member: Person, word: str
) -> None:
    member.says(TWINS)
    twins.passes(seconds=30)
    assert "p1" in for_whom(member.says(word))
    assert code_of(twins) == "v1"


def test_home_answers_by_tap(twins: Talk, member: Person) -> None:
    asked = to("member", member.says(TWINS))
    twins.passes(seconds=30)
    assert "p1" in for_whom(member.presses(asked.buttons["ชุมชนของฉัน"]))


def test_who_has_no_home_is_not_offered_it(twins: Talk, stranger: Person) -> None:
    (asked,) = stranger.says(TWINS)
    assert "ชุมชนของฉัน" not in asked.buttons


def test_a_place_typed_while_more_is_awaited_does_not_hold_the_tip_back(
    twins: Talk, member: Person
) -> None:
    member.says(TWINS)
    twins.passes(seconds=12)
    member.says("ร่วมใจ จรเข้บัว")
    assert the_tip(twins).state == "collecting"
    assert for_whom(twins.passes(seconds=29)) == set()
    assert for_whom(twins.passes(seconds=1)) == {"b1"}


def test_a_number_means_the_list_that_was_shown_not_a_later_one(
    twins: Talk, member: Person
) -> None:
    member.says(TWINS)
    with twins.uow() as uow:
        (tip,) = uow.tips.all()
        tip.village_candidates = ["t2", "t1"]
        uow.commit()
    member.says("1")
    assert code_of(twins) == "t1"


def test_a_number_means_nothing_where_one_village_is_to_be_confirmed(
    talk: Talk, member: Person
) -> None:
    assert "ใช่" in to("member", member.says(THEFT)).buttons
    talk.passes(seconds=30)
    member.says("2")
    assert code_of(talk) is None


@pytest.mark.parametrize("seconds", [1, 30], ids=["while it gathers", "while it is asked"])
def test_a_number_that_was_not_offered_is_met_with_the_question_and_joins_no_tip(
    twins: Talk, member: Person, seconds: int
) -> None:
    member.says(TWINS)
    twins.passes(seconds=seconds)
    asked = to("member", member.says("7"))
    assert "จรเข้บัว ร่วมใจ" in asked.buttons
    assert code_of(twins) is None
    twins.passes(seconds=30)
    card = a_card(to("d1", twins.passes(minutes=5)))
    assert card.body == TWINS


def test_one_of_a_name_is_told_apart_though_the_other_was_denied(
    twins: Talk, member: Person
) -> None:
    with twins.uow() as uow:
        uow.villages.by_code("v1").subdistrict = "จรเข้บัว"
        uow.villages.changed()
        uow.commit()
    asked = to("member", member.says(TWINS))
    again = to("member", member.presses(asked.buttons["ที่อื่น"]))
    assert "ลาดพร้าว ร่วมใจ" in again.buttons


def test_the_senders_home_is_offered_by_its_own_tap_alone(twins: Talk, member: Person) -> None:
    asked = to("member", member.says(TWINS))
    assert "เปรมฤทัย" not in asked.text
    member.presses(asked.buttons["ชุมชนของฉัน"])
    assert code_of(twins) == "v1"


def test_the_desk_is_not_told_the_senders_home_as_a_place_where_it_may_be(
    twins: Talk, member: Person
) -> None:
    member.says(TWINS)
    twins.passes(seconds=30)
    assert "เปรมฤทัย" not in str(a_card(to("d1", twins.passes(minutes=5))))


def test_an_officers_card_tells_villages_of_one_name_apart(twins: Talk, member: Person) -> None:
    asked = to("member", member.says(TWINS))
    member.presses(asked.buttons["จรเข้บัว ร่วมใจ"])
    card = a_card(to("b1", twins.passes(seconds=30)))
    assert "ร่วมใจ จรเข้บัว" in str(card.lines)
    assert "ร่วมใจ จรเข้บัว" in card.alt


def test_a_village_named_after_sending_moves_a_tip_that_has_none(
    talk: Talk, member: Person
) -> None:
    member.says("เจอศพที่ตลาด")
    (tip,) = talk.tips()
    assert (tip.state, tip.village_id) == ("sent", None)
    assert "p1" in for_whom(member.says("เปรมฤทัย"))
    assert code_of(talk) == "v1"


@pytest.mark.parametrize("word", ["ใช่", "ใช่ครับ", "ถูกต้อง"])
def test_a_confirmation_may_be_typed(talk: Talk, member: Person, word: str) -> None:
    member.says(THEFT)
    talk.passes(seconds=30)
    assert "p1" in for_whom(member.says(word))


def test_what_was_denied_is_not_asked_again(talk: Talk, member: Person) -> None:
    asked = to("member", member.says(THEFT))
    member.presses(asked.buttons["ที่อื่น"])
    member.says("รถสีแดง")
    assert not [one for one in talk.passes(seconds=30) if "ใช่หรือไม่" in one.text]
    card = a_card(to("d1", talk.passes(minutes=6)))
    assert "เปรมฤทัย" not in str(card)


def test_a_denied_village_that_is_named_after_all_is_taken(talk: Talk, member: Person) -> None:
    asked = to("member", member.says(THEFT))
    member.presses(asked.buttons["ที่อื่น"])
    talk.passes(seconds=30)
    assert "p1" in for_whom(member.says("เปรมฤทัย"))


def test_an_unclear_answer_is_met_with_the_question_again(twins: Talk, member: Person) -> None:
    member.says(TWINS)
    twins.passes(seconds=30)
    again = to("member", member.says("ดวงจันทร์ดวงที่สอง"))
    assert again.is_reply
    assert "เหตุเกิดที่ใด" in again.text
    assert the_tip(twins).state == "asking"
    assert for_whom(twins.passes(minutes=5)) == {"d1"}


def test_the_desk_gets_the_candidates_the_unconfirmed_first(talk: Talk, member: Person) -> None:
    member.says(THEFT)
    talk.passes(seconds=30)
    card = a_card(to("d1", talk.passes(minutes=5)))
    assert "เปรมฤทัย" in str(card)


def test_the_desk_gets_every_candidate(twins: Talk, member: Person) -> None:
    member.says(TWINS)
    twins.passes(seconds=30)
    card = a_card(to("d1", twins.passes(minutes=5)))
    assert str(card).count("ร่วมใจ") >= 2


def test_an_answer_within_a_day_still_moves_the_tip_and_later_does_not(
    twins: Talk, member: Person
) -> None:
    asked = to("member", member.says(TWINS))
    twins.passes(hours=23)
    assert "b1" in for_whom(member.says("2"))
    twins.passes(hours=2)
    told = to("member", member.presses(asked.buttons["ลาดพร้าว ร่วมใจ"]))
    assert "ไม่ได้รอคำตอบนี้" in told.text
    assert code_of(twins) == "t2"


def test_an_old_answer_does_not_undo_an_officers_correction(twins: Talk, member: Person) -> None:
    asked = to("member", member.says(TWINS))
    twins.passes(seconds=30)
    twins.passes(minutes=5)
    with twins.uow() as uow:
        (tip,) = uow.tips.all()
        tip.village_id, tip.village_source = uow.villages.by_code("v2").id, "officer"
        uow.commit()
    told = to("member", member.presses(asked.buttons["ลาดพร้าว ร่วมใจ"]))
    assert "ไม่ได้รอคำตอบนี้" in told.text
    assert code_of(twins) == "v2"


def test_the_same_answer_twice_tells_its_officer_once(twins: Talk, member: Person) -> None:
    asked = to("member", member.says(TWINS))
    twins.passes(seconds=30)
    twins.passes(minutes=5)
    member.presses(asked.buttons["จรเข้บัว ร่วมใจ"])
    assert for_whom(member.presses(asked.buttons["จรเข้บัว ร่วมใจ"])) == {"member"}


def test_a_place_outside_every_village_goes_to_the_desk_so_marked(
    talk: Talk, member: Person
) -> None:
    with talk.uow() as uow:
        for code, lat in (("v1", 13.80), ("v2", 13.85)):
            village = uow.villages.by_code(code)
            village.lat, village.lon, village.radius_m = lat, 100.62, 300
        uow.villages.changed()
        uow.commit()
    member.pins(18.79, 98.98)
    member.says("ขโมยงัดรถตรงนี้เมื่อคืน")
    card = a_card(to("d1", talk.passes(seconds=30)))
    assert "นอกพื้นที่" in str(card)
    assert the_tip(talk).is_outside_area


def test_an_emergency_is_asked_but_does_not_wait(talk: Talk, member: Person) -> None:
    news = member.says("ช่วยด้วย คนร้ายถือมีดไล่แทงคนอยู่ตอนนี้ในตลาดในเมือง")
    assert "d1" in for_whom(news)
    assert the_tip(talk).state == "sent"
    assert "ส่งตำแหน่ง" in to("member", news).buttons
    assert "p1" in for_whom(member.says("เปรมฤทัย"))


def test_another_persons_phone_answers_nothing(twins: Talk, member: Person) -> None:
    asked = to("member", member.says(TWINS))
    thief = Person(twins, "thief")
    assert "ไม่พบเรื่องนี้" in thief.presses(asked.buttons["จรเข้บัว ร่วมใจ"])[0].text
    assert code_of(twins) is None
    assert thief.line_id == line_of("thief")

"""What LINE says of ids and quote tokens is remembered, so that quotes are understood."""

from __future__ import annotations

from domain.answers import Words
from models.bubble import Quoted
from tests.bot.sending import MEMBER, Office, to_person


def found(office: Office, message_id: str) -> Quoted | None:
    with office.store.reading(office.station, office.clock()) as uow:
        return uow.bubbles.find(message_id)


def shown(office: Office) -> list[dict[str, object]]:
    return office.line.person(MEMBER, station="khokkhram").received()


def test_a_question_that_line_took_is_known_by_its_id_and_can_be_quoted(office: Office) -> None:
    tip = office.has_a_tip()
    office.keeps(to_person(MEMBER, text="เห็นกี่คน", about=tip, asks=True))
    office.sends()
    asked = str(shown(office)[0]["id"])
    assert found(office, asked) == Quoted(tip=tip, is_question=True)
    with office.store.reading(office.station, office.clock()) as uow:
        token = uow.bubbles.last_question(tip)
    assert token is not None
    office.keeps(to_person(MEMBER, Words(text="ขอบคุณ", quotes=token), about=tip))
    office.sends()
    receipt = shown(office)[1]
    assert receipt["quoted"]["id"] == asked  # type: ignore[index]
    assert found(office, str(receipt["id"])) == Quoted(tip=tip, is_question=False)


def test_an_answer_of_line_that_was_lost_is_learned_from_the_repeat(office: Office) -> None:
    tip = office.has_a_tip()
    office.keeps(to_person(MEMBER, text="เห็นกี่คน", about=tip, asks=True))
    office.line.set_fault("drop_answer", endpoint="push", count=1)
    office.sends()
    office.sends_later(minutes=10)
    (asked,) = shown(office)
    assert found(office, str(asked["id"])) == Quoted(tip=tip, is_question=True)


def test_what_is_about_no_tip_or_shows_a_members_words_is_not_remembered(office: Office) -> None:
    tip = office.has_a_tip()
    office.keeps(to_person(MEMBER, text="สวัสดี"))
    office.keeps(to_person(MEMBER, text="คนร้าย", about=tip, carries_content=True))
    office.sends()
    assert [found(office, str(one["id"])) for one in shown(office)] == [None, None]

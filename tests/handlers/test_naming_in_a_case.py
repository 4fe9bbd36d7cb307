"""A sender's name is asked for and granted tip by tip, also of what was merged into a case."""

from __future__ import annotations

from domain.postback import Act, encode
from tests.handlers.merging import merged, the_tips, told
from tests.handlers.talk import Person, Talk, a_card, to

REASON = "ต้องนัดสอบปากคำเป็นพยานในคดี"


def test_who_has_the_case_asks_for_the_name_of_a_merged_tips_sender(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    merged(talk, member, other, officer)
    first, second = the_tips(talk)
    officer.presses(encode(Act.ACCEPT, first.id))
    officer.presses(encode(Act.NAME_ASK, second.id))
    news = officer.says(REASON)
    assert a_card(to("c1", news)).title.startswith("KK-2569-000002")
    assert "1/2569" not in told("c1", news)


def test_a_commander_who_has_the_case_does_not_grant_a_name_in_it(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    merged(talk, member, other, officer)
    first, second = the_tips(talk)
    Person(talk, "c1").presses(encode(Act.ACCEPT, first.id))
    desk = Person(talk, "d1")
    news = [*desk.presses(encode(Act.NAME_ASK, second.id)), *desk.says(REASON)]
    assert "c1" not in {one.to for one in news}
    assert "ผู้บังคับบัญชา" in told("d1", news)


def test_in_a_closed_case_no_name_is_asked_for(
    talk: Talk, member: Person, other: Person, officer: Person
) -> None:
    merged(talk, member, other, officer)
    first, second = the_tips(talk)
    officer.presses(encode(Act.OUTCOME, first.id, "unfounded"))
    news = Person(talk, "d1").presses(encode(Act.NAME_ASK, second.id))
    assert "ปิดเรื่องแล้ว" in told("d1", news)

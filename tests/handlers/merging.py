"""Two reports of one event, and what people say and press about them."""

from __future__ import annotations

from collections.abc import Sequence

from domain.answers import Card
from models.tip import Tip
from tests.handlers.precinct import Precinct, line_of
from tests.handlers.talk import Heard, Person, Talk, a_card

NOISE = "วัยรุ่นตั้งวงดื่มเหล้าเสียงดังที่เปรมฤทัย"
LATER = "เสียงดังมาก วัยรุ่นกินเหล้ากันที่เปรมฤทัย"
THIRD = "วัยรุ่นเมาเหล้าเสียงดังอยู่ที่เปรมฤทัย"
KNIFE = "มีคนถือมีดไล่ฟันกันอยู่ที่เปรมฤทัย ช่วยด้วย"
OTHER = line_of("crowd0")


def a_neighbour(talk: Talk) -> Person:
    """Give a second member of the same village; seven of them, so that the label hides each."""
    with talk.uow() as uow:
        precinct = Precinct.__new__(Precinct)
        precinct.uow, precinct.village = uow, uow.villages.by_code("v1")
        precinct.a_crowd(6)
        uow.commit()
    return Person(talk, "crowd0")


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

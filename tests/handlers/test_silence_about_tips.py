"""No message to a member repeats their words, its kind or its place: a lock screen shows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from domain.answers import Card, Carousel, Content, Notice, Words
from domain.classification.kinds import Category
from domain.events import MediaKind
from domain.tip import Outcome
from tests.handlers.talk import Heard, Person, Talk, the_catalog

NOISE = "วัยรุ่นตั้งวงดื่มเหล้าเสียงดังที่เปรมฤทัย เมื่อคืนนี้"
TIPS = {
    "nuisance": NOISE,
    "fire_disaster": "ไฟไหม้บ้านที่เปรมฤทัย ตอนนี้ ช่วยด้วย",
    "drugs": "มีคนขายยาบ้าที่เปรมฤทัยตอนนี้",
    "power": "ผู้กำกับรับส่วยจากบ่อนที่เปรมฤทัย เมื่อวานนี้",
    "fraud_online": "เพิ่งโดนมิจฉาชีพหลอกโอนเงินไปเมื่อกี้ที่เปรมฤทัย",
    "weapons": "มีคนยิงปืนขึ้นฟ้าที่เปรมฤทัยเมื่อคืน",
    "spot": "ไฟทางเสียมืดมากในซอย 5 เปรมฤทัย",
}
LATER = "เห็นรถกระบะสีแดงคันเดิมด้วย"
# What happens at a spot is another tip, whose place is asked.
MORE_OF_THE_SPOT = "ดับมาสองอาทิตย์แล้วทั้งซอย"
_PIECES = 8


def shown(content: Content) -> str:
    """Return what a phone shows of a message without being opened."""
    if isinstance(content, Words):
        return content.text
    assert isinstance(content, Notice | Card | Carousel)
    return content.alt


def whole(content: Content) -> str:
    assert isinstance(content, Words | Notice)
    return content.text


def pieces(text: str) -> set[str]:
    bare = text.replace(" ", "")
    return {bare[at : at + _PIECES] for at in range(len(bare) - _PIECES + 1)}


def later_than(text: str) -> str:
    return MORE_OF_THE_SPOT if text == TIPS["spot"] else LATER


def everything(talk: Talk, member: Person, text: str) -> list[Heard]:
    """Live through all that a member may be told about one tip."""
    officer = Person(talk, "c1")
    later = later_than(text)
    heard = [*member.says(text), *member.says("ส่งเลย"), *member.says(later)]
    heard += member.sends(MediaKind.VOICE)
    edited = member.last
    heard += [*member.edits(edited, later), *member.says("สถานะ"), *member.says("ยกเลิก")]
    heard += [*talk.passes(minutes=1), *talk.passes(minutes=400)]
    tip = talk.tips()[0].id.hex
    heard += officer.presses(f"accept|{tip}|")
    heard += member.presses(f"hide|{tip}|")
    heard += officer.presses(f"outcome|{tip}|{Outcome.VERIFIED_REFERRED}")
    heard += member.presses(f"rate|{tip}|not_done")
    heard += member.unsends("1")
    heard += [*member.presses(f"end|{tip}|"), *member.presses(f"place|{tip}|v1")]
    return [one for one in heard if one.to == "member"]


@pytest.fixture(params=sorted(TIPS))
def told(request: pytest.FixtureRequest, in_force: Talk, member: Person) -> tuple[str, list[Heard]]:
    text = TIPS[request.param]
    return text, everything(in_force, member, text)


def contents(heard: Sequence[Heard]) -> list[Content]:
    return [content for one in heard for content in one.contents]


@pytest.mark.parametrize("part", [whole, shown])
def test_neither_words_nor_place_are_repeated(
    told: tuple[str, list[Heard]], part: Callable[[Content], str]
) -> None:
    text, heard = told
    assert len(heard) > 8
    for content in contents(heard):
        said = part(content).replace(" ", "")
        assert not {one for one in pieces(text) | pieces(later_than(text)) if one in said}, said
        assert "เปรมฤทัย" not in said, said


def test_the_kind_is_never_named_and_no_lock_screen_hints_at_it(
    told: tuple[str, list[Heard]],
) -> None:
    _, heard = told
    names = [the_catalog().say(f"category.{one.value}") for one in Category]
    parts = {piece for name in names for piece in name.split("/") if len(piece) > 3}
    hints = {"โอนเงิน", "ผู้บังคับบัญชา", "จเร", "1441", "1599", "ส่วย"}
    for content in contents(heard):
        assert not {one for one in parts if one in whole(content)}
        if "เห็นได้เฉพาะ" in whole(content) or "เปิดเรื่องที่" in whole(content):
            continue  # The answer to a tap of their own, on a phone that is open.
        assert not {one for one in hints if one in shown(content)}

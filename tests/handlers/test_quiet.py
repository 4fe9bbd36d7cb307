"""What a phone hears at night of its owner's tips: nothing aloud but an emergency."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from domain.events import MediaKind
from models.outbox import Outgoing
from tests.handlers.talk import Heard, Person, Talk

SOON = "วัยรุ่นตั้งวงดื่มเหล้าเสียงดังที่เปรมฤทัย เมื่อคืนนี้"
NOWHERE = "เมื่อคืนวัยรุ่นตั้งวงดื่มเหล้าเสียงดัง ในตลาดในเมือง"
EMERGENCY = "ไฟไหม้บ้านที่เปรมฤทัย คนติดอยู่ข้างใน ช่วยด้วย"


def by_push(talk: Talk, name: str, news: Sequence[Heard]) -> list[bool]:
    """Return of each push to somebody's own chat whether it makes no sound at night."""
    with talk.uow() as uow:
        rows = [uow.session.get(Outgoing, one.row) for one in news if one.to == name]
        return [row.hushes for row in rows if row is not None and row.reply_token is None]


def in_group(talk: Talk, *said: str) -> list[Heard]:
    member = Person(talk, "member", group="C" + "b" * 32)
    return [one for text in said for one in member.says(f"แจ้ง {text}")]


def by_voice_in_group(talk: Talk) -> list[Heard]:
    in_group(talk, SOON)
    return Person(talk, "member", group="C" + "b" * 32).sends(MediaKind.VOICE)


def taken_back(talk: Talk) -> list[Heard]:
    member = Person(talk, "member", group="C" + "b" * 32)
    member.says(f"แจ้ง {SOON}")
    talk.passes(seconds=40)
    return member.unsends(member.last)


def accepted(talk: Talk) -> list[Heard]:
    member = Person(talk, "member")
    member.says(SOON)
    member.says("ส่งเลย")
    return Person(talk, "p1").presses(f"accept|{talk.tips()[0].id.hex}|")


@pytest.mark.parametrize(
    "happens",
    [
        pytest.param(lambda talk: in_group(talk, SOON), id="receipt of a tip in a group"),
        pytest.param(lambda talk: in_group(talk, SOON, "มีรถจอดขวางด้วย"), id="more of it"),
        pytest.param(lambda talk: in_group(talk, NOWHERE), id="and where it happened"),
        pytest.param(by_voice_in_group, id="who hears a voice"),
        pytest.param(taken_back, id="what was unsent"),
        pytest.param(accepted, id="an officer has it"),
    ],
)
def test_of_a_tip_that_is_no_emergency_nothing_sounds_at_night(
    talk: Talk, member: Person, happens: Callable[[Talk], list[Heard]]
) -> None:
    told = by_push(talk, "member", happens(talk))
    assert told
    assert all(told)


def test_an_emergency_is_told_aloud(talk: Talk, member: Person) -> None:
    told = by_push(talk, "member", in_group(talk, EMERGENCY))
    assert told
    assert not any(told)


def test_what_officers_get_sounds(talk: Talk, member: Person) -> None:
    member.says(SOON)
    told = by_push(talk, "p1", member.says("ส่งเลย"))
    assert told == [False]

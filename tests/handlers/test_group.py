"""In a group the bot is nearly silent, keeps nothing of the talk, and obeys officers alone."""

from __future__ import annotations

import pytest

from domain.events import MediaKind
from tests.handlers.talk import Heard, Person, Talk, for_whom, to

GROUP = "C" + "7" * 32
FIGHT = "แจ้ง มีวัยรุ่นตีกันตอนนี้ที่ลาดปลาเค้า"
NOISE = "แจ้ง เมื่อคืนวัยรุ่นตั้งวงดื่มเหล้าเสียงดังมาก"


def inside(talk: Talk, name: str) -> Person:
    return Person(talk, name, group=GROUP)


def in_group(news: list[Heard]) -> list[Heard]:
    return [one for one in news if one.to == GROUP]


def test_on_joining_it_says_what_is_kept(talk: Talk) -> None:
    (told,) = inside(talk, "member").invites_the_bot()
    assert "ข้อความอื่นในกลุ่มไม่เก็บ" in told.text


@pytest.mark.parametrize("text", ["สวัสดีครับ", "มีวัยรุ่นตีกันตอนนี้", "แจ้งสมาชิกทุกท่าน ประชุมพรุ่งนี้สิบโมง"])
def test_talk_that_is_not_for_it_is_met_with_silence(talk: Talk, text: str) -> None:
    assert inside(talk, "member").says(text) == []
    assert talk.tips() == []


def test_a_tip_is_taken_and_the_group_learns_nothing(talk: Talk, member: Person) -> None:
    member.says("สวัสดี")
    news = inside(talk, "member").says(FIGHT)
    (line,) = in_group(news)
    assert "แชตส่วนตัว" in line.text
    assert "1/2569" not in line.text
    assert "ลาดปลาเค้า" not in line.text
    assert {"n1", "d1"} <= for_whom(news)
    private = to("member", news)
    assert not private.is_reply
    assert "1/2569" in private.text


def test_who_is_no_friend_of_the_bot_is_told_how_to_add_it(talk: Talk) -> None:
    news = inside(talk, "somebody").says(NOISE)
    assert for_whom(news) == {GROUP}
    assert "เพิ่มบัญชีนี้เป็นเพื่อน" in news[0].text
    assert for_whom(talk.passes(minutes=10)) == {"d1"}


def test_a_withheld_sender_is_a_stranger(talk: Talk) -> None:
    hidden = inside(talk, "nobody")
    hidden.line_id = None  # type: ignore[assignment]
    assert for_whom(hidden.says(NOISE)) == {GROUP, "d1"}
    assert talk.tips()[0].trust == "unverified"


def test_photos_in_the_group_belong_to_the_tip_while_it_gathers(talk: Talk) -> None:
    person = inside(talk, "member")
    assert person.sends(MediaKind.PHOTO) == []
    person.says(NOISE)
    assert person.sends(MediaKind.PHOTO) == []
    with talk.uow() as uow:
        (tip,) = uow.tips.all()
        assert len(uow.media.of_tip(tip.id)) == 1


def test_the_groups_village_says_where_it_happened(talk: Talk, member: Person) -> None:
    member.says("สวัสดี")
    inside(talk, "d1").says("ผูกกลุ่ม ลาดปลาเค้า")
    inside(talk, "member").says(NOISE)
    assert for_whom(talk.passes(seconds=30)) == {"n1"}


def bound(talk: Talk) -> tuple[list[str], bool]:
    with talk.uow() as uow:
        group = uow.groups.find(GROUP)
        codes = [uow.villages.get(one).code for one in uow.groups.villages_of(group)]
        return codes, group.is_whole_station


def test_the_desk_binds_a_group_and_the_administrator_learns_it(talk: Talk) -> None:
    news = inside(talk, "d1").says("ผูกกลุ่ม v1, ลาดปลาเค้า")
    assert for_whom(news) == {GROUP, "a1"}
    assert bound(talk) == (["v1", "v2"], False)
    with talk.uow() as uow:
        assert [line.act for line in uow.audit.lines()] == ["group_bound"]


def test_the_whole_station_and_none(talk: Talk) -> None:
    inside(talk, "c1").says("ผูกกลุ่ม ทั้งสถานี")
    assert bound(talk) == ([], True)
    assert "เฉพาะ" in inside(talk, "p1").says("เลิกผูกกลุ่ม")[0].text
    inside(talk, "c1").says("เลิกผูกกลุ่ม")
    assert bound(talk) == ([], False)


@pytest.mark.parametrize(
    ("who", "text", "told"),
    [
        ("p1", "ผูกกลุ่ม v2", "ได้รับมอบหมาย"),
        ("p1", "ผูกกลุ่ม ทั้งสถานี", "ได้รับมอบหมาย"),
        ("member", "ผูกกลุ่ม v1", "เจ้าหน้าที่ตำรวจ"),
        ("d1", "ผูกกลุ่ม v1 ดวงจันทร์", "ดวงจันทร์"),
        ("d1", "ผูกกลุ่ม", "ทั้งสถานี"),
    ],
)
def test_a_binding_beyond_rights_or_knowledge_binds_nothing(
    talk: Talk, who: str, text: str, told: str
) -> None:
    person = inside(talk, who)
    person.invites_the_bot()
    (line,) = person.says(text)
    assert told in line.text
    assert bound(talk) == ([], False)

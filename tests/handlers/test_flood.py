"""A flood from one sender: all of it is kept, and it costs no more than a few words do."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import select

from domain.answers import Rank
from domain.pace import Pace
from models.outbox import RANKS, Outgoing
from tests.handlers.precinct import line_of
from tests.handlers.talk import Heard, Person, Talk, a_card, for_whom, to

NOISE = "วัยรุ่นตั้งวงดื่มเหล้าเสียงดังที่เปรมฤทัย"
KNIFE = "มีคนถือมีดไล่ฟันกัน ช่วยด้วย"
FIRE = "ไฟไหม้บ้านที่{} ตอนนี้ ช่วยด้วย"
PLACES = ("เปรมฤทัย", "ลาดปลาเค้า")


def counted(news: Sequence[Heard]) -> list[str]:
    """Return to whom went what LINE counts."""
    return [one.to for one in news if not one.is_reply]


def sent(member: Person, words: str = NOISE) -> list[Heard]:
    news = [*member.says(words), *member.says("ส่งเลย")]
    member.talk.clock.passes(minutes=10)
    return news


def adds(member: Person, count: int, *, every: float = 0.1) -> list[Heard]:
    """Let a member add so many lines to the tip that they sent."""
    news: list[Heard] = []
    for number in range(count):
        news += member.talk.passes(seconds=every)
        news += member.says(f"ยังเสียงดังอยู่ ครั้งที่ {number:04}")
    return news


def kept(talk: Talk) -> int:
    with talk.uow() as uow:
        return sum(len(uow.tips.messages(tip)) for tip in uow.tips.all())


def test_a_flood_costs_not_one_counted_message_more_than_forty_lines_do(
    talk: Talk, member: Person, other: Person
) -> None:
    costs = []
    for who, lines in ((member, 40), (other, 120)):
        sent(who)
        news = [*adds(who, lines, every=0.1), *talk.passes(minutes=15)]
        costs.append(len(counted(news)))
        talk.passes(hours=25)
    assert costs[0] == costs[1] < 12
    assert kept(talk) == 2 + 40 + 120


def test_what_came_too_fast_is_told_together_and_all_of_it(talk: Talk, member: Person) -> None:
    sent(member)
    first = adds(member, 5)
    assert counted(first) == ["p1"] * 5
    assert counted(adds(member, 4)) == []
    body = a_card(to("p1", talk.passes(seconds=30))).body
    assert re.findall(r"ครั้งที่ (\d+)", body) == ["0000", "0001", "0002", "0003"]
    assert counted(talk.passes(minutes=30)) == []


def test_a_new_danger_among_a_flood_is_told_at_once(talk: Talk, member: Person) -> None:
    sent(member)
    adds(member, 60)
    news = member.says(KNIFE)
    assert {"p1", "d1"} <= set(counted(news))
    assert "มีด" in a_card(next(one for one in news if one.to == "p1")).body


def test_in_a_flood_its_sender_is_answered_for_nothing_and_after_everybody(
    talk: Talk, member: Person
) -> None:
    for _ in range(40):
        member.says("สวัสดีครับ")
    with talk.uow() as uow:
        assert uow.paces.of(line_of("member"), now=uow.now) is Pace.FLOOD
        rows = uow.session.scalars(select(Outgoing).order_by(Outgoing.id)).all()
    assert rows[0].rank == RANKS[Rank.ANSWER]
    assert (rows[-1].rank, rows[-1].only_reply) == (RANKS[Rank.NOTICE], True)


def test_others_hear_as_ever_of_what_a_flooding_sender_does(talk: Talk, member: Person) -> None:
    for _ in range(40):
        member.says("สวัสดีครับ")
    news = [*member.says(FIRE.format("เปรมฤทัย")), *talk.due()]
    assert {"p1", "d1"} <= set(counted(news))


def alternating(who: Person, count: int, *, every: float) -> list[Heard]:
    news: list[Heard] = []
    for number in range(count):
        news += who.talk.passes(seconds=every)
        news += who.says(FIRE.format(PLACES[number % 2]))
    return news


def test_beyond_a_dozen_tips_the_desk_has_all_in_one(talk: Talk, member: Person) -> None:
    first = alternating(member, 12, every=1)
    assert set(counted(first)) == {"p1", "n1", "d1"}
    rest = alternating(member, 40, every=1)
    assert set(counted(rest)) == {"d1"}
    assert len(counted(rest)) <= 5
    tips = talk.tips()
    assert [tip.is_surplus for tip in sorted(tips, key=lambda one: one.sequence)] == [
        *[False] * 12,
        True,
    ]
    assert kept(talk) == 52
    card = a_card(next(one for one in rest if one.to == "d1"))
    assert "ผู้แจ้งส่งถี่มาก เรื่องต่อไปรวมไว้ที่นี่" in card.marks


def test_a_surplus_tip_goes_on_to_the_commander_like_any_other(
    talk: Talk, member: Person, in_force: Talk
) -> None:
    alternating(member, 13, every=1)
    assert "c1" in for_whom(talk.passes(minutes=3, seconds=1))


def test_no_village_officer_sees_a_surplus_tip_until_it_is_handed_to_them(
    talk: Talk, member: Person, officer: Person
) -> None:
    alternating(member, 13, every=1)
    assert "13/2569" not in to("p1", officer.says("13/2569")).text
    desk = Person(talk, "d1")
    assert "ไฟไหม้" in to("d1", desk.says("13/2569")).text


def test_an_accusation_in_a_flood_is_not_laid_before_the_desk(talk: Talk, member: Person) -> None:
    alternating(member, 13, every=1)
    news = [*member.says("ตำรวจ สน. นี้รับส่วยบ่อนที่ลาดปลาเค้า"), *talk.passes(minutes=5)]
    with_words = [one for one in news if "ส่วย" in one.text]
    assert for_whom(with_words) <= {"c1", "member"}
    with talk.uow() as uow:
        assert [one.is_restricted for one in uow.tips.all() if one.is_surplus] == [False, True]


def test_a_stranger_has_room_for_four(talk: Talk, stranger: Person) -> None:
    alternating(stranger, 10, every=1)
    assert [tip.is_surplus for tip in sorted(talk.tips(), key=lambda one: one.sequence)] == [
        *[False] * 4,
        True,
    ]


def test_everybody_else_has_their_own_room(talk: Talk, member: Person, other: Person) -> None:
    alternating(member, 20, every=0.1)
    news = [*other.says(FIRE.format("เปรมฤทัย")), *talk.due()]
    assert {"p1", "d1"} <= set(counted(news))


def test_who_takes_dozens_of_messages_back_is_told_by_the_first(talk: Talk, member: Person) -> None:
    sent(member)
    adds(member, 40)
    talk.passes(minutes=30)
    news: list[Heard] = []
    for number in range(3, 43):
        news += member.unsends(str(number))
    assert 0 < counted(news).count("member") <= 6
    assert counted([*news, *talk.passes(minutes=15)]).count("p1") <= 8
    with talk.uow() as uow:
        (tip,) = uow.tips.all()
        assert [one for one in uow.tips.messages(tip) if one.content is not None][1:] == []


def test_answers_that_come_fast_are_gathered(talk: Talk, member: Person, officer: Person) -> None:
    news = sent(member)
    card = a_card(to("p1", [one for one in news if one.to == "p1"]))
    officer.presses(next(one for one in card.buttons if one.label == "ถามผู้แจ้ง"))
    officer.says("เห็นทะเบียนรถไหม")
    talk.passes(minutes=1)
    told: list[Heard] = []
    for number in range(40):
        told += talk.passes(seconds=0.1)
        told += member.says(f"คันที่ {number:03} ไม่มีป้าย")
    told += talk.passes(minutes=15)
    assert counted(told).count("p1") <= 9
    assert kept(talk) >= 41


def test_a_groups_own_talk_is_nobodys_flood(talk: Talk, member: Person) -> None:
    chatting = Person(talk, "member", group="C" + "1" * 32)
    for _ in range(50):
        chatting.says("กินข้าวยัง")
        chatting.says("แจ้งสมาชิกทุกท่าน พรุ่งนี้ประชุม")
    with talk.uow() as uow:
        assert uow.paces.of(member.line_id, now=uow.now) is Pace.CALM


def test_whose_id_line_withholds_shares_the_groups_room(talk: Talk) -> None:
    hidden = Person(talk, "hidden", group="C" + "2" * 32)
    hidden.line_id = None  # type: ignore[assignment]
    news: list[Heard] = []
    for _ in range(24):
        news += talk.passes(seconds=1)
        news += hidden.says("#แจ้ง " + FIRE.format("เปรมฤทัย"))
    tips = sorted(talk.tips(), key=lambda one: one.sequence)
    assert [tip.is_surplus for tip in tips] == [False, False, False, False, True]
    assert counted(news).count("d1") == 5
    assert kept(talk) == 24


def test_an_officers_work_is_no_flood(talk: Talk, officer: Person) -> None:
    for _ in range(60):
        officer.says("งานของฉัน")
    with talk.uow() as uow:
        rows = uow.session.scalars(select(Outgoing).order_by(Outgoing.id)).all()
    assert not rows[-1].only_reply

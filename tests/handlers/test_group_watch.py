"""A group is watched from the day on which the bot joins until it leaves, and chatter is free."""

from __future__ import annotations

import itertools

from sqlalchemy import func, select

from domain.events import BotJoined, GroupMembersChanged, Media, MediaKind, MessageSaid, Text
from models.base import Base
from tests.handlers.talk import Person, Talk, for_whom, to

GROUP = "C" + "7" * 32


def inside(talk: Talk, name: str) -> Person:
    return Person(talk, name, group=GROUP)


def test_a_group_that_nobody_binds_for_seven_days_is_told_to_the_administrator(talk: Talk) -> None:
    inside(talk, "member").invites_the_bot()
    assert talk.passes(days=6, hours=23) == []
    told = talk.passes(hours=1)
    assert for_whom(told) == {"a1"}
    assert "ครบ 7 วัน" in to("a1", told).text
    assert talk.passes(days=30) == []


def test_a_group_that_was_bound_or_left_meanwhile_is_not_told(talk: Talk) -> None:
    inside(talk, "member").invites_the_bot()
    inside(talk, "d1").says("ผูกกลุ่ม v1")
    assert talk.passes(days=8) == []
    inside(talk, "d1").says("เลิกผูกกลุ่ม")
    inside(talk, "member").removes_the_bot()
    assert talk.passes(days=8) == []


def test_seven_days_count_anew_from_the_day_on_which_a_group_was_unbound(talk: Talk) -> None:
    inside(talk, "member").invites_the_bot()
    inside(talk, "d1").says("ผูกกลุ่ม v1")
    talk.passes(days=5)
    inside(talk, "d1").says("เลิกผูกกลุ่ม")
    assert talk.passes(days=6) == []
    assert for_whom(talk.passes(days=1)) == {"a1"}


def test_the_same_invitation_told_twice_is_watched_once(talk: Talk) -> None:
    person = inside(talk, "member")
    joined = BotJoined(happened_at=talk.clock(), speaker=person.speaker)
    talk.happens(joined)
    talk.happens(joined)
    assert len(talk.passes(days=7)) == 1


def test_the_station_learns_that_the_bot_was_removed_from_a_bound_group(talk: Talk) -> None:
    inside(talk, "member").invites_the_bot()
    inside(talk, "d1").says("ผูกกลุ่ม v1 v2")
    told = inside(talk, "member").removes_the_bot()
    assert for_whom(told) == {"a1"}
    assert "เปรมฤทัย" in to("a1", told).text
    assert inside(talk, "member").removes_the_bot() == []


def test_a_group_that_invites_the_bot_again_is_bound_as_before(talk: Talk) -> None:
    person = inside(talk, "member")
    person.invites_the_bot()
    inside(talk, "d1").says("ผูกกลุ่ม v1")
    person.removes_the_bot()
    (told,) = person.invites_the_bot()
    assert told.is_reply
    with talk.uow() as uow:
        group = uow.groups.find(GROUP)
        assert group is not None
        assert group.is_joined
        assert [uow.villages.get(one).code for one in uow.groups.villages_of(group)] == ["v1"]


def test_the_count_of_people_follows_who_comes_and_goes(talk: Talk) -> None:
    person = inside(talk, "member")
    person.invites_the_bot()
    with talk.uow() as uow:
        group = uow.groups.find(GROUP)
        assert group is not None
        group.member_count = 10
        uow.commit()
    for change in (3, -2, -20):
        talk.happens(
            GroupMembersChanged(happened_at=talk.clock(), speaker=person.speaker, change=change)
        )
    with talk.uow() as uow:
        group = uow.groups.find(GROUP)
        assert group is not None
        assert group.member_count == 0


def rows(talk: Talk) -> dict[str, int]:
    with talk.uow() as uow:
        return {
            table.name: uow.session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


def test_chatter_of_500_lines_is_answered_by_nothing_and_leaves_nothing(talk: Talk) -> None:
    inside(talk, "member").invites_the_bot()
    before = rows(talk)
    chatter = itertools.cycle(
        [
            "สวัสดีตอนเช้าครับทุกคน",
            "เมื่อคืนมีวัยรุ่นตีกันหน้าตลาด น่ากลัวมาก",
            "แจ้งสมาชิกทุกท่าน พรุ่งนี้ประชุมสิบโมง",
            "ใครมีเบอร์ช่างแอร์บ้าง",
            "555555",
        ]
    )
    with talk.uow() as uow:
        for number in range(500):
            speaker = inside(talk, ("member", "somebody", "p1")[number % 3]).speaker
            said = Media(kind=MediaKind.PHOTO) if number % 10 == 9 else Text(text=next(chatter))
            event = MessageSaid(
                happened_at=talk.clock(), speaker=speaker, message_id=f"c{number}", content=said
            )
            talk.dispatcher.dispatch(event, uow, lane=b"lane", reply=None)
        uow.commit()
    assert talk.news() == []
    assert rows(talk) == before

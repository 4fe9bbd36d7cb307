"""What a sender calls themselves in LINE does not reach those who read their tip."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

import pytest
from sqlalchemy import func, select

from domain.timer_events import RetentionDue
from models.line_name import LineName
from models.menu import MenuWish
from models.retention import counts, delete_batch
from models.sealed import DataKey, Subject
from tests.handlers.talk import Heard, Person, Talk

MINE = "ป้าดวน 🌸"
NOISE = "ป้าดวนแจ้งค่ะ วัยรุ่นตั้งวงดื่มเหล้าเสียงดังที่เปรมฤทัย"


def is_called(talk: Talk, person: Person, name: str | None = MINE) -> None:
    with talk.uow() as uow:
        uow.line_names.keep(person.line_id, name, now=uow.now)
        uow.commit()


def wishes(talk: Talk) -> int:
    with talk.uow() as uow:
        return uow.session.scalar(select(func.count()).select_from(MenuWish)) or 0


def no_wishes(talk: Talk) -> None:
    with talk.uow() as uow:
        for row in uow.session.scalars(select(MenuWish)):
            uow.session.delete(row)
        uow.commit()


def read(news: Sequence[Heard]) -> str:
    """Return what officers read."""
    return "".join(one.text for one in news if one.to != "member")


def reports(person: Person, text: str = NOISE) -> str:
    return read([*person.says(text), *person.says("ส่งเลย")])


def test_an_officer_does_not_read_what_a_member_is_called_in_line(
    talk: Talk, member: Person
) -> None:
    is_called(talk, member)
    card = reports(member)
    assert "▇▇▇แจ้งค่ะ" in card
    assert "ดวน" not in card


def test_it_is_hidden_in_what_a_stranger_writes_too(talk: Talk, stranger: Person) -> None:
    is_called(talk, stranger)
    assert "ดวน" not in reports(stranger)


def test_a_place_that_stands_in_it_stays_readable(talk: Talk, member: Person) -> None:
    is_called(talk, member, "ดวน เปรมฤทัย")
    card = reports(member, "ชื่อดวนค่ะ วัยรุ่นตั้งวงดื่มเหล้าเสียงดังที่เปรมฤทัย")
    assert "ดวน" not in card
    assert "เสียงดังที่เปรมฤทัย" in card


def test_who_lets_themselves_be_named_is_not_hidden(talk: Talk, member: Person) -> None:
    is_called(talk, member)
    member.says(NOISE)
    with talk.uow() as uow:
        uow.tips.all()[0].is_named = True
        uow.commit()
    assert "ป้าดวนแจ้ง" in read(member.says("ส่งเลย"))


@pytest.mark.parametrize("who", ["member", "stranger"])
def test_line_is_asked_about_who_sends_a_tip_until_it_tells_a_name(talk: Talk, who: str) -> None:
    person = Person(talk, who)
    no_wishes(talk)
    person.says(NOISE)
    assert wishes(talk) == 1
    person.says("ส่งเลย")
    is_called(talk, person, None)
    no_wishes(talk)
    person.says("มีคนตีกันที่เปรมฤทัย")
    assert wishes(talk) == 1
    person.says("ส่งเลย")
    is_called(talk, person)
    no_wishes(talk)
    person.says("มีคนขายยาบ้าที่เปรมฤทัย")
    assert wishes(talk) == 0


def test_a_name_is_asked_for_again_by_the_calendar_alone(talk: Talk, member: Person) -> None:
    is_called(talk, member)
    no_wishes(talk)
    talk.passes(days=29)
    reports(member)
    assert night(talk) == 0
    talk.passes(days=2)
    assert night(talk) == 1
    with talk.uow() as uow:
        assert uow.line_names.is_to_be_asked(member.line_id, now=uow.now)


def night(talk: Talk) -> int:
    """Let the night's deletion come; return how many wishes it leaves."""
    today = talk.clock().date()
    talk.happens(RetentionDue(happened_at=talk.clock(), day=today))
    return wishes(talk)


def plain_moments(talk: Talk) -> set[datetime]:
    with talk.uow() as uow:
        rows = uow.session.scalars(select(LineName)).all()
        keys = select(DataKey.created_at).where(DataKey.subject == Subject.LINE_NAME)
        told = uow.session.scalars(keys).all()
        return {*told, *(one.asked_at for one in rows), *(one.looked_at for one in rows)}


def test_no_plain_moment_of_a_name_is_that_of_a_tip(talk: Talk, member: Person) -> None:
    is_called(talk, member, None)
    before = plain_moments(talk)
    talk.passes(days=9)
    member.says(NOISE)
    is_called(talk, member)
    assert plain_moments(talk) == before
    assert all(one.time() == time() for one in before)


def test_talk_that_is_no_tip_has_line_asked_for_nothing(talk: Talk, member: Person) -> None:
    no_wishes(talk)
    member.says("สวัสดีค่ะ")
    member.says("สถานะ")
    assert wishes(talk) == 0


def test_nothing_that_is_kept_shows_it_without_its_key(talk: Talk, member: Person) -> None:
    is_called(talk, member)
    with talk.uow() as uow:
        row = uow.session.scalars(select(LineName)).one()
        kept = row.person_mark + (row.name or b"")
        assert uow.line_names.of(member.line_id) == MINE
        uow.keys.forget(row.data_key_id)
        uow.session.flush()
        assert uow.line_names.of(member.line_id) is None
    assert member.line_id.encode() not in kept
    assert "ดวน".encode() not in kept


def test_a_name_that_is_damaged_holds_up_no_tip(talk: Talk, member: Person) -> None:
    is_called(talk, member)
    with talk.uow() as uow:
        row = uow.session.scalars(select(LineName)).one()
        row.name = (row.name or b"")[:-1] + b"?"
        uow.commit()
    assert "วัยรุ่นตั้งวง" in reports(member)


def keys_of_names(talk: Talk) -> int:
    with talk.uow() as uow:
        asked = select(func.count()).where(DataKey.subject == Subject.LINE_NAME)
        return uow.session.scalar(asked) or 0


def test_a_new_name_takes_the_place_of_the_old_one_with_its_key(talk: Talk, member: Person) -> None:
    is_called(talk, member)
    is_called(talk, member, "ยายดวน")
    with talk.uow() as uow:
        assert uow.line_names.of(member.line_id) == "ยายดวน"
    assert keys_of_names(talk) == 1


def test_who_blocks_the_account_still_goes_by_the_name_they_had(talk: Talk, member: Person) -> None:
    is_called(talk, member)
    is_called(talk, member, None)
    assert "ดวน" not in reports(member)


def test_who_leaves_takes_it_with_them(talk: Talk, member: Person) -> None:
    is_called(talk, member)
    member.says("ออกจากเครือข่าย")
    member.says("ใช่")
    with talk.uow() as uow:
        assert uow.session.scalars(select(LineName)).all() == []
    assert keys_of_names(talk) == 0


def test_names_stay_as_long_as_anything_else_of_those_people(
    talk: Talk, member: Person, officer: Person, stranger: Person
) -> None:
    nobody = Person(talk, "nobody")
    untold = Person(talk, "untold")
    for person in (member, officer, stranger, nobody):
        is_called(talk, person)
    is_called(talk, untold, None)
    reports(stranger)
    talk.passes(days=91)
    with talk.uow() as uow:
        assert counts(uow, uow.now)["names"] == 2
        assert delete_batch(uow)["names"] == 2
        left = {uow.line_names.of(one.line_id) for one in (member, officer, stranger)}
        assert left == {MINE}
        assert uow.line_names.of(nobody.line_id) is None
        # Those who stay are not looked at again before their time.
        later = uow.now + timedelta(days=89)
        assert uow.line_names.looked_at_before(later - timedelta(days=90)) == []
        uow.commit()
    assert keys_of_names(talk) == 3


def test_those_who_stay_hide_nobody_from_the_night(
    talk: Talk, member: Person, officer: Person
) -> None:
    nobody = Person(talk, "nobody")
    for person in (member, officer, nobody):
        is_called(talk, person)
        talk.passes(days=1)
    talk.passes(days=91)
    with talk.uow() as uow:
        assert delete_batch(uow, lines=1)["names"] == 1

"""`members erase`: the person is gone from everywhere, and what they told goes on."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from sqlalchemy import select

from catalog import Catalog
from commands.desk import Desk
from commands.erasing import erase_member
from models.access import find_link
from models.dialogue import Contact, Dialogue
from models.outbox import OutboxState, Outgoing
from models.sealed import DataKey
from models.unit_of_work import Store
from tests.conftest import FixedClock
from tests.handlers.talk import Person, Talk, for_whom

NOISE = "วัยรุ่นตั้งวงดื่มเหล้าเสียงดังที่เปรมฤทัย"


@pytest.fixture
def talk(store: Store, station: int, clock: FixedClock) -> Talk:
    return Talk(store, station, clock)


@pytest.fixture
def desk(talk: Talk) -> Desk:
    return Desk(
        store=talk.store,
        station_id=talk.station,
        catalog=Catalog.load("th"),
        clock=talk.clock,
        out=io.StringIO(),
        aside=io.StringIO(),
    )


def said(desk: Desk) -> str:
    return f"{desk.out.getvalue()}{desk.aside.getvalue()}"  # type: ignore[attr-defined]


def number_of(talk: Talk, person: Person) -> str:
    with talk.uow() as uow:
        member = uow.members.by_line_user(person.line_id)
        assert member is not None
        return str(member.number)


def test_the_person_is_forgotten_and_their_tips_have_no_sender(talk: Talk, desk: Desk) -> None:
    member = Person(talk, "member")
    number = number_of(talk, member)
    member.says(NOISE)
    member.says("ส่งเลย")
    with talk.uow() as uow:
        key = uow.members.by_line_user(member.line_id).data_key_id
    assert erase_member(desk, number.lower()) == 0
    with talk.uow() as uow:
        assert uow.session.get(DataKey, key) is None
        (gone,) = [one for one in uow.members.all() if one.number == number]
        held = (gone.profile, gone.line_user, gone.line_user_mark, gone.national_id_mark)
        assert (gone.state, held) == ("erased", (None, None, None, None))
        (tip,) = uow.tips.all()
        assert (tip.state, tip.sender, tip.sender_mark) == ("sent", None, None)
        line = uow.audit.lines()[-1]
        assert (line.act, line.about) == ("member.erase", number)
    assert number_is_unknown(talk, member)
    # The officer goes on with it.
    assert "KK-2569-000001" in str([one.text for one in Person(talk, "p1").says("งานของฉัน")])


def test_no_code_page_or_mode_brings_them_back(talk: Talk, desk: Desk) -> None:
    member = Person(talk, "member")
    number = number_of(talk, member)
    member.says("ออกจากเครือข่าย")
    with talk.uow() as uow:
        row = uow.members.by_line_user(member.line_id)
        until = uow.now + timedelta(hours=1)
        uow.access.invite("ABCDEFGHJK", expires_at=until, member_id=row.id)
        link = uow.access.make_link("member", expires_at=until, member_id=row.id)
        uow.commit()
    assert erase_member(desk, number) == 0
    with talk.uow() as uow:
        assert uow.access.invitation("ABCDEFGHJK", now=uow.now) is None
        assert find_link(uow.session, link, purpose="member", now=uow.now) is None
        assert uow.session.scalars(select(Dialogue)).all() == []
        assert uow.session.scalars(select(Contact)).all() == []
    member.says("ABCDEFGHJK")
    assert number_is_unknown(talk, member)


def number_is_unknown(talk: Talk, person: Person) -> bool:
    with talk.uow() as uow:
        return uow.members.by_line_user(person.line_id) is None


def test_no_message_that_is_kept_leads_to_them(talk: Talk, desk: Desk) -> None:
    member = Person(talk, "member")
    number = number_of(talk, member)
    news = [*member.says(NOISE), *member.says("ส่งเลย")]
    theirs = [one.row for one in news if one.to == "member"]
    with talk.uow() as uow:
        sent = uow.session.get_one(Outgoing, theirs[0])
        uow.outbox.settle(sent, OutboxState.ACCEPTED, now=uow.now)
        uow.commit()
    assert erase_member(desk, number) == 0
    with talk.uow() as uow:
        rows = [uow.session.get_one(Outgoing, one) for one in theirs]
        assert {(len(row.recipient), row.order_mark, row.content) for row in rows} == {
            (17, b"", None)
        }
        assert rows[0].state == OutboxState.ACCEPTED
        assert {row.state for row in rows[1:]} <= {OutboxState.WITHDRAWN}
        officers = uow.session.scalars(select(Outgoing).where(Outgoing.officer_id.is_not(None)))
        assert all(uow.outbox.recipient(row).line_id for row in officers)


def test_what_was_not_sent_yet_is_sent(talk: Talk, desk: Desk) -> None:
    member = Person(talk, "member")
    number = number_of(talk, member)
    member.says(NOISE)
    assert erase_member(desk, number) == 0
    assert "p1" in for_whom(talk.due())
    (tip,) = talk.tips()
    assert (tip.state, tip.sender) == ("sent", None)


def test_again_changes_nothing_and_nobody_is_named(talk: Talk, desk: Desk) -> None:
    number = number_of(talk, Person(talk, "member"))
    assert erase_member(desk, number) == 0
    with talk.uow() as uow:
        lines = len(uow.audit.lines())
    assert erase_member(desk, number) == 0
    assert "ไปแล้ว" in said(desk)
    with talk.uow() as uow:
        assert len(uow.audit.lines()) == lines
    assert erase_member(desk, "M9999") == 1


def test_the_keys_of_others_stay(talk: Talk, desk: Desk) -> None:
    with talk.uow() as uow:
        before = len(uow.session.scalars(select(DataKey)).all())
    assert erase_member(desk, number_of(talk, Person(talk, "member"))) == 0
    with talk.uow() as uow:
        assert len(uow.session.scalars(select(DataKey)).all()) == before - 1

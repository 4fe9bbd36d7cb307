"""The one-time links of the chat: each for one person, for minutes, and void with their account."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from domain.answers import OpenLink
from domain.events import MediaKind
from domain.postback import Act, encode
from models.access import BrowserSession, OneTimeLink, consume_link
from tests.handlers.talk import Heard, Person, Talk, to
from tests.handlers.test_naming import Case
from tests.handlers.test_relay import ask, report

CODE, OFFICERS_CODE = "ACD34679EF", "ACD34679EFGHJK34"
WAYS = {
    "console": "/console/enter/",
    "media": "/t/",
    "member": "/m/",
    "name": "/n/",
    "pictures": "/m/pictures/",
}


def the_console(talk: Talk, member: Person) -> Sequence[Heard]:
    return Person(talk, "p1").says("คอนโซล")


def the_media(talk: Talk, member: Person) -> Sequence[Heard]:
    member.says("วัยรุ่นตั้งวงดื่มเหล้าเสียงดังที่เปรมฤทัย")
    member.sends(MediaKind.PHOTO)
    member.says("ส่งเลย")
    return Person(talk, "p1").presses(encode(Act.MEDIA, talk.tips()[0].id))


def ones_own(talk: Talk, member: Person) -> Sequence[Heard]:
    return member.says("ข้อมูลของฉัน")


def a_name(talk: Talk, member: Person) -> Sequence[Heard]:
    case = Case(talk, member)
    return case.p1.presses(case.granted()["เปิดดูชื่อ"])


def the_pictures(talk: Talk, member: Person) -> Sequence[Heard]:
    officer = Person(talk, "p1")
    ask(officer, report(member), "ใช่คันนี้ไหม")
    officer.presses(encode(Act.ASK, talk.tips()[0].id))
    pictured = to("member", officer.sends(MediaKind.PHOTO))
    return member.presses(pictured.buttons["ดูรูป"])


@pytest.mark.parametrize(
    ("purpose", "who", "asks"),
    [
        pytest.param("console", "p1", the_console, id="console"),
        pytest.param("media", "p1", the_media, id="media"),
        pytest.param("member", "member", ones_own, id="member"),
        pytest.param("name", "p1", a_name, id="name"),
        pytest.param("pictures", "member", the_pictures, id="pictures"),
    ],
)
def test_a_link_is_for_its_asker_by_a_free_reply_and_for_ten_minutes(
    talk: Talk, member: Person, purpose: str, who: str, asks: object
) -> None:
    told = to(who, [one for one in asks(talk, member) if one.to == who])  # type: ignore[operator]
    (tap,) = [one.tap for one in told.buttons.values() if isinstance(one.tap, OpenLink)]
    way, _, token = tap.url.removeprefix("https://police.example").rpartition("/")
    assert way + "/" == WAYS[purpose]
    assert told.is_reply
    # It stands on the button alone: words are copied, passed on and shown on a lock screen.
    assert told.text.count(token) == 1
    with talk.uow() as uow:
        (row,) = uow.session.scalars(select(OneTimeLink).where(OneTimeLink.purpose == purpose))
        officer = uow.officers.by_code(who)
        assert row.expires_at == uow.now + timedelta(minutes=10)
        assert row.officer_id == (None if officer is None else officer.id)
        # Nothing in plain joins a person to a tip.
        assert row.member_id is None or row.tip_id is None
        assert token.encode() not in row.token_hash
        given = {"purpose": purpose, "now": uow.now, "session_until": uow.now}
        assert consume_link(uow.session, token, **given) is not None
        assert consume_link(uow.session, token, **given) is None


def open_things(talk: Talk) -> int:
    with talk.uow() as uow:
        tables = (OneTimeLink, BrowserSession)
        return sum(len(uow.session.scalars(select(one)).all()) for one in tables)


def opens_both(talk: Talk, token: str, purpose: str) -> None:
    with talk.uow() as uow:
        until = uow.now + timedelta(minutes=5)
        consume_link(uow.session, token, purpose=purpose, now=uow.now, session_until=until)
        uow.commit()


def token_in(news: Sequence[Heard]) -> str:
    (url,) = [
        one.tap.url
        for told in news
        for one in told.buttons.values()
        if isinstance(one.tap, OpenLink)
    ]
    return url.rpartition("/")[2]


def test_an_officers_new_account_ends_what_the_old_one_opened(talk: Talk) -> None:
    officer, newcomer = Person(talk, "p1"), Person(talk, "newcomer")
    opens_both(talk, token_in(officer.says("คอนโซล")), "console")
    officer.says("คอนโซล")
    assert open_things(talk) == 3
    with talk.uow() as uow:
        until = uow.now + timedelta(days=3)
        found = uow.officers.by_code("p1")
        assert found is not None
        uow.access.invite(OFFICERS_CODE, expires_at=until, officer_id=found.id)
        uow.commit()
    newcomer.says(OFFICERS_CODE)
    assert open_things(talk) == 0


def test_a_members_new_account_ends_what_the_old_one_opened(talk: Talk, member: Person) -> None:
    newcomer = Person(talk, "newcomer")
    opens_both(talk, token_in(member.says("ข้อมูลของฉัน")), "member")
    member.says("ข้อมูลของฉัน")
    assert open_things(talk) == 3
    with talk.uow() as uow:
        until = uow.now + timedelta(days=30)
        found = uow.members.by_line_user(member.line_id)
        assert found is not None
        uow.access.invite(CODE, expires_at=until, member_id=found.id)
        uow.commit()
    newcomer.says(CODE)
    assert open_things(talk) == 0

"""Nothing that officers get, and nothing that is stored in the open, tells who sent a tip."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.line import outbound
from domain.delivery import Method
from domain.events import MediaKind
from models.outbox import Outgoing
from tests.handlers.precinct import line_of
from tests.handlers.talk import Person, Talk, to
from tests.handlers.test_relay import ask, report

WHO = ("สมหมาย", "ใจเด็ดเดี่ยว", "0812345678", "081-234-5678", "99/123", "1234567890121")
TELLING = (*WHO, line_of("member"), "M0001", "profile.line-scdn.net")
CONFESSION = "ผมสมหมาย ใจเด็ดเดี่ยว บ้านเลขที่ 99/123 ซอย 5 โทร 081-234-5678 บัตร 1234567890121"


@pytest.fixture
def officer(talk: Talk) -> Person:
    return Person(talk, "p1")


def converse(member: Person, officer: Person) -> None:
    """Talk for ten turns in which the member tells who they are, then end the tip in all ways."""
    card = report(member, f"วัยรุ่นตั้งวงดื่มเหล้าเสียงดังที่เปรมฤทัย เมื่อคืนนี้ {CONFESSION}")
    for turn in range(10):
        ask(officer, card, f"ถามครั้งที่ {turn} คุณสมหมายใช่ไหม")
        card = to("p1", [one for one in member.says(f"{turn} {CONFESSION}") if one.to == "p1"])
    officer.presses(card.buttons["ถามผู้แจ้ง"])
    officer.pins(13.8, 100.6)
    member.sends(MediaKind.PHOTO)
    officer.says("1/2569")
    officer.says("งานของฉัน")
    tip = member.talk.tips()[0].id.hex
    officer.presses(f"media|{tip}|")
    officer.presses(f"investigate|{tip}|")
    officer.says("รวบรวมพยานหลักฐาน")
    officer.says("7 วัน")
    member.talk.passes(days=7)
    officer.presses(f"handover|{tip}|n1")
    officer.says("อยู่นอกพื้นที่รับผิดชอบ")
    neighbour = Person(member.talk, "n1")
    neighbour.presses(f"accept|{tip}|")
    neighbour.presses(f"outcome|{tip}|unfounded")
    neighbour.says("ข้าม")
    neighbour.says("ข้าม")
    member.presses(f"rate|{tip}|not_done")


def test_no_payload_to_an_officer_tells_who_the_sender_is(
    talk: Talk, member: Person, officer: Person
) -> None:
    converse(member, officer)
    payloads = []
    with talk.uow() as uow:
        officers = {uow.officers.line_id(one) for one in uow.officers.all()}
        for row in uow.session.query(Outgoing).all():
            recipient = uow.outbox.recipient(row)
            if recipient.line_id not in officers:
                continue
            contents = uow.outbox.contents(row)
            body = outbound.body(Method.PUSH, contents, to=recipient, token=None, is_quiet=False)
            payloads.append(json.dumps(body, ensure_ascii=False))
    assert len(payloads) > 40
    assert any("ผู้แจ้งตอบ" in one for one in payloads)
    for payload in payloads:
        assert [secret for secret in TELLING if secret in payload] == []


def test_no_stored_byte_tells_who_spoke_or_what_was_said(
    talk: Talk, member: Person, officer: Person, sqlite_folder: Path
) -> None:
    converse(member, officer)
    stored = b"".join(one.read_bytes() for one in sqlite_folder.glob("tasapparot.db*"))
    assert len(stored) > 100_000
    said = ("ถามครั้งที่", "วัยรุ่น", "อยู่นอกพื้นที่รับผิดชอบ", "รวบรวมพยานหลักฐาน")
    # A member's number stands in the open, for nothing there joins it to a tip.
    for secret in (*WHO, line_of("member"), *said):
        for code in ("utf-8", "utf-16-le", "utf-16-be"):
            assert secret.encode(code) not in stored
        assert json.dumps(secret).strip('"').encode() not in stored
        assert json.dumps(secret).strip('"').replace("\\", "\\\\").encode() not in stored


def test_no_message_to_the_member_repeats_the_tip(
    talk: Talk, member: Person, officer: Person
) -> None:
    converse(member, officer)
    with talk.uow() as uow:
        for row in uow.session.query(Outgoing).all():
            if uow.outbox.recipient(row).line_id != line_of("member"):
                continue
            told = str(uow.outbox.contents(row))
            for telling in ("วัยรุ่น", "ดื่มเหล้า", "เปรมฤทัย", "เดือดร้อนรำคาญ", "ชื่อp1", "ชื่อn1"):
                assert telling not in told

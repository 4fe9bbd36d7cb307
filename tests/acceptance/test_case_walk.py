"""A case in real Chromium, both sides of it: asked, answered, handed on, closed, opened again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.acceptance.phones import NEEDS_CHROMIUM, Phone, simulator_page
from tests.acceptance.services import Service, clone_into, free_port

pytestmark = NEEDS_CHROMIUM


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    port = str(free_port())
    service = Service(
        "demo", env={"TASAPPAROT_WEB__PORT": port}, checkout=clone_into(tmp_path / "clone")
    )
    service.start()
    with simulator_page(service.address) as shown:
        yield shown
    service.end()


def test_from_a_question_to_a_case_that_was_not_over(page: Page) -> None:
    member, officer, colleague = (Phone(page, number) for number in range(3))
    colleague.belongs_to("P02")
    colleague.opens("สน.โคกคราม")
    it_is_told_and_asked_about(member, officer)
    it_goes_to_a_colleague(officer, colleague)
    it_is_closed_and_opened_again(member, colleague)
    for phone in (officer, colleague):
        phone.never_reads("ป้าดวน")
    member.never_reads("กล้าหาญ", "ใจเย็น")


def it_is_told_and_asked_about(member: Phone, officer: Phone) -> None:
    member.says("มีคนขายยาบ้าในซอยชุมชนโพธิ์ทอง ตอนนี้")
    member.reads("รับข้อความแล้ว")
    member.says("ส่งเลย")
    officer.reads("มีคนขายยาบ้า")
    officer.presses("ถามผู้แจ้ง")
    officer.reads("พิมพ์คำถามถึงผู้แจ้ง")
    officer.says("ขายให้ใคร กี่โมง")
    officer.reads("ส่งคำถามของเรื่องที่ 1/2569 ถึงผู้แจ้งแล้ว")
    member.reads("ตำรวจขอถาม: “ขายให้ใคร กี่โมง”")
    member.says("ขายให้เด็กช่าง หกโมงเย็น")
    officer.reads("ผู้แจ้งตอบ: “ขายให้เด็กช่าง หกโมงเย็น”")


def it_goes_to_a_colleague(officer: Phone, colleague: Phone) -> None:
    officer.says("1/2569")
    officer.reads("ผู้รับเรื่อง")
    officer.presses("ส่งต่อ")
    officer.taps("ใจเย็น")
    officer.taps("อยู่นอกพื้นที่รับผิดชอบ")
    officer.reads("เรื่องนี้ออกจากมือท่าน")
    colleague.reads("อยู่นอกพื้นที่รับผิดชอบ")
    colleague.presses("รับเรื่อง")
    colleague.reads("รับเรื่องแล้ว")


def it_is_closed_and_opened_again(member: Phone, colleague: Phone) -> None:
    colleague.presses("ปิดเรื่อง")
    colleague.presses("จับกุม/ดำเนินคดีแล้ว")
    colleague.taps("ข้าม")
    colleague.says("จับได้แล้ว ขอบคุณมาก")
    member.reads("จับได้แล้ว ขอบคุณมาก")

    member.presses("ยังไม่เรียบร้อย")
    colleague.reads("KK-2569-000001")

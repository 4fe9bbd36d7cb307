"""What is taken out can be brought in again, and names no sender."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from files.exports import MEMBER_EXPORT, TIP_EXPORT, MemberOut, TipOut, export_members, export_tips
from files.members import MemberRow, read_members
from files.tables import read_table

MEMBER = MemberRow(
    first_name="สมชาย",
    last_name="ใจดี",
    birth_date=date(1967, 3, 21),
    national_id="1234567890121",
    phone="0812345678",
    village="V1",
    trained_on=date(2023, 10, 1),
    line_user_id=None,
)
TIP = TipOut(
    number="KK-2569-000123",
    sent_at=datetime(2026, 12, 3, 7, 5, tzinfo=UTC),
    village="V1",
    category="drugs",
    urgency="soon",
    state="sent",
    outcome="",
    accepted_at=None,
    closed_at=None,
    label="สมาชิกเครือข่าย",
    text="=มีคนขายยา\nหลังวัด",
)


@pytest.mark.parametrize("name", ["members.csv", "members.xlsx"])
def test_exported_members_are_the_import_again(tmp_path: Path, name: str) -> None:
    export_members(tmp_path / name, [MemberOut(member=MEMBER, state="trained")])
    table = read_table(tmp_path / name)
    assert table.header == MEMBER_EXPORT
    assert table.rows[0].cells["state"] == "trained"
    assert read_members(table, {"V1": "บ้านโคก"}, today=date(2026, 11, 24)).rows == (MEMBER,)


@pytest.mark.parametrize("name", ["tips.csv", "tips.xlsx"])
def test_a_tip_is_exported_in_the_stations_time_and_without_formulas(
    tmp_path: Path, name: str
) -> None:
    export_tips(tmp_path / name, [TIP])
    table = read_table(tmp_path / name)
    assert table.header == TIP_EXPORT
    cells = table.rows[0].cells
    assert cells["sent_at"] == "2026-12-03T14:05:00+07:00"
    assert cells["accepted_at"] == ""
    assert cells["text"] == "=มีคนขายยา หลังวัด"

"""Invitation codes go into a file that its owner alone may read."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from files.faults import FileFault
from files.invitations import (
    INVITATION_COLUMNS,
    InvitationOut,
    check_invitations,
    write_invitations,
)
from files.tables import read_table


def invitation(code: str, secret: str = "ACDEF34679") -> InvitationOut:
    expires = datetime(2026, 12, 24, tzinfo=UTC)
    return InvitationOut(
        kind="member", code=code, name="สมชาย ใจดี", invitation_code=secret, expires_at=expires
    )


def codes(path: Path) -> dict[str, str]:
    return {row.cells["code"]: row.cells["invitation_code"] for row in read_table(path).rows}


def test_codes_are_written_for_their_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "codes.txt"
    write_invitations(path, [invitation("M0001")])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    table = read_table(path)
    assert table.header == INVITATION_COLUMNS
    assert tuple(table.rows[0].cells.values()) == (
        "member",
        "M0001",
        "สมชาย ใจดี",
        "ACDEF34679",
        "2026-12-24T07:00+07:00",
    )


def test_codes_of_an_earlier_import_are_kept_and_replaced_ones_go(tmp_path: Path) -> None:
    path = tmp_path / "codes.csv"
    write_invitations(path, [invitation("M0001"), invitation("M0002")])
    write_invitations(path, [])
    write_invitations(path, [invitation("M0002", "GHJKM34679"), invitation("M0003")])
    assert codes(path) == {"M0001": "ACDEF34679", "M0002": "GHJKM34679", "M0003": "ACDEF34679"}


def test_a_file_is_tried_without_being_touched(tmp_path: Path) -> None:
    path = tmp_path / "codes.csv"
    check_invitations(path)
    assert list(tmp_path.iterdir()) == []
    write_invitations(path, [invitation("M0001")])
    before = path.read_bytes()
    check_invitations(path)
    assert path.read_bytes() == before
    with pytest.raises(FileFault, match=r"files\.not_writable"):
        check_invitations(tmp_path / "no" / "codes.csv")


def test_another_file_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "members.csv"
    path.write_text("code,name\nM1,x\n", encoding="utf-8")
    with pytest.raises(FileFault, match=r"files\.codes_other"):
        write_invitations(path, [invitation("M0001")])
    assert path.read_text("utf-8") == "code,name\nM1,x\n"

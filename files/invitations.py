"""This is the list of invitation codes that an import hands out, for its owner's eyes alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from domain.calendar import BANGKOK, local
from files.faults import FileFault
from files.tables import read_table
from files.writing import check_writable, write_csv

INVITATION_COLUMNS = ("kind", "code", "name", "invitation_code", "expires_at")


@dataclass(frozen=True, kw_only=True)
class InvitationOut:
    """One invitation: `kind` is member or officer, `code` the member's number or officer's code."""

    kind: str
    code: str
    name: str
    invitation_code: str
    expires_at: datetime


def check_invitations(path: Path) -> None:
    """Raise FileFault unless codes can be written here; what the file holds is left as it is."""
    if path.is_file():
        _kept(path)
    check_writable(path)


def write_invitations(
    path: Path, invitations: Iterable[InvitationOut], *, timezone: str = BANGKOK
) -> None:
    """Write codes as CSV with mode 600, keeping those of others that the file holds already."""
    fresh = {
        (one.kind, one.code): [
            one.kind,
            one.code,
            one.name,
            one.invitation_code,
            local(one.expires_at, timezone).isoformat(timespec="minutes"),
        ]
        for one in invitations
    }
    kept = _kept(path) if path.exists() else {}
    if fresh or not path.exists():
        write_csv(path, INVITATION_COLUMNS, (kept | fresh).values())


def _kept(path: Path) -> dict[tuple[str, str], list[str]]:
    try:
        table = read_table(path)
    except FileFault as trouble:
        if trouble.fault.key == "files.empty":
            return {}
        raise FileFault("files.codes_other") from trouble
    if table.header != INVITATION_COLUMNS:
        raise FileFault("files.codes_other")
    return {
        (row.cells["kind"], row.cells["code"]): [row.cells[name] for name in INVITATION_COLUMNS]
        for row in table.rows
    }

"""This is what a station takes out: its members and its tips, never who sent one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from domain.calendar import BANGKOK, local
from files.members import MEMBER_COLUMNS, MemberRow
from files.writing import write_table

BULLETIN_EXPORT = ("id", "sent_at", "audience", "state", "accepted", "refused", "cost")
MEMBER_EXPORT = (*MEMBER_COLUMNS, "state")
TIP_EXPORT = (
    "number", "sent_at", "village", "category", "urgency", "state", "outcome",
    "accepted_at", "closed_at", "label", "text",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class MemberOut:
    """One member as exported: the columns of the import, and the state."""

    member: MemberRow
    state: str


@dataclass(frozen=True, kw_only=True)
class TipOut:
    """One tip as exported; `label` is what officers read of the sender, already widened."""

    number: str
    sent_at: datetime | None
    village: str
    category: str
    urgency: str
    state: str
    outcome: str
    accepted_at: datetime | None
    closed_at: datetime | None
    label: str
    text: str


@dataclass(frozen=True, kw_only=True)
class BulletinOut:
    """One time of a bulletin as exported; `refused` is everyone who does not have it."""

    id: int
    sent_at: datetime | None
    audience: str
    state: str
    accepted: int
    refused: int
    cost: int


def export_bulletins(
    path: Path, bulletins: Iterable[BulletinOut], *, timezone: str = BANGKOK
) -> None:
    """Write bulletins with their moments in the station's time."""
    rows = ([_text(getattr(one, name), timezone) for name in BULLETIN_EXPORT] for one in bulletins)
    write_table(path, BULLETIN_EXPORT, rows)


def export_members(path: Path, members: Iterable[MemberOut]) -> None:
    """Write members as a file that the import reads again."""
    rows = (
        [*(_text(getattr(one.member, name)) for name in MEMBER_COLUMNS), one.state]
        for one in members
    )
    write_table(path, MEMBER_EXPORT, rows)


def export_tips(path: Path, tips: Iterable[TipOut], *, timezone: str = BANGKOK) -> None:
    """Write tips with their moments in the station's time."""
    rows = ([_text(getattr(tip, name), timezone) for name in TIP_EXPORT] for tip in tips)
    write_table(path, TIP_EXPORT, rows)


def _text(value: object, timezone: str = BANGKOK) -> str:
    if isinstance(value, datetime):
        return local(value, timezone).isoformat(timespec="seconds")
    return "" if value is None else str(value)

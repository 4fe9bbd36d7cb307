"""This is `export`: what a station takes out, with a reason that the audit trail keeps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from pathlib import Path

from catalog.words import load_customs
from commands.bulletins_listed import bulletins_out
from commands.desk import ACTOR, Desk
from domain.case import Mark, SenderLabel
from domain.crowd import Scope
from domain.identifiers import NameCustoms
from files.exports import (
    MemberOut,
    TipOut,
    export_bulletins,
    export_members,
    export_tips,
)
from files.faults import FileFault, describe
from files.members import MemberRow
from models.facts import facts
from models.tip import Tip
from models.unit_of_work import UnitOfWork

_REASON_LETTERS = 3


class ExportKind(StrEnum):
    """What is taken out."""

    MEMBERS = "members"
    TIPS = "tips"
    BULLETINS = "bulletins"


def run_export(desk: Desk, kind: ExportKind, file: Path, reason: str) -> int:
    """Write an export and its line of the audit trail, both or neither; return the exit code."""
    reason = " ".join(reason.split())
    if len(reason) < _REASON_LETTERS:
        desk.complain(desk.catalog.say("export.reason"))
        return 1
    try:
        count = _exported(desk, kind, file, reason)
    except FileFault as trouble:
        desk.complain(f"{file.name}: {describe(trouble.fault, desk.catalog.say)}")
        return 1
    desk.say("export.done", count=count, file=file.name)
    return 0


def _exported(desk: Desk, kind: ExportKind, file: Path, reason: str) -> int:
    with desk.writing() as uow:
        if kind is ExportKind.MEMBERS:
            members = list(_members(uow))
            count = len(members)
            export_members(file, members)
        elif kind is ExportKind.BULLETINS:
            bulletins = list(bulletins_out(uow))
            count = len(bulletins)
            export_bulletins(file, bulletins, timezone=uow.rules.timezone)
        else:
            tips = list(_tips(uow, desk, load_customs()))
            count = len(tips)
            export_tips(file, tips, timezone=uow.rules.timezone)
        detail = {"rows": count, "reason": reason}
        try:
            uow.audit.write(f"export.{kind}", actor=ACTOR, about=kind, at=uow.now, detail=detail)
            uow.commit()
        except BaseException:
            # What nobody can be asked about later must not have left the house.
            file.unlink(missing_ok=True)
            raise
    return count


def _members(uow: UnitOfWork) -> Iterator[MemberOut]:
    codes = {row.id: row.code for row in uow.villages.all()}
    for member in uow.members.all():
        profile = uow.members.profile(member)
        if profile is None:
            continue
        details = {**vars(profile), "birth_date": date.fromisoformat(profile.birth_date)}
        row = MemberRow(
            **details,
            village=codes[member.village_id] if member.village_id is not None else None,
            kind=member.kind,
            trained_on=member.trained_on,
            line_user_id=uow.members.line_id(member),
        )
        yield MemberOut(member=row, state=member.state)


def _tips(uow: UnitOfWork, desk: Desk, customs: NameCustoms) -> Iterator[TipOut]:
    codes = {row.id: row.code for row in uow.villages.all()}
    for tip in uow.tips.all():
        # A restricted tip shows in no list, practice counts nowhere, and what was never sent
        # is still its writer's.
        if tip.sent_at is not None and not tip.is_restricted and not tip.is_practice:
            yield _tip(uow, desk, tip, customs=customs, codes=codes)


def _tip(
    uow: UnitOfWork, desk: Desk, tip: Tip, *, customs: NameCustoms, codes: dict[int, str]
) -> TipOut:
    seen = facts(uow, tip, customs)
    return TipOut(
        number=seen.number,
        sent_at=tip.sent_at,
        village=codes.get(tip.village_id, "") if tip.village_id is not None else "",
        category=tip.category,
        urgency=tip.urgency,
        state=tip.state,
        outcome=tip.outcome or "",
        accepted_at=tip.accepted_at,
        closed_at=tip.closed_at,
        label=_label(desk, seen.sender, is_untrained=Mark.UNTRAINED in seen.marks),
        text=seen.text,
    )


def _label(desk: Desk, sender: SenderLabel, *, is_untrained: bool) -> str:
    if not sender.is_known:
        return desk.catalog.say("sender.unknown")
    if sender.scope is Scope.NETWORK or not sender.place:
        said = desk.catalog.say("sender.network")
    else:
        said = desk.catalog.say(f"sender.{sender.scope}", place=sender.place)
    return f"{said} ({desk.catalog.say('mark.untrained')})" if is_untrained else said

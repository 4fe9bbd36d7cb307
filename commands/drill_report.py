"""This is `drill report`: reach, waiting and who needs help, by village and member number."""

from __future__ import annotations

from collections.abc import Sequence

from commands.desk import ACTOR, Desk
from domain.calendar import thai_moment
from domain.drill import NEEDS_HELP, Asked, Practice, by_village, result
from domain.tip import TipState
from models.drill import Drill
from models.member import Member, MemberState
from models.outbox import OutboxState, Outgoing
from models.tip import Tip
from models.told import heard_of_officer
from models.unit_of_work import UnitOfWork


def run_report(desk: Desk, number: int | None) -> int:
    """Tell what came of a drill, the last unless one is named; return the exit code."""
    with desk.writing() as uow:
        drill = uow.drills.newest() if number is None else uow.drills.by_number(number)
        if drill is None:
            desk.complain(desk.catalog.say("drill.none"))
            return 1
        people = _people(drill, uow)
        uow.audit.write("drill.report", actor=ACTOR, about=str(drill.number), at=uow.now)
        uow.commit()
        timezone = uow.rules.timezone
        begun, ended = (thai_moment(one, timezone) for one in (drill.started_at, drill.ends_at))
        desk.say("drill.report", number=drill.number, begun=begun, ended=ended)
    _tell(desk, people)
    return 0


def _people(drill: Drill, uow: UnitOfWork) -> list[Asked]:
    """Gather who was asked and is still a member; the others are forgotten."""
    names = {row.id: f"{row.code} {row.name}" for row in uow.villages.all()}
    found = []
    for call in uow.drills.calls(drill):
        member = uow.members.get(call.member_id)
        if member.state == MemberState.ERASED:
            continue
        village = names.get(member.village_id, "-") if member.village_id is not None else "-"
        found.append(_asked(member, village, drill, call.message_id, uow))
    return found


def _asked(member: Member, village: str, drill: Drill, message_id: int, uow: UnitOfWork) -> Asked:
    line_id = uow.members.line_id(member) or ""
    row = uow.session.get(Outgoing, message_id)
    was_taken = row is not None and row.state == OutboxState.ACCEPTED
    tips = [
        one
        for one in uow.tips.of_sender(line_id, *TipState)
        if one.is_practice and drill.started_at <= one.opened_at < drill.ends_at
    ]
    return Asked(
        number=member.number,
        village=village,
        is_reached=was_taken and uow.dialogues.is_friend(line_id) is not False,
        practices=[_practice(one, uow) for one in tips],
    )


def _practice(tip: Tip, uow: UnitOfWork) -> Practice:
    heard_at = heard_of_officer(uow, tip)
    is_known = heard_at is not None and tip.sent_at is not None
    return Practice(
        was_sent=tip.sent_at is not None,
        accepted_after=heard_at - tip.sent_at if is_known else None,  # type: ignore[operator]
    )


def _tell(desk: Desk, people: Sequence[Asked]) -> None:
    whole = result(people)
    desk.say(
        "drill.reach",
        asked=whole.asked,
        reached=whole.reached,
        practised=whole.practised,
        accepted=whole.accepted,
    )
    if whole.minutes is not None:
        desk.say("drill.wait", minutes=whole.minutes)
    desk.say("drill.villages")
    for village, own in by_village(people).items():
        part = result(own)
        minutes = "-" if part.minutes is None else str(part.minutes)
        desk.say(
            "drill.village",
            village=village,
            practised=part.practised,
            asked=part.asked,
            minutes=minutes,
        )
    needing = [one for own in by_village(people).values() for one in own]
    needing = [one for one in needing if one.standing in NEEDS_HELP]
    desk.say("drill.help" if needing else "drill.no_help")
    for one in needing:
        why = desk.catalog.say(f"drill.is_{one.standing}")
        desk.say("drill.helped", village=one.village, number=one.number, why=why)

"""This is `drill start`: the cost is said, and each member is asked once, or nobody is."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.line.gateway import LineTrouble
from commands.desk import ACTOR, Desk
from domain.answers import Button, Chat, Look, Message, Notice, Rank, Recipient, Say
from domain.calendar import thai_moment
from domain.drill import LASTS, Month, cost, is_affordable, spare
from models.drill import Drill
from models.member import Member, MemberState
from models.unit_of_work import UnitOfWork

_YES = ("y", "yes")


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is asked of a drill: which villages, None for all, and who says yes to the cost."""

    villages: Sequence[str] | None
    confirm: Callable[[str], bool]


def confirmed(question: str) -> bool:
    """Ask who sits at the machine; where nobody does, that is no."""
    if not sys.stdin.isatty():
        return False
    return input(f"{question} ").strip().lower() in _YES


def run_start(desk: Desk, wish: Wish, *, month: Callable[[], Month]) -> int:
    """Ask every trained member for a practice tip; return the exit code."""
    with desk.reading() as uow:
        fault = _fault(desk, wish, uow)
        people = [] if fault else _people(wish, uow)
    if fault or not people:
        desk.complain(fault or desk.catalog.say("drill.nobody"))
        return 1
    if not _is_agreed(desk, wish, len(people), month):
        return 1
    return _asked(desk, wish)


def _fault(desk: Desk, wish: Wish, uow: UnitOfWork) -> str | None:
    unknown = [code for code in wish.villages or () if uow.villages.by_code(code) is None]
    if unknown:
        return desk.catalog.say("drill.unknown_village", codes=", ".join(unknown))
    current = uow.drills.current(now=uow.now)
    return None if current is None else _under_way(desk, current, uow)


def _under_way(desk: Desk, drill: Drill, uow: UnitOfWork) -> str:
    until = thai_moment(drill.ends_at, uow.rules.timezone)
    return desk.catalog.say("drill.under_way", number=drill.number, until=until)


def _people(wish: Wish, uow: UnitOfWork) -> list[Member]:
    villages = {row.id for row in uow.villages.all() if row.code in (wish.villages or ())}
    return [
        one
        for one in uow.members.all()
        if one.state == MemberState.TRAINED
        and one.line_user is not None
        and (wish.villages is None or one.village_id in villages)
    ]


def _is_agreed(desk: Desk, wish: Wish, people: int, month: Callable[[], Month]) -> bool:
    price = cost(people)
    try:
        now = month()
    except LineTrouble as trouble:
        desk.complain(desk.catalog.say("drill.quota_unread", status=trouble.status))
        return False
    facts = {"people": people, "questions": price.questions, "whole": price.whole}
    left = spare(now)
    desk.say("drill.cost", **facts)
    if left is not None:
        desk.say("drill.spare", spare=left, limit=now.limit, used=now.used)
    if not is_affordable(now, price):
        desk.complain(desk.catalog.say("drill.too_dear", whole=price.whole, spare=left))
        return False
    if not wish.confirm(desk.catalog.say("drill.confirm")):
        desk.complain(desk.catalog.say("drill.not_confirmed"))
        return False
    return True


def _asked(desk: Desk, wish: Wish) -> int:
    """Keep the drill and every question in one commit, so that all are asked or none."""
    with desk.writing() as uow:
        drill = uow.drills.start(now=uow.now, until=uow.now + LASTS)
        if drill is None:
            current = uow.drills.current(now=uow.now)
            assert current is not None  # noqa: S101
            desk.complain(_under_way(desk, current, uow))
            return 1
        people = _people(wish, uow)
        for member in people:
            _ask(desk, drill, member, uow)
        detail = {"members": len(people)}
        uow.audit.write(
            "drill.start", actor=ACTOR, about=str(drill.number), at=uow.now, detail=detail
        )
        uow.commit()
        number = drill.number
    desk.say("drill.started", number=number, people=len(people))
    return 0


def _ask(desk: Desk, drill: Drill, member: Member, uow: UnitOfWork) -> None:
    word = desk.catalog.say("chat.practice_word")
    until = thai_moment(drill.ends_at, uow.rules.timezone)
    question = Notice(
        text=desk.catalog.say("drill.question", station=uow.rules.name, until=until),
        alt=desk.catalog.say("drill.question_alt"),
        buttons=[Button(label=word, tap=Say(text=word), look=Look.PRIMARY)],
    )
    to = Recipient(chat=Chat.PERSON, line_id=uow.members.line_id(member) or "")
    message = Message(to=to, contents=[question], rank=Rank.BULLETIN, hushes=True)
    row = uow.outbox.keep(message, now=uow.now)
    uow.session.flush()
    uow.drills.call(drill, member_id=member.id, message_id=row.id)

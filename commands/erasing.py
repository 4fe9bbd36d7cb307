"""This is `members erase`: a person is forgotten for good, and their tips stay without a sender."""

from __future__ import annotations

from commands.desk import ACTOR, Desk
from handlers.member.whereabouts import ready
from models.leaving import forget_person
from models.member import MemberState
from models.sealed import Purpose


def erase_member(desk: Desk, number: str) -> int:
    """Erase a member with all that leads from them to their tips; again: changes nothing."""
    with desk.writing() as uow:
        found = [one for one in uow.members.all() if one.number == number.upper()]
        if not found:
            desk.complain(desk.catalog.say("people.no_member", code=number))
            return 1
        (member,) = found
        if member.state == MemberState.ERASED:
            desk.say("people.erased_already", code=member.number)
            return 0
        for tip in forget_person(uow, member):
            # What was told and not sent yet goes out as it stands.
            lane = uow.keys.fingerprint(Purpose.LANE, uow.rules.code, f"tip:{tip.id}")
            uow.inbox.set_timer(ready(tip, uow), lane=lane, now=uow.now)
        uow.audit.write("member.erase", actor=ACTOR, about=member.number, at=uow.now)
        uow.commit()
        desk.say("people.now_erased", code=member.number)
    return 0

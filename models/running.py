"""This is who runs a survey or a meeting, and who sees to what was agreed at one."""

from __future__ import annotations

from models.meeting import Meeting, MeetingGoal
from models.officer import Officer, Role
from models.survey import Survey
from models.unit_of_work import UnitOfWork


def own_villages(uow: UnitOfWork, officer: Officer) -> frozenset[str]:
    """Return the codes of the villages that were entrusted to an officer."""
    own = uow.assignments.villages_of(officer, at=uow.now)
    return frozenset(one.code for one in uow.villages.all() if one.id in own)


def runs(uow: UnitOfWork, officer: Officer, row: Survey | Meeting) -> bool:
    """Say whether an officer runs a survey or meeting: its author, the station, its village's."""
    if officer.role != Role.VILLAGE or row.author_id == officer.id:
        return True
    return isinstance(row, Meeting) and not own_villages(uow, officer).isdisjoint(row.villages)


def sees_to(uow: UnitOfWork, officer: Officer, goal: MeetingGoal) -> bool:
    """Say whether an officer sees to a goal: whose it is, or who runs its meeting."""
    return goal.owner_id == officer.id or runs(uow, officer, uow.meetings.get(goal.meeting_id))

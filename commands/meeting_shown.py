"""This is `meeting list` and `meeting show`."""

from __future__ import annotations

from catalog.meetings import told
from commands.desk import Desk
from commands.verbs import verb
from domain.calendar import local
from domain.meeting import Coming
from models.meeting_keeping import found
from models.meeting_report import facts_of


@verb
def run_list(desk: Desk) -> None:
    """List every meeting, one a line."""
    with desk.reading() as uow:
        for meeting in desk.listed(uow.meetings.all(), "list.no_meetings"):
            guests = uow.meetings.guests(meeting)
            when = local(meeting.meets_at, uow.rules.timezone).isoformat(timespec="minutes")
            coming = sum(one.coming == Coming.YES for one in guests)
            came = sum(one.has_come for one in guests)
            facts = (meeting.number, meeting.state, when, coming, came, meeting.title)
            print(*facts, sep="\t", file=desk.out)


@verb
def run_show(desk: Desk, number: int) -> None:
    """Show one meeting."""
    with desk.reading() as uow:
        lines = list(told(facts_of(uow, found(uow, number)), desk.catalog))
    print("\n".join(lines), file=desk.out)

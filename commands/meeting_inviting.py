"""This is `meeting invite`: an invitation goes out as a bulletin, by its rails and at its price."""

from __future__ import annotations

from bot.line.gateway import Gateway
from catalog.meetings import invitation
from commands.announcing import run_announce
from commands.bulletin_wish import Act, Wish
from commands.desk import Desk
from commands.meeting_keeping import found
from domain.calendar import thai_moment
from domain.topics import Topic
from models.meeting import MeetingState


def run_invite(
    desk: Desk, number: int, villages: str, *, is_only_asked: bool, line: Gateway
) -> int:
    """Invite members, or say why not; return the exit code."""
    with desk.reading() as uow:
        meeting = found(desk, uow, number)
        if meeting is None:
            return 1
        if meeting.state != MeetingState.PLANNED or meeting.meets_at <= uow.now:
            desk.complain(desk.catalog.say("meeting.not_ahead", number=number))
            return 1
        when = thai_moment(meeting.meets_at, uow.rules.timezone)
        facts = {"title": meeting.title, "place": meeting.place, "when": when}
        shown = invitation(desk.catalog, number, **facts)
    wish = Wish(
        act=Act.SEND,
        shown=shown,
        topic=Topic.MEETING,
        villages=villages,
        all_villages=not villages,
        members=True,
        dry_run=is_only_asked,
    )
    return run_announce(desk, wish, line=line)

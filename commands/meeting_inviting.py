"""This is `meeting invite` and `tell`: both go out as bulletins, at their price."""

from __future__ import annotations

from bot.line.gateway import Gateway
from catalog.meetings import invitation
from commands.announcing import run_announce
from commands.bulletin_wish import Act, Wish
from commands.desk import Desk
from commands.verbs import verb
from domain.calendar import thai_moment
from domain.meeting import about_meeting
from domain.refusals import Refusal
from domain.topics import Topic
from models.meeting import MeetingState
from models.meeting_keeping import about, ahead, found
from models.meeting_report import summons_of


@verb
def run_invite(
    desk: Desk, number: int, villages: str, *, is_only_asked: bool, line: Gateway
) -> int:
    """Invite members, or say why not."""
    with desk.reading() as uow:
        meeting = ahead(uow, number)
        shown, name = invitation(desk.catalog, summons_of(uow, meeting)), about(meeting)
        meant = villages or ",".join(meeting.villages)
    wish = Wish(
        act=Act.SEND,
        shown=shown,
        about=name,
        topic=Topic.MEETING,
        villages=meant,
        all_villages=not meant,
        members=True,
        dry_run=is_only_asked,
    )
    return run_announce(desk, wish, line=line)


@verb
def run_tell(desk: Desk, number: int, *, is_only_asked: bool, line: Gateway) -> int:
    """Tell who may have been invited, and who comes, that a meeting is off, or say why not."""
    with desk.reading() as uow:
        meeting = found(uow, number)
        if meeting.state != MeetingState.CANCELLED:
            raise Refusal("meeting.not_cancelled", number=number)
        when = thai_moment(meeting.meets_at, uow.rules.timezone)
        text = desk.catalog.say("voices.called_off", title=meeting.title, when=when)
        villages = ",".join(meeting.villages)
    wish = Wish(
        act=Act.SEND,
        text=text,
        about=about_meeting(number, calls_off=True),
        topic=Topic.MEETING,
        villages=villages,
        all_villages=not villages,
        members=True,
        dry_run=is_only_asked,
    )
    return run_announce(desk, wish, line=line)

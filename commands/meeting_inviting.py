"""This is `meeting invite`: an invitation goes out as a bulletin, by its rails and at its price."""

from __future__ import annotations

from bot.line.gateway import Gateway
from catalog.meetings import invitation
from commands.announcing import run_announce
from commands.bulletin_wish import Act, Wish
from commands.desk import Desk
from commands.verbs import verb
from domain.topics import Topic
from models.meeting_keeping import about, ahead
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

"""This is a meeting in the chat: members say whether they come, and are reminded the day before."""

from __future__ import annotations

from collections.abc import Sequence

from catalog import Catalog
from catalog.meetings import invitation
from domain.answers import Answer, Chat, Content, Message, Rank, Recipient, Words
from domain.bulletin import LOOKS_AGAIN_AFTER
from domain.calendar import thai_moment
from domain.meeting import Coming, MeetingAnswered, MeetingTomorrow, reminder
from domain.when.hours import held_until
from models.meeting import Meeting, MeetingState
from models.member import Member, MemberState
from models.officer import Role
from models.planning import policy
from models.reach import budget_of
from models.unit_of_work import UnitOfWork

_MAY_COME = (MemberState.REGISTERED, MemberState.TRAINED)


def answer(event: MeetingAnswered, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Keep whether a member comes; the last word counts, until the meeting begins."""
    line_id = event.speaker.user_id
    if line_id is None:
        return []
    said = _kept(event, line_id, uow, catalog)
    to = Recipient(chat=Chat.PERSON, line_id=line_id)
    return [Message(to=to, contents=[Words(text=said)], may_reply=True, only_reply=True)]


def _kept(event: MeetingAnswered, line_id: str, uow: UnitOfWork, catalog: Catalog) -> str:
    member = uow.members.by_line_user(line_id)
    if member is None or member.state not in _MAY_COME:
        return catalog.say("meeting.members_only")
    meeting = uow.meetings.by_number(event.number, held=True)
    if meeting is None or not _is_ahead(meeting, uow):
        return catalog.say("meeting.over")
    uow.meetings.answer(meeting, member, event.coming)
    when = thai_moment(meeting.meets_at, uow.rules.timezone)
    return catalog.say(f"meeting.noted_{event.coming}", title=meeting.title, when=when)


def _is_ahead(meeting: Meeting, uow: UnitOfWork) -> bool:
    return meeting.state == MeetingState.PLANNED and uow.now < meeting.meets_at


def remind(event: MeetingTomorrow, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Remind who said that they come or may come, unless that would cost the alerts their share."""
    meeting = uow.meetings.get(event.meeting)
    if not _is_ahead(meeting, uow):
        return []
    until, budget = held_until(uow.now, policy(uow)), budget_of(uow)
    if until is not None and until < meeting.meets_at:
        return [reminder(meeting.id, at=until)]
    if budget is None:
        return [reminder(meeting.id, at=uow.now + LOOKS_AGAIN_AFTER)]
    lines = [one for member in _expected(meeting, uow) if (one := uow.members.line_id(member))]
    if not budget.bears(len(lines)):
        said = catalog.say("meeting.unreminded", number=meeting.number, count=len(lines))
        return [_notice(one, Words(text=said)) for one in _admins(uow)]
    when = thai_moment(meeting.meets_at, uow.rules.timezone)
    facts = {"title": meeting.title, "place": meeting.place, "when": when}
    shown = invitation(catalog, meeting.number, **facts)
    return [_notice(one, Words(text=catalog.say("meeting.reminder")), shown) for one in lines]


def _expected(meeting: Meeting, uow: UnitOfWork) -> Sequence[Member]:
    guests = uow.meetings.guests(meeting)
    said = [uow.members.get(one.member_id) for one in guests if one.coming not in (None, Coming.NO)]
    return [one for one in said if one.state in _MAY_COME and one.unreachable_since is None]


def _admins(uow: UnitOfWork) -> Sequence[str]:
    admins = [one for one in uow.officers.with_roles(Role.ADMIN) if one.unreachable_since is None]
    return [line_id for one in admins if (line_id := uow.officers.line_id(one))]


def _notice(line_id: str, *contents: Content) -> Message:
    to = Recipient(chat=Chat.PERSON, line_id=line_id)
    return Message(to=to, contents=contents, rank=Rank.NOTICE, hushes=True)


HANDLERS = {MeetingAnswered: answer, MeetingTomorrow: remind}

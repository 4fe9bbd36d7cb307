"""This is a meeting in the chat: members say whether they come, and are reminded the day before."""

from __future__ import annotations

from collections.abc import Sequence

from catalog import Catalog
from catalog.meetings import answers, goals, invitation
from domain.answers import Answer, Chat, Content, Message, Rank, Recipient, Words
from domain.bulletin import LOOKS_AGAIN_AFTER
from domain.calendar import thai_moment
from domain.meeting import (
    EXPECTED,
    MeetingAnswered,
    MeetingTomorrow,
    MeetingWanted,
    reminder,
    share,
)
from domain.when.hours import held_until
from models.case import is_reachable
from models.meeting import Meeting
from models.meeting_keeping import is_ahead
from models.meeting_report import facts_of, summons_of
from models.member import Member, MemberState
from models.officer import Officer, Role
from models.planning import policy
from models.reach import budget_of
from models.unit_of_work import UnitOfWork

_MAY_COME = (MemberState.REGISTERED, MemberState.TRAINED)
_MOST_SHOWN = 3


def answer(event: MeetingAnswered, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Keep whether a member comes; the last word counts, until the meeting begins."""
    line_id = event.speaker.user_id
    if line_id is None:
        return []
    return [_reply(line_id, Words(text=_kept(event, line_id, uow, catalog)))]


def _kept(event: MeetingAnswered, line_id: str, uow: UnitOfWork, catalog: Catalog) -> str:
    member = _member(line_id, uow)
    if member is None:
        return catalog.say("meeting.members_only")
    meeting = uow.meetings.by_number(event.number, held=True)
    if meeting is None or not is_ahead(uow, meeting):
        return catalog.say("meeting.over")
    uow.meetings.answer(meeting, member, event.coming)
    when = thai_moment(meeting.meets_at, uow.rules.timezone)
    return catalog.say(f"meeting.noted_{event.coming}", title=meeting.title, when=when)


def invite(event: MeetingWanted, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Ask a member whether they come: to the meeting of a number, or to those of their village."""
    line_id = event.speaker.user_id
    if line_id is None:
        return []
    member = _member(line_id, uow)
    if member is None:
        return [_reply(line_id, Words(text=catalog.say("meeting.members_only")))]
    wanted = _wanted(event.number, member, uow)
    if not wanted:
        key = "meeting.over" if event.number else "meeting.none"
        return [_reply(line_id, Words(text=catalog.say(key)))]
    return [_reply(line_id, *(invitation(catalog, summons_of(uow, one)) for one in wanted))]


def _wanted(number: int, member: Member, uow: UnitOfWork) -> Sequence[Meeting]:
    if number:
        one = uow.meetings.by_number(number)
        return [one] if one is not None and is_ahead(uow, one) else []
    own = [] if member.village_id is None else [uow.villages.get(member.village_id).code]
    meant = [
        one
        for one in uow.meetings.all()
        if is_ahead(uow, one) and (not one.villages or (own and share(one.villages, own)))
    ]
    return sorted(meant, key=lambda one: one.meets_at)[:_MOST_SHOWN]


def _member(line_id: str, uow: UnitOfWork) -> Member | None:
    found = uow.members.by_line_user(line_id)
    return found if found is not None and found.state in _MAY_COME else None


def _reply(line_id: str, *contents: Content) -> Message:
    to = Recipient(chat=Chat.PERSON, line_id=line_id)
    return Message(to=to, contents=contents, may_reply=True, only_reply=True)


def remind(event: MeetingTomorrow, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Remind who said that they come or may come, unless that would cost the alerts their share.

    Whose meeting it is learns how many come, and what earlier ones left to follow up.
    """
    meeting = uow.meetings.get(event.meeting)
    is_moved = event.meets_at is not None and event.meets_at != meeting.meets_at
    if is_moved or not is_ahead(uow, meeting):
        return []
    until, budget = held_until(uow.now, policy(uow)), budget_of(uow)
    if until is not None and until < meeting.meets_at:
        return [reminder(meeting.id, at=until, meets_at=event.meets_at)]
    if budget is None:
        again = uow.now + LOOKS_AGAIN_AFTER
        return [reminder(meeting.id, at=again, meets_at=event.meets_at)]
    lines = [one for member in _expected(meeting, uow) if (one := uow.members.line_id(member))]
    prepared = _prepared(meeting, uow, catalog)
    if not budget.bears(len(lines)):
        said = catalog.say("meeting.unreminded", number=meeting.number, count=len(lines))
        admins = uow.officers.with_roles(Role.ADMIN)
        return [*_told(admins, said, uow), *prepared]
    shown = invitation(catalog, summons_of(uow, meeting))
    reminded = [_notice(one, Words(text=catalog.say("meeting.reminder")), shown) for one in lines]
    return [*reminded, *prepared]


def _expected(meeting: Meeting, uow: UnitOfWork) -> Sequence[Member]:
    guests = uow.meetings.guests(meeting)
    said = [uow.members.get(one.member_id) for one in guests if one.coming in EXPECTED]
    return [one for one in said if one.state in _MAY_COME and one.unreachable_since is None]


def _prepared(meeting: Meeting, uow: UnitOfWork, catalog: Catalog) -> Sequence[Message]:
    """Tell whose meeting it is how many come, and what is to be followed up."""
    if meeting.author_id is None:
        return []
    facts = facts_of(uow, meeting)
    head = catalog.say("meeting.tomorrow", number=meeting.number, title=meeting.title)
    lines = [head, answers(facts, catalog), *goals(facts, catalog)]
    return _told([uow.officers.get(meeting.author_id)], "\n".join(lines), uow)


def _told(officers: Sequence[Officer], text: str, uow: UnitOfWork) -> Sequence[Message]:
    reached = [one for one in officers if is_reachable(one)]
    lines = [line_id for one in reached if (line_id := uow.officers.line_id(one))]
    return [_notice(one, Words(text=text)) for one in lines]


def _notice(line_id: str, *contents: Content) -> Message:
    to = Recipient(chat=Chat.PERSON, line_id=line_id)
    return Message(to=to, contents=contents, rank=Rank.NOTICE, hushes=True)


HANDLERS = {MeetingAnswered: answer, MeetingWanted: invite, MeetingTomorrow: remind}

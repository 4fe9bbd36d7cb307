"""This is how people come and go: followers, invitation codes, the privacy notice, leaving."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from catalog import Catalog
from domain.answers import Answer, Button, Content, Look, Notice, Press, Rank, Timer, Words
from domain.events import Followed, Unfollowed
from domain.meanings import CodeSaid, LeaveAsked, NoticeAccepted
from domain.postback import Act, encode
from domain.refusals import Refusal
from domain.standing import LEAVING
from domain.timer_events import DutyChanged, OfficerUnreachable
from handlers.member.chat import answer, person, tell
from handlers.member.whereabouts import ready
from models.access import Invitation
from models.dialogue import Mode
from models.leaving import forget_person
from models.member import Member, MemberState
from models.officer import Officer, Role
from models.unit_of_work import UnitOfWork

_TRIES_IN: Final = timedelta(hours=1)
_MOST_TRIES: Final = 5
_CONFIRM_WITHIN: Final = timedelta(minutes=10)
_LEAST_AGE: Final = 15


def follow(event: Followed, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Greet who befriends the account; an officer can be reached again."""
    line_id = event.speaker.user_id
    if line_id is None:
        return []
    uow.dialogues.befriended(line_id, is_friend=True, now=uow.now)
    uow.members.befriended(line_id, is_friend=True, now=uow.now)
    officer = uow.officers.by_line_user(line_id)
    if officer is not None:
        officer.unreachable_since = None
    is_known = officer is not None or uow.members.by_line_user(line_id) is not None
    if is_known:
        # LINE gives no menu to who is no friend, and takes it from who blocks.
        uow.menus.changed(line_id)
    else:
        uow.menus.met(line_id)
    key = "chat.welcome_back" if is_known else "chat.welcome"
    said = catalog.say(key, station=uow.rules.name, phone=uow.rules.emergency_phone)
    greeted = answer(person(line_id), Words(text=said), only_reply=True)
    return [greeted] if officer is None else [greeted, _is_back(officer, uow)]


def _is_back(officer: Officer, uow: UnitOfWork) -> Timer:
    """Let tips that nobody has find an officer who can be reached again."""
    event = DutyChanged(happened_at=uow.now, officer=officer.id)
    return Timer(key=f"duty:{officer.id}:{uow.now.isoformat()}", due=uow.now, event=event)


def unfollow(event: Unfollowed, uow: UnitOfWork, _: Catalog) -> Sequence[Answer]:
    """Remember that pushes no longer arrive; an officer's open alerts pass on."""
    line_id = event.speaker.user_id
    if line_id is None:
        return []
    uow.dialogues.befriended(line_id, is_friend=False, now=uow.now)
    uow.members.befriended(line_id, is_friend=False, now=uow.now)
    officer = uow.officers.by_line_user(line_id)
    if officer is None:
        return []
    uow.officers.seize(officer)
    officer.unreachable_since = officer.unreachable_since or uow.now
    gone = OfficerUnreachable(happened_at=uow.now, officer=officer.id)
    key = f"unreachable:{officer.id}:{uow.now.isoformat()}"
    return [Timer(key=key, due=uow.now, event=gone)]


def try_code(event: CodeSaid, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Bind an account by an invitation code; five wrong tries an hour are enough."""
    line_id = event.speaker.user_id
    if line_id is None:
        return []
    if uow.dialogues.wrong_codes(line_id, since=uow.now - _TRIES_IN) >= _MOST_TRIES:
        raise Refusal("chat.code_too_often")
    invitation = uow.access.invitation(event.code, now=uow.now)
    if invitation is None:
        uow.dialogues.note_wrong_code(line_id, now=uow.now)
        return [answer(person(line_id), Words(text=catalog.say("chat.code_wrong")))]
    uow.dialogues.spoke(line_id, now=uow.now)
    if invitation.officer_id is not None:
        return _bind_officer(invitation, invitation.officer_id, line_id, uow, catalog)
    return _bind_member(invitation, line_id, uow, catalog)


def _bind_officer(
    invitation: Invitation, officer_id: int, line_id: str, uow: UnitOfWork, catalog: Catalog
) -> Sequence[Answer]:
    officer = uow.officers.get(officer_id)
    other = uow.officers.by_line_user(line_id)
    if officer.is_suspended or (other is not None and other.id != officer.id):
        raise Refusal("chat.code_taken")
    invitation.used_at = uow.now
    uow.officers.bind(officer, line_id, uow.now)
    # What the account before opened must not outlive it: the phone may be lost.
    uow.access.close_all_of(officer.id)
    uow.audit.write(
        "officer_bound", actor=f"officer:{officer.code}", about=officer.code, at=uow.now
    )
    name = uow.officers.profile(officer).spoken_name
    said = Words(text=catalog.say("chat.officer_bound", name=name, station=uow.rules.name))
    news = catalog.say("chat.officer_bound_news", name=name, code=officer.code)
    told = tell_admins(news, uow, but=officer)
    return [answer(person(line_id), said), *told, _is_back(officer, uow)]


def tell_admins(text: str, uow: UnitOfWork, *, but: Officer | None = None) -> Sequence[Answer]:
    """Tell the administrators who can be reached."""
    admins = [one for one in uow.officers.with_roles(Role.ADMIN) if but is None or one.id != but.id]
    ids = [uow.officers.line_id(one) for one in admins if one.unreachable_since is None]
    return [tell(person(one), Words(text=text), rank=Rank.NOTICE) for one in ids if one is not None]


def _bind_member(
    invitation: Invitation, line_id: str, uow: UnitOfWork, catalog: Catalog
) -> Sequence[Answer]:
    member = None if invitation.member_id is None else uow.members.get(invitation.member_id)
    if member is None or member.state == MemberState.ERASED:
        raise Refusal("chat.code_wrong")
    other = uow.members.by_line_user(line_id)
    if other is not None and other.id != member.id:
        raise Refusal("chat.code_taken")
    if _is_too_young(member, uow):
        raise Refusal("chat.too_young", station=uow.rules.name)
    invitation.used_at = uow.now
    uow.members.bind(member, line_id, uow.now)
    uow.access.close_all_of_member(member.id)
    if member.state == MemberState.INVITED:
        is_trained = member.trained_on is not None
        member.state = MemberState.TRAINED if is_trained else MemberState.REGISTERED
    uow.audit.write("member_bound", actor="member", about=member.number, at=uow.now)
    contents: list[Content] = [Words(text=catalog.say("chat.member_bound", station=uow.rules.name))]
    if member.notice_accepted != uow.rules.notice_version:
        contents.append(privacy_notice(uow, catalog))
    return [answer(person(line_id), *contents)]


def _is_too_young(member: Member, uow: UnitOfWork) -> bool:
    profile = uow.members.profile(member)
    if profile is None or not profile.birth_date:
        return False
    born, today = date.fromisoformat(profile.birth_date), uow.now.date()
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    return age < _LEAST_AGE


def privacy_notice(uow: UnitOfWork, catalog: Catalog) -> Notice:
    """Return the privacy notice of the version in force, with its one button."""
    version = uow.rules.notice_version
    accept = catalog.say("chat.notice_accept")
    press = Press(data=encode(Act.NOTICE, value=version), shown=accept)
    return Notice(
        text=catalog.say("chat.notice", station=uow.rules.name),
        alt=catalog.say("chat.notice_alt"),
        buttons=[Button(label=accept, tap=press, look=Look.PRIMARY)],
    )


def accept_notice(event: NoticeAccepted, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Remember which version of the privacy notice a member has read."""
    line_id = event.speaker.user_id or ""
    member = uow.members.by_line_user(line_id)
    if member is None:
        return []
    if event.version != uow.rules.notice_version:
        return [answer(person(line_id), privacy_notice(uow, catalog))]
    member.notice_accepted = event.version
    thanks = Words(text=catalog.say("chat.notice_thanks"))
    return [answer(person(line_id), thanks, only_reply=True)]


def leave(event: LeaveAsked, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Ask before forgetting a member, then forget them; what they told stays without them."""
    line_id = event.speaker.user_id or ""
    member = uow.members.by_line_user(line_id)
    if member is None:
        raise Refusal("chat.not_member", station=uow.rules.name)
    if not event.is_confirmed:
        mode = Mode(name=LEAVING, data={})
        uow.dialogues.enter(line_id, mode, until=uow.now + _CONFIRM_WITHIN)
        return [answer(person(line_id), _leaving_question(catalog))]
    answers = [ready(tip, uow) for tip in forget_person(uow, member)]
    uow.audit.write("member_left", actor="member", about=member.number, at=uow.now)
    return [answer(person(line_id), Words(text=catalog.say("chat.left"))), *answers]


def _leaving_question(catalog: Catalog) -> Notice:
    yes, no = catalog.say("chat.leave_yes"), catalog.say("chat.leave_no")
    return Notice(
        text=catalog.say("chat.leave_question"),
        alt=catalog.say("chat.alt"),
        buttons=[
            Button(
                label=yes,
                tap=Press(data=encode(Act.LEAVE, value="yes"), shown=yes),
                look=Look.DANGER,
            ),
            Button(label=no, tap=Press(data=encode(Act.LEAVE, value="no"), shown=no)),
        ],
    )


HANDLERS = {
    Followed: follow,
    Unfollowed: unfollow,
    CodeSaid: try_code,
    NoticeAccepted: accept_notice,
    LeaveAsked: leave,
}

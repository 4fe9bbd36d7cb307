"""This is how a tip begins: its number, its first message, and what its sender reads at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

from catalog import Catalog
from domain.answers import Answer, Content, Words
from domain.calendar import buddhist_year
from domain.classification import Reading, Report, Urgency
from domain.events import Location, Media, MediaKind, MessageSaid, Text
from domain.meanings import TipSaid
from domain.tip import OPEN, Step, Trust
from handlers.member import drill, receipts
from handlers.member.changes import changed
from handlers.member.chat import answer, person
from handlers.member.reading import home_of, read, reread
from handlers.member.understanding import group_of
from handlers.member.whereabouts import (
    collecting_timer,
    is_settled,
    question,
    ready,
)
from models.group import Group
from models.member import Member, MemberState
from models.tip import Tip, TipMessage
from models.unit_of_work import UnitOfWork

_MOST_IN_A_REPLY: Final = 5
_TRUST: Final = {
    MemberState.TRAINED: Trust.TRAINED,
    MemberState.REGISTERED: Trust.REGISTERED,
    MemberState.SUSPENDED: Trust.SUSPENDED,
}


def heard(said: MessageSaid, *, is_practice: bool = False) -> TipSaid:
    """Return a message as words that may be a tip."""
    text = said.content.text if isinstance(said.content, Text) else None
    return TipSaid(
        happened_at=said.happened_at,
        speaker=said.speaker,
        said=said,
        text=text,
        is_practice=is_practice,
    )


def read_alone(
    event: TipSaid, line_id: str | None, uow: UnitOfWork, villages: Sequence[str] = ()
) -> Reading:
    """Read one message as if it were the whole report."""
    content = event.said.content
    pin = (content.latitude, content.longitude) if isinstance(content, Location) else None
    member = None if line_id is None else uow.members.by_line_user(line_id)
    report = Report(
        messages=() if event.text is None else (event.text,),
        location=pin,
        group_villages=tuple(villages),
        member_village=home_of(member, uow),
    )
    return read(report, uow)


def begin(
    event: TipSaid,
    reading: Reading,
    uow: UnitOfWork,
    catalog: Catalog,
    *,
    group: Group | None = None,
    is_reachable: bool = True,
) -> Sequence[Answer]:
    """Open a tip with its first message and acknowledge it; an emergency does not wait."""
    line_id = event.speaker.user_id
    is_surplus = not _has_room(event, uow)
    spill = _surplus_tip(event, reading, uow, group) if is_surplus else None
    if spill is not None:
        return _spilled(spill, event, reading, uow, catalog)
    tip = _open(event, uow, group)
    tip.is_surplus = is_surplus
    if add(tip, event, uow) is None:
        return [*_dropped(tip)]
    reread(tip, uow)
    if event.is_practice and line_id is not None:
        uow.dialogues.leave(line_id)
    asks_real = drill.mark(tip, reading, is_practice=event.is_practice)
    hurries = is_hurried(tip, reading, uow)
    if line_id is None:
        return [ready(tip, uow)]
    timer = ready(tip, uow) if hurries else collecting_timer(tip, uow)
    if not is_reachable:
        return [timer]
    asked = [drill.question(tip, line_id, uow, catalog)] if asks_real else []
    contents = _acknowledgement(tip, event, uow, catalog, hurries=hurries)
    first = receipts.help_first(tip, reading, uow, catalog) if not tip.is_coerced else []
    room = _MOST_IN_A_REPLY - len(contents) - len(asked)
    # LINE shows what can be tapped beside the last message alone: the place is asked there.
    said = answer(person(line_id), *first[:room], *asked, *contents, about=tip.id)
    return [said, timer]


def _has_room(event: TipSaid, uow: UnitOfWork) -> bool:
    """Count one more tip of a sender, or of a group if that is all we know of who speaks."""
    line_id = event.speaker.user_id
    who = line_id or event.speaker.group_id or ""
    member = None if line_id is None else uow.members.by_line_user(line_id)
    is_stranger = trust_of(line_id, member, uow) is Trust.UNVERIFIED
    return uow.paces.tip(who, now=uow.now, is_stranger=is_stranger)


def _surplus_tip(
    event: TipSaid, reading: Reading, uow: UnitOfWork, group: Group | None
) -> Tip | None:
    """Return the open tip that takes what its sender has no room for, of the same hearers."""
    for tip in _own_or_groups(event.speaker.user_id, uow, group):
        is_same = tip.is_practice == event.is_practice
        if tip.is_surplus and is_same and tip.is_restricted == bool(reading.concerns_power):
            return tip
    return None


def _own_or_groups(line_id: str | None, uow: UnitOfWork, group: Group | None) -> Iterable[Tip]:
    """Return a sender's open tips; if LINE withholds who speaks, those of nobody in the group."""
    if line_id is not None:
        return uow.tips.of_sender(line_id, *OPEN)
    nobodys = (one for one in uow.tips.in_states(*OPEN) if one.sender is None)
    return (one for one in nobodys if group is not None and group_of(one, uow) == group.id)


def _spilled(
    tip: Tip, event: TipSaid, reading: Reading, uow: UnitOfWork, catalog: Catalog
) -> Sequence[Answer]:
    """Add words to the tip in which the desk has all that one sender sends beyond measure."""
    row = add(tip, event, uow)
    if row is None:
        return []
    reread(tip, uow)
    is_danger = is_hurried(tip, reading, uow)
    mark, line_id = event.said.message_id, event.speaker.user_id
    news = changed(tip, "added", uow, mark=mark, since=row.id, at_once=is_danger)
    if line_id is None:
        return [news]
    said = Words(text=receipts.say(tip, "chat.added", catalog))
    return [answer(person(line_id), said, about=tip.id, only_reply=True), news]


def _dropped(tip: Tip) -> Sequence[Answer]:
    """End a tip whose only message was withdrawn before it came."""
    tip.take(Step.CANCEL)
    tip.has_withdrawn = True
    return ()


def _open(event: TipSaid, uow: UnitOfWork, group: Group | None) -> Tip:
    line_id = event.speaker.user_id
    member = None if line_id is None else uow.members.by_line_user(line_id)
    tip = uow.tips.open_new(
        line_id,
        member_key=None if member is None else member.data_key_id,
        trust=trust_of(line_id, member, uow),
        year=buddhist_year(uow.now, uow.rules.timezone),
        now=uow.now,
    )
    if line_id is not None and uow.line_names.is_unknown(line_id):
        uow.menus.met(line_id, group_id=event.speaker.group_id)
    detail: dict[str, Any] = {}
    if group is not None:
        tip.came_by_group = True
        codes = [uow.villages.get(one).code for one in uow.groups.villages_of(group)]
        detail = {"group": group.id, "villages": codes}
    uow.tips.record(tip, "opened", at=uow.now, detail=detail)
    return tip


def trust_of(line_id: str | None, member: Member | None, uow: UnitOfWork) -> Trust:
    """Return what a sender is to the network; an officer is known without an invitation."""
    if member is not None and member.state in _TRUST:
        return _TRUST[MemberState(member.state)]
    officer = None if line_id is None else uow.officers.by_line_user(line_id)
    is_known = member is None and officer is not None and not officer.is_suspended
    return Trust.TRAINED if is_known else Trust.UNVERIFIED


def is_hurried(tip: Tip, reading: Reading, uow: UnitOfWork) -> bool:
    """Say whether a tip goes on at once for the first time, and remember that it did."""
    is_urgent = reading.urgency is Urgency.EMERGENCY or reading.is_coerced
    if not is_urgent or uow.tips.history(tip, "hurried"):
        return False
    uow.tips.record(tip, "hurried", at=uow.now)
    return True


def _acknowledgement(
    tip: Tip, event: TipSaid, uow: UnitOfWork, catalog: Catalog, *, hurries: bool
) -> Sequence[Content]:
    if tip.is_coerced:
        return receipts.plain_receipt(catalog)
    told = voice_told(tip, event, uow, catalog)
    if not hurries:
        told.append(catalog.say("chat.collecting"))
    said = receipts.receipt(tip, catalog, uow.rules, told=told)
    if not is_settled(tip):
        return [said, question(tip, uow, catalog)]
    choices = receipts.gathering_choices(tip, catalog, is_leaving=hurries)
    return [replace(said, choices=choices)]


def voice_told(tip: Tip, event: TipSaid, uow: UnitOfWork, catalog: Catalog) -> list[str]:
    """Tell a sender once, before the first is passed on, who hears their voice."""
    content = event.said.content
    is_voice = isinstance(content, Media) and content.kind is MediaKind.VOICE
    if not is_voice or tip.is_coerced or uow.tips.history(tip, "voice_told"):
        return []
    uow.tips.record(tip, "voice_told", at=uow.now)
    line_id = event.speaker.user_id
    member = None if line_id is None else uow.members.by_line_user(line_id)
    if member is not None:
        if member.knows_of_voice:
            return []
        member.knows_of_voice = True
    return [catalog.say("chat.voice")]


def add(tip: Tip, event: TipSaid, uow: UnitOfWork) -> TipMessage | None:
    """Add one message to a tip and ask for its media; None if it is there or was withdrawn."""
    content = event.said.content
    kept: dict[str, Any] = {}
    kind: str = content.says
    if isinstance(content, Text):
        kept = {"text": content.text if event.text is None else event.text}
    elif isinstance(content, Location):
        kept = {"latitude": content.latitude, "longitude": content.longitude}
    elif isinstance(content, Media):
        kind = content.kind
        kept = {"set": content.set_id, "name": content.file_name}
    row = uow.tips.add_message(
        tip,
        kept,
        kind=kind,
        author="sender",
        message_id=event.said.message_id,
        happened_at=event.said.happened_at,
    )
    if row is not None and isinstance(content, Media):
        source = {"message_id": event.said.message_id, "external_url": content.external_url}
        uow.media.want(tip, row, kind=content.kind, source=source, now=uow.now)
    return row

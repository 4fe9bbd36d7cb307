"""This is the bot in a group: nearly silent, and bound to villages by officers alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import quote

from catalog import Catalog
from domain.answers import Answer, Button, Look, Message, Notice, OpenLink, Say, Timer, Words
from domain.calendar import local, thai_date
from domain.events import BotJoined, BotLeft, GroupMembersChanged
from domain.group_talk import WHOLE_STATION
from domain.meanings import BindingAsked, GroupAddressed, TipSaid
from domain.place_labels import cut
from domain.places_named import Named, named_in
from domain.refusals import Refusal
from domain.timer_events import GroupUnboundDue
from handlers.member import tip as tips
from handlers.member.changes import count_in_group
from handlers.member.chat import answer, call, privately
from handlers.member.chat import group as group_chat
from handlers.member.joining import tell_admins
from handlers.member.opening import begin, read_alone
from handlers.member.understanding import is_reachable
from models.group import Group
from models.officer import Officer, Role
from models.unit_of_work import UnitOfWork

_MOST_CHOICES: Final = 12
_UNBOUND_FOR: Final = timedelta(days=7)


def join(event: BotJoined, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Say in one line what is kept in this group and what is not, and watch that it is bound."""
    line_id = event.speaker.group_id
    if line_id is None:
        return []
    known = uow.groups.meet(line_id, now=uow.now)
    if not known.is_joined:
        # Who is in it may have changed since; a group that was bound stays so.
        known.is_joined, known.joined_at = True, uow.now
        known.member_count = known.counted_at = None
    said = catalog.say("chat.group_joined", station=uow.rules.name)
    return [answer(group_chat(line_id), Words(text=said)), watch(known, event.happened_at)]


def part(event: BotLeft, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Remember that nothing reaches a group any more; of one that was bound the station learns."""
    known = None if event.speaker.group_id is None else uow.groups.find(event.speaker.group_id)
    if known is None or not known.is_joined:
        return []
    known.is_joined = False
    if known.bound_at is None:
        return []
    return tell_admins(catalog.say("chat.group_lost", places=_places(known, uow, catalog)), uow)


def count(event: GroupMembersChanged, uow: UnitOfWork, _: Catalog) -> Sequence[Answer]:
    """Keep count of a group's people, by which LINE counts the cost of a push."""
    known = None if event.speaker.group_id is None else uow.groups.find(event.speaker.group_id)
    if known is not None and known.member_count is not None:
        known.member_count = max(known.member_count + event.change, 0)
    return []


def hear(event: GroupAddressed, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Take a tip from a group and lead its sender away; what is no tip is met with silence."""
    group_line, line_id = event.speaker.group_id, event.speaker.user_id
    if group_line is None or not event.text.strip():
        return []
    if uow.tips.with_message(event.said.message_id) is not None:
        return []
    group = uow.groups.meet(group_line, now=uow.now)
    villages = [uow.villages.get(one).code for one in uow.groups.villages_of(group)]
    said = TipSaid(
        happened_at=event.happened_at,
        speaker=event.speaker,
        said=event.said,
        text=event.text,
        is_practice=event.is_practice,
    )
    reading = read_alone(said, line_id, uow, villages)
    if not (reading.is_tip or reading.may_be_tip):
        return []
    count_in_group(event.speaker, uow)
    is_friend = is_reachable(line_id, uow)
    line = _line(group_line, uow, catalog, is_friend=is_friend)
    made = None if line_id is None else tips.join(said, reading, line_id, uow, catalog)
    if made is None:
        made = begin(said, reading, uow, catalog, group=group, is_reachable=is_friend)
    return [line, *privately(made, is_reachable=is_friend)]


def _line(group_line: str, uow: UnitOfWork, catalog: Catalog, *, is_friend: bool) -> Message:
    """Return the one neutral line that shows nobody whether a tip was made."""
    rules = uow.rules
    key = "chat.group_line" if is_friend else "chat.group_line_unknown"
    buttons: list[Button] = []
    if rules.bot_basic_id:
        kind = "oaMessage" if is_friend else "ti/p"
        url = f"https://line.me/R/{kind}/{quote(rules.bot_basic_id, safe='')}"
        label = catalog.say("chat.open_chat" if is_friend else "chat.add_friend")
        buttons.append(Button(label=label, tap=OpenLink(url=url), look=Look.PRIMARY))
    phone = rules.emergency_phone
    label = catalog.say("chat.call", number=phone)
    buttons.append(call(phone, label, Look.SECONDARY))
    text = catalog.say(key)
    return answer(group_chat(group_line), Notice(text=text, alt=text, buttons=buttons))


def bind(event: BindingAsked, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Bind a group to villages, or free it, within an officer's rights; all of it or nothing."""
    line_id, group_line = event.speaker.user_id, event.speaker.group_id
    officer = None if line_id is None else uow.officers.by_line_user(line_id)
    if officer is None or officer.is_suspended or group_line is None:
        raise Refusal("chat.bind_refused")
    group = uow.groups.meet(group_line, now=uow.now)
    _must_be_theirs(group, officer, uow)
    if event.text is None:
        return _unbind(group, group_line, officer, uow, catalog)
    if event.text == WHOLE_STATION:
        _must_not_be_village_officer(officer)
        uow.groups.bind(group, (), whole_station=True, now=uow.now)
        names = catalog.say("chat.whole_station")
        return _bound(group, group_line, officer, names, uow, catalog)
    named = named_in(event.text, uow.gazetteer())
    if named.unclear or not named.codes:
        return [_ask_again(named, group_line, uow, catalog)]
    villages = [one for code in named.codes if (one := uow.villages.by_code(code)) is not None]
    own = uow.assignments.villages_of(officer, at=uow.now)
    if officer.role == Role.VILLAGE and any(one.id not in own for one in villages):
        raise Refusal("chat.bind_not_yours")
    uow.groups.bind(group, [one.id for one in villages], whole_station=False, now=uow.now)
    names = ", ".join(uow.villages.title(one) for one in villages)
    return _bound(group, group_line, officer, names, uow, catalog)


def _must_be_theirs(group: Group, officer: Officer, uow: UnitOfWork) -> None:
    """Refuse a village officer a group that reaches beyond their villages."""
    if officer.role != Role.VILLAGE:
        return
    own = uow.assignments.villages_of(officer, at=uow.now)
    if group.is_whole_station or any(one not in own for one in uow.groups.villages_of(group)):
        raise Refusal("chat.bind_held")


def _must_not_be_village_officer(officer: Officer) -> None:
    if officer.role == Role.VILLAGE:
        raise Refusal("chat.bind_not_yours")


def _ask_again(named: Named, group_line: str, uow: UnitOfWork, catalog: Catalog) -> Message:
    """Name what is unknown or shared and offer what may be meant; nothing is bound."""
    gazetteer = uow.gazetteer()
    word = catalog.say("chat.bind_group")
    taps = []
    for code in named.choices[:_MOST_CHOICES]:
        place = gazetteer.place(code)
        wanted = " ".join([word, *named.codes, code])
        name = code if place is None else f"{place.name} {code}"
        taps.append(Button(label=cut(name), tap=Say(text=wanted)))
    key = "chat.bind_unclear" if named.unclear else "chat.bind_how"
    text = catalog.say(key, words=", ".join(named.unclear))
    return answer(group_chat(group_line), Words(text=text, choices=taps))


def _bound(
    group: Group,
    group_line: str,
    officer: Officer,
    names: str,
    uow: UnitOfWork,
    catalog: Catalog,
) -> Sequence[Answer]:
    codes = [uow.villages.get(one).code for one in uow.groups.villages_of(group)]
    uow.audit.write(
        "group_bound",
        actor=f"officer:{officer.code}",
        about=f"group:{group.id}",
        at=uow.now,
        detail={"villages": codes, "whole_station": group.is_whole_station},
    )
    who = uow.officers.profile(officer).spoken_name
    news = catalog.say("chat.group_bound_news", name=who, places=names)
    said = Words(text=catalog.say("chat.group_bound", places=names))
    return [answer(group_chat(group_line), said), *tell_admins(news, uow)]


def _unbind(
    group: Group, group_line: str, officer: Officer, uow: UnitOfWork, catalog: Catalog
) -> Sequence[Answer]:
    uow.groups.unbind(group)
    about, actor = f"group:{group.id}", f"officer:{officer.code}"
    uow.audit.write("group_unbound", actor=actor, about=about, at=uow.now)
    who = uow.officers.profile(officer).spoken_name
    news = catalog.say("chat.group_unbound_news", name=who)
    said = Words(text=catalog.say("chat.group_unbound"))
    told = [answer(group_chat(group_line), said), *tell_admins(news, uow)]
    return [*told, watch(group, uow.now)]


def watch(known: Group, since: datetime) -> Timer:
    """Return the timer that looks whether a group without a village was bound meanwhile."""
    due = since + _UNBOUND_FOR
    key = f"group:{known.id}:unbound:{since.isoformat()}"
    return Timer(key=key, due=due, event=GroupUnboundDue(happened_at=due, group=known.id))


def look_after(event: GroupUnboundDue, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Tell the administrators of a group that nobody bound for seven days."""
    known = uow.groups.get(event.group)
    if known is None or not known.is_joined or known.bound_at is not None:
        return []
    freed = uow.audit.latest("group_unbound", about=f"group:{known.id}")
    since = max(known.joined_at, freed or known.joined_at)
    if event.happened_at - since < _UNBOUND_FOR:
        return []
    date = thai_date(local(since, uow.rules.timezone))
    return tell_admins(catalog.say("chat.group_unbound_long", date=date), uow)


def _places(known: Group, uow: UnitOfWork, catalog: Catalog) -> str:
    if known.is_whole_station:
        return catalog.say("chat.whole_station")
    villages = [uow.villages.get(one) for one in uow.groups.villages_of(known)]
    return ", ".join(uow.villages.title(one) for one in villages)


HANDLERS = {
    GroupUnboundDue: look_after,
    BotJoined: join,
    BotLeft: part,
    GroupMembersChanged: count,
    GroupAddressed: hear,
    BindingAsked: bind,
}

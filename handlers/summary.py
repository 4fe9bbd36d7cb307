"""This is the summary of a morning, and of a week for the commander: sent, asked for, declined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from catalog import Catalog
from catalog.summaries import compose_morning, compose_week
from domain.answers import Answer, Chat, Content, Message, Rank, Recipient, Words
from domain.calendar import local
from domain.events import Speaker
from domain.post_meanings import SummaryAsked, SummaryChosen
from domain.summary import Ground, ends_a_week, is_affordable, is_timely, morning, week, within
from domain.timer_events import SummaryDue
from models.case import is_reachable
from models.officer import Officer, Role
from models.standing import ground
from models.summary import SummaryChoice
from models.unit_of_work import UnitOfWork

_OF_THE_STATION = (Role.DUTY, Role.COMMANDER)


def send(event: SummaryDue, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Tell each officer who wants it how things stand, by one counted message each."""
    if not is_timely(event.day, uow.now, uow.rules.timezone) or not _is_affordable(uow):
        return []
    known, choices = ground(uow), uow.summaries.choices()
    answers: list[Answer] = []
    for officer in uow.officers.all():
        contents = _contents(officer, choices.get(officer.id), event.day, known, uow, catalog)
        line_id = uow.officers.line_id(officer) if is_reachable(officer) else None
        if line_id is not None and contents:
            to = Recipient(chat=Chat.PERSON, line_id=line_id)
            answers.append(Message(to=to, contents=contents, rank=Rank.NOTICE, hushes=True))
    return answers


def _is_affordable(uow: UnitOfWork) -> bool:
    month = uow.quotas.at(uow.now)
    return is_affordable(
        used=month.used_by_now,
        limit=month.limit,
        is_spent=month.is_spent,
        reserve=uow.rules.alert_reserve,
    )


def _contents(
    officer: Officer,
    choice: SummaryChoice | None,
    day: date,
    known: Ground,
    uow: UnitOfWork,
    catalog: Catalog,
) -> list[Content]:
    """Return what an officer is told: the morning unless declined or read, the week besides."""
    is_declined = choice is not None and (choice.is_off or choice.read_on == day)
    told = None if is_declined else _morning(officer, day, known, uow, catalog)
    contents: list[Content] = [] if told is None else [told]
    if officer.role == Role.COMMANDER and ends_a_week(day):
        names = _names(officer, uow, catalog)
        word = uow.rules.place_word
        contents.append(compose_week(week(known), catalog, day=day, names=names, word=word))
    return contents


def _morning(
    officer: Officer, day: date, known: Ground, uow: UnitOfWork, catalog: Catalog
) -> Content | None:
    """Return the morning of an officer's villages, or of the station; None for who has neither."""
    own = known
    if officer.role not in _OF_THE_STATION:
        villages = uow.assignments.villages_of(officer, at=uow.now)
        if not villages:
            return None
        own = within(known, officer.id, villages.keys())
    names = _names(officer, uow, catalog)
    word = uow.rules.place_word
    return compose_morning(morning(own), catalog, day=day, names=names, word=word)


def _names(reader: Officer, uow: UnitOfWork, catalog: Catalog) -> Mapping[int, str]:
    names = {one.id: uow.officers.profile(one).spoken_name for one in uow.officers.all()}
    return {**names, reader.id: catalog.say("summary.yours")}


def show(event: SummaryAsked, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Show the summary as of now, free of charge; who has read it is not sent it that day."""
    officer = uow.officers.speaking(event.speaker.user_id)
    day = local(uow.now, uow.rules.timezone).date()
    told = _morning(officer, day, ground(uow), uow, catalog)
    if told is None:
        said = catalog.say("summary.nobody", word=uow.rules.place_word)
        return [_reply(event.speaker, Words(text=said))]
    uow.summaries.choice(officer.id).read_on = day
    return [_reply(event.speaker, told)]


def choose(event: SummaryChosen, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Send an officer the summary from now on, or no more."""
    officer = uow.officers.speaking(event.speaker.user_id)
    uow.summaries.choice(officer.id).is_off = not event.is_wanted
    key = "summary.on" if event.is_wanted else "summary.off"
    return [_reply(event.speaker, Words(text=catalog.say(key)))]


def _reply(speaker: Speaker, content: Content) -> Message:
    to = Recipient(chat=Chat.PERSON, line_id=speaker.user_id or "")
    return Message(to=to, contents=[content], may_reply=True)


HANDLERS = {SummaryDue: send, SummaryAsked: show, SummaryChosen: choose}

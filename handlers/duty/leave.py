"""This is an officer's leave: from when to when, and its end before its time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from catalog import Catalog
from catalog.roster import load_period_words
from domain.answers import Answer, Button, Press, Say, Words
from domain.period import Period, read_period
from domain.post_meanings import AbsenceSaid, BackSaid
from domain.postback import Act, encode
from domain.roster import wall
from handlers.duty.speaking import changed, held, officer_of, reply, spoken_day, today
from models.officer import Officer
from models.unit_of_work import UnitOfWork


def take_leave(event: AbsenceSaid, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Keep an officer's leave and say from when to when it is; ask back what is not clear."""
    officer = officer_of(event.speaker, uow)
    period = read_period(event.text, today(uow), load_period_words())
    if period is None:
        return [reply(event.speaker, _asked_back(catalog))]
    uow.officers.seize(officer)
    begins = max(uow.now, uow.roster.moment(datetime.combine(period.first, time())))
    ends = uow.roster.moment(datetime.combine(period.last + timedelta(days=1), time()))
    is_new = uow.roster.grant(officer, begins_at=begins, ends_at=ends)
    if begins == uow.now and not officer.off_duty:
        uow.roster.take_word_back(officer)
    if is_new:
        uow.audit.write("officer.leave", actor=officer.code, about=officer.code, at=uow.now)
    told = "\n".join([_spoken(period, catalog), *held(officer, uow, catalog)])
    label = catalog.say("leave.back")
    back = Button(label=label, tap=Press(data=encode(Act.BACK), shown=label))
    said = Words(text=told, choices=[back])
    return [reply(event.speaker, said), changed(officer, begins, uow), changed(officer, ends, uow)]


def come_back(event: BackSaid, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """End an officer's leave now; one that lies ahead is dropped while none runs."""
    officer = officer_of(event.speaker, uow)
    uow.officers.seize(officer)
    was_away = uow.roster.end_absences(officer, at=uow.now)
    if was_away is None:
        return [reply(event.speaker, Words(text=catalog.say("leave.none")))]
    uow.audit.write("officer.back", actor=officer.code, about=officer.code, at=uow.now)
    said = _ended(officer, uow, catalog, was_away=was_away)
    return [reply(event.speaker, said), changed(officer, uow.now, uow)]


def _ended(officer: Officer, uow: UnitOfWork, catalog: Catalog, *, was_away: bool) -> Words:
    """Say that leave is over, and which is still to come."""
    told = [catalog.say("leave.over" if was_away else "leave.dropped")]
    zone = uow.rules.timezone
    ahead = [
        Period(
            first=wall(one.begins_at, zone).date(),
            last=wall(one.ends_at - timedelta(minutes=1), zone).date(),
        )
        for one in uow.roster.absences(officer, at=uow.now)
    ]
    if not ahead:
        return Words(text=told[0])
    told.append(catalog.say("leave.ahead"))
    told += [_span(one, catalog) for one in ahead]
    label = catalog.say("leave.back")
    again = Button(label=label, tap=Press(data=encode(Act.BACK), shown=label))
    return Words(text="\n".join(told), choices=[again])


def _spoken(period: Period, catalog: Catalog) -> str:
    return catalog.say("leave.taken", span=_span(period, catalog))


def _span(period: Period, catalog: Catalog) -> str:
    first, last = (spoken_day(day, catalog) for day in (period.first, period.last))
    key = "leave.one_day" if period.first == period.last else "leave.days"
    return catalog.say(key, first=first, last=last, days=period.days)


def _asked_back(catalog: Catalog) -> Words:
    labels = [catalog.say("leave.today"), catalog.say("leave.tomorrow")]
    taps = [Button(label=label, tap=Say(text=label)) for label in labels]
    return Words(text=catalog.say("leave.unclear"), choices=taps)


HANDLERS = {AbsenceSaid: take_leave, BackSaid: come_back}

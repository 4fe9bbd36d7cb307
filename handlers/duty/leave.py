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
from handlers.duty.speaking import changed, held, officer_of, reply, spoken_day, today
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
    """End an officer's leave now, and drop what lies ahead."""
    officer = officer_of(event.speaker, uow)
    uow.officers.seize(officer)
    if not uow.roster.end_absences(officer, at=uow.now):
        return [reply(event.speaker, Words(text=catalog.say("leave.none")))]
    uow.audit.write("officer.back", actor=officer.code, about=officer.code, at=uow.now)
    said = Words(text=catalog.say("leave.over"))
    return [reply(event.speaker, said), changed(officer, uow.now, uow)]


def _spoken(period: Period, catalog: Catalog) -> str:
    return catalog.say(
        "leave.taken",
        first=spoken_day(period.first, catalog),
        last=spoken_day(period.last, catalog),
        days=period.days,
    )


def _asked_back(catalog: Catalog) -> Words:
    labels = [catalog.say("leave.today"), catalog.say("leave.tomorrow")]
    taps = [Button(label=label, tap=Say(text=label)) for label in labels]
    return Words(text=catalog.say("leave.unclear"), choices=taps)


HANDLERS = {AbsenceSaid: take_leave, BackSaid: come_back}

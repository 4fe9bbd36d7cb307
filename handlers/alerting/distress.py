"""This is what is done when nobody whose turn it is can be reached: mail, and the sender told."""

from __future__ import annotations

from catalog import Catalog
from catalog.cards import short_name
from domain.answers import (
    Answer,
    Button,
    Chat,
    Look,
    Message,
    Notice,
    OpenLink,
    Rank,
    Recipient,
    Words,
)
from domain.calendar import spoken_number
from domain.classification.kinds import Urgency
from domain.routing import Because
from handlers.alerting.calling import customs
from models.case import sender_of
from models.chain import NOBODY, SPENT, since_opened
from models.facts import facts
from models.tip import Tip
from models.unit_of_work import UnitOfWork


def cry_out(tip: Tip, uow: UnitOfWork, catalog: Catalog) -> list[Answer]:
    """Mail the station, tell an emergency's sender to call, and mark the tip, once each time."""
    if since_opened(uow, tip, NOBODY):
        return []
    is_spent = uow.quotas.is_spent(uow.now)
    because = SPENT if is_spent else Because.NOBODY_REACHABLE
    uow.tips.record(tip, NOBODY, at=uow.now, detail={"because": because})
    # While the month is spent, each alert that LINE refuses goes by mail of itself.
    mail = [] if is_spent or tip.is_practice else [_mail(tip, uow, catalog)]
    return [*mail, *_tell_to_call(tip, uow, catalog)]


def _mail(tip: Tip, uow: UnitOfWork, catalog: Catalog) -> Message:
    """Return number, urgency and village for the station's mailbox; of a restricted tip nothing."""
    alt = "" if tip.is_restricted else short_name(facts(uow, tip, customs()), catalog)
    to = Recipient(chat=Chat.MAIL, line_id="")
    return Message(to=to, contents=[Words(text=alt)], rank=Rank.ALERT, about=tip.id)


def _tell_to_call(tip: Tip, uow: UnitOfWork, catalog: Catalog) -> list[Answer]:
    """Tell an emergency's sender to call, unless somebody may be watching their phone."""
    line_id = sender_of(uow, tip)
    if line_id is None or tip.urgency != Urgency.EMERGENCY or tip.is_coerced or tip.is_practice:
        return []
    phone = uow.rules.emergency_phone
    number = spoken_number(tip.year, tip.sequence)
    call = Button(
        label=catalog.say("case.call", phone=phone),
        tap=OpenLink(url=f"tel:{phone}"),
        look=Look.DANGER,
    )
    said = Notice(
        text=catalog.say("case.nobody_call", number=number, phone=phone),
        alt=catalog.say("case.nobody_call_alt", number=number, phone=phone),
        buttons=[call],
    )
    to = Recipient(chat=Chat.PERSON, line_id=line_id)
    return [Message(to=to, contents=[said], rank=Rank.ALERT, about=tip.id, by_home=True)]

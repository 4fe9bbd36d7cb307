"""This is how an address outside the station learns of a tip about those in power."""

from __future__ import annotations

from catalog import Catalog
from catalog.cards import short_name
from domain.answers import OUTSIDE, Answer, Chat, Message, Rank, Recipient, Words
from domain.routing import silence
from handlers.alerting.calling import customs
from models.case import matter_of
from models.facts import facts
from models.tip import Tip
from models.unit_of_work import UnitOfWork


def tell_outside(tip: Tip, uow: UnitOfWork, catalog: Catalog) -> list[Answer]:
    """Tell it once, by number, urgency and village alone, that such a tip is there."""
    is_meant = tip.is_restricted and not tip.is_practice and silence(matter_of(tip)) is None
    if not (is_meant and uow.rules.has_outside) or uow.tips.history(tip, "told_outside"):
        return []
    uow.tips.record(tip, "told_outside", at=uow.now)
    uow.audit.write("tip.outside", actor="system", about=uow.number_of(tip), at=uow.now)
    said = Words(text=short_name(facts(uow, tip, customs()), catalog))
    to = Recipient(chat=Chat.MAIL, line_id=OUTSIDE)
    return [Message(to=to, contents=[said], rank=Rank.ALERT, about=tip.id)]

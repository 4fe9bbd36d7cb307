"""This is how a bulletin that was announced by command is laid before the commanders."""

from __future__ import annotations

from catalog import Catalog
from catalog.composing import Wish, wish_card
from domain.answers import Card, Chat, Message, Rank, Recipient
from domain.bulletin import BulletinStep
from domain.when.schedule import read_rule
from handlers.composing.showing import price_of, schedule_of, spoken_audience, spoken_time
from models.bulletin import Bulletin
from models.case import is_reachable
from models.officer import Role
from models.unit_of_work import UnitOfWork


def lay_before(bulletin: Bulletin, uow: UnitOfWork, catalog: Catalog) -> int:
    """Let the commanders see a bulletin and decide; return how many were asked."""
    bulletin.takes(BulletinStep.SUBMIT, now=uow.now)
    contents = [*uow.bulletins.contents(bulletin), _card(bulletin, uow, catalog)]
    asked = 0
    for commander in uow.officers.with_roles(Role.COMMANDER):
        line_id = uow.officers.line_id(commander) if is_reachable(commander) else None
        if line_id is not None:
            to = Recipient(chat=Chat.PERSON, line_id=line_id)
            uow.outbox.keep(Message(to=to, contents=contents, rank=Rank.NOTICE), now=uow.now)
            asked += 1
    return asked


def _card(bulletin: Bulletin, uow: UnitOfWork, catalog: Catalog) -> Card:
    audience = uow.bulletins.audience(bulletin)
    schedule = schedule_of(bulletin)
    author = None if bulletin.author_id is None else uow.officers.get(bulletin.author_id)
    by = catalog.say("announce.by_command")
    wish = Wish(
        number=bulletin.number,
        version=bulletin.version,
        author=by if author is None else uow.officers.profile(author).spoken_name,
        to=spoken_audience(audience, uow, catalog),
        when=spoken_time(schedule, uow, catalog, is_urgent=bulletin.is_urgent),
    )
    rule = None if bulletin.rule is None else read_rule(bulletin.rule)
    price = price_of(audience, uow, at=bulletin.next_at, rule=rule)
    return wish_card(wish, price, catalog)

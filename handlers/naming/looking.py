"""This is how who was granted a name gets the page that shows it: by a one-time link."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from catalog import Catalog
from catalog.choices import link
from domain.answers import Answer
from domain.meanings import NameLinkAsked
from handlers.naming.wish import Wish, begin
from models.naming import granted
from models.unit_of_work import UnitOfWork

_LINK_FOR: Final = timedelta(minutes=10)


def give_link(event: NameLinkAsked, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Give a one-time link while the grant is in force, to who asked and to nobody else."""
    wish = begin(event, uow, catalog)
    if not isinstance(wish, Wish):
        return wish
    request = granted(uow, wish.officer, wish.tip)
    if request is None or request.id != event.request:
        return wish.refuse("naming.over")
    token = uow.access.make_link(
        "name", expires_at=uow.now + _LINK_FOR, officer_id=wish.officer.id, tip_id=wish.tip.id
    )
    wish.audit("name.link", request=str(request.id))
    shown = link(
        catalog.say("naming.link", number=wish.number),
        catalog.say("naming.alt", number=wish.number),
        label=catalog.say("naming.open"),
        url=f"{uow.rules.public_url.rstrip('/')}/n/{token}",
    )
    return wish.answer(shown)


HANDLERS = {NameLinkAsked: give_link}

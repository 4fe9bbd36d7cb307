"""This is the alarm that LINE's plan allows fewer messages than before."""

from __future__ import annotations

from collections.abc import Sequence

from catalog import Catalog
from domain.answers import Answer, Chat, Message, Rank, Recipient, Words
from domain.bulletin_events import LimitFell
from models.case import is_reachable
from models.officer import Role
from models.unit_of_work import UnitOfWork


def warn(event: LimitFell, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Tell commanders and administrators what the month allows now."""
    before = catalog.say("quota.no_limit") if event.before is None else f"{event.before:,}"
    text = catalog.say("quota.fell", before=before, now=f"{event.now:,}")
    answers = []
    for officer in uow.officers.with_roles(Role.ADMIN, Role.COMMANDER):
        line_id = uow.officers.line_id(officer) if is_reachable(officer) else None
        if line_id is not None:
            to = Recipient(chat=Chat.PERSON, line_id=line_id)
            answers.append(Message(to=to, contents=[Words(text=text)], rank=Rank.NOTICE))
    return answers


HANDLERS = {LimitFell: warn}

"""This is what a bulletin's author is told: how it ended, or why it was not sent."""

from __future__ import annotations

from collections.abc import Sequence

from catalog import Catalog
from domain.answers import Answer, Chat, Message, Rank, Recipient, Words
from domain.bulletin import BulletinState
from domain.calendar import thai_moment
from handlers.bulletins.recipients import spoken_why
from models.bulletin import Bulletin, Occurrence
from models.case import is_reachable
from models.officer import Officer, Role
from models.unit_of_work import UnitOfWork

_MOST_REASONS = 3


def tell_ended(
    bulletin: Bulletin, occurrence: Occurrence, uow: UnitOfWork, catalog: Catalog
) -> Sequence[Answer]:
    """Report to the author who has it, who not and why, and what it cost."""
    if bulletin.author_id is None:
        return []
    is_cancelled = occurrence.state == BulletinState.CANCELLED
    key = "bulletin.ended_cancelled" if is_cancelled else "bulletin.ended"
    lines = [
        catalog.say(
            key,
            number=bulletin.number,
            accepted=f"{occurrence.accepted:,}",
            receivers=f"{occurrence.receivers:,}",
            cost=f"{occurrence.cost:,}",
        )
    ]
    for name in ("refused", "given_up", "dropped"):
        if count := getattr(occurrence, name):
            lines.append(catalog.say(f"bulletin.{name}", count=f"{count:,}"))
    reasons = sorted(uow.tallies.reasons(occurrence).items(), key=lambda one: -one[1])
    if occurrence.refused:
        lines += [
            f"- {spoken_why(why, catalog)} ({count:,})" for why, count in reasons[:_MOST_REASONS]
        ]
    if len(lines) > 1:
        lines.append(catalog.say("bulletin.see_each"))
    author = uow.officers.get(bulletin.author_id)
    return _told([author], "\n".join(lines), uow)


def tell_missed(
    bulletin: Bulletin,
    occurrence: Occurrence,
    uow: UnitOfWork,
    catalog: Catalog,
    **numbers: int,
) -> Sequence[Answer]:
    """Report that one time of a bulletin was not sent, and why, to its author or the admins."""
    when = thai_moment(occurrence.planned_at, uow.rules.timezone)
    told = {name: f"{value:,}" for name, value in numbers.items()}
    why = catalog.say(f"bulletin.because_{occurrence.because}", **told)
    text = catalog.say("bulletin.missed", number=bulletin.number, when=when, why=why)
    if bulletin.author_id is not None:
        return _told([uow.officers.get(bulletin.author_id)], text, uow)
    return _told(uow.officers.with_roles(Role.ADMIN), text, uow)


def _told(officers: Sequence[Officer], text: str, uow: UnitOfWork) -> Sequence[Answer]:
    answers = []
    for officer in officers:
        line_id = uow.officers.line_id(officer) if is_reachable(officer) else None
        if line_id is not None:
            to = Recipient(chat=Chat.PERSON, line_id=line_id)
            words = [Words(text=text)]
            answers.append(Message(to=to, contents=words, rank=Rank.NOTICE, hushes=True))
    return answers

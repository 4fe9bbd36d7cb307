"""This is how a commander approves a bulletin, or gives it back to its author."""

from __future__ import annotations

from collections.abc import Sequence

from catalog import Catalog
from catalog.bulletin_looks import title_of
from catalog.composing import standing_card
from domain.answers import Answer
from domain.bulletin import BulletinState, BulletinStep
from domain.composing import BulletinDecided
from domain.refusals import Refusal
from handlers.composing.drafting import Composer, at_work
from handlers.composing.finishing import note
from handlers.composing.showing import facts_of, first_time, schedule_of, spoken_time
from models.bulletin import Bulletin
from models.officer import Role
from models.planning import plan
from models.unit_of_work import UnitOfWork


def decide(event: BulletinDecided, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Let the first commander who taps decide; of an older version nobody decides any more."""
    composer = at_work(event.speaker, uow, catalog)
    if composer.officer.role != Role.COMMANDER:
        raise Refusal("compose.commander_only")
    row = uow.bulletins.by_number(event.number, held=True)
    if row is None:
        raise Refusal("compose.over")
    if row.version != event.version:
        return [composer.say("compose.changed_since", number=row.number)]
    if row.state != BulletinState.AWAITING:
        return [composer.say("compose.decided_already", number=row.number)]
    return _approve(composer, row) if event.is_approved else _give_back(composer, row)


def _approve(composer: Composer, row: Bulletin) -> Sequence[Answer]:
    uow, catalog = composer.uow, composer.catalog
    schedule = schedule_of(row)
    at = first_time(schedule, uow)
    if at is None or at < uow.now - uow.rules.bulletin_grace:
        row.takes(BulletinStep.CHANGE, now=uow.now)
        told = _tell_author(composer, row, "compose.approved_late")
        return [composer.say("compose.approved_late", number=row.number), *told]
    when = spoken_time(schedule, uow, catalog, is_urgent=row.is_urgent)
    row.approver_id, row.approved_at = composer.officer.id, uow.now
    timer = plan(uow, row, at)
    note(composer, row, "bulletin_approved")
    said = composer.say("compose.approved", number=row.number, when=when)
    return [said, *_tell_author(composer, row, "compose.was_approved"), timer]


def _give_back(composer: Composer, row: Bulletin) -> Sequence[Answer]:
    row.takes(BulletinStep.CHANGE, now=composer.uow.now)
    note(composer, row, "bulletin_given_back")
    said = composer.say("compose.rejected", number=row.number)
    return [said, *_tell_author(composer, row, "compose.was_rejected")]


def _tell_author(composer: Composer, row: Bulletin, key: str) -> Sequence[Answer]:
    """Tell the author what became of a bulletin, with what they may do about it."""
    uow, catalog = composer.uow, composer.catalog
    if row.author_id is None:
        return []
    name = uow.officers.profile(composer.officer).spoken_name
    card = standing_card(
        row.number,
        title_of(uow.bulletins.contents(row)),
        facts_of(row, uow, catalog),
        ("change", "cancel"),
        catalog,
    )
    said = catalog.say(key, number=row.number, name=name)
    return composer.tell_words(uow.officers.get(row.author_id), said, card)


HANDLERS = {BulletinDecided: decide}

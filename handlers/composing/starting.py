"""This is the beginning of a bulletin: a new one, the draft that was left, or one that stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from catalog import Catalog
from catalog import composing as words
from catalog.bulletin_looks import title_of
from domain.answers import Answer
from domain.bulletin import ENDED, BulletinState
from domain.calendar import thai_moment
from domain.composing import ComposeAsked
from handlers.composing.drafting import Composer, at_work
from models.bulletin import Bulletin
from models.officer import Role
from models.unit_of_work import UnitOfWork

_SHOWN_FOR: Final = timedelta(days=14)
_MOST_LISTED: Final = 12
_LONGEST_LINE: Final = 60


def begin(event: ComposeAsked, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Ask what kind of bulletin it is to be; a draft that was left may be gone on with."""
    composer = at_work(event.speaker, uow, catalog)
    composer.listen()
    asked = words.ask_kind(
        catalog, resumes=bool(composer.draft.kind), has_others=bool(listed(composer))
    )
    return [composer.answer(asked)]


def listed(composer: Composer) -> Sequence[Bulletin]:
    """Return the bulletins that an officer may see to, newest first."""
    since = composer.uow.now - _SHOWN_FOR
    found = [
        one
        for one in composer.uow.bulletins.all()
        if may_see_to(composer, one)
        and (one.state not in ENDED or (one.ended_at or one.created_at) >= since)
    ]
    return found[::-1][:_MOST_LISTED]


def may_see_to(composer: Composer, bulletin: Bulletin) -> bool:
    """Say whether an officer may change or take back a bulletin: its author, or the station."""
    return composer.officer.role != Role.VILLAGE or bulletin.author_id == composer.officer.id


def show_list(composer: Composer) -> Sequence[Answer]:
    """List what stands, by number."""
    rows = [(one.number, _line(composer, one)) for one in listed(composer)]
    if not rows:
        return [composer.say("compose.none")]
    return [composer.answer(words.number_choices(rows, composer.catalog))]


def _line(composer: Composer, bulletin: Bulletin) -> str:
    catalog = composer.catalog
    zone = composer.uow.rules.timezone
    planned = bulletin.next_at is not None and bulletin.state != BulletinState.DRAFT
    when = f" {thai_moment(bulletin.next_at, zone)}" if planned and bulletin.next_at else ""
    return catalog.say(
        "compose.list_line",
        number=bulletin.number,
        state=f"{catalog.say(f'compose.state.{bulletin.state}')}{when}",
        title=title_of(composer.uow.bulletins.contents(bulletin)),
    )


HANDLERS = {ComposeAsked: begin}

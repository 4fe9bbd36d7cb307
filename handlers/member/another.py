"""This is whether what a sender says is another event than their tip; in doubt it goes on."""

from __future__ import annotations

from dataclasses import replace

from domain.classification import Category, Report, When
from domain.classification.details import Deeds, deeds_told
from domain.classification.kinds import Reading
from domain.continuing import (
    SURE_OF_KIND,
    Begun,
    is_elsewhere,
    is_event_with_its_place,
    is_of_another_time,
)
from domain.meanings import TipSaid
from handlers.member.reading import marks_of, read, report_of
from models.tip import Tip
from models.unit_of_work import UnitOfWork


def is_another(tip: Tip, event: TipSaid, reading: Reading, uow: UnitOfWork) -> bool:
    """Say whether words tell of another place, or later of another kind of thing, than a tip.

    How much later is told by LINE's clock, for words may come late, and our own may be wrong.
    """
    if is_with_its_place(tip, event, reading, uow):
        return True
    if tip.village_id is None and reading.village is not None and _deeds(event, uow).told:
        return False
    after = event.said.happened_at - tip.last_message_at
    return is_elsewhere(begun(tip, uow), reading, after=after)


def is_with_its_place(tip: Tip, event: TipSaid, reading: Reading, uow: UnitOfWork) -> bool:
    """Say whether words are another event with its place than a tip that waits for its own."""
    is_open = tip.village_id is None or tip.is_restricted
    if not is_open or reading.village is None:
        return False
    told = _begun_in_words(tip, uow)
    after = event.said.happened_at - tip.last_message_at
    return is_event_with_its_place(told, reading, _deeds(event, uow), after=after)


def is_of_another_hour(tip: Tip, reading: Reading, uow: UnitOfWork) -> bool:
    """Say whether words are a whole tip of another time and kind; the tip is read only if so."""
    if reading.when is None or tip.category == reading.category:
        return False
    told = read(report_of(tip, uow), uow)
    return is_of_another_time(begun(tip, uow, when=told.when), reading)


def begun(tip: Tip, uow: UnitOfWork, *, when: When | None = None) -> Begun:
    """Return what a tip tells of, as it is kept."""
    village = None if tip.village_id is None else uow.villages.find(tip.village_id)
    return Begun(
        village=None if village is None else village.code,
        category=tip.category,
        urgency=tip.urgency,
        when=when,
        is_spot=tip.is_environment_spot,
    )


def _begun_in_words(tip: Tip, uow: UnitOfWork) -> Begun:
    """Return what a tip tells of, with the words for it."""
    report = report_of(tip, uow)
    told, marks = read(report, uow), marks_of(report, uow)
    deeds = deeds_told(marks)
    is_guessed = told.category_confidence < SURE_OF_KIND and not deeds.hinted
    is_unclear = deeds.is_described or (is_guessed and told.category in {None, Category.OTHER})
    return replace(
        begun(tip, uow, when=told.when),
        is_restricted=tip.is_restricted,
        is_vague=not told.is_tip or (is_unclear and not deeds.told),
        deeds=deeds,
    )


def _deeds(event: TipSaid, uow: UnitOfWork) -> Deeds:
    return deeds_told(marks_of(Report(messages=(event.text or "",)), uow))

"""This is a tip that comes from another station: whose it is here, and that they are alerted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from catalog import Catalog
from domain.answers import Answer
from domain.classification import Report, classify
from domain.timer_events import TipPassed
from domain.tip import TipState
from handlers.alerting.alike import tell_holder, weigh
from handlers.alerting.hearing import ask_to_hear
from handlers.alerting.line import move_on
from models.said import words_of
from models.tip import Tip
from models.unit_of_work import UnitOfWork


def receive(event: TipPassed, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:
    """Alert the officer of the village that a tip names here, or else the desk."""
    tip = uow.tips.find(event.tip)
    if tip is None or tip.state != TipState.SENT or tip.rung != event.step:
        return []
    uow.tips.touch(tip)
    _find_village(tip, uow)
    twin = weigh(tip, uow)
    uow.audit.write("tip.received", actor="system", about=uow.number_of(tip), at=uow.now)
    called = [*move_on(tip, uow, catalog), *ask_to_hear(tip, uow, catalog)]
    return [*called, *tell_holder(tip, twin, uow, catalog)]


def _find_village(tip: Tip, uow: UnitOfWork) -> None:
    """Take the village that the words or the pin name; where the sender lives says nothing here."""
    texts, pin = words_of(uow, tip)
    reading = classify(Report(messages=tuple(texts), location=pin), uow.gazetteer(), uow.lexicon)
    named = uow.villages.by_code(reading.village) if reading.village is not None else None
    is_sure = named is not None and not reading.must_confirm
    tip.village_id = named.id if named is not None and is_sure else None
    tip.village_source = reading.village_source if is_sure else "none"
    tip.village_confidence = reading.village_confidence if is_sure else 0.0
    tip.village_candidates = [one.code for one in reading.candidates][:3]
    tip.is_outside_area = reading.outside_area


HANDLERS: Final[dict[Any, Any]] = {TipPassed: receive}

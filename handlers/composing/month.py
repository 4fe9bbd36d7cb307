"""This is a bulletin of what became of last month's tips, made from the rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta

from catalog.outcomes import compose_outcomes
from domain.answers import Answer
from domain.calendar import local
from domain.composition import Composition, Kind
from domain.outcomes import Release, release
from domain.refusals import Refusal
from domain.topics import Topic
from domain.when.recurrence import moment_at
from handlers.composing.drafting import Composer
from handlers.composing.showing import villages_open_to
from models.outcomes import closed_between, neighbourhoods


def tell_month(composer: Composer) -> Sequence[Answer]:
    """Begin a bulletin with last month's outcomes; a village officer tells of their villages."""
    uow, catalog = composer.uow, composer.catalog
    today = local(uow.now, uow.rules.timezone).date()
    ends = today.replace(day=1)
    begins = (ends - timedelta(days=1)).replace(day=1)
    found = _released(composer, begins, ends)
    own = villages_open_to(composer.officer, uow) if composer.is_bounded else uow.villages.all()
    names = {row.code: uow.villages.title(row) for row in own}
    body = compose_outcomes(found, names, catalog, month=begins)
    if not body:
        # A bulletin that says nothing costs as much as any other.
        raise Refusal("outcomes.none")
    composer.keep(Composition(kind=Kind.TEXT.value, said={"body": body}, topic=Topic.RESULT))
    return composer.ask()


def _released(composer: Composer, begins: date, ends: date) -> Release:
    uow = composer.uow
    zone = uow.rules.timezone
    span = (moment_at(begins, time(), zone), moment_at(ends, time(), zone))
    found = release(closed_between(uow, *span), neighbourhoods(uow), min_crowd=uow.rules.min_crowd)
    if not composer.is_bounded:
        return found
    return Release(villages=found.villages, others=None, whole=None)

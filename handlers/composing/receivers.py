"""This is what an officer is asked about whom a bulletin is for, and to whom they may write."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from catalog import Catalog
from catalog import composing_receivers as words
from domain.answers import Content
from domain.composition import Composition, Step, To
from handlers.composing.showing import villages_open_to
from models.officer import Officer, Role
from models.reach import training_years
from models.unit_of_work import UnitOfWork

_MOST_OFFERED: Final = 9
_MOST_YEARS: Final = 8


def is_bounded(officer: Officer) -> bool:
    """Say whether only the officer's own villages may be written to."""
    return officer.role == Role.VILLAGE


def open_to(officer: Officer, draft: Composition) -> Sequence[str]:
    """Return whom an officer may write to: to colleagues only who speaks for the station.

    Surveys and invitations are answered by members, so officers get none.
    """
    has_officers = not is_bounded(officer) and not draft.subject
    return [one.value for one in To if one is not To.OFFICERS or has_officers]


def ask_receivers(
    draft: Composition, officer: Officer, uow: UnitOfWork, catalog: Catalog
) -> Content:
    """Ask the next thing about whom a bulletin is for."""
    step = draft.step
    if step is Step.TO:
        return words.ask_to(catalog, open_to(officer, draft))
    if step is Step.ROLES:
        return words.ask_roles(catalog, [one.value for one in Role])
    if step is Step.YEARS:
        return words.ask_years(catalog, training_years(uow)[:_MOST_YEARS])
    places = [(one.code, one.name) for one in villages_open_to(officer, uow)]
    return words.ask_area(
        places if len(places) <= _MOST_OFFERED else [],
        catalog,
        word=uow.rules.place_word,
        is_all=not is_bounded(officer),
        has_own=len(places) > 1,
    )

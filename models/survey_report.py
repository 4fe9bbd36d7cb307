"""This is what of a survey's answers may be told: nothing while it asks, then no small crowd apart.

Two looks, one answer apart, would tell that answer, and it may have gone to one village alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.survey_cells import Given, parted
from domain.survey_events import last_day
from domain.survey_report import Cell, Report, Source
from models.survey import Survey
from models.survey_keeping import about
from models.unit_of_work import UnitOfWork

SOURCES: Mapping[str, bool] = {"members": False, "public": True}


def report_of(uow: UnitOfWork, survey: Survey) -> Report:
    """Return what may be told of a survey now."""
    is_open, closes_at, rules = survey.takes_answers(uow.now), survey.closes_at, uow.rules
    return Report(
        number=survey.number,
        paper=uow.surveys.paper(survey),
        is_open=is_open,
        until=None if closes_at is None else last_day(closes_at, rules.timezone),
        sources=_counts(uow, survey) if is_open else _answers(uow, survey),
        reached=_reached(uow, survey),
        min_crowd=rules.min_crowd,
        formula=rules.fear_formula,
        target=rules.fear_target,
    )


def given(uow: UnitOfWork, survey: Survey, source: str) -> list[Given]:
    """Return what members, or the public, answered, with the codes of their villages."""
    codes = {row.id: row.code for row in uow.villages.all()}
    return [
        Given(
            village="" if one.village is None else codes.get(one.village, ""), choices=one.choices
        )
        for one in uow.surveys.answers(survey)
        if one.is_public is SOURCES[source]
    ]


def _counts(uow: UnitOfWork, survey: Survey) -> Sequence[Source]:
    counts = uow.surveys.count(survey)
    return [Source(name=name, count=counts.get(kind, 0)) for name, kind in SOURCES.items()]


def _answers(uow: UnitOfWork, survey: Survey) -> Sequence[Source]:
    return [_source(uow, name, given(uow, survey, name)) for name in SOURCES]


def _source(uow: UnitOfWork, name: str, answers: Sequence[Given]) -> Source:
    parts = parted(answers, uow.rules.min_crowd)
    if not parts:
        return Source(name=name, count=len(answers))
    titles = {row.code: uow.villages.title(row) for row in uow.villages.all()}
    cells = [
        Cell(name=titles.get(code, ""), chosen=[one.choices for one in within])
        for code, within in parts.items()
    ]
    return Source(
        name=name,
        count=len(answers),
        chosen=[one.choices for one in answers],
        # All in one, under no name, is what stands there already.
        cells=cells if set(parts) != {""} else (),
    )


def _reached(uow: UnitOfWork, survey: Survey) -> int:
    """Count to how many groups and people it was sent; who got it twice counts twice."""
    sent = [one for row in uow.bulletins.about(about(survey)) for one in uow.bulletins.times(row)]
    return sum(one.accepted for one in sent)

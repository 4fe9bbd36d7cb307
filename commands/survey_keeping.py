"""This is `survey create`, `list` and `close`."""

from __future__ import annotations

import tomllib
from pathlib import Path

from catalog.surveys import fear_paper
from commands.desk import ACTOR, Desk
from domain.survey import Paper, PaperFault, read_paper
from models.survey import Survey, SurveyState
from models.unit_of_work import UnitOfWork


def run_create(desk: Desk, file: Path | None, *, is_fear: bool) -> int:
    """Begin a survey, or say what is wrong with it; return the exit code."""
    if (file is not None) == is_fear:
        desk.complain(desk.catalog.say("survey.one_source"))
        return 1
    paper = fear_paper(desk.catalog) if file is None else _written(desk, file)
    if paper is None:
        return 1
    with desk.writing() as uow:
        survey = uow.surveys.begin(paper, now=uow.now)
        _record(uow, survey, "create")
        uow.commit()
        number, count = survey.number, len(paper.questions)
    desk.say("survey.created", number=number, title=paper.title, count=count)
    return 0


def _written(desk: Desk, file: Path) -> Paper | None:
    try:
        return read_paper(tomllib.loads(file.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        desk.complain(desk.catalog.say("survey.unreadable", file=file.name))
    except PaperFault as found:
        said = desk.catalog.say(f"survey.fault_{found.fault}", place=found.question)
        desk.complain(f"{file.name}: {said}")
    return None


def found(desk: Desk, uow: UnitOfWork, number: int, *, alone: bool = False) -> Survey | None:
    """Return the survey of a number, or say that there is none."""
    survey = uow.surveys.by_number(number, alone=alone)
    if survey is None:
        desk.complain(desk.catalog.say("survey.unknown", number=number))
    return survey


def run_list(desk: Desk) -> int:
    """List every survey, one a line; return the exit code."""
    with desk.reading() as uow:
        for survey in uow.surveys.all():
            answers = uow.surveys.answers(survey)
            public = sum(one.is_public for one in answers)
            parts = (survey.number, survey.state, len(answers) - public, public)
            title = uow.surveys.paper(survey).title
            print(*parts, title, sep="\t", file=desk.out)
    return 0


def run_close(desk: Desk, number: int) -> int:
    """End a survey; return the exit code."""
    with desk.writing() as uow:
        survey = found(desk, uow, number, alone=True)
        if survey is None:
            return 1
        if survey.state == SurveyState.CLOSED:
            desk.complain(desk.catalog.say("survey.over", number=number))
            return 1
        uow.surveys.close(survey, now=uow.now)
        _record(uow, survey, "close")
        uow.commit()
    desk.say("survey.closing", number=number)
    return 0


def _record(uow: UnitOfWork, survey: Survey, act: str) -> None:
    about = f"survey:{survey.number}"
    uow.audit.write(f"survey.{act}", actor=ACTOR, about=about, at=uow.now)

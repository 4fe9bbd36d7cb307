"""This is `survey create`, `list`, `until` and `close`."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

from catalog.surveys import fear_paper
from commands.desk import ACTOR, Desk
from commands.import_faults import blamed_on, telling_faults
from commands.verbs import verb
from domain.calendar import thai_date
from domain.refusals import Refusal
from domain.survey import Paper, PaperFault, read_paper
from domain.survey_events import last_day
from files.written import read_written
from models.doer import Doer
from models.own_time import set_timer
from models.survey_keeping import begin, close, found, set_end
from models.unit_of_work import UnitOfWork

_MACHINE = Doer(name=ACTOR)


@verb
def run_create(
    desk: Desk, file: Path | None, *, is_fear: bool, until: str = "", author: str = ""
) -> int:
    """Begin a survey, or say what is wrong with it."""
    if (file is not None) == is_fear:
        raise Refusal("survey.one_source")
    paper = fear_paper(desk.catalog) if file is None else _written(desk, file)
    if paper is None:
        return 1
    with desk.writing() as uow:
        survey, timers = begin(uow, paper, _author(uow, author), until=read_day(until))
        for timer in timers:
            set_timer(uow, timer)
        uow.commit()
        number, count = survey.number, len(paper.questions)
    desk.say("survey.created", number=number, title=paper.title, count=count)
    return 0


def read_day(written: str) -> date | None:
    """Read a day of an option, None if it was not said."""
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise Refusal("survey.until_unread", until=written) from None


def _author(uow: UnitOfWork, code: str) -> Doer:
    """Return who gets the results: an officer, if one is named."""
    officer = uow.officers.by_code(code) if code else None
    if code and officer is None:
        raise Refusal("announce.unknown_author", code=code)
    return _MACHINE if officer is None else Doer(name=ACTOR, officer=officer.id)


def _written(desk: Desk, file: Path) -> Paper | None:
    with telling_faults(desk), blamed_on(file):
        return _read(desk, file)
    return None


def _read(desk: Desk, file: Path) -> Paper | None:
    try:
        return read_paper(tomllib.loads(read_written(file)))
    except tomllib.TOMLDecodeError:
        desk.complain(desk.catalog.say("survey.unreadable", file=file.name))
    except PaperFault as fault:
        said = desk.catalog.say(f"survey.fault_{fault.fault}", place=fault.question)
        desk.complain(f"{file.name}: {said}")
    return None


@verb
def run_list(desk: Desk) -> None:
    """List every survey, one a line."""
    with desk.reading() as uow:
        for survey in desk.listed(uow.surveys.all(), "list.no_surveys"):
            counts, ends = uow.surveys.count(survey), survey.closes_at
            last = "-" if ends is None else last_day(ends, uow.rules.timezone).isoformat()
            title = uow.surveys.paper(survey).title
            answered = (counts.get(False, 0), counts.get(True, 0))
            print(survey.number, survey.state, *answered, title, last, sep="\t", file=desk.out)


@verb
def run_until(desk: Desk, number: int, until: str) -> None:
    """Let a survey ask until another day."""
    day = read_day(until)
    if day is None:
        raise Refusal("survey.until_unread", until=until)
    with desk.writing() as uow:
        set_timer(uow, set_end(uow, found(uow, number, alone=True), day, _MACHINE))
        uow.commit()
    desk.say("survey.until_set", number=number, day=thai_date(day))


@verb
def run_close(desk: Desk, number: int) -> None:
    """End a survey."""
    with desk.writing() as uow:
        close(uow, found(uow, number, alone=True), _MACHINE)
        uow.commit()
    desk.say("survey.closing", number=number)

"""This is `survey results` and `survey export`: members' answers apart from the public's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from commands.desk import ACTOR, Desk
from commands.survey_keeping import found
from domain.survey import FEAR_LEVELS, Paper, SurveyKind
from domain.survey_cells import Given, parted
from domain.survey_figures import FearFormula, Figure, against, fear, share
from files.faults import FileFault, describe
from files.writing import write_table
from models.survey import Survey, SurveyState
from models.unit_of_work import UnitOfWork

_REASON_LETTERS = 3
_SOURCES: Mapping[str, bool] = {"members": False, "public": True}


def run_results(desk: Desk, number: int) -> int:
    """Tell what was answered so far, as far as it points at nobody; return the exit code."""
    with desk.reading() as uow:
        survey = found(desk, uow, number)
        if survey is None:
            return 1
        paper = uow.surveys.paper(survey)
        desk.say("survey.heading", number=number, title=paper.title)
        for source in _SOURCES:
            _tell(desk, uow, survey, source)
        if survey.state == SurveyState.OPEN:
            desk.say("survey.later")
    return 0


def _tell(desk: Desk, uow: UnitOfWork, survey: Survey, source: str) -> None:
    given, paper = _given(uow, survey, source), uow.surveys.paper(survey)
    print(file=desk.out)
    desk.say(f"survey.{source}", count=len(given))
    cells = parted(given, uow.rules.min_crowd)
    if not cells:
        desk.say("survey.too_few", least=uow.rules.min_crowd)
        return
    _tell_cell(desk, uow, paper, given)
    # Two looks at a village, one answer apart, would tell that answer.
    if survey.state == SurveyState.OPEN or set(cells) == {""}:
        return
    titles = {row.code: uow.villages.title(row) for row in uow.villages.all()}
    for code, answers in cells.items():
        name = titles.get(code) or desk.catalog.say("survey.others")
        print(file=desk.out)
        desk.say("survey.village", name=name, count=len(answers))
        _tell_cell(desk, uow, paper, answers)


def _tell_cell(desk: Desk, uow: UnitOfWork, paper: Paper, given: Sequence[Given]) -> None:
    if paper.kind is SurveyKind.FEAR:
        _tell_fear(desk, uow, paper, [one.choices for one in given])
        return
    for place, question in enumerate(paper.questions):
        print(question.text, file=desk.out)
        for choice, label in enumerate(question.choices):
            count = sum(one.choices[place] == choice for one in given)
            figure = _numbers(share(count, len(given)))
            desk.say("survey.choice", choice=label, count=count, **figure)


def _tell_fear(
    desk: Desk, uow: UnitOfWork, paper: Paper, chosen: Sequence[tuple[int, ...]]
) -> None:
    formula, target = uow.rules.fear_formula, uow.rules.fear_target
    figure = fear(chosen, FEAR_LEVELS, formula)
    verdict = desk.catalog.say(f"survey.verdict_{against(figure, target)}")
    desk.say("survey.fear", **_numbers(figure, formula), target=f"{target:g}", verdict=verdict)
    desk.say(
        f"survey.formula_{formula}",
        items=len(paper.questions),
        count=len(chosen),
        version=paper.version,
    )
    for place, question in enumerate(paper.questions):
        item = fear([(one[place],) for one in chosen], FEAR_LEVELS, formula)
        desk.say("survey.item", text=question.text, **_numbers(item, formula))


def _numbers(figure: Figure, formula: FearFormula | None = None) -> dict[str, str]:
    unit = "%" if formula is FearFormula.SHARE else ""
    return {
        "value": f"{figure.value:.1f}{unit}",
        "low": f"{figure.low:.1f}",
        "high": f"{figure.high:.1f}{unit}",
    }


def _given(uow: UnitOfWork, survey: Survey, source: str) -> list[Given]:
    codes = {row.id: row.code for row in uow.villages.all()}
    return [
        Given(
            village="" if one.village is None else codes.get(one.village, ""), choices=one.choices
        )
        for one in uow.surveys.answers(survey)
        if one.is_public is _SOURCES[source]
    ]


def run_export(desk: Desk, number: int, file: Path, reason: str) -> int:
    """Write a closed survey's answers and a line of the audit trail; return the exit code."""
    reason = " ".join(reason.split())
    if len(reason) < _REASON_LETTERS:
        desk.complain(desk.catalog.say("export.reason"))
        return 1
    with desk.writing() as uow:
        survey = found(desk, uow, number)
        if survey is None:
            return 1
        if survey.state == SurveyState.OPEN:
            desk.complain(desk.catalog.say("survey.still_open", number=number))
            return 1
        rows = list(_rows(uow, survey))
        left = len(uow.surveys.answers(survey)) - len(rows)
        try:
            _write(uow, survey, file, rows, reason)
        except FileFault as trouble:
            desk.complain(f"{file.name}: {describe(trouble.fault, desk.catalog.say)}")
            return 1
    desk.say("survey.exported", count=len(rows), file=file.name, left=left)
    return 0


def _write(
    uow: UnitOfWork, survey: Survey, file: Path, rows: Sequence[Sequence[str]], reason: str
) -> None:
    places = range(1, len(uow.surveys.paper(survey).questions) + 1)
    header = ("survey", "version", "source", "village", *(f"q{place}" for place in places))
    write_table(file, header, rows)
    detail = {"rows": len(rows), "reason": reason}
    about = f"survey:{survey.number}"
    try:
        uow.audit.write("survey.export", actor=ACTOR, about=about, at=uow.now, detail=detail)
        uow.commit()
    except BaseException:
        # What nobody can be asked about later must not have left the house.
        file.unlink(missing_ok=True)
        raise


def _rows(uow: UnitOfWork, survey: Survey) -> Iterator[Sequence[str]]:
    """Give raw answers, levels from 1, with a village where it may be told."""
    version = str(uow.surveys.paper(survey).version)
    for source in _SOURCES:
        for village, answers in parted(_given(uow, survey, source), uow.rules.min_crowd).items():
            for one in answers:
                levels = (str(choice + 1) for choice in one.choices)
                yield (str(survey.number), version, source, village, *levels)

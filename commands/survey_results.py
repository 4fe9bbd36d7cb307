"""This is `survey results` and `survey export`: members' answers apart from the public's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from catalog.survey_results import told
from commands.desk import ACTOR, Desk
from commands.verbs import verb
from domain.refusals import Refusal
from domain.survey_cells import parted
from files.faults import FileFault, describe
from files.writing import write_table
from models.survey import Survey
from models.survey_keeping import about, found
from models.survey_report import SOURCES, given, report_of
from models.unit_of_work import UnitOfWork

_REASON_LETTERS = 3


@verb
def run_results(desk: Desk, number: int) -> None:
    """Tell how many answered, and once it is over what, as far as it points at nobody."""
    with desk.reading() as uow:
        parts = told(report_of(uow, found(uow, number)), desk.catalog)
    print("\n\n".join("\n".join(part) for part in parts), file=desk.out)


@verb
def run_export(desk: Desk, number: int, file: Path, reason: str) -> int:
    """Write a closed survey's answers and a line of the audit trail."""
    reason = " ".join(reason.split())
    if len(reason) < _REASON_LETTERS:
        raise Refusal("export.reason")
    with desk.writing() as uow:
        survey = found(uow, number)
        if survey.takes_answers(uow.now):
            raise Refusal("survey.still_open", number=number)
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
    try:
        uow.audit.write(
            "survey.export", actor=ACTOR, about=about(survey), at=uow.now, detail=detail
        )
        uow.commit()
    except BaseException:
        # What nobody can be asked about later must not have left the house.
        file.unlink(missing_ok=True)
        raise


def _rows(uow: UnitOfWork, survey: Survey) -> Iterator[Sequence[str]]:
    """Give raw answers, levels from 1, with a village where it may be told."""
    version = str(uow.surveys.paper(survey).version)
    for source in SOURCES:
        for village, answers in parted(given(uow, survey, source), uow.rules.min_crowd).items():
            for one in answers:
                levels = (str(choice + 1) for choice in one.choices)
                yield (str(survey.number), version, source, village, *levels)

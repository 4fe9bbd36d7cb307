"""What is told of a survey while it asks and after, and of a meeting to who runs it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from catalog import Catalog
from catalog.meetings import told as told_of_meeting
from catalog.survey_results import told as told_of_survey
from domain.meeting import Coming
from domain.meeting_report import GoalFact, MeetingFacts, Summons
from domain.survey import Paper, Question
from domain.survey_figures import FearFormula
from domain.survey_report import Cell, Report, Source

CATALOG = Catalog.load("th")
PAPER = Paper(title="ไฟถนน", intro="", questions=(Question(text="พอไหม", choices=("พอ", "ไม่พอ")),))
ASKING = Report(
    number=3,
    paper=PAPER,
    is_open=True,
    until=date(2026, 12, 3),
    sources=[Source(name="members", count=12)],
    reached=40,
    min_crowd=5,
    formula=FearFormula.SHARE,
    target=50.0,
)
OVER = replace(
    ASKING, is_open=False, sources=[Source(name="members", count=12, chosen=[[0]] * 9 + [[1]] * 3)]
)
SUMMONS = Summons(number=2, title="ประชุมใหญ่", place="ศาลาวัด", when="3 ธ.ค. 18:00 น.")
PLANNED = MeetingFacts(
    summons=SUMMONS,
    stands="planned",
    area=[],
    answers={Coming.YES: 4, Coming.NO: 1, Coming.MAYBE: 2},
    came=[],
    minutes="",
    goals=[],
    left_open=[],
)
LAMPS = GoalFact(number=7, text="ซ่อมไฟ", owner="อบต.", by=date(2026, 12, 31), stands="open")


def survey(report: Report) -> str:
    return "\n".join(line for part in told_of_survey(report, CATALOG) for line in part)


def meeting(facts: MeetingFacts) -> str:
    return "\n".join(told_of_meeting(facts, CATALOG))


def test_while_a_survey_asks_only_how_many_answered_is_told() -> None:
    assert "12" in survey(ASKING)
    assert "ไม่พอ" not in survey(ASKING)


def test_once_it_is_over_each_choice_is_told_with_its_share() -> None:
    assert "75" in survey(OVER)
    assert "ไม่พอ" in survey(OVER)


def test_of_too_few_nothing_but_their_number_is_told() -> None:
    few = replace(OVER, sources=[Source(name="members", count=4)])
    assert "ไม่พอ" not in survey(few)


def test_a_village_is_named_only_where_enough_answered() -> None:
    cells = [Cell(name="เปรมฤทัย", chosen=[[0]] * 6), Cell(name="", chosen=[[0]] * 3 + [[1]] * 3)]
    (source,) = OVER.sources
    assert "เปรมฤทัย" in survey(replace(OVER, sources=[replace(source, cells=cells)]))
    assert "เปรมฤทัย" not in survey(OVER)


def test_who_runs_a_meeting_reads_how_many_come_and_what_was_left_open() -> None:
    before = meeting(replace(PLANNED, left_open=[LAMPS]))
    assert "ศาลาวัด" in before
    assert "ซ่อมไฟ" in before
    assert "ซ่อมไฟ" not in meeting(PLANNED)

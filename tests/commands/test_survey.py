"""Surveys as who sits at the machine writes, sends, reads and closes them."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from commands.survey import sub_app
from commands.survey_keeping import run_close, run_create, run_list, run_until
from commands.survey_qr import run_qr
from commands.survey_results import run_export, run_results
from commands.survey_sending import Sending, run_send
from domain.survey_figures import FearFormula
from models.officer import Role
from models.unit_of_work import Store
from models.village import Village
from tests.bot.sending import OFFICER
from tests.bot.square import group_line, person_line
from tests.commands.clinic import add_officer
from tests.commands.machine import Machine, at_machine
from tests.conftest import FixedClock

WRITTEN = """
title = "Views"
[[questions]]
text = "Safe by day?"
choices = ["Safe", "Unsafe"]
[[questions]]
text = "Safe by night?"
choices = ["Safe", "Unsafe", "Never out"]
"""


class Office(Machine):
    """Who sits at the machine of a station with four villages."""

    def writes(self, folder: Path, text: str = WRITTEN, **more: str) -> int:
        file = folder / "survey.toml"
        file.write_text(text, "utf-8")
        return run_create(self.desk, file, is_fear=False, **more)

    def answers(self, village: str, *trails: str, times: int = 1, is_public: bool = True) -> None:
        """Let people of a village answer survey 1; members' answers as their rows are kept."""
        with self.store.writing(self.station, self.clock()) as uow:
            survey = uow.surveys.by_number(1)
            assert survey is not None
            row = uow.villages.by_code(village)
            for trail in trails * times:
                uow.surveys._keep(
                    survey,
                    [int(one) for one in trail],
                    village=None if row is None else row.id,
                    is_public=is_public,
                )
            uow.commit()

    def told(self) -> str:
        """Close the survey and return what is told of it."""
        run_close(self.desk, 1)
        assert run_results(self.desk, 1) == 0
        return self.out.getvalue()


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture
def office(store: Store, station: int, clock: FixedClock) -> Iterator[Office]:
    with at_machine(Office, store, station, clock, groups=2, members=3) as made:
        with store.writing(station, clock()) as uow:
            for code in ("v2", "v3", "v4"):
                uow.villages.add(Village(code=code, name=f"Village {code}"))
            uow.commit()
        yield made


def test_a_survey_is_written_in_a_file_and_listed(office: Office, tmp_path: Path) -> None:
    assert office.writes(tmp_path) == 0
    assert office.out.getvalue() == "Survey 1: Views (2 questions) takes answers.\n"
    office.answers("v1", "00", "01")
    assert run_list(office.desk) == 0
    assert office.out.getvalue() == "1\topen\t0\t2\tViews\t-\n"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("title = ", "survey.toml: cannot be read as TOML."),
        ("title = 'x'", "survey.toml: There must be one to five questions"),
        (
            WRITTEN.replace('"Unsafe", "Never out"', ""),
            "survey.toml: Question 2: two to ten choices",
        ),
    ],
)
def test_a_file_that_cannot_be_asked_is_named(
    office: Office, tmp_path: Path, text: str, fault: str
) -> None:
    assert office.writes(tmp_path, text) == 1
    assert fault in office.aside.getvalue()
    assert run_list(office.desk) == 0
    assert office.out.getvalue() == ""


def test_a_file_that_cannot_be_read_is_told_as_by_any_command(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    def told(path: Path) -> str:
        assert run_create(office.desk, path, is_fear=False) == 1
        return office.aside.getvalue()

    file = tmp_path / "thai.toml"
    assert told(file) == "thai.toml: the file does not exist: check its name and folder\n"
    assert told(tmp_path) == f"{tmp_path.name}: this is a folder: name a file in it\n"
    file.write_bytes('title = "ก"'.encode("cp874"))
    unlike = "thai.toml: the letters of the file cannot be read: save it as UTF-8\n"
    assert told(file) == unlike
    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert told(file).startswith("thai.toml: the file cannot be opened: check who may read it")


def test_a_file_or_fear_but_not_both_or_neither(office: Office, tmp_path: Path) -> None:
    assert run_create(office.desk, None, is_fear=False) == 1
    assert run_create(office.desk, tmp_path, is_fear=True) == 1


def test_members_get_the_first_question_by_the_bulletins_rails(
    office: Office, tmp_path: Path
) -> None:
    office.writes(tmp_path)
    assert run_send(office.desk, 1, Sending(members=True), line=office.gateway()) == 0
    assert "people: 3, counted messages: 3" in office.out.getvalue()
    office.lives()
    (shown,) = office.platform.chats.one_to_one("khokkhram", person_line(0)).bubbles[-1:]
    assert "Safe by day?" in str(shown)


def test_groups_get_a_button_that_leads_to_each_ones_own_chat(
    office: Office, tmp_path: Path
) -> None:
    office.writes(tmp_path)
    assert run_send(office.desk, 1, Sending(groups=True), line=office.gateway()) == 0
    office.lives()
    (shown,) = office.platform.chats.group(group_line(0)).bubbles[-1:]
    assert "line.me/R/oaMessage/" in str(shown)
    assert "Safe by day?" not in str(shown)


def test_what_cannot_be_sent_is_said(office: Office, tmp_path: Path) -> None:
    line = office.gateway()
    assert run_send(office.desk, 1, Sending(members=True), line=line) == 1
    assert "There is no survey 1." in office.aside.getvalue()
    office.writes(tmp_path)
    assert run_send(office.desk, 1, Sending(), line=line) == 1
    assert run_send(office.desk, 1, Sending(members=True, groups=True), line=line) == 1
    run_close(office.desk, 1)
    assert run_send(office.desk, 1, Sending(members=True), line=line) == 1
    assert "Survey 1 is closed." in office.aside.getvalue()
    assert office.kept() == 0


def test_only_the_cost_is_told_when_only_that_is_asked(office: Office, tmp_path: Path) -> None:
    office.writes(tmp_path)
    asked = Sending(members=True, dry_run=True)
    assert run_send(office.desk, 1, asked, line=office.gateway()) == 0
    assert "counted messages: 3" in office.out.getvalue()
    assert office.kept() == 0


def test_results_tell_shares_with_their_intervals(office: Office, tmp_path: Path) -> None:
    office.writes(tmp_path)
    office.answers("v1", "00", times=7)
    office.answers("v1", "11", times=3)
    told = office.told()
    assert "Members: 0\nNobody answered" in told
    assert "Public (page): 10" in told
    assert "Unsafe: 3 (30.0 %, 95 % interval 10.8–60.3)" in told


def test_members_and_the_public_are_never_added_up(office: Office, tmp_path: Path) -> None:
    office.writes(tmp_path)
    office.answers("v1", "00", times=4, is_public=False)
    office.answers("v1", "00", times=4)
    assert office.told().count("Fewer than 5") == 2


def test_while_it_asks_only_how_many_answered_is_told(office: Office, tmp_path: Path) -> None:
    office.writes(tmp_path)
    office.answers("v1", "00", times=9)
    assert run_results(office.desk, 1) == 0
    told = office.out.getvalue()
    assert "Public (page): 9" in told
    assert "once the survey is closed" in told
    assert "Safe" not in told


def test_villages_are_told_and_small_ones_together(office: Office, tmp_path: Path) -> None:
    office.writes(tmp_path)
    office.answers("v1", "00", times=9)
    office.answers("v2", "10", times=6)
    office.answers("v3", "11", times=2)
    office.answers("v4", "12", times=1)
    told = office.told()
    assert "Public (page): 18" in told
    assert "เปรมฤทัย: 9" in told
    # Two villages of three people: the next larger one hides with them.
    assert "All other villages together: 9" in told
    assert "Village v" not in told


def test_a_closed_survey_is_closed_once(office: Office, tmp_path: Path) -> None:
    office.writes(tmp_path)
    assert run_close(office.desk, 1) == 0
    assert run_close(office.desk, 1) == 1
    assert "Survey 1 is closed." in office.aside.getvalue()


def test_it_ends_by_itself_after_its_last_day_and_its_author_is_told(
    office: Office, tmp_path: Path
) -> None:
    with office.store.writing(office.station, office.clock()) as uow:
        officer = add_officer(uow, "p9", Role.VILLAGE)
        uow.officers.bind(officer, OFFICER, uow.now)
        uow.commit()
    assert office.writes(tmp_path, until="2026-11-25", author="p9") == 0
    office.answers("v1", "00", "11", times=3)
    assert run_list(office.desk) == 0
    assert office.out.getvalue() == "1\topen\t0\t6\tViews\t2026-11-25\n"
    office.clock.passes(hours=35, minutes=59)
    office.lives(2)
    assert office.bubbles(OFFICER) == []
    office.clock.passes(minutes=1)
    office.lives(2)
    (said,) = office.bubbles(OFFICER)
    assert "Closed" in said
    assert "Safe: 3 (50.0 %" in said
    assert run_close(office.desk, 1) == 1


def test_another_last_day_may_be_set_and_the_first_one_is_void(
    office: Office, tmp_path: Path
) -> None:
    office.writes(tmp_path, until="2026-11-25")
    assert run_until(office.desk, 1, "2026-11-30") == 0
    assert "ends by itself after 30 พ.ย. 2569" in office.out.getvalue()
    office.clock.passes(days=2)
    office.works()
    assert run_list(office.desk) == 0
    assert office.out.getvalue() == "1\topen\t0\t0\tViews\t2026-11-30\n"
    office.clock.passes(days=5)
    office.works()
    assert run_until(office.desk, 1, "2026-12-30") == 1


@pytest.mark.parametrize("until", ["soon", "2026-11-23", "2028-11-30"])
def test_a_last_day_that_is_unread_past_or_far_begins_nothing(
    office: Office, tmp_path: Path, until: str
) -> None:
    assert office.writes(tmp_path, until=until) == 1
    assert office.aside.getvalue() != ""
    assert office.acts() == []


def test_an_author_must_be_an_officer(office: Office, tmp_path: Path) -> None:
    assert office.writes(tmp_path, author="nobody") == 1


def test_what_would_still_ask_is_taken_back_when_it_ends(office: Office, tmp_path: Path) -> None:
    office.writes(tmp_path)
    later = Sending(members=True, at="2026-11-26T09:00")
    assert run_send(office.desk, 1, later, line=office.gateway()) == 0
    assert office.states() == ["scheduled"]
    run_close(office.desk, 1)
    assert office.states() == ["cancelled"]
    office.clock.passes(days=3)
    office.lives()
    assert office.calls("push") == []


FEAR = ("4444444", "0000000", "4300000", "2222222")


def test_fear_stands_beside_the_target_with_its_formula(office: Office) -> None:
    assert run_create(office.desk, None, is_fear=True) == 0
    office.answers("v1", *FEAR, times=10)
    told = office.told()
    # 7/7, 0, 2/7 and 0 of a person each.
    assert "Fear of crime 32.1% (95 % interval 19.8–47.6%), target at most 40: too few" in told
    assert "÷ 40 people × 100, Wilson's interval by people; wording 1" in told
    assert "ถูกทำร้าย" not in told
    assert "Being assaulted 50.0% (35.2–64.8%)" in told


def test_the_station_may_choose_the_other_formula_and_target(office: Office) -> None:
    run_create(office.desk, None, is_fear=True)
    office.answers("v1", *FEAR, times=10)
    office.rules(fear_formula=FearFormula.MEAN, fear_target=30)
    told = office.told()
    assert "Fear of crime 43.8 (95 % interval" in told
    assert "target at most 30: beyond the target" in told
    assert "Formula mean" in told


def exported(file: Path) -> Sequence[dict[str, str]]:
    return list(csv.DictReader(file.read_text("utf-8-sig").splitlines()))


def test_raw_answers_go_out_without_persons_and_without_small_villages(
    office: Office, tmp_path: Path
) -> None:
    office.writes(tmp_path)
    office.answers("v1", "00", times=6)
    office.answers("v2", "12", times=6)
    office.answers("v3", "11", times=5)
    office.answers("v4", "01", times=1)
    office.answers("v4", "00", times=4, is_public=False)
    file = tmp_path / "raw.csv"
    assert run_export(office.desk, 1, file, "the year's report") == 1
    assert "still takes answers" in office.aside.getvalue()
    run_close(office.desk, 1)
    assert run_export(office.desk, 1, file, "?") == 1
    assert run_export(office.desk, 1, file, "the year's report") == 0
    assert "18 answers went to raw.csv; 4 were left out" in office.out.getvalue()
    rows = exported(file)
    assert list(rows[0]) == ["survey", "version", "source", "village", "q1", "q2"]
    found = {(one["village"], one["q1"] + one["q2"]) for one in rows}
    assert found == {("v1", "11"), ("v2", "23"), ("", "22"), ("", "12")}
    assert {one["source"] for one in rows} == {"public"}
    assert office.acts() == ["survey.create", "survey.close", "survey.export"]


@pytest.mark.parametrize(("name", "begins"), [("a.png", b"\x89PNG"), ("a.svg", b"<?xml")])
def test_the_code_to_print_leads_to_the_page(
    office: Office, tmp_path: Path, name: str, begins: bytes
) -> None:
    office.writes(tmp_path)
    assert run_qr(office.desk, 1, tmp_path / name) == 0
    with office.store.reading(office.station, office.clock()) as uow:
        (survey,) = uow.surveys.all()
    assert f"https://police.example/s/{survey.token}\n" in office.out.getvalue()
    assert (tmp_path / name).read_bytes().startswith(begins)


def test_a_code_that_cannot_be_drawn_is_said(office: Office, tmp_path: Path) -> None:
    assert run_qr(office.desk, 1, tmp_path / "a.png") == 1
    office.writes(tmp_path)
    assert run_qr(office.desk, 1, tmp_path / "a.gif") == 1
    assert run_qr(office.desk, 1, tmp_path / "nowhere" / "a.png") == 1
    run_close(office.desk, 1)
    assert run_qr(office.desk, 1, tmp_path / "a.png") == 1
    assert list(tmp_path.glob("a.*")) == []


def test_every_word_of_the_command_line_does_what_it_says(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    app = sub_app(desk=office.opening, line=office.gateway)
    office.types(
        app,
        (
            ("create --fear --until 2026-12-31", 0),
            ("list", 0),
            ("until 1 2027-01-31", 0),
            ("send 1 --members --villages v1 --dry-run", 1),
            ("send 1 --groups --at 2026-12-01T09:00", 0),
            ("qr 1 a.svg", 0),
            ("results 1", 0),
            ("close 1", 0),
            ("export 1 raw.csv --reason testing", 0),
        ),
    )
    assert {one.name for one in tmp_path.iterdir()} >= {"a.svg", "raw.csv"}

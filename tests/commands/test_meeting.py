"""Meetings as who sits at the machine plans them and keeps what came of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from commands.meeting import sub_app
from commands.meeting_goals import run_done, run_goal
from commands.meeting_inviting import run_invite
from commands.meeting_keeping import run_attended, run_cancel, run_minutes, run_plan
from commands.meeting_shown import run_list, run_show
from domain.meeting import Coming, meeting_tap
from models.audit import AuditLine
from models.inbox import Arrival
from models.officer import Role
from models.unit_of_work import Store
from simulator import Platform
from simulator.server import serve
from tests.bot.square import a_crowd, person_line
from tests.commands.clinic import add_officer
from tests.commands.test_bulletin import Machine
from tests.conftest import FixedClock


class Office(Machine):
    """Who sits at the machine of a station with members."""

    def plans(self, at: str = "2026-12-05T09:00", title: str = "Year's end") -> int:
        return run_plan(self.desk, title, at=at, place="Temple hall")

    def shown(self, number: int = 1) -> str:
        assert run_show(self.desk, number) == 0
        return self.out.getvalue()


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/tasapparot.db"


@pytest.fixture
def office(store: Store, station: int, clock: FixedClock) -> Iterator[Office]:
    with serve(Platform(a_crowd(1, 3), clock=clock)) as running:
        made = Office(store, station, clock, running)
        made.has(groups=1, members=3, limit=100)
        made.line.set_quota("khokkhram", limit=100, used=0)
        yield made
        made.closes()


def test_it_is_planned_with_its_reminder_and_listed(office: Office) -> None:
    assert office.plans() == 0
    assert "Meeting 1: Year's end, 5 ธ.ค. 2569 09:00 น." in office.out.getvalue()
    assert run_list(office.desk) == 0
    assert office.out.getvalue() == "1\tplanned\t2026-12-05T09:00+07:00\t0\t0\tYear's end\n"
    with office.store.database.reading() as session:
        assert len(session.scalars(select(Arrival)).all()) == 1


def test_one_that_begins_within_a_day_has_no_reminder(office: Office) -> None:
    assert office.plans(at="2026-11-24T18:00") == 0
    with office.store.database.reading() as session:
        assert session.scalars(select(Arrival)).all() == []


@pytest.mark.parametrize("at", ["tomorrow", "2026-11-24T12:00", "2025-01-01T09:00"])
def test_a_time_that_is_unread_or_past_is_refused(office: Office, at: str) -> None:
    assert office.plans(at=at) == 1
    assert "a time to come" in office.aside.getvalue()


def test_a_meeting_needs_a_title_and_a_place(office: Office) -> None:
    assert office.plans(title=" ") == 1
    assert office.plans(title="x" * 101) == 1


def test_members_are_invited_with_buttons(office: Office) -> None:
    office.plans()
    line = office.gateway()
    assert run_invite(office.desk, 1, "", is_only_asked=True, line=line) == 0
    assert "counted messages: 3" in office.out.getvalue()
    assert office.kept() == 0
    assert run_invite(office.desk, 1, "", is_only_asked=False, line=line) == 0
    office.lives()
    chat = office.platform.chats.one_to_one("khokkhram", person_line(0))
    assert meeting_tap(1, Coming.YES) in str(chat.bubbles[-1])


def test_what_is_over_or_cancelled_invites_nobody(office: Office) -> None:
    line = office.gateway()
    assert run_invite(office.desk, 1, "", is_only_asked=False, line=line) == 1
    office.plans()
    office.plans()
    assert run_cancel(office.desk, 1) == 0
    assert run_invite(office.desk, 1, "", is_only_asked=False, line=line) == 1
    office.clock.passes(days=12)
    assert run_invite(office.desk, 2, "", is_only_asked=False, line=line) == 1
    assert office.kept() == 0


def test_who_came_is_kept_all_or_none_and_may_be_put_right(office: Office) -> None:
    office.plans()
    assert run_attended(office.desk, 1, ["M0001", "M0099"]) == 1
    assert "There is no member M0099." in office.aside.getvalue()
    assert "Came 0: -" in office.shown()
    assert run_attended(office.desk, 1, ["m0001", "M0002", "M0001"]) == 0
    assert "Came 2: M0001 M0002" in office.shown()
    assert run_attended(office.desk, 1, ["M0003"]) == 0
    assert "Came 1: M0003" in office.shown()


def test_minutes_are_kept_and_shown(office: Office, tmp_path: Path) -> None:
    office.plans()
    file = tmp_path / "minutes.txt"
    assert run_minutes(office.desk, 1, file) == 1
    file.write_text("  \n", "utf-8")
    assert run_minutes(office.desk, 1, file) == 1
    file.write_text("We agreed on lights.\n", "utf-8")
    assert run_minutes(office.desk, 1, file) == 0
    assert "Minutes:\nWe agreed on lights.\n" in office.shown()


def test_what_was_agreed_is_followed_up_at_the_next(office: Office) -> None:
    with office.store.writing(office.station, office.clock()) as uow:
        add_officer(uow, "p9", Role.VILLAGE)
        uow.commit()
    office.plans()
    office.plans(at="2027-01-05T09:00", title="January")
    assert run_goal(office.desk, 1, "Mend the lights", owner="p9", by="2026-12-20") == 0
    assert run_goal(office.desk, 1, "Walk at night", owner="p9", by="2027-02-01") == 0
    office.clock.passes(days=40)
    shown = office.shown(2)
    assert "To follow up from earlier meetings:" in shown
    assert "1. Mend the lights (p9, by 20 ธ.ค. 2569) late" in shown
    assert "2. Walk at night (p9, by 1 ก.พ. 2570) open" in shown
    assert run_done(office.desk, 1) == 0
    assert run_done(office.desk, 1) == 0
    assert "Mend the lights" not in office.shown(2)
    assert "1. Mend the lights (p9, by 20 ธ.ค. 2569) done" in office.shown(1)
    with office.store.database.reading() as session:
        acts = [one.act for one in session.scalars(select(AuditLine).order_by(AuditLine.id))]
    assert acts.count("meeting.done") == 1


def test_what_cannot_be_agreed_is_said(office: Office) -> None:
    office.plans()
    assert run_goal(office.desk, 1, "x", owner="p9", by="soon") == 1
    assert run_goal(office.desk, 1, "x", owner="nobody", by="2026-12-20") == 1
    assert run_goal(office.desk, 7, "x", owner="p9", by="2026-12-20") == 1
    assert run_done(office.desk, 1) == 1
    assert run_cancel(office.desk, 7) == 1


def test_every_word_of_the_command_line_does_what_it_says(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "minutes.txt").write_text("Lights.", "utf-8")
    with office.store.writing(office.station, office.clock()) as uow:
        add_officer(uow, "p9", Role.VILLAGE)
        uow.commit()
    app = sub_app(desk=lambda: nullcontext(office.desk), line=office.gateway)
    spoken = (
        "plan Lights --at 2026-12-05T09:00 --place Hall",
        "invite 1 --dry-run",
        "attended 1 M0001 M0002",
        "minutes 1 minutes.txt",
        "goal 1 Mend --owner p9 --by 2026-12-31",
        "done 1",
        "list",
        "show 1",
        "cancel 1",
    )
    for words in spoken:
        said = CliRunner().invoke(app, words.split(), catch_exceptions=False)
        assert (words, said.exit_code) == (words, 0), office.aside.getvalue()

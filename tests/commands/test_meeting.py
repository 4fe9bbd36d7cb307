"""Meetings as who sits at the machine plans them and keeps what came of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from commands.meeting import sub_app
from commands.meeting_goals import run_done, run_goal
from commands.meeting_inviting import run_invite, run_tell
from commands.meeting_keeping import run_attended, run_cancel, run_minutes, run_move, run_plan
from commands.meeting_shown import run_list, run_show
from domain.meeting import Coming, meeting_tap
from models.arrival import Arrival
from models.officer import Role
from models.unit_of_work import Store
from models.village import Village
from tests.bot.square import person_line
from tests.commands.clinic import add_officer
from tests.commands.machine import Machine, at_machine
from tests.conftest import FixedClock


class Office(Machine):
    """Who sits at the machine of a station with members."""

    def plans(
        self, at: str = "2026-12-05T09:00", title: str = "Year's end", villages: str = ""
    ) -> int:
        return run_plan(self.desk, title, at=at, place="Temple hall", villages=villages)

    def has_officer(self) -> None:
        with self.store.writing(self.station, self.clock()) as uow:
            add_officer(uow, "p9", Role.VILLAGE)
            uow.commit()

    def timers(self) -> int:
        with self.store.database.reading() as session:
            return len(session.scalars(select(Arrival)).all())

    def shown(self, number: int = 1) -> str:
        assert run_show(self.desk, number) == 0
        return self.out.getvalue()


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture
def office(store: Store, station: int, clock: FixedClock) -> Iterator[Office]:
    with at_machine(Office, store, station, clock, groups=1, members=3) as made:
        yield made


def test_it_is_planned_with_its_reminder_and_listed(office: Office) -> None:
    assert office.plans() == 0
    assert "Meeting 1: Year's end, 5 ธ.ค. 2569 09:00 น." in office.out.getvalue()
    assert run_list(office.desk) == 0
    assert office.out.getvalue() == "1\tplanned\t2026-12-05T09:00+07:00\t0\t0\tYear's end\n"
    assert office.timers() == 1


def test_one_that_begins_within_a_day_has_no_reminder(office: Office) -> None:
    assert office.plans(at="2026-11-24T18:00") == 0
    assert office.timers() == 0


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
    assert "minutes.txt: the file does not exist" in office.aside.getvalue()
    file.write_bytes(b"\xca\xc7")
    assert run_minutes(office.desk, 1, file) == 1
    assert "minutes.txt: the letters of the file cannot be read" in office.aside.getvalue()
    file.write_text("  \n", "utf-8")
    assert run_minutes(office.desk, 1, file) == 1
    file.write_text("We agreed on lights.\n", "utf-8")
    assert run_minutes(office.desk, 1, file) == 0
    assert "Minutes:\nWe agreed on lights.\n" in office.shown()


def test_what_was_agreed_is_followed_up_at_the_next(office: Office) -> None:
    office.has_officer()
    office.plans()
    office.plans(at="2027-01-05T09:00", title="January")
    assert run_goal(office.desk, 1, "Mend the lights", owner="p9", by="2026-12-20") == 0
    assert run_goal(office.desk, 1, "Walk at night", owner="p9", by="2027-02-01") == 0
    office.clock.passes(days=40)
    shown = office.shown(2)
    assert "To follow up from earlier meetings:" in shown
    assert "1. Mend the lights (ด.ต.p9 ทดสอบ, by 20 ธ.ค. 2569) late" in shown
    assert "2. Walk at night (ด.ต.p9 ทดสอบ, by 1 ก.พ. 2570) open" in shown
    assert run_done(office.desk, 1) == 0
    assert run_done(office.desk, 1) == 0
    assert "Mend the lights" not in office.shown(2)
    assert "1. Mend the lights (ด.ต.p9 ทดสอบ, by 20 ธ.ค. 2569) done" in office.shown(1)
    assert office.acts().count("meeting.done") == 1


def test_a_village_follows_up_its_own_and_the_stations_goals(office: Office) -> None:
    office.has_officer()
    with office.store.writing(office.station, office.clock()) as uow:
        uow.villages.add(Village(code="v2", name="Elsewhere"))
        uow.commit()
    office.plans(villages="v1")
    office.plans(at="2026-12-06T09:00", villages="v2")
    office.plans(at="2026-12-07T09:00")
    office.plans(at="2027-01-05T09:00", villages="v1")
    for number, text in ((1, "Lights"), (2, "Dogs"), (3, "Cameras")):
        assert run_goal(office.desk, number, text, owner="p9", by="2026-12-20") == 0
    shown = office.shown(4)
    assert "Of เปรมฤทัย" in shown
    assert "Lights" in shown
    assert "Cameras" in shown
    assert "Dogs" not in shown
    assert office.plans(villages="v1,v9") == 1
    assert "v9" in office.aside.getvalue()


def test_a_meeting_that_is_moved_is_asked_about_anew_and_reminds_at_its_new_time(
    office: Office,
) -> None:
    office.plans()
    with office.store.writing(office.station, office.clock()) as uow:
        meeting = uow.meetings.by_number(1, held=True)
        assert meeting is not None
        uow.meetings.answer(meeting, uow.members.all()[0], Coming.YES)
        uow.commit()
    assert run_move(office.desk, 1, at="2026-12-12T10:00", place="School") == 0
    shown = office.shown()
    assert "12 ธ.ค. 2569 10:00 น." in shown
    assert "School" in shown
    assert "Yes 0" in shown
    assert office.timers() == 2
    office.clock.passes(days=11)
    office.lives(2)
    assert office.bubbles(person_line(0)) == []
    assert run_move(office.desk, 1, place="Market") == 0
    assert run_move(office.desk, 1, at="2026-01-01T09:00") == 1
    run_cancel(office.desk, 1)
    assert run_move(office.desk, 1, place="Temple") == 1


def test_invitations_that_nobody_has_yet_are_taken_back_with_the_meeting(office: Office) -> None:
    office.plans()
    office.clock.passes(hours=10)
    assert run_invite(office.desk, 1, "", is_only_asked=False, line=office.gateway()) == 0
    assert office.states() == ["held"]
    run_cancel(office.desk, 1)
    assert office.states() == ["cancelled"]


def test_who_comes_is_told_that_it_is_cancelled_though_they_mute_meetings(office: Office) -> None:
    office.plans(villages="v1")
    with office.store.writing(office.station, office.clock()) as uow:
        meeting = uow.meetings.by_number(1, held=True)
        guest, *_ = uow.members.all()
        assert meeting is not None
        uow.meetings.answer(meeting, guest, Coming.YES)
        guest.muted_topics = ["meeting"]
        uow.commit()
    line = office.gateway()
    assert run_tell(office.desk, 1, is_only_asked=False, line=line) == 1
    assert "is not called off" in office.aside.getvalue()
    assert run_cancel(office.desk, 1) == 0
    assert "meeting tell 1" in office.out.getvalue()
    assert run_tell(office.desk, 1, is_only_asked=True, line=line) == 0
    assert run_tell(office.desk, 1, is_only_asked=False, line=line) == 0
    office.lives()
    assert "called off" in str(office.bubbles(person_line(0)))


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
    office.has_officer()
    app = sub_app(desk=office.opening, line=office.gateway)
    spoken = (
        "plan Lights --at 2026-12-05T09:00 --place Hall --villages v1",
        "move 1 --at 2026-12-06T09:00",
        "invite 1 --dry-run",
        "attended 1 M0001 M0002",
        "minutes 1 minutes.txt",
        "goal 1 Mend --owner p9 --by 2026-12-31",
        "done 1",
        "list",
        "show 1",
        "cancel 1",
        "tell 1 --dry-run",
    )
    office.types(app, [(words, 1 if "dry-run" in words else 0) for words in spoken])

"""A roster is taken in whole, or not at all; again it changes nothing."""

from __future__ import annotations

from sqlalchemy import select

from commands.importing import ListKind
from models.arrival import Arrival
from tests.commands.test_data import Office, office, settled

__all__ = ["office", "settled"]
ROSTER = "officer,weekday,from,to\nP1,จันทร์,08:00,16:00\nP1,อ.,20:00,08:00\n"


def takes(office: Office, text: str, **wishes: object) -> int:
    return office.brings(ListKind.ROSTER, text.encode("cp874"), **wishes)


def shifts(office: Office) -> dict[str, int]:
    with office.desk().reading() as uow:
        codes = {one.id: one.code for one in uow.officers.all()}
        return {codes[one]: len(rows) for one, rows in uow.roster.shifts().items()}


def timers(office: Office) -> int:
    with office.store.database.reading() as session:
        kinds = session.scalars(select(Arrival.event_type)).all()
        return kinds.count("DutyChanged")


def test_a_roster_is_taken_in_and_again_changes_nothing(settled: Office) -> None:
    assert takes(settled, ROSTER, dry_run=True) == 0
    assert shifts(settled) == {}
    assert takes(settled, ROSTER) == 0
    assert shifts(settled) == {"P1": 2}
    assert timers(settled) == 1
    assert takes(settled, ROSTER) == 0
    assert shifts(settled) == {"P1": 2}
    assert timers(settled) == 1


def test_an_officer_gets_the_shifts_of_the_file_and_others_keep_theirs(settled: Office) -> None:
    takes(settled, ROSTER)
    takes(settled, "officer,weekday,from,to\nC1,1,08:00,16:00\n")
    takes(settled, "officer,weekday,from,to\nP1,พุธ,08:00,16:00\n")
    assert shifts(settled) == {"P1": 1, "C1": 1}


def test_one_wrong_row_and_nothing_is_written(settled: Office) -> None:
    assert takes(settled, f"{ROSTER}P9,หยุด,08:00,16:00\n") == 1
    assert shifts(settled) == {}

"""`db restore` of what another version of the program made, and the numbers that it gives then."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

from sqlalchemy import delete, select, text

from commands.erasing import erase_member
from domain.answers import Words
from domain.audience import Audience
from domain.bulletin import BulletinStep
from domain.numbering import left_out
from models import migrate
from models.bulletin import NewBulletin
from models.database import Database
from models.sealed import IndexKey, Purpose
from models.station import NumberSeries
from models.unit_of_work import Store
from tests.commands.copies.safe import (
    Safe,
    everything,
    into_sqlite,
    nothing_in,
    on_sqlite,
    seated,
    tell,
)
from tests.conftest import FixedClock

# Made by the first version that had backups: two tips, one of them of two messages, a picture.
MADE_EARLIER = Path(__file__).with_name("at_0016")


@on_sqlite
def test_a_backup_of_an_earlier_version_is_migrated_on_its_way(
    safe: Safe, target: Database, clock: FixedClock
) -> None:
    for name in ("a.backup", "a.backup.keys"):
        shutil.copy(MADE_EARLIER / name, safe.folder)
    clock.passes(hours=1)
    assert safe.restore(target) == ""
    assert migrate.is_current(target)
    with seated(target, clock).reading(safe.talk.station, clock()) as uow:
        tips = uow.tips.all()
        told = [[str(uow.tips.content(one)) for one in uow.tips.messages(tip)] for tip in tips]
        assert [len(one) for one in told] == [2, 1]
        assert "ทะเบียน กข 1234" in told[0][1]
        assert all(uow.tips.sender_line_id(one) for one in tips)
        assert uow.audit.verify().flaw is None
    assert sum(one.is_file() for one in (safe.folder / "restored-media").rglob("*")) == 1


@on_sqlite
@into_sqlite
def test_a_backup_of_a_later_version_is_refused_in_one_line_that_names_it(
    safe: Safe, target: Database
) -> None:
    with safe.talk.store.database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    safe.back_up()
    assert safe.restore(target) == (
        f"{safe.file}: was made by a newer version of this program, with tables 9999 (here they are"
        f" {migrate.newest()}); restore it with that version or a later one\n"
    )
    assert nothing_in(target)


def test_no_number_that_may_have_been_given_since_is_given_again(
    safe: Safe, target: Database, clock: FixedClock
) -> None:
    tell(safe)
    safe.back_up()
    before = numbers(safe.talk.store.database)
    tell(safe)
    given = numbers(safe.talk.store.database)["tips:2569"]
    clock.passes(hours=12)
    assert safe.restore(target) == ""
    after = numbers(target)
    assert after["tips:2569"] - before["tips:2569"] == 100 > given - before["tips:2569"]
    with seated(target, clock).reading(safe.talk.station, clock()) as uow:
        assert uow.audit.verify().flaw is None
        assert len(uow.audit.lines()) == after["audit"]


@on_sqlite
@into_sqlite
def test_a_new_year_does_not_begin_its_numbers_anew_either(
    safe: Safe, target: Database, clock: FixedClock
) -> None:
    tell(safe)
    with safe.talk.uow() as uow:
        uow.session.get(NumberSeries, (uow.station.id, "tips:2569")).last = 40
        uow.commit()
    clock.passes(days=36)
    safe.back_up()
    clock.passes(days=12)
    assert safe.restore(target) == ""
    after = numbers(target)
    assert after["tips:2570"] == after["tips:2569"] == 40 + 100
    assert len(everything(target)["tips"]) == 1


def test_a_button_of_before_a_restore_names_nothing_that_came_after_it(
    safe: Safe, target: Database, clock: FixedClock
) -> None:
    source = safe.talk.store
    with source.writing(safe.talk.station, clock()) as uow:
        new = NewBulletin(contents=[Words(text="น้ำไม่ไหล")], audience=Audience(groups=True))
        uow.bulletins.draft(new, now=uow.now).takes(BulletinStep.SUBMIT, now=uow.now)
        uow.commit()
    safe.back_up()
    clock.passes(minutes=10)
    lost = changed_and_swapped(source, safe.talk.station, clock)
    clock.passes(minutes=10)
    assert safe.restore(target) == ""
    again = changed_and_swapped(seated(target, clock), safe.talk.station, clock)
    assert lost[0] != again[0]
    assert lost[1] != again[1]


def changed_and_swapped(store: Store, station: int, clock: FixedClock) -> tuple[object, object]:
    """Change a bulletin and ask for a swap; return what the buttons of either name."""
    with store.writing(station, clock()) as uow:
        row = uow.bulletins.by_number(1)
        row.takes(BulletinStep.CHANGE, now=uow.now)
        asker, colleague, *_ = uow.officers.all()
        wish = uow.roster.ask_swap(asker, colleague, clock().date(), now=uow.now)
        uow.commit()
        return (row.number, row.version), (wish.id, wish.asked_at)


def numbers(database: Database) -> dict[str, int]:
    with database.reading() as session:
        rows = session.scalars(select(NumberSeries).order_by(NumberSeries.station_id.desc()))
        return {one.series: one.last for one in rows}


def test_the_gap_is_three_times_the_pace_and_never_small() -> None:
    month, day = timedelta(days=30), timedelta(days=1)
    assert left_out(600, within=month, away=10 * day, least=100) == 600
    assert left_out(601, within=month, away=10 * day, least=100) == 601
    assert left_out(6, within=month, away=day, least=100) == 100
    # A station's first hour, and a clock that was put back.
    assert left_out(50, within=timedelta(), away=day, least=10) == 150
    assert left_out(50, within=month, away=-day, least=10) == 10


@on_sqlite
@into_sqlite
def test_who_was_erased_since_a_backup_of_an_earlier_version_stays_erased(
    safe: Safe, target: Database
) -> None:
    def knows_no_line_names() -> None:
        with safe.talk.uow() as uow:
            purpose = Purpose.LINE_NAME.value
            uow.session.execute(delete(IndexKey).where(IndexKey.purpose == purpose))
            uow.commit()

    person = tell(safe)
    with safe.talk.uow() as uow:
        number = uow.members.by_line_user(person.line_id).number
    knows_no_line_names()
    safe.back_up()
    assert erase_member(safe.desk(), number) == 0
    knows_no_line_names()
    safe.back_up(safe.folder / "later.backup")
    assert safe.restore(target) == ""

"""What `db backup` and `db restore` refuse, in one line each, with nothing written."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Sequence

import pytest
from sqlalchemy import text

from commands.backing_up import keys_beside, run_backup
from files.vault import Vault
from models import migrate
from models.database import Database
from tests.commands.copies.safe import (
    FILE_KEY,
    Safe,
    into_sqlite,
    nothing_in,
    on_sqlite,
    seated,
)
from tests.conftest import FixedClock, a_rule_set


@on_sqlite
@into_sqlite
def test_keys_from_before_the_rows_would_erase_people_and_are_refused(
    safe: Safe, target: Database, clock: FixedClock
) -> None:
    safe.back_up(safe.folder / "earlier.backup")
    earlier = safe.folder / "earlier.keys"
    earlier.write_bytes(safe.keys.read_bytes())
    clock.passes(minutes=1)
    safe.back_up()
    assert "older than the backup" in safe.restore(target, keys=earlier)
    assert nothing_in(target)


@on_sqlite
def test_a_changed_or_cut_file_is_refused_and_nothing_is_written(
    safe: Safe, target: Database
) -> None:
    Vault(safe.media).keep([b"long" * 50_000], FILE_KEY, max_bytes=1 << 20)
    safe.back_up()
    for file in (safe.file, safe.keys):
        whole = file.read_bytes()
        for spoiled in spoiled_from(whole):
            file.write_bytes(spoiled)
            line = safe.restore(target)
            assert line.count("\n") == 1
            assert "damaged" in line or "no key of" in line
        file.write_bytes(whole)
    assert nothing_in(target)
    assert safe.restore(target) == ""


@on_sqlite
@into_sqlite
def test_one_file_does_not_pass_for_the_other(safe: Safe, target: Database) -> None:
    safe.back_up()
    assert "is a backup and no keys' file" in safe.restore(target, keys=safe.file)
    assert "cannot be read" in safe.restore(target, keys=safe.folder / "nowhere")
    safe.file = safe.keys
    assert "is a keys' file" in safe.restore(target)
    assert nothing_in(target)


@on_sqlite
@into_sqlite
def test_a_backup_of_stations_that_nobody_configured_is_refused(
    safe: Safe, target: Database
) -> None:
    safe.back_up()
    own, safe.rules = safe.rules, {"nonthong": a_rule_set("nonthong")}
    assert "of bungkum, khokkhram, and the configuration names nonthong" in safe.restore(target)
    assert nothing_in(target)
    safe.rules = {"khokkhram": own["khokkhram"]}
    assert safe.restore(target) == ""


@on_sqlite
@pytest.mark.parametrize("is_device", [False, True], ids=["a folder", "a device"])
def test_what_is_no_file_is_not_written_over_and_no_keys_are_left(
    safe: Safe, *, is_device: bool
) -> None:
    place = safe.folder / "place"
    os.mkfifo(place) if is_device else place.mkdir()
    for file, keys in ((place, safe.keys), (safe.file, place)):
        assert run_backup(safe.desk(), file, keys=keys, media=safe.media) == 1
        assert "cannot be written" in safe.aside.getvalue()
        assert not place.is_file()
        assert not safe.keys.exists()
        assert not safe.file.exists()
    assert not list(safe.folder.glob("*.part"))


@on_sqlite
def test_a_folder_that_is_not_there_is_told_by_the_name_that_was_given(safe: Safe) -> None:
    nowhere = safe.folder / "nowhere" / "backup"
    assert run_backup(safe.desk(), nowhere, keys=safe.keys, media=safe.media) == 1
    assert safe.aside.getvalue().startswith(f"{nowhere}: the backup cannot be written")


@on_sqlite
def test_a_full_disk_leaves_no_half_of_a_backup(safe: Safe) -> None:
    safe.back_up()
    before = safe.file.read_bytes(), safe.keys.read_bytes()
    Vault(safe.media).keep([b"long" * 50_000], FILE_KEY, max_bytes=1 << 20)
    allowed = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024, allowed[1]))
    try:
        code = run_backup(safe.desk(), safe.file, keys=safe.keys, media=safe.media)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, allowed)
        signal.signal(signal.SIGXFSZ, ignored)
    assert code == 1
    assert "cannot be written" in safe.aside.getvalue()
    assert not list(safe.folder.glob("*.part"))
    assert (safe.file.read_bytes(), safe.keys.read_bytes()) == before


@on_sqlite
def test_a_restore_that_fails_halfway_leaves_the_database_empty(
    safe: Safe, target: Database
) -> None:
    Vault(safe.media).keep([b"a picture"], FILE_KEY, max_bytes=100)
    safe.back_up()
    in_the_way = safe.folder / "restored-media"
    in_the_way.write_bytes(b"")
    assert "storage.media" in safe.restore(target)
    assert nothing_in(target)
    in_the_way.unlink()
    assert safe.restore(target) == ""


@on_sqlite
def test_other_keys_a_full_database_and_a_newer_version_are_refused(
    safe: Safe, target: Database
) -> None:
    safe.back_up()
    assert "no key of security.encryption_keys" in safe.restore(target, key=b"o" * 32)
    assert nothing_in(target)
    migrate.upgrade(target)
    assert safe.restore(target) == ""
    assert "not empty" in safe.restore(target)
    with safe.talk.store.database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    safe.back_up()
    assert "newer version" in safe.restore(target)


@on_sqlite
def test_a_folder_that_is_not_there_is_told_in_one_line(safe: Safe) -> None:
    nowhere = safe.folder / "nowhere" / "a.backup"
    desk = safe.desk()
    assert run_backup(desk, nowhere, keys=keys_beside(nowhere), media=safe.media) == 1
    assert "cannot be written" in safe.aside.getvalue()
    assert str(nowhere.parent) in safe.aside.getvalue()


@on_sqlite
def test_keys_and_rows_are_never_one_file(safe: Safe) -> None:
    assert run_backup(safe.desk(), safe.file, keys=safe.file, media=safe.media) == 1
    assert "a file of their own" in safe.aside.getvalue()
    assert not safe.file.exists()


@on_sqlite
@into_sqlite
def test_keys_of_another_deployment_open_nothing_here(
    safe: Safe, target: Database, clock: FixedClock
) -> None:
    safe.back_up()
    other = Database(f"sqlite:///{safe.folder}/other.db")
    migrate.upgrade(other)
    desk = safe.desk(seated(other, clock))
    keys = safe.folder / "other.keys"
    assert run_backup(desk, safe.folder / "other.backup", keys=keys, media=safe.media) == 0
    other.close()
    assert "does not belong" in safe.restore(target, keys=keys)
    assert nothing_in(target)


def spoiled_from(whole: bytes) -> Sequence[bytes]:
    places = (0, 5, 9, 40, 100, len(whole) // 2, len(whole) - 1)
    changed = [whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in places]
    head = len(whole) - (len(whole) - 28 - 7 - 77) % (64 * 1024 + 16)
    cuts = [whole[:at] for at in (0, 3, 6, 50, 120, len(whole) // 2, len(whole) - 1, head)]
    return [*changed, *[one for one in cuts if one != whole], whole + b"x", whole + whole]

"""A program that is older than its database: told in one line by every command, with no trace."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

import app
from models import migrate
from models.database import Database
from tests.acceptance.services import write_config

NEWER = (
    "database.url: was made by a newer version of this program: run that version, or a later one"
)
WORDS = [
    "db upgrade",
    "db backup {folder}/a.backup",
    "keys rotate",
    "import villages {folder}/villages.csv",
    "members list",
    "officers list",
    "bulletin list",
    "held list",
    "audit verify",
    "retention preview",
    "console-link --officer P1",
    "export tips {folder}/tips.csv --reason x",
    "worker",
]


@pytest.fixture(scope="module")
def newer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("newer")
    config = write_config(folder)
    database = Database(f"sqlite:///{folder}/var/tasapparot.db")
    migrate.upgrade(database)
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    (folder / "villages.csv").write_text("code,name\n")
    return config


def said(words: str, config: Path, monkeypatch: pytest.MonkeyPatch) -> int | str | None:
    asked = words.format(folder=config.parent).split()
    monkeypatch.setattr("sys.argv", ["app.py", "--config", str(config), *asked])
    with pytest.raises(SystemExit) as ended:
        app.main()
    return ended.value.code


@pytest.mark.parametrize("words", WORDS)
def test_a_newer_database_is_named_in_one_line(
    words: str, newer: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    assert said(words, newer, monkeypatch) == 1
    out, err = capfd.readouterr()
    assert (out, err) == ("", f"{NEWER}\n")


@pytest.mark.parametrize("words", ["run", "web"])
def test_a_service_does_not_start_on_it(
    words: str, newer: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    assert said(words, newer, monkeypatch) == 1
    assert capfd.readouterr().err == f"{NEWER}\n"


def test_nor_is_anything_restored_into_it(
    newer: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    assert said("db restore {folder}/none.backup", newer, monkeypatch) == 1
    assert capfd.readouterr().err.count("\n") == 1

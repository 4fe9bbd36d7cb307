from __future__ import annotations

import base64
import io
import stat
import subprocess
import sys
import tomllib
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bot.config import SettingsFault, load_settings
from bot.config.values import key_fingerprint
from catalog import LANGUAGES, Catalog
from commands import init, keys
from commands.desk import Desk

ALL = {
    "--station-code": "khokkhram",
    "--station-name": 'สน.โคกคราม "กลาง" \\ 1',
    "--short-name": "KK",
    "--channel-secret": "channel-secret-marked",
    "--channel-access-token": "access-token-marked",
    "--public-url": "https://bot.example.org",
}


def no_desk() -> AbstractContextManager[Desk]:
    raise AssertionError("a new key needs no database")


@pytest.fixture
def command(tmp_path: Path) -> typer.Typer:
    app = typer.Typer()
    app.add_typer(
        keys.sub_app(lambda: Catalog.load("en"), desk=no_desk, is_served=lambda: False),
        name="keys",
    )
    init.add_to(app, config=lambda: tmp_path / "config.toml", catalog=lambda: Catalog.load("en"))
    return app


def options(given: dict[str, str]) -> list[str]:
    return ["init", *(word for pair in given.items() for word in pair)]


def test_a_complete_start_writes_a_configuration_that_loads(
    command: typer.Typer, tmp_path: Path
) -> None:
    told = CliRunner().invoke(command, options(ALL))
    assert told.exit_code == 0
    path = tmp_path / "config.toml"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    settings = load_settings(path, {})
    assert settings.stations[0].name == ALL["--station-name"]
    assert settings.stations[0].line.channel_secret.get_secret_value() == "channel-secret-marked"
    assert settings.web.public_url == "https://bot.example.org"
    assert len(settings.web.secret_key.get_secret_value()) >= 64
    written_key = settings.security.encryption_keys[0].get_secret_value()
    assert key_fingerprint(written_key) in told.stdout
    assert str(path) in told.stdout
    assert str(tmp_path / "var" / "tasapparot.db") in told.stdout
    assert "python app.py check" in told.stdout
    for secret in (written_key, "marked", settings.web.secret_key.get_secret_value()):
        assert secret not in told.stdout


def test_what_was_not_said_is_named_and_left_marked(command: typer.Typer, tmp_path: Path) -> None:
    told = CliRunner().invoke(command, options({"--station-code": "kk"}))
    assert told.exit_code == 0
    path = tmp_path / "config.toml"
    names = ["station.name", "station.short_name", "line.channel_secret"]
    names.append("line.channel_access_token")
    for name in names:
        assert f"- {name}\n" in told.stdout
    assert path.read_text(encoding="utf-8").count("FILL IN") == len(names)
    with pytest.raises(SettingsFault) as fault:
        load_settings(path, {})
    assert [line.split(":")[0] for line in fault.value.lines] == names


def test_another_configuration_is_never_written_over(command: typer.Typer, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text("precious")
    told = CliRunner().invoke(command, options(ALL))
    assert told.exit_code == 1
    assert told.stderr == f"{path}: exists already; move it away first\n"
    assert path.read_text() == "precious"


@pytest.mark.parametrize(
    ("option", "value", "line"),
    [
        pytest.param(
            "--short-name",
            "คค",
            "--short-name: must be 1 to 8 Latin letters, like KK\n",
            id="a Thai short name",
        ),
        pytest.param(
            "--station-name", "a\nb", "--station-name: must be one line of plain text\n", id="two"
        ),
        pytest.param(
            "--public-url",
            "http://bot.example.org",
            "--public-url: must begin with https:// unless it names this machine\n",
            id="an open address",
        ),
    ],
)
def test_an_impossible_answer_is_refused_and_nothing_is_written(
    command: typer.Typer, tmp_path: Path, option: str, value: str, line: str
) -> None:
    told = CliRunner().invoke(command, options({**ALL, option: value}))
    assert (told.exit_code, told.stderr) == (1, line)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(init.InitRefused, match="cannot be written: No such file or directory"):
        init.write_config(tmp_path / "gone" / "config.toml", init.Answers())


def test_keys_are_fresh_each_time(tmp_path: Path) -> None:
    one = init.write_config(tmp_path / "a.toml", init.Answers())
    other = init.write_config(tmp_path / "b.toml", init.Answers())
    assert one.fingerprint != other.fingerprint
    a, b = (tomllib.loads((tmp_path / name).read_text()) for name in ("a.toml", "b.toml"))
    assert a["web"]["secret_key"] != b["web"]["secret_key"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_recovery_sheet_is_there_in_each_language(tmp_path: Path, language: str) -> None:
    out = io.StringIO()
    init.run_init(tmp_path / "c.toml", init.Answers(), Catalog.load(language), out=out)
    assert str(tmp_path / "c.toml") in out.getvalue()
    assert "{" not in out.getvalue()


def test_the_recovery_sheet_tells_where_things_are_wherever_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    out = io.StringIO()
    init.run_init(Path("d.toml"), init.Answers(), Catalog.load("en"), out=out)
    assert str(tmp_path / "d.toml") in out.getvalue()
    assert str(tmp_path / "var" / "tasapparot.db") in out.getvalue()


def test_keys_new_prints_the_key_alone_and_its_use_aside(command: typer.Typer) -> None:
    told = CliRunner().invoke(command, ["keys", "new"])
    assert told.exit_code == 0
    key = told.stdout.strip()
    assert len(base64.urlsafe_b64decode(key)) == 32
    assert key not in told.stderr
    assert key_fingerprint(key) in told.stderr
    assert "encryption_keys" in told.stderr


def test_each_command_has_its_own_help(command: typer.Typer) -> None:
    for words in (["init"], ["keys"], ["keys", "new"]):
        told = CliRunner().invoke(command, [*words, "--help"])
        assert told.exit_code == 0
        assert "Usage" in told.stdout


def test_configuration_and_commands_import_without_the_bot() -> None:
    code = "import sys, commands.init, commands.keys; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(run.stdout.split())
    assert not loaded & {"linebot", "sqlalchemy", "huey", "flask"}

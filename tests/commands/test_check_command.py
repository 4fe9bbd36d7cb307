"""`check` as an operator types it, beside a service that runs."""

from __future__ import annotations

import subprocess
import sys
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from csv import DictReader
from pathlib import Path

import pytest

from simulator import Cast, Channel, Person, Platform
from simulator.server import Running, serve
from tests.acceptance.services import free_port

CHECKOUT = Path(__file__).resolve().parents[2]
SAMPLE = CHECKOUT / "sample"


def app(config: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, CHECKOUT / "app.py", "--config", config, *words],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture
def line() -> Iterator[Running]:
    station = Channel(
        station_code="KK",
        name="โคกคราม",
        bot_user_id="U" + "f" * 32,
        secret="s" * 32,
        token="token-KK",
    )
    rows = DictReader((SAMPLE / "officers.csv").read_text("utf-8-sig").splitlines())
    ids = [row["line_user_id"] for row in rows if row["line_user_id"]]
    people = [Person(user_id=one, name=one[:5]) for one in ids]
    with serve(Platform(Cast(channels=[station], people=people))) as running:
        yield running


@pytest.fixture
def config(tmp_path: Path, line: Running) -> Path:
    port = free_port()
    made = tmp_path / "config.toml"
    made.write_text(
        f"""
[station]
code = "khokkhram"
name = "สน.โคกคราม"
short_name = "KK"
[line]
channel_secret = "{"s" * 32}"
channel_access_token = "token-KK"
api_base_url = "{line.line_url}"
data_api_base_url = "{line.line_url}"
[web]
port = {port}
secret_key = "{"k" * 48}"
[security]
encryption_keys = ["{urlsafe_b64encode(b"e" * 32).decode()}"]
""",
        encoding="utf-8",
    )
    line.platform.set_webhook("KK", f"http://127.0.0.1:{port}/callback")
    return made


@pytest.mark.slow
def test_a_first_day_from_an_empty_folder_to_a_station_in_good_health(config: Path) -> None:
    first = app(config, "check")
    assert first.returncode == 1
    assert "python app.py db upgrade" in first.stdout

    assert app(config, "db", "upgrade").returncode == 0
    second = app(config, "check")
    assert second.returncode == 1
    for mend in ("import officers", "python app.py run"):
        assert mend in second.stdout

    for kind in ("villages", "officers"):
        assert app(config, "import", kind, str(SAMPLE / f"{kind}.csv")).returncode == 0
    with subprocess.Popen(
        [sys.executable, CHECKOUT / "app.py", "--config", config, "run"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as service:
        assert service.stdout is not None
        assert "ready on" in service.stdout.readline()
        last = app(config, "check", "--station", "khokkhram")
        service.terminate()
        service.wait(15)
    assert last.returncode == 0, last.stdout
    assert (last.stderr, "fix  " in last.stdout) == ("", False)


def test_a_configuration_that_is_not_there_is_one_fault_and_no_traceback(tmp_path: Path) -> None:
    done = app(tmp_path / "none.toml", "check")
    assert done.returncode == 1
    assert "not found" in done.stdout
    assert "Traceback" not in done.stderr

"""The doctor and the machine: settings, keys, database, folders and mail."""

from __future__ import annotations

import base64
import contextlib
import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import pytest
from sqlalchemy import text

from commands.check.machine import check_settings, judge_room
from tests.commands.clinic import Clinic


def test_settings_that_are_missing_are_each_named(clinic: Clinic) -> None:
    clinic.write_config()
    written = clinic.config.read_text("utf-8")
    written = re.sub(r"encryption_keys = .*", "encryption_keys = []", written)
    clinic.config.write_text(written.replace('name = "', 'nam = "', 1), encoding="utf-8")
    assert clinic.check(rewrite=False) == 1
    named = " ".join(clinic.said("fix"))
    assert "security.encryption_keys: is empty" in named
    assert "station.nam: unknown key" in named
    assert clinic.line["channel_secret"] not in named


def test_a_missing_file_is_named(clinic: Clinic) -> None:
    clinic.config.unlink(missing_ok=True)
    assert clinic.check(rewrite=False) == 1
    assert "run init" in clinic.said("fix")[0]


def test_a_file_that_others_can_read_is_noted(clinic: Clinic) -> None:
    clinic.write_config()
    clinic.config.chmod(0o644)
    assert clinic.check(rewrite=False) == 0
    assert any("chmod 600" in one for one in clinic.said("note"))


def test_a_lost_encryption_key_is_told_with_how_many_it_opened(empty_clinic: Clinic) -> None:
    empty_clinic.fill()
    empty_clinic.key = b"n" * 32
    found = empty_clinic.only_fix()
    assert re.match(r"\d{2} key\(s\)", found)
    assert "encryption_keys" in found


def test_a_database_behind_its_migrations_is_to_be_upgraded(empty_clinic: Clinic) -> None:
    with empty_clinic.store.database.engine.begin() as connection:
        connection.execute(text("DELETE FROM alembic_version"))
    assert "db upgrade" in empty_clinic.only_fix()


def test_a_database_of_a_newer_version_is_not_to_be_upgraded(empty_clinic: Clinic) -> None:
    with empty_clinic.store.database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999_future'"))
    assert "newer version" in empty_clinic.only_fix()


def test_a_database_that_is_not_there_is_not_made(clinic: Clinic, tmp_path: Path) -> None:
    clinic.url = f"sqlite:///{tmp_path}/elsewhere/none.db"
    assert "db upgrade" in clinic.only_fix()
    assert not (tmp_path / "elsewhere").exists()


def test_a_file_that_is_no_database_is_named(clinic: Clinic, tmp_path: Path) -> None:
    (tmp_path / "broken.db").write_bytes(b"not a database" * 200)
    clinic.url = f"sqlite:///{tmp_path}/broken.db"
    assert f"{tmp_path}/broken.db is no SQLite database" in clinic.only_fix()


def test_a_database_server_that_is_away_is_named_without_its_password(clinic: Clinic) -> None:
    clinic.url = "postgresql+psycopg://bot:hunter2@127.0.0.1:9/none"
    found = clinic.only_fix()
    assert "cannot be opened" in found
    assert "hunter2" not in str(clinic.findings)


def test_a_media_folder_that_is_a_file_is_named(clinic: Clinic, tmp_path: Path) -> None:
    (tmp_path / "media").write_text("")
    clinic.more = '[storage]\nmedia = "media"'
    assert clinic.check() == 1
    assert any(str(tmp_path / "media") in one for one in clinic.said("fix"))


@pytest.mark.parametrize(("free", "verdict"), [(499, "fix"), (500, "note"), (2000, "ok")])
def test_the_disk_must_have_room(free: int, verdict: str) -> None:
    assert judge_room(Path("/var"), free * 1024 * 1024).verdict == verdict


def test_a_key_store_that_was_not_restored_is_named(empty_clinic: Clinic) -> None:
    empty_clinic.fill()
    with empty_clinic.store.database.engine.begin() as connection:
        connection.execute(text("DELETE FROM data_keys"))
    found = empty_clinic.only_fix()
    assert found.startswith("The data key(s) of 4 ")
    assert "key store" in found


def test_a_real_line_cannot_reach_this_machine_s_own_address(clinic: Clinic) -> None:
    clinic.write_config()
    written = clinic.config.read_text("utf-8").replace(
        clinic.running.line_url, "https://api.line.me"
    )
    clinic.config.write_text(written, encoding="utf-8")
    found = [one.key for one in check_settings(clinic.settings(), clinic.config)]
    assert found == ["check.settings_ok", "check.public_url_local"]


class MailServer:
    """A mail server that knows one sign-in and offers no encryption."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                caller, _ = self._socket.accept()
                with caller, caller.makefile("rw", encoding="latin-1", newline="\r\n") as talk:
                    self._converse(talk)

    def _converse(self, talk: TextIO) -> None:
        right = base64.b64encode(b"\0bot\0right").decode()
        self._say(talk, "220 here")
        for line in talk:
            word = line.strip()
            self.heard.append(word)
            if word.upper().startswith("EHLO"):
                self._say(talk, "250-here\n250 AUTH PLAIN")
            elif word.upper().startswith("AUTH"):
                self._say(talk, "235 ok" if word.endswith(right) else "535 no")
            elif word.upper() == "QUIT":
                self._say(talk, "221 bye")
                return
            else:
                self._say(talk, "250 ok")

    @staticmethod
    def _say(talk: TextIO, words: str) -> None:
        talk.write(words + "\n")
        talk.flush()

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    made = MailServer()
    yield made
    made.close()


def mail(port: int, **more: str) -> str:
    settings = {"username": "bot", "password": "right", "tls": "none", **more}
    lines = "\n".join(f'{name} = "{value}"' for name, value in settings.items())
    to = 'from = "bot@police.example"\nto = ["desk@police.example"]'
    return f'[mail]\nhost = "127.0.0.1"\nport = {port}\n{to}\n{lines}'


def test_a_mail_server_that_lets_us_in_gets_no_mail(
    clinic: Clinic, mail_server: MailServer
) -> None:
    clinic.more = mail(mail_server.port)
    assert clinic.check() == 0
    assert any("lets us in" in one for one in clinic.said("ok"))
    assert not any(one.upper().startswith(("MAIL", "RCPT", "DATA")) for one in mail_server.heard)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        pytest.param({"password": "wrong"}, "refuses the sign-in", id="a wrong password"),
        pytest.param({"tls": "starttls"}, "No sealed connection", id="no encryption offered"),
        pytest.param({"tls": "tls"}, "No sealed connection", id="encryption at the wrong port"),
    ],
)
def test_a_mail_server_that_keeps_us_out_is_named_with_why(
    clinic: Clinic, mail_server: MailServer, given: dict[str, str], words: str
) -> None:
    clinic.more = mail(mail_server.port, **given)
    assert words in clinic.only_fix()


def test_a_mail_server_out_of_reach_is_named(clinic: Clinic) -> None:
    clinic.more = mail(9)
    assert "mail server 127.0.0.1:9 cannot be reached" in clinic.only_fix()


def test_no_mail_fallback_is_worth_knowing(clinic: Clinic) -> None:
    assert clinic.check() == 0
    assert any("No mail fallback" in one for one in clinic.said("note"))

"""A station that runs with marked secrets, its people, and all that it wrote or answered."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import psycopg
import urllib3
from psycopg import sql

from simulator.client import PhoneHolder, SimulatorClient
from simulator.server import Running
from tests.acceptance.marked import PERSONAL, SECRETS, files_below
from tests.acceptance.services import app, line_of, write_config, write_rows
from tests.acceptance.test_kill import a_village

P = PERSONAL
OWN = {"Sec-Fetch-Site": "same-origin"}
SECTIONS = """
[tips]
collect_seconds = 0.3
[engine]
lease_seconds = 2
sweep_seconds = 0.5
[mail]
host = "127.0.0.1"
port = 9
password = "{mail}"
username = "station"
from = "bot@police.example"
to = ["desk@police.example"]
"""


class Town:
    """A station that runs, its people's phones, and all that it said to anybody."""

    def __init__(self, folder: Path, line: Running, database: str) -> None:
        self.folder, self.line, self.database = folder, line, database
        self.port = int((folder / "port").read_text())
        sections = SECTIONS.format(mail=P["a mail password"])
        self.config = write_config(
            folder, line=line.line_url, port=self.port, sections=sections, database=database
        )
        told = f'\nmetrics_token = "{SECRETS["the token of the figures"]}"\n[security]'
        self.config.write_text(self.config.read_text().replace("\n[security]", told))
        self.written: dict[str, bytes] = {}
        self.phones = SimulatorClient(line.url)
        self.http = urllib3.PoolManager(retries=False, timeout=10)
        self.tokens: dict[str, str] = {}

    def person(self, name: str) -> PhoneHolder:
        return self.phones.person(line_of(name), station="khokkhram")

    def command(self, *words: str | Path) -> str:
        """Run a command; what it printed is searched as well."""
        done = app(*words, config=self.config)
        self.written[f"command {words[:3]}"] = (done.stdout + done.stderr).encode()
        return done.stdout

    def asks(self, path: str, method: str = "GET", **more: Any) -> urllib3.BaseHTTPResponse:
        answer = self.http.request(
            method, f"http://127.0.0.1:{self.port}{path}", redirect=False, **more
        )
        if answer.status >= 400:
            name = re.sub(r"[^/a-z]+.*", "…", path)
            self.written[f"{method} {name} {answer.status}"] = answer.data
        return answer

    def enters(self, phone: PhoneHolder, label: str, *, way: str, what: str) -> str:
        """Go through the one-time link on a phone's button; return the cookie that it gives."""
        linked = re.compile(rf"https?://[^\"'/]+{way}[\w-]+")
        bubble = phone.waits_for(lambda one: linked.search(str(one)))
        (url,) = set(linked.findall(str(bubble)))
        path = "/" + url.split("/", 3)[3]
        self.tokens[f"{label}: its link"] = path.rpartition("/")[2]
        assert self.asks(path).status == 200
        entered = self.asks(path, "POST", headers=OWN)
        assert entered.status == 303, entered.data.decode()
        cookie = entered.headers["Set-Cookie"].partition(";")[0]
        self.tokens[f"{label}: its session"] = cookie.partition("=")[2]
        shown = self.asks(entered.headers["Location"], headers={"Cookie": cookie})
        assert (shown.status, what in shown.data.decode()) == (200, True)
        return cookie


def register(town: Town) -> None:
    """Write the station's books, wrongly first."""
    officer = {
        "rank": "ร.ต.ต.", "first_name": P["an officer's name"], "phone": P["a telephone"],
        "backup_villages": "", "last_name": "ทดสอบ",
    }  # fmt: skip
    posts = (("P1", "village", "V1"), ("D1", "duty", ""), ("C1", "commander", ""))
    officers = [
        {**officer, "code": code, "role": role, "villages": villages, "line_user_id": line_of(code)}
        for code, role, villages in posts
    ]
    member = {
        "first_name": P["a first name"], "last_name": P["a last name"],
        "birth_date": "1980-01-01", "national_id": P["a national id"],
        "phone": P["a telephone"], "education": "", "occupation": "",
        "registered_address": P["an address"], "current_address": P["an address"],
        "village": "V1", "kind": "public", "trained_on": "2026-01-01",
        "line_user_id": line_of("m0"),
    }  # fmt: skip
    books = town.folder / "books"
    books.mkdir()
    town.command("db", "upgrade")
    town.command("import", "villages", write_rows(books / "v.csv", [a_village("V1", "ดอนตาล")]))
    town.command("import", "officers", write_rows(books / "o.csv", officers))
    wrong = [{**member, "birth_date": P["a last name"], "village": "V9", "kind": P["a telephone"]}]
    town.command("import", "members", write_rows(books / "wrong.csv", wrong))
    town.command("import", "members", write_rows(books / "m.csv", [member]))


def database_of(town: Town) -> str:
    return town.database or f"sqlite:///{town.folder}/var/tasapparot.db"


def stored(town: Town) -> dict[str, bytes]:
    """Return every byte of the database as its server would show it, and every file beside it."""
    found = {f"file {name}": content for name, content in files_below(town.folder / "var")}
    if town.database:
        with psycopg.connect(town.database.replace("+psycopg", "")) as raw:
            tables = raw.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            for (name,) in tables.fetchall():
                whole = sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(name))
                rows = raw.execute(whole).fetchall()
                found[f"table {name}"] = "\n".join(row[0] for row in rows).encode()
    return found

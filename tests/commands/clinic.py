"""A station with all its parts, for the doctor: LINE's simulator, a real door, real tables."""

from __future__ import annotations

import asyncio
import io
import threading
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.config import Settings, load_settings
from bot.webhook import Door, GroupCommit
from commands.check.examination import Visit, run_check
from models.assignment import Charge
from models.database import Database
from models.keyring import Keyring
from models.officer import Officer, OfficerProfile, Role
from models.sealed import KeyCabinet
from models.unit_of_work import Store, UnitOfWork
from models.village import Village
from simulator import Cast, Channel, GroupChat, Person, Platform
from simulator.listener import Server
from simulator.server import Running, serve
from tests.conftest import KEY, FixedClock, a_rule_set, the_lexicon

SECRET, TOKEN = "s" * 32, "token-of-the-station"
VILLAGE, DESK, CHIEF = ("U" + letter * 32 for letter in "123")
GROUP = "C" + "a" * 32
CODE = "khokkhram"
LISTS = {"P1": (Role.VILLAGE, VILLAGE), "D1": (Role.DUTY, DESK), "C1": (Role.COMMANDER, CHIEF)}


def a_cast() -> Cast:
    station = Channel(
        station_code="KK",
        name="ตาสับปะรด โคกคราม",
        bot_user_id="U" + "f" * 32,
        secret=SECRET,
        token=TOKEN,
    )
    people = [Person(user_id=one, name=one[:4]) for one in (VILLAGE, DESK, CHIEF)]
    group = GroupChat(group_id=GROUP, name="ริมคลอง", channel="KK", members=[VILLAGE])
    return Cast(channels=[station], people=people, groups=[group])


class HttpDoor:
    """The real door of the webhook, on a small server of its own."""

    def __init__(self, store: Store, clock: FixedClock, secrets: dict[str, str]) -> None:
        self._commit = GroupCommit(store, committed=lambda: None)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.door = Door(store, self._commit, secrets=secrets, clock=clock, max_body_bytes=1 << 20)
        self._server = Server(self)
        self.port = self._server.port

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        told: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": environ["wsgi.input"].read()}

        async def send(message: Any) -> None:
            told.append(message)

        seal = environ.get("HTTP_X_LINE_SIGNATURE", "").encode()
        scope = {
            "type": "http",
            "path": environ["PATH_INFO"],
            "method": environ["REQUEST_METHOD"],
            "headers": [(b"x-line-signature", seal)],
        }
        answered = asyncio.run_coroutine_threadsafe(self.door(scope, receive, send), self._loop)
        answered.result(5)
        start_response(f"{told[0]['status']} told", [])
        return [told[1]["body"]]

    def close(self) -> None:
        self._server.close()
        self._commit.close()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()


class Clinic:
    """A station in good health, and the doctor who is called to it."""

    def __init__(self, url: str, folder: Path, clock: FixedClock, running: Running) -> None:
        self.url, self.folder, self.clock, self.running = url, folder, clock, running
        self.platform: Platform = running.platform
        self.config = folder / "config.toml"
        self.line = {"channel_secret": SECRET, "channel_access_token": TOKEN}
        self.key = KEY
        self.more = ""
        self.now: Callable[[], datetime] = clock
        self.public_url = ""
        self.findings: list[tuple[str, str, str]] = []
        database = Database(url)
        self.store = Store(database, KeyCabinet(database, Keyring([KEY])), the_lexicon())
        self.store.seat({CODE: a_rule_set(CODE)}, clock())

    @contextmanager
    def writing(self) -> Iterator[UnitOfWork]:
        with self.store.writing(self.store.station(CODE).id, self.clock()) as uow:
            yield uow
            uow.commit()

    def fill(self) -> None:
        with self.writing() as uow:
            village = uow.villages.add(Village(code="V1", name="ชุมชนริมคลอง"))
            for code, (role, line_id) in LISTS.items():
                officer = add_officer(uow, code, role)
                uow.officers.bind(officer, line_id, self.clock())
            primary = uow.officers.by_code("P1")
            assert primary is not None
            uow.assignments.appoint(primary, {village.id: Charge.PRIMARY}, at=self.clock())
            group = uow.groups.meet(GROUP, now=self.clock())
            uow.groups.bind(group, [village.id], whole_station=False, now=self.clock())

    def open_door(self, port_of: HttpDoor) -> None:
        self.port = port_of.port
        self.public_url = f"http://127.0.0.1:{self.port}"
        self.platform.set_webhook("KK", f"{self.public_url}/callback")

    def write_config(self) -> None:
        line = "\n".join(f'{name} = "{value}"' for name, value in self.line.items())
        text = f"""
[station]
code = "{CODE}"
name = "สน.โคกคราม"
short_name = "KK"
[line]
{line}
api_base_url = "{self.running.line_url}"
data_api_base_url = "{self.running.line_url}"
[database]
url = "{self.url}"
[web]
port = {self.port}
public_url = "{self.public_url}"
secret_key = "{"k" * 48}"
[security]
encryption_keys = ["{urlsafe_b64encode(self.key).decode()}"]
{self.more}
"""
        self.config.write_text(text, encoding="utf-8")
        self.config.chmod(0o600)

    def settings(self) -> Settings:
        return load_settings(self.config, {})

    def check(self, *, station: str | None = None, rewrite: bool = True) -> int:
        if rewrite:
            self.write_config()
        out = io.StringIO()
        code = run_check(
            Visit(
                settings=self.settings,
                clock=self.now,
                out=out,
                station=station,
                config=self.config,
            )
        )
        self.findings = list(read(out.getvalue()))
        return code

    def only_fix(self) -> str:
        """Have the doctor find one fault, and return it."""
        assert self.check() == 1
        (found,) = self.said("fix")
        return found

    def said(self, verdict: str) -> list[str]:
        return [english for found, _, english in self.findings if found == verdict]

    def close(self) -> None:
        self.store.database.close()


def add_officer(uow: UnitOfWork, code: str, role: Role) -> Officer:
    profile = OfficerProfile(rank="ด.ต.", first_name=code, last_name="ทดสอบ", phone="0800000001")
    return uow.officers.add(code, role, profile)


def read(said: str) -> Iterator[tuple[str, str, str]]:
    """Return each finding as verdict, Thai and English."""
    lines = iter(said.splitlines())
    for line in lines:
        verdict = line[:6].strip()
        if verdict in ("ok", "fix", "note"):
            yield verdict, line[6:], next(lines)[6:]


@contextmanager
def a_clinic(url: str, folder: Path, clock: FixedClock) -> Iterator[Clinic]:
    with ExitStack() as stack:
        running = stack.enter_context(serve(Platform(a_cast(), clock=clock)))
        clinic = Clinic(url, folder, clock, running)
        stack.callback(clinic.close)
        door = HttpDoor(clinic.store, clock, {CODE: SECRET})
        stack.callback(door.close)
        clinic.open_door(door)
        yield clinic

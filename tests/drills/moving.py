"""A station that moves: backed up while people write, restored elsewhere, and looked through."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

import composition
from bot.config import load_settings
from drills.course import Fault, Scale
from drills.ground import STATION, Ground
from drills.load import PLATE, PLATES, Sending
from files.vault import Vault
from models.arrival import Arrival, ArrivalState
from models.media import MediaState
from models.outbox import OPEN_STATES, OutboxState, Outgoing
from models.tip import Tip
from models.unit_of_work import UnitOfWork
from tests.acceptance.services import app

PHOTOS = 4
_JPEG = b"\xff\xd8"


def backed_up(file: Path) -> Fault:
    """Return what takes a backup by the command line while photos come in as well."""

    def backs_up(ground: Ground, _: Scale) -> str:
        photos = ground.tips(PHOTOS, every=10**9, has_photos=True)
        sending = Sending(ground.url, STATION, photos, rate=4, collect=ground.plan.collect)
        sending.start()
        done = app("db", "backup", file, config=ground.config)
        sending.join()
        return f"backed up with code {done.returncode}{done.stderr}"

    return backs_up


@dataclass
class Home:
    """Where a station lives: a folder with its configuration, its database and its media."""

    folder: Path
    config: Path = field(init=False)

    def __post_init__(self) -> None:
        self.config = self.folder / "config.toml"

    @classmethod
    def beside(cls, config: Path, folder: Path, *, database: str = "") -> Home:
        """Give a new home the settings of another, with a database of its own."""
        folder.mkdir()
        said = config.read_text(encoding="utf-8")
        if database:
            said += f'[database]\nurl = "{database}"\n'
        else:
            said = said.partition("[database]")[0]
        made = cls(folder)
        made.config.write_text(said, encoding="utf-8")
        return made

    @property
    def vault(self) -> Vault:
        return Vault(self.folder / "var" / "media")

    def takes(self, file: Path) -> str:
        """Restore a backup by the command line; return what it said."""
        done = app("db", "restore", file, config=self.config)
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextmanager
    def books(self) -> Iterator[UnitOfWork]:
        store = composition.open_store(load_settings(self.config, {}))
        try:
            with store.reading(store.station(STATION).id, composition.clock()) as uow:
                yield uow
        finally:
            store.database.close()

    def tips(self) -> Mapping[int, Mapping[int, int]]:
        """Return how often each part of each tip is there; open whatever is sealed meanwhile."""
        found: dict[int, dict[int, int]] = {}
        with self.books() as uow:
            for tip in uow.tips.all():
                assert uow.tips.sender_line_id(tip)
                plates = [
                    hit
                    for one in uow.tips.messages(tip)
                    for hit in PLATE.findall(str(uow.tips.content(one)))
                ]
                parts = found.setdefault(int(plates[0][1]), {})
                for letters, _ in plates:
                    part = PLATES.index(letters)
                    parts[part] = parts.get(part, 0) + 1
                self._whole(uow, tip)
        return found

    def _whole(self, uow: UnitOfWork, tip: Tip) -> None:
        """See that what is kept of a tip is there with it, and that somebody is to hear of it."""
        for one in uow.media.of_tip(tip.id):
            if one.state == MediaState.KEPT:
                clean = uow.media.kept(one)["clean"]
                with self.vault.open(clean["name"], bytes.fromhex(clean["key"])) as content:
                    assert b"".join(content).startswith(_JPEG)
        if tip.state == "sent":
            alerts = select(Outgoing.id).where(
                Outgoing.tip_id == tip.id, Outgoing.officer_id.is_not(None)
            )
            assert uow.session.scalars(alerts).first() is not None

    def held(self) -> set[tuple[str, str | uuid.UUID]]:
        """Return what is held, after seeing that nothing else waits to go out now."""
        with self.books() as uow:
            going = uow.session.scalars(select(Outgoing.id).where(Outgoing.state.in_(OPEN_STATES)))
            assert going.all() == []
            overdue = select(Arrival.id).where(
                Arrival.state == ArrivalState.WAITING, Arrival.due_at <= uow.now
            )
            assert uow.session.scalars(overdue).all() == []
            out = select(Outgoing).where(Outgoing.state == OutboxState.HELD)
            back = select(Arrival).where(Arrival.state == ArrivalState.HELD)
            return {
                *(("M", one.retry_key) for one in uow.session.scalars(out)),
                *(("A", one.key) for one in uow.session.scalars(back)),
            }

"""This is the sample station on the simulator: what `demo`, and `run` without a file, stand on."""

from __future__ import annotations

import base64
import json
import os
import secrets
import shutil
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alone import is_held

if TYPE_CHECKING:
    from bot.config import Settings
    from commands.desk import Desk
    from simulator import Cast, Platform

CHECKOUT = Path(__file__).resolve().parent
SAMPLE = CHECKOUT / "sample"
MOUNT = "/simulator"
# What a real station would set: beside these in the environment there is no sample station.
_REAL = ("TASAPPAROT_LINE__", "TASAPPAROT_STATION__", "TASAPPAROT_STATIONS")
# `demo` begins with an empty database, so it may never be pointed at one that holds something.
_ITS_OWN = (
    *_REAL,
    "TASAPPAROT_DATABASE__",
    "TASAPPAROT_ENGINE__",
    "TASAPPAROT_STORAGE__",
    "TASAPPAROT_SECURITY__",
)
# What a service that runs tells the commands beside it, whose environment may be another.
_ADDRESS = ("host", "port", "public_url")
_KEY_BYTES = 32
_DATABASE = "tasapparot.db"
_WHOLE_STATION = "*"


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A folder below `var/` in which the sample station lives."""

    folder: Path
    begins_clean: bool

    @classmethod
    def kept(cls) -> Stage:
        """Return the one of `run`, which is there again the next time."""
        return cls(folder=CHECKOUT / "var" / "sample", begins_clean=False)

    @classmethod
    def fresh(cls) -> Stage:
        """Return the one of `demo`, which begins anew each time."""
        return cls(folder=CHECKOUT / "var" / "demo", begins_clean=True)

    @classmethod
    def in_folder(cls, folder: Path) -> Stage:
        """Return the stage that lives in a folder."""
        return next(one for one in (cls.kept(), cls.fresh()) if one.folder == folder)

    @property
    def exists(self) -> bool:
        """Say whether the sample station has ever lived here."""
        return (self.folder / "keys.json").exists()

    @property
    def is_running(self) -> bool:
        """Say whether a service holds this stage now."""
        return is_held(self.folder / f"{_DATABASE}.lock")

    def begin(self, settings: Settings) -> None:
        """Make ready for a service that starts here, and leave word of where it is reached."""
        if self.begins_clean:
            self.clear()
        web = {f"TASAPPAROT_WEB__{key.upper()}": getattr(settings.web, key) for key in _ADDRESS}
        draft = self.folder / "address.new"
        draft.write_text(json.dumps(web, default=str), "utf-8")
        draft.replace(self.folder / "address.json")

    def address(self) -> dict[str, str]:
        """Return where the service that runs here can be reached, as the settings it has."""
        path = self.folder / "address.json"
        found = json.loads(path.read_text("utf-8")) if path.exists() else {}
        return {name: str(value) for name, value in found.items()}

    def environment(self, environ: Mapping[str, str]) -> dict[str, str]:
        """Return the settings of the environment that this stage listens to."""
        ignored = _ITS_OWN if self.begins_clean else ()
        return {name: value for name, value in environ.items() if not name.startswith(ignored)}

    def settings(self, environ: Mapping[str, str]) -> dict[str, Any]:
        """Return the sample station's settings, making its keys if there are none yet."""
        keys = self._keys()
        port = environ.get("TASAPPAROT_WEB__PORT", "8000")
        line = f"http://127.0.0.1:{port}{MOUNT}/line"
        station = tomllib.loads((SAMPLE / "station.toml").read_text("utf-8"))["station"]
        return {
            "station": station,
            "line": {
                "channel_secret": keys["channel_secret"],
                "channel_access_token": keys["channel_access_token"],
                "api_base_url": line,
                "data_api_base_url": line,
            },
            "database": {"url": f"sqlite:///{self.folder}/{_DATABASE}"},
            "engine": {"url": f"sqlite:///{self.folder}/engine.db"},
            "storage": {"media": str(self.folder / "media")},
            "web": {"secret_key": keys["secret_key"]},
            "security": {"encryption_keys": [keys["encryption_key"]]},
        }

    def clear(self) -> None:
        """Take away what an earlier demonstration left; what is held open by a lock stays."""
        for one in self.folder.iterdir() if self.folder.exists() else ():
            if one.is_dir():
                shutil.rmtree(one)
            elif one.suffix not in (".json", ".lock"):
                one.unlink()

    def _keys(self) -> dict[str, str]:
        path = self.folder / "keys.json"
        if path.exists():
            found: dict[str, str] = json.loads(path.read_text("utf-8"))
            return found
        made = {
            "channel_secret": secrets.token_hex(16),
            "channel_access_token": secrets.token_urlsafe(96),
            "bot_user_id": f"U{secrets.token_hex(16)}",
            "secret_key": secrets.token_urlsafe(_KEY_BYTES),
            "encryption_key": base64.urlsafe_b64encode(secrets.token_bytes(_KEY_BYTES)).decode(),
        }
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(made, file)
            file.flush()
            os.fsync(file.fileno())
        return made

    def platform(self, settings: Settings) -> Platform:
        """Return a LINE of its own for the sample station."""
        from simulator import Platform

        return Platform(self.cast(settings))

    def cast(self, settings: Settings) -> Cast:
        """Return who has a phone in the simulator, and the sample station's account."""
        from simulator import Cast, Channel, GroupChat, Person, Place

        station, web = settings.stations[0], settings.web
        channel = Channel(
            station_code=station.code,
            name=station.name,
            bot_user_id=self._keys()["bot_user_id"],
            secret=station.line.channel_secret.get_secret_value(),
            token=station.line.channel_access_token.get_secret_value(),
            webhook_url=f"http://{web.host}:{web.port}/callback",
        )
        people = [
            Person(
                user_id=row["user_id"],
                name=row["name"],
                picture=row.get("picture", ""),
                befriended=row.get("befriended", True),
                role_hint=row["role"],
            )
            for row in _rows("people")
        ]
        groups = [
            GroupChat(
                group_id=row["group_id"],
                name=row["name"],
                channel=station.code,
                members=tuple(row["members"]),
            )
            for row in _rows("groups")
        ]
        return Cast(
            channels=(channel,),
            people=people,
            groups=groups,
            places=[
                Place(title=title, latitude=lat, longitude=lon) for title, lat, lon in _places()
            ],
        )


def is_real(environ: Mapping[str, str]) -> bool:
    """Say whether the environment alone describes a real station."""
    return any(name.startswith(_REAL) for name in environ)


def seed(desk: Desk) -> bool:
    """Give an empty station the sample's villages, people and groups; say whether all went in."""
    from commands.importing import ImportWish, ListKind, run_import

    for kind in (ListKind.VILLAGES, ListKind.OFFICERS, ListKind.MEMBERS):
        if run_import(desk, kind, ImportWish(file=SAMPLE / f"{kind}.csv")):
            return False
    with desk.writing() as uow:
        by_code = {row.code: row.id for row in uow.villages.all()}
        for row in _rows("groups"):
            if uow.groups.find(row["group_id"]) is None:
                group = uow.groups.meet(row["group_id"], now=uow.now)
                is_whole = row["villages"] == [_WHOLE_STATION]
                villages = [] if is_whole else [by_code[code] for code in row["villages"]]
                uow.groups.bind(group, villages, whole_station=is_whole, now=uow.now)
                group.member_count = len(row["members"])
        uow.commit()
    return True


def needs_seed(desk: Desk) -> bool:
    """Say whether the station is still empty."""
    with desk.reading() as uow:
        return not uow.villages.all()


def _rows(name: str) -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = tomllib.loads(
        (SAMPLE / f"{name}.toml").read_text("utf-8")
    )[name]
    return found


def _places() -> list[tuple[str, float, float]]:
    """Return the villages as the places that the phones' location picker offers."""
    from files.tables import read_table
    from files.villages import read_villages

    return [
        (row.name, row.lat, row.lon)
        for row in read_villages(read_table(SAMPLE / "villages.csv")).rows
        if row.lat is not None and row.lon is not None
    ]

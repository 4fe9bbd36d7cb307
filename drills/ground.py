"""This is where drills take place: a station at work, its people, and a LINE beside it."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import update

import composition
from bench.card_parts import cast, free_port, running, simulator_command, write_config
from bench.register import Register, line_of
from bot.config import Settings, load_settings
from commands.importing import ImportWish, ListKind, run_import
from domain.answers import Words
from domain.audience import Audience
from drills.kept import Kept
from drills.load import Tip, is_emergency, words_of
from drills.way_in import way_in
from models.assignment import Assignment
from models.bulletin import NewBulletin
from models.planning import plan
from simulator import GroupChat
from simulator.client import SimulatorClient

if TYPE_CHECKING:
    from models.unit_of_work import Store

STATION = "khokkhram"
DESK = "D"
READER = "m0"
VILLAGES = 10
# Nobody accepts in a drill, so nothing may go on to the next in line meanwhile.
_SECTIONS = """
[tips]
collect_seconds = {collect:g}
[routing]
accept_minutes = {{ emergency = 600, soon = 600, routine = 600 }}
routine_pause = ""
[bulletins]
quiet_hours = ""
"""
_QUICK = "lease_seconds = 1\nsweep_seconds = 0.3\n"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a ground consists of; `is_quick` takes up what died sooner than a station would."""

    name: str
    services: Sequence[str]
    people: int
    groups: int = 0
    database: str = ""
    engine: str = ""
    collect: float = 2.0
    is_quick: bool = False
    env: Mapping[str, str] = field(default_factory=dict)

    def sections(self) -> str:
        """Return what stands in the configuration beside what has no default."""
        said = _SECTIONS.format(collect=self.collect)
        if self.database:
            said += f'[database]\nurl = "{self.database}"\n'
        engine = f'url = "{self.engine}"\n' if self.engine else ""
        engine += _QUICK if self.is_quick else ""
        return said + (f"[engine]\n{engine}" if engine else "")


@dataclass(kw_only=True)
class Ground:
    """A station at work; each drill takes members who have not written yet.

    `carried`: how many connections the way in gave to each door.
    """

    plan: Plan
    folder: Path
    config: Path
    url: str
    store: Store
    carried: Mapping[int, int]
    services: Sequence[Kept]
    phones: SimulatorClient
    register: Register
    taken: int = 0
    bulletins: int = 0

    @property
    def station_id(self) -> int:
        """Return the station's row."""
        return self.store.station(STATION).id

    def tips(self, count: int, *, every: int, has_photos: bool = False) -> list[Tip]:
        """Return tips of members who have not written yet, one of `every` in three parts.

        One with a photo waits for it, so it is no emergency.
        """
        first = self.taken
        self.taken += count
        if self.taken > self.register.members:
            raise ValueError("there are not so many members")
        names = self.register.names()
        return [
            Tip(
                number=1000 + one,
                member=f"m{one}",
                officers=self._officers(one, is_calm=has_photos),
                has_photo=has_photos,
                words=words_of(
                    one,
                    village=names[one % VILLAGES],
                    parts=1 if one % every else 3,
                    is_calm=has_photos,
                ),
            )
            for one in range(first, first + count)
        ]

    def _officers(self, member: int, *, is_calm: bool) -> tuple[str, ...]:
        own = self.register.officer_of(member)
        return (own, DESK) if is_emergency(member) and not is_calm else (own,)

    def announce(self) -> str:
        """Plan a bulletin to every group for now; return its words."""
        self.bulletins += 1
        said = f"bulletin {self.bulletins}"
        now = composition.clock()
        with self.store.writing(self.station_id, now) as uow:
            new = NewBulletin(
                contents=[Words(text=said)], audience=Audience(groups=True), is_urgent=True
            )
            timer = plan(uow, uow.bulletins.draft(new, now=now), now)
            uow.inbox.set_timer(timer, lane=said.encode(), now=now)
            uow.commit()
        return said


def group_line(number: int) -> str:
    """Return a group's LINE id."""
    return f"C{number:032x}"


@contextmanager
def ground(plan: Plan, folder: Path) -> Iterator[Ground]:
    """Settle a station, start its services and a LINE, and end them with the block."""
    door, line = free_port(), free_port()
    config = write_config(folder, port=door, line=f"http://127.0.0.1:{line}/line")
    with config.open("a") as file:
        file.write(plan.sections())
    register = Register(villages=VILLAGES, members=plan.people)
    settings = load_settings(config, {})
    _settle(settings, register.write(folder))
    store = composition.open_store(settings)
    with ExitStack() as stack:
        stack.callback(store.database.close)
        _settle_in(store, plan.groups)
        url = stack.enter_context(_line(folder, line, register, plan.groups, door))
        phones = SimulatorClient(url)
        stack.callback(phones.close)
        # LINE tells nobody when it delivers again; a drill does not wait for minutes.
        phones.set_switches(
            backoff_seconds=0.5, longest_backoff_seconds=2.0, max_redeliveries=10_000
        )
        doors = _doors(plan.services, door)
        is_shared = len(doors) > 1
        carried = stack.enter_context(way_in(door, doors)) if is_shared else Counter({door: 1})
        yield Ground(
            plan=plan,
            folder=folder,
            config=config,
            url=url,
            store=store,
            carried=carried,
            services=_start(plan, folder, config, doors, stack),
            phones=phones,
            register=register,
        )


def _doors(services: Sequence[str], door: int) -> Sequence[int]:
    """Return the port of each service with a door; several stand behind one way in."""
    count = sum(one != "worker" for one in services)
    return [door] if count == 1 else [free_port() for _ in range(count)]


def _start(
    plan: Plan, folder: Path, config: Path, doors: Sequence[int], stack: ExitStack
) -> Sequence[Kept]:
    """Start all services side by side, to be ended with the stack."""
    left, services = iter(doors), []
    for number, command in enumerate(plan.services):
        log = folder / f"{command}{number}.log"
        door = {} if command == "worker" else {"TASAPPAROT_WEB__PORT": str(next(left))}
        made = Kept(command, config=config, log=log, env={**plan.env, **door})
        stack.callback(made.stop)
        made.begin()
        services.append(made)
    for one in services:
        one.await_ready()
    return services


def _settle(settings: Settings, files: Mapping[str, Path]) -> None:
    """Lay the tables and import the register, as an administrator does."""
    if not composition.prepare(settings, is_sample=False):
        raise SystemExit("the tables could not be laid")
    with composition.desk_of(settings, None) as desk:
        quiet = replace(desk, out=io.StringIO(), aside=io.StringIO())
        for kind, file in files.items():
            if run_import(quiet, ListKind(kind), ImportWish(file=file)):
                raise SystemExit(f"the {kind} could not be imported")


def _settle_in(store: Store, groups: int) -> None:
    """Let the officers be here since long ago, whatever the clock will say, and bind groups."""
    now = composition.clock()
    with store.writing(store.station(STATION).id, now) as uow:
        uow.session.execute(update(Assignment).values(starts_at=None))
        village = uow.villages.all()[0]
        for number in range(groups):
            group = uow.groups.meet(group_line(number), now=now)
            group.member_count, group.counted_at = 1, now
            uow.groups.bind(group, [village.id], whole_station=False, now=now)
        uow.quotas.told(now, limit=None, used=0)
        uow.commit()


@contextmanager
def _line(folder: Path, port: int, register: Register, groups: int, door: int) -> Iterator[str]:
    """Run a LINE as a process of its own; give its address."""
    known = cast(register.people(), webhook=f"http://127.0.0.1:{door}/callback")
    rooms = [
        GroupChat(group_id=group_line(one), name="g", channel=STATION, members=[line_of(READER)])
        for one in range(groups)
    ]
    file = folder / "cast.json"
    file.write_text(replace(known, groups=rooms).to_json(), encoding="utf-8")
    with running(simulator_command(file, port=port), log=folder / "simulator.log"):
        yield f"http://127.0.0.1:{port}"

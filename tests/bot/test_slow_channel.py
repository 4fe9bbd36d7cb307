"""One station's LINE is stuck: its own messages wait, and nobody else's."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from bot.carrier import Carrier
from bot.crier import Crier
from bot.line.gateway import Gateway
from bot.sender import Sender
from bot.shift import Shift
from bot.threads import Threads
from bot.tray import Tray
from bot.turns import Shares, Turns
from domain.answers import Rank
from domain.delivery import LineAnswer, Method
from models.outbox import OutboxState
from models.unit_of_work import Store
from simulator import Platform
from simulator.client import wait_for
from simulator.server import Running, serve
from tests.bot.sending import LEASE, MEMBER, OFFICER, OTHER, Office, to_person
from tests.bot.square import Square, a_crowd
from tests.conftest import FixedClock

HANDS = 2
WAITS = 30.0


class Stuck(Gateway):
    """An account of LINE that says nothing until it is told to."""

    goes_on: threading.Event

    def send(self, method: Method, body: dict[str, Any], *, retry_key: str) -> LineAnswer:
        self.goes_on.wait(WAITS)
        return super().send(method, body, retry_key=retry_key)

    def send_many(self, parcels: Any) -> list[LineAnswer]:
        self.goes_on.wait(WAITS)
        return super().send_many(parcels)


class Neighbours:
    """Two stations of one deployment; LINE is stuck for the first of them."""

    def __init__(self, stuck: Office, well: Office) -> None:
        self.stuck, self.well = stuck, well
        self.line = stuck.gateway(Stuck)
        assert isinstance(self.line, Stuck)
        self.goes_on = self.line.goes_on = threading.Event()
        self.ends = threading.Event()
        self.hands: list[threading.Thread] = []

    @property
    def gateways(self) -> Mapping[int, Gateway]:
        own = self.well.gateway(token="token-BK")
        return {self.stuck.station: self.line, self.well.station: own}

    def work(self, step: Callable[[], bool], hands: int = HANDS) -> None:
        """Let some hands do a step again and again."""

        def work() -> None:
            while not self.ends.is_set():
                if not step():
                    self.ends.wait(0.02)

        self.hands = [threading.Thread(target=work, daemon=True) for _ in range(hands)]
        for one in self.hands:
            one.start()

    def are_accepted(self, rows: list[int]) -> bool:
        return all(self.well.row(one).state == OutboxState.ACCEPTED for one in rows)

    def end(self) -> None:
        self.goes_on.set()
        self.ends.set()
        for one in self.hands:
            one.join(WAITS)


@pytest.fixture
def neighbours(office: Office, store: Store, clock: FixedClock) -> Iterator[Neighbours]:
    running = Running(url=office.line_url.removesuffix("/line"), platform=office.platform)
    well = Office(store, store.station("bungkum").id, clock, running)
    made = Neighbours(office, well)
    yield made
    made.end()
    well.line.close()


def shift() -> Shift:
    return Shift(owner="s", lease=LEASE, hands=HANDS)


def test_the_alerts_of_other_stations_leave_while_one_line_is_stuck(
    neighbours: Neighbours,
) -> None:
    texts = [to_person(one, text="รอ", rank=Rank.ALERT) for one in (MEMBER, OFFICER, OTHER) * 2]
    waiting = neighbours.stuck.keeps(*texts)
    store, clock, gateways = neighbours.well.store, neighbours.well.clock, neighbours.gateways
    tray = Tray(
        Carrier(store, gateways, clock=clock),
        hands=HANDS,
        turns=Turns(Shares.of(HANDS, len(gateways))),
        give=Threads("sender", most=HANDS).give,
    )
    sender = Sender(store, tray, stations=gateways, clock=clock, shift=shift())
    neighbours.work(sender.step, hands=1)
    wait_for(lambda: neighbours.stuck.row(waiting[0]).attempts == 1, WAITS, what="the first")
    time.sleep(0.2)
    going = neighbours.well.keeps(*(to_person(one) for one in (MEMBER, OFFICER, OTHER)))
    wait_for(lambda: neighbours.are_accepted(going), WAITS / 3, what="the others")
    assert not any(neighbours.are_accepted([one]) for one in waiting)
    neighbours.goes_on.set()
    wait_for(lambda: neighbours.are_accepted(waiting), WAITS, what="those that waited")


def test_the_bulletins_of_other_stations_leave_while_one_line_is_stuck(
    store: Store, station: int, clock: FixedClock
) -> None:
    with serve(Platform(a_crowd(3, 1), clock=clock)) as running:
        stuck = Square(store, station, clock, running)
        well = Square(store, store.station("bungkum").id, clock, running)
        bulletins = []
        for one in (stuck, well):
            one.has(groups=3)
            bulletins.append(one.announces(is_urgent=True))
            clock.passes(seconds=1)
        stuck.works()
        neighbours = Neighbours(stuck, well)
        gateways = {station: neighbours.line, well.station: well.gateway()}
        neighbours.work(Crier(store, gateways, clock=clock, shift=shift(), at_once=1).step)
        wait_for(lambda: well.accepted(bulletins[1]) == 3, WAITS / 3, what="the others")
        assert stuck.accepted(bulletins[0]) == 0
        neighbours.goes_on.set()
        wait_for(lambda: stuck.accepted(bulletins[0]) == 3, WAITS, what="those that waited")
        neighbours.end()
        for one in (stuck, well):
            one.closes()

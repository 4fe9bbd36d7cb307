"""What LINE and the door answer is counted where it happens."""

from __future__ import annotations

from bot.metrics import Metrics
from bot.webhook import Door, GroupCommit
from domain.answers import Rank
from models.unit_of_work import Store
from tests.bot.sending import MEMBER, OFFICER, Office, to_person
from tests.conftest import FixedClock


def told(metrics: Metrics) -> str:
    return metrics.exposition()[0].decode()


def test_each_answer_of_line_is_counted_by_its_kind(office: Office) -> None:
    metrics = Metrics()
    office.keeps(to_person(MEMBER), to_person(OFFICER, rank=Rank.ALERT))
    office.sends(gateway=office.gateway(heard=metrics.heard))
    office.keeps(to_person(MEMBER))
    office.sends(gateway=office.gateway(token="wrong", heard=metrics.heard))
    assert 'tasapparot_line_answers_total{outcome="accepted"} 2.0' in told(metrics)
    assert 'tasapparot_line_answers_total{outcome="unauthorized"} 1.0' in told(metrics)
    assert "tasapparot_line_seconds_count 3.0" in told(metrics)


async def _nothing() -> dict[str, object]:
    return {"type": "http.request", "body": b"{}"}


async def _unheard(message: object) -> None:
    pass


async def ask(door: Door) -> None:
    scope = {"type": "http", "method": "POST", "path": "/callback", "headers": []}
    await door(scope, _nothing, _unheard)


def test_the_door_tells_how_long_its_answer_took(store: Store, clock: FixedClock) -> None:
    import asyncio

    found: list[tuple[int, int, float]] = []
    commit = GroupCommit(store, committed=lambda: None)
    door = Door(
        store,
        commit,
        secrets={"khokkhram": "s"},
        clock=clock,
        max_body_bytes=99,
        counted=lambda *facts: found.append(facts),
    )
    asyncio.run(ask(door))
    commit.close()
    ((status, events, seconds),) = found
    assert (status, events) == (400, 0)
    assert 0 <= seconds < 5

"""Two people decide about one bulletin at the same moment, over two connections."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import pytest

from bot.dispatcher import Dispatcher
from domain.answers import Answer
from domain.bulletin import BulletinState
from domain.composing import BulletinDecided, ComposePressed
from domain.events import Event, Speaker
from handlers import HANDLERS
from models.officer import OfficerProfile, Role
from models.unit_of_work import Store, UnitOfWork
from tests.conftest import FixedClock
from tests.handlers.precinct import line_of
from tests.handlers.rendezvous import Rendezvous
from tests.handlers.talk import Person, Talk, for_whom, the_catalog
from tests.handlers.town import GROUP, OTHER, a_town, bulletins, needing_approval, submitted


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """Give each database in turn: how a race ends is theirs to decide."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def strict(talk: Talk, store: Store, clock: FixedClock) -> Talk:
    town = a_town(talk)
    needing_approval(store, clock)
    with town.uow() as uow:
        profile = OfficerProfile(rank="พ.ต.ท.", first_name="สอง", last_name="สกุล", phone="02")
        second = uow.officers.add("c2", Role.COMMANDER, profile)
        uow.officers.bind(second, line_of("c2"), uow.now)
        uow.commit()
    submitted(Person(town, "d1"))
    return town


def at_once(talk: Talk, *events: Event) -> None:
    """Let each event be handled by a worker of its own, all having begun before any ends."""
    meeting = Rendezvous(talk.store.database, len(events))

    def met(handle: Any) -> Any:
        def handler(event: Any, uow: UnitOfWork, catalog: Any) -> Sequence[Answer]:
            uow.bulletins.by_number(1)
            meeting.wait()
            return handle(event, uow, catalog)  # type: ignore[no-any-return]

        return handler

    handlers = {**HANDLERS, **{type(one): met(HANDLERS[type(one)]) for one in events}}
    dispatcher = Dispatcher(handlers, understand=lambda one, _: one, catalog=the_catalog())
    failed: list[BaseException] = []

    def work(event: Event) -> None:
        try:
            with talk.uow() as uow:
                dispatcher.dispatch(event, uow, lane=b"lane", reply=None)
                uow.commit()
        except BaseException as error:
            failed.append(error)

    hands = [threading.Thread(target=work, args=(one,)) for one in events]
    for one in hands:
        one.start()
    for one in hands:
        one.join(timeout=30)
    assert failed == []


def decision(talk: Talk, name: str, *, yes: bool = True) -> BulletinDecided:
    who = Speaker(user_id=line_of(name))
    return BulletinDecided(
        happened_at=talk.clock(), speaker=who, number=1, version=1, is_approved=yes
    )


def acts(talk: Talk) -> list[str]:
    with talk.uow() as uow:
        return [one.act for one in uow.audit.lines() if one.about == "bulletin:1"]


@pytest.mark.parametrize("second", [True, False], ids=["approves", "does not"])
def test_of_two_commanders_one_decides(strict: Talk, second: bool) -> None:
    at_once(strict, decision(strict, "c1"), decision(strict, "c2", yes=second))
    decided = [one for one in acts(strict) if one != "bulletin_submitted"]
    assert len(decided) == 1
    (row,) = bulletins(strict)
    wanted = {
        "bulletin_approved": BulletinState.SCHEDULED,
        "bulletin_given_back": BulletinState.DRAFT,
    }
    assert row.state == wanted[decided[0]]


def test_a_change_and_an_approval_at_once_send_nothing_that_was_not_approved(strict: Talk) -> None:
    author = Speaker(user_id=line_of("d1"))
    change = ComposePressed(happened_at=strict.clock(), speaker=author, verb="change", choice="1")
    at_once(strict, decision(strict, "c1"), change)
    (row,) = bulletins(strict)
    assert (row.state, row.version > 1, row.approver_id) == (BulletinState.DRAFT, True, None)
    assert for_whom(strict.passes(hours=20)).isdisjoint({GROUP, OTHER})

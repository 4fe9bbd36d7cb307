"""What LINE calls an account is learnt beside everything else, however long LINE is away."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.introduction import Introduction
from bot.line.gateway import Gateway
from simulator.client import wait_for
from tests.bot.sending import Office


def known(office: Office) -> str:
    with office.store.reading(office.station, office.clock()) as uow:
        return uow.rules.bot_basic_id


@pytest.fixture
def asking(office: Office) -> Iterator[Introduction]:
    made = Introduction(office.store, {office.station: office.gateway()}, first_pause=0.05)
    yield made
    made.stop()


def test_the_account_s_id_is_asked_for_once(office: Office, asking: Introduction) -> None:
    assert known(office) == ""
    asking.start()
    assert wait_for(lambda: known(office)) == "@simulator"
    assert len(office.calls("info")) == 1


def test_it_is_asked_for_again_while_line_is_away(office: Office, asking: Introduction) -> None:
    office.line.set_fault("status", endpoint="info", status=500)
    asking.start()
    wait_for(lambda: len(office.calls("info")) >= 2)
    assert known(office) == ""
    office.line.clear_faults()
    assert wait_for(lambda: known(office)) == "@simulator"


def test_one_account_that_is_refused_holds_up_no_other(office: Office) -> None:
    other = office.store.station("bungkum").id
    refused = Gateway(token="an old token", api=office.line_url, data=office.line_url)
    asking = Introduction(office.store, {other: refused, office.station: office.gateway()})
    asking.start()
    assert wait_for(lambda: known(office)) == "@simulator"
    asking.stop()

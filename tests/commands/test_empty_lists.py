"""A list of nothing says so to who sits there, and nothing to a script that reads it."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from catalog import Catalog
from commands import bulletins_listed, holding, meeting_shown, people, survey_keeping
from commands.desk import Desk
from models.unit_of_work import Store
from tests.conftest import FixedClock


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.mark.parametrize(
    ("listing", "said"),
    [
        (people.list_officers, "import officers"),
        (people.list_members, "import members"),
        (bulletins_listed.run_list, "bulletin send"),
        (survey_keeping.run_list, "survey create"),
        (meeting_shown.run_list, "meeting plan"),
        (holding.run_list, "ไม่มีสิ่งที่พักไว้"),
    ],
)
def test_an_empty_list_says_so_aside(
    store: Store, station: int, clock: FixedClock, listing: Callable[[Desk], int], said: str
) -> None:
    out, aside = io.StringIO(), io.StringIO()
    desk = Desk(
        store=store,
        station_id=station,
        catalog=Catalog.load("th"),
        clock=clock,
        out=out,
        aside=aside,
    )
    assert not listing(desk)
    assert out.getvalue() == ""
    assert said in aside.getvalue()

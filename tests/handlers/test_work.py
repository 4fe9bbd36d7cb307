"""The list of an officer's open work."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from bot.line.cards import carousel
from domain.answers import Carousel, Press, Words
from domain.classification.kinds import Urgency
from domain.events import ButtonPressed
from domain.post_meanings import MoreWorkAsked, WorkAsked
from domain.taps import pressed
from handlers import work
from models.officer import Officer
from models.unit_of_work import Store
from tests.conftest import FixedClock
from tests.handlers.precinct import CATALOG, Precinct, contents, opened, said


@pytest.fixture
def here(store: Store, station: int, clock: FixedClock) -> Iterator[Precinct]:
    with opened(store, station, clock()) as precinct:
        yield precinct


def work_of(here: Precinct, officer: Officer) -> list[str]:
    event = WorkAsked(happened_at=here.uow.now, speaker=here.speaker(officer))
    found = contents(work.list_work(event, here.uow, CATALOG))[0]
    return [card.alt for card in found.cards] if isinstance(found, Carousel) else []


def test_work_lists_the_urgent_first_without_anyones_words(here: Precinct) -> None:
    assert work_of(here, here.primary) == []
    here.a_sent_tip()
    here.a_sent_tip(urgency=Urgency.EMERGENCY)
    here.a_sent_tip(village_id=here.other.id)
    here.a_sent_tip(is_restricted=True)
    assert work_of(here, here.primary) == [
        "เรื่องที่ 2/2569 เหตุด่วนเหตุร้าย เปรมฤทัย",
        "เรื่องที่ 1/2569 ทั่วไป เปรมฤทัย",
    ]
    assert len(work_of(here, here.desk)) == 3
    assert len(work_of(here, here.commander)) == 4
    event = WorkAsked(happened_at=here.uow.now, speaker=here.speaker(here.commander))
    assert "คนเมา" not in said(work.list_work(event, here.uow, CATALOG))


def test_more_work_than_fits_is_counted(here: Precinct) -> None:
    for _ in range(14):
        here.a_sent_tip()
    event = WorkAsked(happened_at=here.uow.now, speaker=here.speaker(here.primary))
    listed, more = contents(work.list_work(event, here.uow, CATALOG))
    assert isinstance(listed, Carousel)
    assert isinstance(more, Words)
    assert len(listed.cards) == 12
    assert "2 เรื่อง" in more.text
    (see_more,) = more.choices
    assert isinstance(see_more.tap, Press)
    asked = pressed(
        ButtonPressed(
            happened_at=here.uow.now, speaker=here.speaker(here.primary), data=see_more.tap.data
        ),
        is_leaving=False,
    )
    assert isinstance(asked, MoreWorkAsked)
    (rest,) = contents(work.list_more(asked, here.uow, CATALOG))
    assert isinstance(rest, Carousel)
    assert [card.alt for card in rest.cards] == [
        "เรื่องที่ 13/2569 ทั่วไป เปรมฤทัย",
        "เรื่องที่ 14/2569 ทั่วไป เปรมฤทัย",
    ]


def test_a_full_page_stays_within_what_line_takes(here: Precinct) -> None:
    here.village.name = "ชุมชนเปรมฤทัยพัฒนาสามัคคีร่วมใจ" * 3
    for _ in range(12):
        here.a_sent_tip(urgency=Urgency.EMERGENCY, is_practice=True, has_withdrawn=True)
    event = WorkAsked(happened_at=here.uow.now, speaker=here.speaker(here.desk))
    (listed,) = contents(work.list_work(event, here.uow, CATALOG))
    assert isinstance(listed, Carousel)
    sent = json.dumps(carousel(listed)["contents"], ensure_ascii=False)
    assert len(sent.encode()) < 50_000


def test_a_button_of_a_list_that_became_shorter_shows_it_from_the_start(here: Precinct) -> None:
    here.a_sent_tip()
    event = MoreWorkAsked(happened_at=here.uow.now, speaker=here.speaker(here.primary), start=12)
    (listed,) = contents(work.list_more(event, here.uow, CATALOG))
    assert isinstance(listed, Carousel)
    assert len(listed.cards) == 1


def test_the_desk_sees_first_what_has_no_village(here: Precinct) -> None:
    here.a_sent_tip(urgency=Urgency.EMERGENCY)
    here.a_sent_tip(village_id=None)
    here.a_sent_tip(village_id=None, urgency=Urgency.SOON)
    assert [alt.split()[1] for alt in work_of(here, here.desk)] == ["3/2569", "2/2569", "1/2569"]
    assert work_of(here, here.commander)[0].split()[1] == "1/2569"

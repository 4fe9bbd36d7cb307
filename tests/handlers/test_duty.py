"""An officer's duty, console and lists."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from domain.answers import Notice, OpenLink
from domain.events import Speaker
from domain.post_meanings import ConsoleAsked, DutySaid, QuotaAsked, WorkAsked
from domain.refusals import Refusal
from domain.tip import TipState
from handlers import duty, looking, work
from models.officer import Officer
from models.unit_of_work import Store
from tests.conftest import FixedClock
from tests.handlers.precinct import CATALOG, Precinct, contents, line_of, messages, opened, said


@pytest.fixture
def here(store: Store, station: int, clock: FixedClock) -> Iterator[Precinct]:
    with opened(store, station, clock()) as precinct:
        yield precinct


def says(here: Precinct, officer: Officer, *, is_on: bool) -> str:
    event = DutySaid(happened_at=here.uow.now, speaker=here.speaker(officer), is_on=is_on)
    return said(duty.change(event, here.uow, CATALOG))


def test_who_is_off_duty_gets_no_new_tips_until_back(here: Precinct) -> None:
    says(here, here.primary, is_on=False)
    assert [here.who(one.to) for one in messages(here.ready(here.a_tip()))] == ["b1"]
    says(here, here.primary, is_on=True)
    assert [here.who(one.to) for one in messages(here.ready(here.a_tip()))] == ["p1"]


def test_who_leaves_is_reminded_of_what_they_hold(here: Precinct) -> None:
    tip = here.a_sent_tip()
    tip.state, tip.handler_id = TipState.ACCEPTED, here.primary.id
    assert "1 เรื่อง" in says(here, here.primary, is_on=False)


def test_the_console_opens_by_a_button_with_a_one_time_link(here: Precinct) -> None:
    event = ConsoleAsked(happened_at=here.uow.now, speaker=here.speaker(here.admin))
    (offered,) = contents(duty.open_console(event, here.uow, CATALOG))
    assert isinstance(offered, Notice)
    (button,) = offered.buttons
    assert isinstance(button.tap, OpenLink)
    assert button.tap.url.startswith("https://police.example/console/enter/")
    assert button.tap.url not in offered.text


@pytest.mark.parametrize("who", ["member", "suspended"])
def test_others_are_refused(here: Precinct, who: str) -> None:
    here.admin.is_suspended = True
    line_id = line_of("member") if who == "member" else line_of("a1")
    speaker = Speaker(user_id=line_id)
    at = here.uow.now
    with pytest.raises(Refusal):
        duty.open_console(ConsoleAsked(happened_at=at, speaker=speaker), here.uow, CATALOG)
    with pytest.raises(Refusal):
        work.list_work(WorkAsked(happened_at=at, speaker=speaker), here.uow, CATALOG)
    with pytest.raises(Refusal):
        looking.tell_quota(QuotaAsked(happened_at=at, speaker=speaker), here.uow, CATALOG)


def test_the_quota_is_told_as_far_as_line_told_it(here: Precinct) -> None:
    event = QuotaAsked(happened_at=here.uow.now, speaker=here.speaker(here.desk))
    assert "ยังไม่ได้อ่าน" in said(looking.tell_quota(event, here.uow, CATALOG))
    month = here.uow.quotas.at(here.uow.now)
    month.used, month.limit = 1200, 5000
    assert "เหลือ 3,800" in said(looking.tell_quota(event, here.uow, CATALOG))
    month.limit, month.is_spent = None, True
    told = said(looking.tell_quota(event, here.uow, CATALOG))
    assert "ไม่จำกัด" in told
    assert "หมดแล้ว" in told


def test_the_quota_holds_what_went_since_line_told_it(here: Precinct) -> None:
    here.uow.quotas.told(here.uow.now, limit=300, used=20)
    here.uow.quotas.count(here.uow.now, 17)
    event = QuotaAsked(happened_at=here.uow.now, speaker=here.speaker(here.primary))
    assert "ใช้ไป 37 จาก 300 เหลือ 263" in said(looking.tell_quota(event, here.uow, CATALOG))

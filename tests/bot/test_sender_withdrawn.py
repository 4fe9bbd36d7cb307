"""The sender beside an unsend: what has not left never leaves, and what LINE took is not denied."""

from __future__ import annotations

import pytest

from models.case import has_card
from models.outbox import OutboxState
from tests.bot.sending import Meanwhile, Office


def withdraws(office: Office, row_id: int) -> None:
    with office.store.writing(office.station, office.clock()) as uow:
        tip = office.row(row_id).tip_id
        assert tip is not None
        uow.outbox.withdraw_content(tip, now=uow.now)
        uow.commit()


def test_an_unsend_before_the_sending_keeps_it_from_leaving(office: Office) -> None:
    row_id = office.alerts_an_officer()
    withdraws(office, row_id)
    office.sends()
    assert office.calls() == []
    assert not office.row(row_id).is_doubtful


def test_an_unsend_between_two_attempts_ends_them_and_leaves_the_doubt(office: Office) -> None:
    row_id = office.alerts_an_officer()
    office.line.set_fault("drop_answer", endpoint="push", count=1)
    office.sends()
    withdraws(office, row_id)
    office.sends_later(minutes=10)
    assert len(office.calls("push")) == 1
    row = office.row(row_id)
    assert row.state == OutboxState.WITHDRAWN
    assert row.is_doubtful
    assert row.frozen is None


@pytest.mark.parametrize(
    ("fault", "state", "is_doubtful"),
    [
        pytest.param(None, OutboxState.ACCEPTED, False, id="LINE took it"),
        pytest.param("rate", OutboxState.WITHDRAWN, False, id="LINE did not take it"),
        pytest.param("drop_answer", OutboxState.WITHDRAWN, True, id="nobody knows"),
    ],
)
def test_an_unsend_while_line_is_asked_does_not_hide_what_line_did(
    office: Office, fault: str | None, state: OutboxState, is_doubtful: bool
) -> None:
    row_id = office.alerts_an_officer()
    if fault:
        office.line.set_fault(fault, endpoint="push", count=1)
    gateway = office.gateway(Meanwhile)
    assert isinstance(gateway, Meanwhile)
    gateway.happens = lambda: withdraws(office, row_id)
    office.sends(gateway=gateway)
    office.sends_later(minutes=10)
    with office.store.reading(office.station, office.clock()) as uow:
        row = office.row(row_id)
        assert row.officer_id is not None
        assert row.tip_id is not None
        officer, tip = uow.officers.get(row.officer_id), uow.tips.get(row.tip_id)
        assert has_card(uow, officer, tip) is (fault != "rate")
    assert (row.state, row.is_doubtful, row.frozen) == (state, is_doubtful, None)
    assert len(office.calls("push")) == 1

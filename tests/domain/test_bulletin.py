"""A bulletin's life: what may be done to it, and what may not any more."""

from __future__ import annotations

import pytest

from domain.bulletin import (
    ENDED,
    BulletinState,
    BulletinStep,
    BulletinStepRefused,
    take_step,
)


def test_a_change_takes_a_planned_bulletin_back_to_its_draft() -> None:
    planned = take_step(BulletinState.AWAITING, BulletinStep.PLAN)
    assert take_step(planned, BulletinStep.CHANGE) is BulletinState.DRAFT


@pytest.mark.parametrize("state", sorted(ENDED))
def test_what_has_ended_changes_no_more(state: BulletinState) -> None:
    for step in BulletinStep:
        with pytest.raises(BulletinStepRefused):
            take_step(state, step)


def test_a_draft_is_never_sent_without_being_planned() -> None:
    for state in (BulletinState.DRAFT, BulletinState.AWAITING):
        with pytest.raises(BulletinStepRefused):
            take_step(state, BulletinStep.SEND)

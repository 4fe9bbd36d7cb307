"""The life of a tip."""

from __future__ import annotations

import pytest

from domain.tip import STEPS, Step, StepNotAllowed, TipState, step


def test_a_tip_is_collected_sent_accepted_and_closed() -> None:
    state = TipState.COLLECTING
    for taken in (Step.ASK, Step.SEND, Step.ACCEPT, Step.CLOSE, Step.REOPEN):
        state = step(state, taken)
    assert state is TipState.SENT


@pytest.mark.parametrize("taken", list(Step))
def test_what_ended_for_good_takes_no_step(taken: Step) -> None:
    with pytest.raises(StepNotAllowed):
        step(TipState.CANCELLED, taken)


@pytest.mark.parametrize("taken", sorted(set(Step) - {Step.UNMERGE}))
def test_what_was_merged_can_only_be_parted_again(taken: Step) -> None:
    with pytest.raises(StepNotAllowed):
        step(TipState.MERGED, taken)
    assert step(TipState.MERGED, Step.UNMERGE) is TipState.SENT


def test_a_sent_tip_is_not_cancelled() -> None:
    with pytest.raises(StepNotAllowed):
        step(TipState.SENT, Step.CANCEL)


def test_every_state_is_reached_and_every_step_is_used() -> None:
    assert {*STEPS.values(), TipState.COLLECTING} == set(TipState)
    assert {taken for _, taken in STEPS} == set(Step)

"""This is the life of a bulletin and of its deliveries; `domain.when` says when it is due."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Final

# A bulletin that rides on free replies waits so long for a word in the group, unless said.
RIDES_FOR: Final = timedelta(hours=24)
# LINE takes five message objects in one reply.
MOST_TOGETHER: Final = 5
# People watch it on data of their own: at the size that is sent, three minutes are 15 MB at most.
LONGEST_VIDEO: Final = timedelta(minutes=3)
# LINE may say nothing of the month or of a group's size for a while; nobody sends blindly.
LOOKS_AGAIN_AFTER: Final = timedelta(minutes=1)
# A sending that began is ended, whatever stops it on its way, for at least so long.
SENDS_FOR: Final = timedelta(minutes=30)


class BulletinState(StrEnum):
    """Where a bulletin stands; one that repeats is `scheduled` between its times."""

    DRAFT = "draft"
    AWAITING = "awaiting"
    SCHEDULED = "scheduled"
    HELD = "held"
    SENDING = "sending"
    SENT = "sent"
    CANCELLED = "cancelled"
    MISSED = "missed"


class BulletinStep(StrEnum):
    """What is done to a bulletin.

    `change`: its words, time or audience are others, so an approval is void. `rest`: one time is
    done, and the next is awaited.
    """

    CHANGE = "change"
    SUBMIT = "submit"
    PLAN = "plan"
    HOLD = "hold"
    SEND = "send"
    END = "end"
    REST = "rest"
    MISS = "miss"
    CANCEL = "cancel"


class BulletinStepRefused(Exception):
    """A bulletin cannot take this step from where it stands."""

    def __init__(self, state: BulletinState, step: BulletinStep) -> None:
        super().__init__(f"a bulletin that is {state} cannot take the step {step}")
        self.state = state
        self.step = step


_WAITING: Final = (BulletinState.SCHEDULED, BulletinState.HELD)
_BEFORE: Final = (BulletinState.DRAFT, BulletinState.AWAITING, *_WAITING)
_UNDER_WAY: Final = (*_WAITING, BulletinState.SENDING)
BULLETIN_STEPS: Final[Mapping[tuple[BulletinState, BulletinStep], BulletinState]] = {
    **{(one, BulletinStep.CHANGE): BulletinState.DRAFT for one in _BEFORE},
    (BulletinState.DRAFT, BulletinStep.SUBMIT): BulletinState.AWAITING,
    (BulletinState.DRAFT, BulletinStep.PLAN): BulletinState.SCHEDULED,
    (BulletinState.AWAITING, BulletinStep.PLAN): BulletinState.SCHEDULED,
    **{(one, BulletinStep.HOLD): BulletinState.HELD for one in _WAITING},
    **{(one, BulletinStep.SEND): BulletinState.SENDING for one in _UNDER_WAY},
    (BulletinState.SENDING, BulletinStep.END): BulletinState.SENT,
    **{(one, BulletinStep.REST): BulletinState.SCHEDULED for one in _UNDER_WAY},
    **{(one, BulletinStep.MISS): BulletinState.MISSED for one in _WAITING},
    **{
        (one, BulletinStep.CANCEL): BulletinState.CANCELLED
        for one in (*_BEFORE, BulletinState.SENDING)
    },
}
ENDED: Final = frozenset({BulletinState.SENT, BulletinState.CANCELLED, BulletinState.MISSED})


def take_step(state: BulletinState, step: BulletinStep) -> BulletinState:
    """Return where a bulletin stands after a step; raise BulletinStepRefused if it may not."""
    after = BULLETIN_STEPS.get((state, step))
    if after is None:
        raise BulletinStepRefused(state, step)
    return after


class SaverEnd(StrEnum):
    """What becomes of a bulletin for which nobody in the group spoke in time."""

    PUSH = "push"
    DROP = "drop"


class DeliveryState(StrEnum):
    """What is known of one recipient; `given_up`: LINE may have it, and nobody can tell."""

    WAITING = "waiting"
    SENT = "sent"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    GIVEN_UP = "given_up"
    DROPPED = "dropped"

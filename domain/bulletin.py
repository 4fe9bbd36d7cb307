"""This is the life of a bulletin, and whether its time has come, must wait, or is over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.calendar import is_quiet, local

# A bulletin that rides on free replies waits so long for a word in the group, unless said.
RIDES_FOR: Final = timedelta(hours=24)
# LINE takes five message objects in one reply.
MOST_TOGETHER: Final = 5
# LINE may say nothing of the month or of a group's size for a while; nobody sends blindly.
LOOKS_AGAIN_AFTER: Final = timedelta(minutes=1)
_A_DAY: Final = timedelta(days=1)


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


@dataclass(frozen=True, kw_only=True)
class Manners:
    """When a bulletin may speak: the station's quiet hours and how late is too late.

    `hours` is `HH:MM-HH:MM` in the station's time and may span midnight, empty for none.
    """

    hours: str
    timezone: str
    grace: timedelta
    is_urgent: bool = False

    def quiet_until(self, moment: datetime) -> datetime | None:
        """Return when a bulletin may speak again, None if it may now."""
        if self.is_urgent or not is_quiet(moment, self.hours, self.timezone):
            return None
        return self._next(moment, 1)

    def expires(self, due: datetime) -> datetime:
        """Return until when a bulletin is not too late; hours in which nobody speaks do not count.

        Held from the night on, it is as punctual in the morning as it was in the evening.
        """
        at, left = self.quiet_until(due) or due, self.grace
        while self._knows_quiet() and at + left > (starts := self._next(at, 0)):
            at, left = self._next(starts, 1), left - (starts - at)
        return at + left

    def _knows_quiet(self) -> bool:
        start, _, end = self.hours.replace(" ", "").partition("-")
        return not self.is_urgent and start != end

    def _next(self, moment: datetime, side: int) -> datetime:
        """Return the first start (0) or end (1) of quiet hours after a moment, by wall clock."""
        here = local(moment, self.timezone)
        hour, minute = (int(part) for part in self.hours.split("-")[side].strip().split(":"))
        found = here.replace(hour=hour, minute=minute, second=0, microsecond=0)
        return (found if found > here else found + _A_DAY).astimezone(moment.tzinfo)


@dataclass(frozen=True, kw_only=True)
class Turn:
    """What to do with a bulletin that is due: send it, hold it until a moment, or report it."""

    state: BulletinState
    until: datetime | None = None


def turn(due: datetime, now: datetime, manners: Manners) -> Turn:
    """Say whether a bulletin goes now, waits for the end of quiet hours, or was missed."""
    if now > manners.expires(due):
        return Turn(state=BulletinState.MISSED)
    until = manners.quiet_until(now)
    if until is not None:
        return Turn(state=BulletinState.HELD, until=until)
    return Turn(state=BulletinState.SENDING)

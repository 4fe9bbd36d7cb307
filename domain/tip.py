"""This is the life of a tip as one table of allowed steps."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class TipState(StrEnum):
    """Where a tip stands."""

    COLLECTING = "collecting"
    ASKING = "asking"
    SENT = "sent"
    ACCEPTED = "accepted"
    INVESTIGATING = "investigating"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    MERGED = "merged"


class Step(StrEnum):
    """What is done to a tip."""

    ASK = "ask"
    SEND = "send"
    CANCEL = "cancel"
    ACCEPT = "accept"
    INVESTIGATE = "investigate"
    CLOSE = "close"
    REOPEN = "reopen"
    HAND_OVER = "hand_over"
    MERGE = "merge"
    UNMERGE = "unmerge"


class Outcome(StrEnum):
    """How a tip ended."""

    VERIFIED_ARREST = "verified_arrest"
    VERIFIED_PREVENTED = "verified_prevented"
    VERIFIED_REFERRED = "verified_referred"
    UNFOUNDED = "unfounded"
    DUPLICATE = "duplicate"
    NO_ACTION_NEEDED = "no_action_needed"


class Trust(StrEnum):
    """What the sender was to the network when the tip came; `desk`: whom the desk listened to."""

    TRAINED = "trained"
    REGISTERED = "registered"
    UNVERIFIED = "unverified"
    SUSPENDED = "suspended"
    DESK = "desk"


class StepNotAllowed(Exception):
    """A tip cannot take this step from where it stands."""

    def __init__(self, state: TipState, step: Step) -> None:
        super().__init__(f"a tip that is {state} cannot take the step {step}")
        self.state = state
        self.step = step


STEPS: Mapping[tuple[TipState, Step], TipState] = {
    (TipState.COLLECTING, Step.ASK): TipState.ASKING,
    (TipState.COLLECTING, Step.SEND): TipState.SENT,
    (TipState.COLLECTING, Step.CANCEL): TipState.CANCELLED,
    (TipState.ASKING, Step.SEND): TipState.SENT,
    (TipState.ASKING, Step.CANCEL): TipState.CANCELLED,
    (TipState.SENT, Step.ACCEPT): TipState.ACCEPTED,
    (TipState.SENT, Step.CLOSE): TipState.CLOSED,
    (TipState.SENT, Step.HAND_OVER): TipState.SENT,
    (TipState.SENT, Step.MERGE): TipState.MERGED,
    (TipState.ACCEPTED, Step.INVESTIGATE): TipState.INVESTIGATING,
    (TipState.ACCEPTED, Step.HAND_OVER): TipState.SENT,
    (TipState.ACCEPTED, Step.CLOSE): TipState.CLOSED,
    (TipState.ACCEPTED, Step.MERGE): TipState.MERGED,
    (TipState.INVESTIGATING, Step.ACCEPT): TipState.ACCEPTED,
    (TipState.INVESTIGATING, Step.HAND_OVER): TipState.SENT,
    (TipState.INVESTIGATING, Step.CLOSE): TipState.CLOSED,
    (TipState.INVESTIGATING, Step.MERGE): TipState.MERGED,
    (TipState.MERGED, Step.UNMERGE): TipState.SENT,
    (TipState.CLOSED, Step.REOPEN): TipState.SENT,
}

BEFORE_SENDING = frozenset({TipState.COLLECTING, TipState.ASKING})
OPEN = frozenset({TipState.SENT, TipState.ACCEPTED, TipState.INVESTIGATING})
# Of a merged tip an officer hears while the case that it went into is open.
FOLLOWED = OPEN | {TipState.MERGED}


def step(state: TipState, taken: Step) -> TipState:
    """Return where a step leads; raise StepNotAllowed if the table has no such step."""
    try:
        return STEPS[state, taken]
    except KeyError:
        raise StepNotAllowed(state, taken) from None

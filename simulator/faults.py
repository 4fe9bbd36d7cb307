"""This is how LINE is made slow, failing, or silent on purpose."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class FaultKind(StrEnum):
    """What goes wrong."""

    SLOW = "slow"
    STATUS = "status"
    RATE = "rate"
    MONTHLY = "monthly"
    DROP_ANSWER = "drop_answer"
    REFUSE = "refuse"


@dataclass(kw_only=True)
class Fault:
    """One thing that goes wrong, for all requests or for some, for ever or so many times.

    `every`: it hits each so-many-th request alone, beginning with that one.
    """

    kind: FaultKind
    id: int = 0
    station_code: str | None = None
    endpoint: str | None = None
    count: int | None = None
    skip: int = 0
    every: int = 1
    seconds: float = 0.0
    status: int = 500
    message: str = ""
    retry_after: str | None = None
    _seen: int = field(default=0, init=False, repr=False)

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> Fault:
        """Read a fault from JSON, or raise ValueError."""
        known = set(cls.__dataclass_fields__) - {"id", "_seen"}
        strange = set(raw) - known
        if strange or "kind" not in raw:
            message = f"a fault has a kind and may have {', '.join(sorted(known - {'kind'}))}"
            raise ValueError(message)
        return cls(**{**raw, "kind": FaultKind(raw["kind"])})

    def is_hit(self) -> bool:
        """Count a request that fits, and tell whether it is one that goes wrong."""
        self._seen += 1
        return self._seen % max(1, self.every) == 0

    def fits(self, station_code: str | None, endpoint: str) -> bool:
        """Tell whether it concerns a request of that account to that endpoint."""
        here = self.station_code in (None, station_code)
        return here and (self.endpoint is None or endpoint.startswith(self.endpoint))


class Faults:
    """All faults that are set; a request takes those that fit it."""

    def __init__(self) -> None:
        self._all: list[Fault] = []
        self._numbers = itertools.count(1)

    def add(self, fault: Fault) -> Fault:
        """Set a fault and return it with its number."""
        fault.id = next(self._numbers)
        self._all.append(fault)
        return fault

    def clear(self, fault_id: int | None = None) -> None:
        """Mend one fault, or all."""
        self._all = [one for one in self._all if fault_id is not None and one.id != fault_id]

    def all(self) -> list[Fault]:
        """Return the faults that are set."""
        return list(self._all)

    def take(self, station_code: str | None, endpoint: str) -> Sequence[Fault]:
        """Return the faults that hit this request and count them down."""
        if not self._all:
            return ()
        hit = []
        for fault in list(self._all):
            if not fault.fits(station_code, endpoint):
                continue
            if fault.skip > 0:
                fault.skip -= 1
                continue
            if fault.is_hit():
                hit.append(fault)
                self._count_down(fault)
        return hit

    def _count_down(self, fault: Fault) -> None:
        if fault.count is None:
            return
        fault.count -= 1
        if fault.count <= 0:
            self._all.remove(fault)

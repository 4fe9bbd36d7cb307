"""This is how strictly requests are read: by the SDK's generated models and LINE's limits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from simulator.check.problem import Problem
from simulator.check.rules import Place
from simulator.check.shapes import model_named
from simulator.check.walk import Finding, Walk

__all__ = ["Fault", "Problem", "fault_in"]


class Fault:
    """What is wrong with a request, in LINE's words."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        first = findings[0].place
        if first.flex_root is not None and first.steps[0] == "messages":
            number = first.steps[1]
            findings = [one for one in findings if one.place.steps[:2] == first.steps[:2]]
            self.message = f"A message (messages[{number}]) in the request body is invalid"
        else:
            self.message = f"The request body has {len(findings)} error(s)"
        self.details = [finding.problem() for finding in findings]


def fault_in(model: str, body: Any) -> Fault | None:
    """Return what LINE would refuse in a body of that kind, or None."""
    walk = Walk()
    walk.enter(model_named(model), body, Place())
    return Fault(walk.findings) if walk.findings else None

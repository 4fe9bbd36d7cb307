"""This is what a drill comes to: what was sent, lost, doubled, out of order, and how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# The promise: whatever waited while something was broken is out so soon after it is mended.
RECOVERY_WITHIN = 30.0


@dataclass(frozen=True, kw_only=True)
class Figures:
    """One drill in figures; times in seconds after the fault's end.

    `first`: until the first card of a tip that was sent after it; `last`: until everything that
    people had sent before it had come to whom it was for. `bitten`: what shows that the fault was
    one.
    """

    drill: str
    tips: int
    messages: int
    deliveries: int
    bitten: str
    first: float | None
    last: float
    lost: int = 0
    doubled: int = 0
    disordered: int = 0
    unknown: int = 0
    faults: Sequence[str] = ()

    @property
    def is_good(self) -> bool:
        """Say whether the promises were kept."""
        wrong = self.lost + self.doubled + self.disordered + len(self.faults)
        return not wrong and self.first is not None and self.last <= RECOVERY_WITHIN

    def __str__(self) -> str:
        """Say it in one line."""
        sent = f"{self.tips:,} tips of {self.messages:,} messages"
        if self.deliveries:
            sent += f" and {self.deliveries:,} deliveries of a bulletin"
        first = "never" if self.first is None else f"{self.first:.1f} s"
        return (
            f"{self.drill}: {sent} sent, {self.bitten}; lost {self.lost}, doubled {self.doubled},"
            f" out of order {self.disordered}; replies unknown {self.unknown}; after the fault's"
            f" end the first card in {first}, all that had waited in {max(0.0, self.last):.1f} s"
            + "".join(f"; {one}" for one in self.faults)
        )

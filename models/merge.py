"""This is which tips were merged into which: each keeps its own messages and its own sender."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import ForeignKey, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from domain.classification.kinds import Urgency
from domain.sameness import graver
from domain.tip import FOLLOWED, OPEN, Step, TipState
from models.base import Base, Moment
from models.late_session import is_unwritten
from models.tip import Tip
from models.tips import Tips

# A case that rests because of what was merged into it names that on the line of its rest.
RESTS_WITH: Final = "from"


class Merge(Base):
    """A tip that stands within another while this row does."""

    __tablename__ = "merges"

    tip_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tips.id"), primary_key=True)
    into_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tips.id"), index=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    merged_at: Mapped[datetime] = mapped_column(Moment)


# To put it together takes longer than to run it.
_INTO: Final = (
    select(Tip)
    .join(Merge, Merge.tip_id == Tip.id)
    .where(Merge.into_id.in_(bindparam("heads", expanding=True)))
)


class Merges:
    """The merged tips of one station."""

    def __init__(self, session: Session, tips: Tips) -> None:
        self._session = session
        self._tips = tips
        # One arrival asks for these again and again; what is written here is kept in step.
        self._parts: dict[uuid.UUID, Sequence[Tip]] = {}

    def of(self, tip: Tip) -> Merge | None:
        """Return how a tip was merged, None if it stands by itself."""
        return self._session.get(Merge, tip.id)

    def main_of(self, tip: Tip) -> Tip:
        """Return the tip into which a tip was merged in the end, itself if it was not."""
        while tip.state == TipState.MERGED and (row := self.of(tip)) is not None:
            tip = self._tips.get(row.into_id)
        return tip

    def is_followed(self, tip: Tip) -> bool:
        """Say whether an officer still hears what a sent tip's sender adds."""
        return self.main_of(tip).state in OPEN

    def hands(self, tip: Tip) -> frozenset[int]:
        """Return who has a tip, or the case in which it stands, or had it before the merge."""
        found = {tip.handler_id, self.main_of(tip).handler_id}
        return frozenset(one for one in found if one is not None)

    def followed(self, line_id: str) -> Sequence[Tip]:
        """Return a sender's sent tips of which an officer still hears, newest first."""
        return [one for one in self._tips.of_sender(line_id, *FOLLOWED) if self.is_followed(one)]

    def are_parted(self, tip: Tip, other: Tip) -> bool:
        """Say whether an officer said that two tips are not one."""
        told = [
            self._tips.detail(line)
            for line in self._tips.history(tip, "unmerged", "parted")
            if line.officer_id is not None
        ]
        return any(other.id.hex in one.values() for one in told)

    def parts_of(self, main: Tip) -> Sequence[Tip]:
        """Return all that was merged into a tip, and into what was, by number."""
        if main.id not in self._parts:
            self._parts[main.id] = () if is_unwritten(main) else self._merged_into(main)
        return self._parts[main.id]

    def _merged_into(self, main: Tip) -> Sequence[Tip]:
        found: list[Tip] = []
        heads = [main.id]
        while heads:
            rows = self._session.scalars(_INTO, {"heads": heads}).all()
            found += rows
            heads = [one.id for one in rows]
        return sorted(found, key=lambda one: (one.year, one.sequence))

    def join(self, tip: Tip, main: Tip, *, officer_id: int, now: datetime) -> None:
        """Merge a tip into another; both histories tell it."""
        was = tip.state
        self._parts.clear()
        tip.take(Step.MERGE)
        # Whoever closes or accepts the other at this moment must know of this, or come again.
        self._tips.touch(main)
        self._session.flush()
        self._session.add(
            Merge(tip_id=tip.id, into_id=main.id, officer_id=officer_id, merged_at=now)
        )
        told = {"into": main.id.hex, "was": was}
        self._tips.record(tip, "merged", at=now, officer_id=officer_id, detail=told)
        self._tips.record(main, "joined", at=now, officer_id=officer_id, detail={"tip": tip.id.hex})
        self._session.flush()

    def carry_over(self, tip: Tip, main: Tip, *, now: datetime) -> str | None:
        """Give a case what only a merged tip knew, a place or a graver danger; say which.

        A case that became graver rests no more.
        """
        urgency = graver(Urgency(main.urgency), Urgency(tip.urgency))
        is_graver, main.urgency = urgency != main.urgency, urgency
        if is_graver:
            self._wake(main, officer_id=None, now=now)
        if main.village_id is not None or tip.village_id is None:
            return "merged" if is_graver else None
        main.village_id, main.village_source = tip.village_id, tip.village_source
        main.village_confidence = tip.village_confidence
        main.must_confirm = main.is_outside_area = False
        return "moved"

    def part(
        self, tip: Tip, *, keeps_handler: bool, officer_id: int | None, now: datetime
    ) -> Tip | None:
        """Undo a merge: the tip stands where it stood; return what it was merged into."""
        row = self.of(tip)
        if row is None or tip.state != TipState.MERGED:
            return None
        main = self._tips.get(row.into_id)
        was = self._tips.detail(self._tips.history(tip, "merged")[-1])["was"]
        self._parts.clear()
        tip.take(Step.UNMERGE)
        self._restore(tip, TipState(was) if keeps_handler else TipState.SENT, now=now)
        self._session.delete(row)
        self._tips.touch(main)
        if self.rests_with(main, tip):
            self._wake(main, officer_id=officer_id, now=now)
        told = {"from": main.id.hex}
        self._tips.record(tip, "unmerged", at=now, officer_id=officer_id, detail=told)
        parted = {"tip": tip.id.hex}
        self._tips.record(main, "parted", at=now, officer_id=officer_id, detail=parted)
        self._session.flush()
        return main

    def _wake(self, main: Tip, *, officer_id: int | None, now: datetime) -> None:
        if main.state == TipState.INVESTIGATING:
            main.take(Step.ACCEPT)
            main.review_at = None
            self._tips.record(main, "investigated", at=now, officer_id=officer_id)

    def rests_with(self, main: Tip, tip: Tip) -> bool:
        """Say whether a case last rested because of what was merged into it."""
        lines = self._tips.history(main, "investigating")
        return bool(lines) and self._tips.detail(lines[-1]).get(RESTS_WITH) == tip.id.hex

    def _restore(self, tip: Tip, was: TipState, *, now: datetime) -> None:
        # A timer of before the merge must not run on.
        tip.rung, tip.accept_by = tip.rung + 1, None
        if was is TipState.SENT:
            tip.handler_id = tip.accepted_at = tip.review_at = None
            return
        tip.take(Step.ACCEPT)
        if was is TipState.INVESTIGATING and tip.review_at is not None and tip.review_at > now:
            tip.take(Step.INVESTIGATE)
        else:
            tip.review_at = None

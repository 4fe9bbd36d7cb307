"""All that a report says of its place, gathered before any of it is weighed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from domain.classification.gazetteer import Gazetteer, KeyKind, area_key
from domain.classification.kinds import Candidate, Reason, Report, VillageSource
from domain.classification.marks import Marks
from domain.classification.mentions import Mention, Role, find_mentions
from domain.classification.pins import PinAnswer, villages_at
from domain.classification.unlisted import Unlisted, find_unlisted, moo_numbers
from domain.thai import Form

MOST_CANDIDATES: Final = 3


@dataclass(frozen=True, kw_only=True)
class Whereabouts:
    """The village of a report, or whom to ask about, with the grounds."""

    village: str | None = None
    source: VillageSource = VillageSource.NONE
    confidence: float = 0.0
    candidates: tuple[Candidate, ...] = ()
    must_confirm: bool = False
    is_outside: bool = False
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """One report with its words found, and what follows from them about places."""

    report: Report
    form: Form
    marks: Marks
    gazetteer: Gazetteer

    @cached_property
    def mentions(self) -> list[Mention]:
        """Names of the gazetteer that the sender did not take back."""
        found = find_mentions(self.form, self.marks, self.gazetteer)
        return _after_correction(found, self.marks)

    @cached_property
    def unlisted(self) -> list[Unlisted]:
        """Places outside the gazetteer that may be the scene."""
        found = find_unlisted(self.form, self.marks, self.mentions)
        return [place for place in found if place.role not in _NOT_SCENE]

    @cached_property
    def scenes(self) -> list[Mention]:
        """The names that may say where it happened; a plain statement leaves the others out."""
        named = [m for m in self.mentions if m.role in {Role.SCENE, Role.STATED} and not m.longer]
        stated = [mention for mention in named if mention.role is Role.STATED]
        return stated or named

    @cached_property
    def areas(self) -> list[Mention]:
        """The subdistricts named."""
        return [
            mention
            for mention in self.mentions
            if mention.role is Role.AREA and mention.kind is KeyKind.SUBDISTRICT
        ]

    @cached_property
    def moos(self) -> frozenset[str]:
        """The village numbers given."""
        return moo_numbers(self.form, self.marks)

    @cached_property
    def pin(self) -> PinAnswer | None:
        """What the shared location says, if there is one."""
        here = self.report.location
        return villages_at(self.gazetteer, here) if here else None

    @cached_property
    def group(self) -> frozenset[int]:
        """The villages of the group in which it was sent."""
        numbers = self.gazetteer.numbers
        return frozenset(numbers[code] for code in self.report.group_villages if code in numbers)

    @cached_property
    def home(self) -> int | None:
        """The sender's own village, unless the text says that it is not there."""
        number = self.gazetteer.numbers.get(self.report.member_village or "")
        denied = {v for m in self.mentions if m.role is Role.DENIED for v in m.villages}
        return None if number in denied else number

    @cached_property
    def home_area(self) -> frozenset[int]:
        """The villages of the sender's own subdistrict."""
        if self.home is None:
            return frozenset()
        own = area_key(self.gazetteer.places[self.home].subdistrict, ())
        places = self.gazetteer.places
        return frozenset(
            n for n, p in enumerate(places) if own and area_key(p.subdistrict, ()) == own
        )

    def name(self, number: int) -> str:
        """The name of a village."""
        return self.gazetteer.places[number].name

    def candidates(self, scored: Iterable[tuple[int, float]]) -> tuple[Candidate, ...]:
        """The best few of these villages, each once."""
        best: dict[int, float] = {}
        for number, score in scored:
            best[number] = max(score, best.get(number, 0.0))
        ranked = sorted(best.items(), key=lambda item: (-item[1], item[0]))[:MOST_CANDIDATES]
        places = self.gazetteer.places
        return tuple(Candidate(code=places[n].code, score=round(s, 2)) for n, s in ranked)

    def answer(
        self,
        number: int,
        source: VillageSource,
        confidence: float,
        *reasons: Reason,
        must_confirm: bool = False,
        others: Iterable[int] = (),
    ) -> Whereabouts:
        """This village, with others that may be meant as further candidates."""
        rest = [(other, round(confidence / 3, 2)) for other in others if other != number]
        return Whereabouts(
            village=self.gazetteer.places[number].code,
            source=source,
            confidence=round(confidence, 2),
            candidates=self.candidates([(number, confidence), *rest]),
            must_confirm=must_confirm,
            reasons=reasons,
        )

    def ask(
        self, scored: Iterable[tuple[int, float]], *reasons: Reason, is_outside: bool = False
    ) -> Whereabouts:
        """No village, but these to ask about, the sender's surroundings behind them."""
        passing = [m for m in self.mentions if m.role is Role.PASSING]
        near = [(number, 0.25) for mention in passing for number in sorted(mention.villages)]
        near += [(number, 0.2) for number in sorted(self.group)]
        if self.home is not None:
            near.append((self.home, 0.15))
        listed = [*scored] if is_outside else [*scored, *near]
        return Whereabouts(
            candidates=self.candidates(listed), is_outside=is_outside, reasons=reasons
        )


_NOT_SCENE: Final = frozenset({Role.RESIDENCE, Role.PASSING, Role.DENIED})


def _after_correction(mentions: list[Mention], marks: Marks) -> list[Mention]:
    """Drop the places that the sender corrected in what follows."""
    names = [(mention.start, mention.end) for mention in mentions]
    for slip in reversed(marks.outside(names)["place.correction"]):
        after = [m for m in mentions if m.start >= slip.end and m.role is not Role.DENIED]
        if any(mention.kind <= KeyKind.LANDMARK for mention in after):
            return [mention for mention in mentions if mention.start >= slip.end]
    return mentions

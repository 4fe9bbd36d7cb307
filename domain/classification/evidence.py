"""All that a report says of its place, gathered before any of it is weighed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from domain.classification.alternatives import in_doubt
from domain.classification.fuzzy import lengthened
from domain.classification.gazetteer import Gazetteer
from domain.classification.kinds import Candidate, Reason, Report, VillageSource
from domain.classification.marks import Marks, Span
from domain.classification.mentions import Mention, find_mentions
from domain.classification.naming import KeyKind, area_key
from domain.classification.pins import PinAnswer, villages_at
from domain.classification.roles import NAME_PARTS, Role
from domain.classification.turns import after_correction, after_turn, either_or, taken_back
from domain.classification.unlisted import Unlisted, find_unlisted, moo_numbers
from domain.thai import Form

MOST_CANDIDATES: Final = 3
MANY: Final = 50
LENGTHENED: Final = 0.95


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
        found = taken_back(self.form, self.marks, self._found)
        corrected = either_or(self.form, self.marks, after_correction(self.form, self.marks, found))
        kept = [m for m in corrected if not m.is_weak or m.villages & self.near]
        return [self._lengthened(mention) for mention in kept]

    @cached_property
    def _found(self) -> list[Mention]:
        return find_mentions(self.form, self.marks, self.gazetteer)

    def _lengthened(self, mention: Mention) -> Mention:
        """The longer name that the text gives with a slip, where a shorter one is its beginning."""
        guess = lengthened(self.form, self.marks, mention, self.gazetteer)
        if guess is None or mention.kind > KeyKind.LANDMARK:
            return mention
        sureness = LENGTHENED * guess.likeness
        return replace(
            mention, end=guess.end, villages=guess.villages, sureness=sureness, longer=""
        )

    @cached_property
    def local(self) -> Marks:
        """The words of the text that are no part of a name."""
        return self.marks.outside([(m.start, m.end) for m in self.mentions])

    @cached_property
    def unlisted(self) -> list[Unlisted]:
        """Places outside the gazetteer that the text names, in any part."""
        found = find_unlisted(self.form, self.marks, [*self._found, *self.mentions])
        return [p for p in found if not _lies_in(p, self.marks["place.near_home"][:MANY])]

    @cached_property
    def elsewhere(self) -> list[Unlisted]:
        """Places outside the gazetteer that may be the scene."""
        return [place for place in self.unlisted if place.role not in _NOT_SCENE]

    @cached_property
    def in_doubt(self) -> frozenset[int]:
        """Where the names begin in whose stead the text offers a place outside the gazetteer."""
        return in_doubt(self.form, self.marks, self.mentions, self.unlisted)

    @cached_property
    def scenes(self) -> list[Mention]:
        """The names that may say where it happened; a plain statement leaves the others out."""
        denied = self._denied
        named = [
            m
            for m in self.mentions
            if m.role in {Role.SCENE, Role.STATED} and not m.longer and not m.villages <= denied
        ]
        turned = after_turn(self.form, self.marks, named)
        return [mention for mention in turned if mention.role is Role.STATED] or turned

    @cached_property
    def _denied(self) -> frozenset[int]:
        """The villages that the text says it was not."""
        denied = [m.villages for m in self.mentions if m.role is Role.DENIED]
        return frozenset().union(*denied)

    @property
    def denied(self) -> frozenset[str]:
        """The codes of the villages that the text says it was not."""
        return frozenset(self.gazetteer.places[number].code for number in self._denied)

    @cached_property
    def near(self) -> frozenset[int]:
        """The villages that the sender's pin, group and home speak for."""
        pinned = self.pin.villages if self.pin else ()
        lived = () if self.home_number is None else (self.home_number,)
        return frozenset((*pinned, *self.group, *lived))

    @cached_property
    def is_near_home(self) -> bool:
        """Whether words of the text lead to the sender's own surroundings."""
        return any(
            not self._names_another(span) and not self._is_nobodys(span) for span in self.doors
        )

    def _is_nobodys(self, span: Span) -> bool:
        """Whether the word for a house is the beginning of `whose house, I do not know`."""
        unsure = self.local["place.unsure"]
        return any(span.start <= one.start < span.end < one.end for one in unsure)

    @cached_property
    def doors(self) -> list[Span]:
        """The words for the sender's own surroundings, each as long as it is written."""
        return list(_outer(self.local["place.near_home"][:MANY]))

    def _names_another(self, span: Span) -> bool:
        """Whether the word for a house goes on as a name: before the village so called."""
        known = self.local.opening(span.end)
        names = {name for name, _ in known}
        glued = self.form.is_joined(span.end) and names <= NAME_PARTS - {"place.suffix"}
        return glued and "place.name_part" in names

    @cached_property
    def is_home_denied(self) -> bool:
        """Whether the text says that it was not at the sender's own place."""
        spans = [*self.local["place.near_home"], *self.local["place.own_home"]]
        return bool(spans) and all(self._is_refused(span) for span in _outer(spans[:MANY]))

    def _is_refused(self, span: Span) -> bool:
        return self.local.stopping(span.start, "place.denied") is not None

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
    def home_number(self) -> int | None:
        """The sender's own village."""
        return self.gazetteer.numbers.get(self.report.member_village or "")

    @cached_property
    def home(self) -> int | None:
        """The sender's own village, unless the text says that it is not there."""
        number = self.home_number
        return None if number in self._denied or self.is_home_denied else number

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


def _outer(spans: Sequence[Span]) -> Iterable[Span]:
    """The spans that lie in no longer one."""
    return (
        one
        for one in spans
        if not any(
            other.start <= one.start
            and one.end <= other.end
            and other.end - other.start > one.end - one.start
            for other in spans
        )
    )


def _lies_in(place: Unlisted, spans: Iterable[Span]) -> bool:
    return any(span.start <= place.start and place.end <= span.end + 1 for span in spans)

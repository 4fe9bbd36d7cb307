"""Whether a text tells that somebody was killed: a deed with a death, or the plain word for it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import cached_property
from itertools import chain
from typing import Final

from domain.classification.category import Kind
from domain.classification.kinds import Category, Reason, Urgency
from domain.classification.marks import Marks, Span
from domain.classification.tipness import Tipness
from domain.classification.urgency import Haste

# So many letters may stand between the deed and the death, with the victim between them.
REACH: Final = 30
# So many between the victim and the deed done to it, or between the killing and its victim.
CLOSE: Final = 6
# So many nouns of a chain are looked at.
CHAIN: Final = 6
# A beast this far before a deed without a victim is the victim.
SPOKEN_OF: Final = 60
# Stories, games, news, what is years ago or only imagined: what examples say of it stands.
RETOLD: Final = (
    *("not_tip.play", "not_tip.hypothetical", "not_tip.long_past", "not_tip.training"),
    *("killing.told", "killing.closed"),
)
AT_HAND: Final = ("now", "fresh", "today")


class Victim(Enum):
    """Who was hurt, by the first of the nouns that tell it."""

    PERSON = auto()
    BEAST = auto()
    UNTOLD = auto()


@dataclass(frozen=True)
class Killings:
    """The killings of which the words of one text tell."""

    marks: Marks

    def first(self) -> str:
        """The words of the first killing of a person, or nothing."""
        return next(chain(self._plain(), self._slain(), self._dead()), "")

    def _plain(self) -> Iterator[str]:
        return (span.phrase for span in self.marks["killing.plain"] if not self._is_unmet(span))

    def _slain(self) -> Iterator[str]:
        """`Killed` with its victim behind it, or done to somebody."""
        for slain in self._done("killing.slain"):
            victim = self._victim_between(slain.end, slain.end + CLOSE)
            if victim is Victim.UNTOLD and self._passive(slain):
                victim = self._victim_before(slain)
                victim = victim if victim is Victim.BEAST else Victim.PERSON
            if victim is Victim.PERSON:
                yield slain.phrase

    def _dead(self) -> Iterator[str]:
        """A death behind a deed."""
        deeds = sorted(
            (*self._done("killing.deed"), *self._done("killing.slain")), key=lambda one: one.end
        )
        ends = [deed.end for deed in deeds]
        for section, is_plain in (("killing.death", True), ("killing.gone", False)):
            for death in self.marks[section]:
                at = bisect_right(ends, death.start) - 1
                if at < 0 or death.start - ends[at] > REACH or self._is_unmet(death):
                    continue
                if self._is_persons(deeds[at], death, is_plain=is_plain):
                    yield f"{deeds[at].phrase} … {death.phrase}"

    def _is_persons(self, deed: Span, death: Span, *, is_plain: bool) -> bool:
        victim = self._victim_between(deed.end, death.start)
        if victim is Victim.UNTOLD and is_plain:
            return not self._is_beasts(deed)
        return victim is Victim.PERSON

    def _is_beasts(self, deed: Span) -> bool:
        """Whether a beast was spoken of before a deed that names no victim."""
        if deed.end in self._mutual:
            return False
        if self._passive(deed):
            return self._victim_before(deed) is Victim.BEAST
        first = bisect_left(self._starts, deed.start - SPOKEN_OF)
        before = self._nouns[first : bisect_left(self._starts, deed.start)]
        return any(victim is Victim.BEAST for _, victim in before)

    def _done(self, section: str) -> Iterator[Span]:
        """The deeds that were done, and to another."""
        for span in self.marks[section]:
            is_own = span.start in self._own
            if not is_own and not self._is_unmet(self._passive(span) or span):
                yield span

    def _is_unmet(self, span: Span) -> bool:
        """Whether the word before it says that it did not come to this, or not yet."""
        return span.start in self._unmet

    def _passive(self, deed: Span) -> Span | None:
        return self._passives.get(deed.start)

    def _victim_between(self, start: int, end: int) -> Victim:
        at = bisect_left(self._starts, start)
        if at == len(self._nouns) or self._nouns[at][0].start > end:
            return Victim.UNTOLD
        return self._nouns[at][1]

    def _victim_before(self, deed: Span) -> Victim:
        """The first of the nouns that stand one at another before a deed: `dog` of `dog uncle`."""
        victim, position, reach = Victim.UNTOLD, deed.start, CLOSE
        last = bisect_left(self._starts, deed.start)
        for noun, one in reversed(self._nouns[max(0, last - CHAIN) : last]):
            if position - noun.end > reach:
                break
            victim, position, reach = one, noun.start, 0
        return victim

    @cached_property
    def _nouns(self) -> Sequence[tuple[Span, Victim]]:
        """Whom the text names, in order, the longer where two begin together."""
        found = [(span, Victim.PERSON) for span in self.marks["people"]]
        found += [(span, Victim.BEAST) for span in self.marks["beasts"]]
        found += [(span, Victim.UNTOLD) for span in self.marks["killing.tool"]]
        kept: list[tuple[Span, Victim]] = []
        for span, victim in sorted(found, key=lambda one: (one[0].start, -one[0].end)):
            if not kept or span.start >= kept[-1][0].end:
                kept.append((span, victim))
        return [one for one in kept if one[1] is not Victim.UNTOLD]

    @cached_property
    def _own(self) -> frozenset[int]:
        return frozenset(span.start for span in self.marks["killing.self"])

    @cached_property
    def _mutual(self) -> frozenset[int]:
        return frozenset(span.start for span in self.marks["killing.mutual"])

    @cached_property
    def _unmet(self) -> frozenset[int]:
        words = (*self.marks["negation"], *self.marks["killing.unmet"])
        return frozenset(span.end for span in words)

    @cached_property
    def _passives(self) -> Mapping[int, Span]:
        return {span.end: span for span in self.marks["killing.passive"]}

    @cached_property
    def _starts(self) -> Sequence[int]:
        return [noun.start for noun, _ in self._nouns]


def killing_told(marks: Marks) -> str:
    """The words of a killing that nothing makes a story, a thing of the past or a closed case."""
    if marks.has(*RETOLD) or (marks.has("past") and not marks.has(*AT_HAND)):
        return ""
    return Killings(marks).first()


def killed(words: str, kind: Kind, haste: Haste, marks: Marks) -> tuple[Tipness, Kind, Haste]:
    """What a killing makes of a report: a tip of life, and an emergency unless days lie between."""
    of_life = Reason(key="reason.category_life", values={"words": words})
    kind = (
        kind
        if kind.category is Category.LIFE
        else replace(kind, category=Category.LIFE, reasons=(of_life,))
    )
    return Tipness(is_tip=True, may_be=True), kind, _soonest(words, haste, marks)


def _soonest(words: str, haste: Haste, marks: Marks) -> Haste:
    """Soon where it was yesterday or before, as with a body found then; else an emergency."""
    if haste.urgency is Urgency.EMERGENCY:
        return haste
    if not marks.has("earlier") or marks.has(*AT_HAND):
        values = {"words": words}
        reason = Reason(key="reason.urgency_danger", values=values)
        return Haste(urgency=Urgency.EMERGENCY, reasons=(reason,))
    soon = Haste(urgency=Urgency.SOON, reasons=(Reason(key="reason.urgency_kind"),))
    return haste if haste.urgency is Urgency.SOON else soon

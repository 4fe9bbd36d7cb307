"""Whether a text tells that somebody was killed: a deed with a death, or the plain word for it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import Final

from domain.classification.category import Kind
from domain.classification.kinds import Category, Reason, Urgency
from domain.classification.marks import Marks, Span
from domain.classification.tipness import Tipness
from domain.classification.urgency import Haste
from domain.classification.victims import CLOSE, Noun, Victim, Victims, victim_of

# So many letters may stand between the deed and the death, with the victim between them.
REACH: Final = 30
# A beast this far before a deed without a victim is the victim.
SPOKEN_OF: Final = 60
# Stories, games, news, what is years ago or only imagined: what examples say of it stands.
RETOLD: Final = (
    *("not_tip.play", "not_tip.hypothetical", "not_tip.long_past", "not_tip.training"),
    *("killing.told", "killing.closed"),
)
# Years ago, or what somebody was in prison for, unless something is told of today, too.
OF_OLD: Final = ("past", "killing.jailed")
AT_HAND: Final = ("now", "fresh", "today")


@dataclass(frozen=True)
class Killings:
    """The killings of which the words of one text tell."""

    marks: Marks

    def first(self) -> str:
        """The words of the first killing of a person, or nothing."""
        return next(chain(self._plain(), self._slain(), self._dead()), "")

    def _plain(self) -> Iterator[str]:
        return (span.phrase for span in self.marks["killing.plain"] if not self.is_unmet(span))

    def _slain(self) -> Iterator[str]:
        """`Killed` with its victim behind it, or done to somebody."""
        for slain in self._done("killing.slain"):
            if victim_of(self._victim(slain)) is Victim.PERSON or self._is_somebodys(slain):
                yield slain.phrase

    def _is_somebodys(self, slain: Span) -> bool:
        """Whether it was done to somebody who is not named."""
        return self.victims.passive(slain) is not None and self._victim(slain) is None

    def _dead(self) -> Iterator[str]:
        """A death behind a deed."""
        for section, is_plain in (("killing.death", True), ("killing.gone", False)):
            for death in self.marks[section]:
                deed = self._cause_of(death)
                if deed is not None and self._is_persons(deed, death, is_plain=is_plain):
                    yield f"{deed.phrase} … {death.phrase}"

    def _cause_of(self, death: Span) -> Span | None:
        """The last deed before a death, near enough, unless the death was none."""
        at = bisect_right(self._ends, death.start) - 1
        if at < 0 or death.start - self._ends[at] > REACH:
            return None
        deed = self._deeds[at]
        # `poisoned dead` ends its deed with a letter for which `drug` alone would say: not yet.
        return None if self.is_unmet(death) and deed.end != death.start else deed

    def _is_persons(self, deed: Span, death: Span, *, is_plain: bool) -> bool:
        victim = victim_of(self.victims.behind(deed.end, death.start))
        if victim is Victim.UNTOLD and is_plain:
            return not self._is_beasts(deed) and not self._is_counted(death)
        return victim is Victim.PERSON

    def _is_counted(self, death: Span) -> bool:
        """Whether the dead are counted as beasts are."""
        counted = self.marks["killing.counted"]
        at = bisect_left(counted, death.end, key=lambda one: one.start)
        return at < len(counted) and counted[at].start - death.end <= CLOSE

    def _is_beasts(self, deed: Span) -> bool:
        """Whether a beast was spoken of before a deed that names no victim."""
        if deed.end in self._mutual:
            return False
        if self.victims.passive(deed):
            return victim_of(self.victims.before(deed)) is Victim.BEAST
        before = self.victims.up_to(deed, reach=SPOKEN_OF)
        return any(victim is Victim.BEAST for _, victim in before)

    def _victim(self, deed: Span) -> Noun | None:
        """Whom a deed names: behind it, or before it where it was done to them.

        `Had my dog killed` is said like `was killed`, with the dog right behind it.
        """
        is_passive = self.victims.passive(deed) is not None
        behind = self.victims.behind(deed.end, deed.end + (0 if is_passive else CLOSE))
        return self.victims.before(deed) if is_passive and behind is None else behind

    def of_beasts(self) -> Iterator[Span]:
        """The pieces of the text that tell of a beast killed."""
        for deed in self._deeds:
            end, noun = self._end_of(deed), self._victim(deed)
            if end and noun is not None and self.victims.is_surely_beast(noun):
                start = min(deed.start, noun[0].start)
                phrase = f"{noun[0].phrase} … {deed.phrase}"
                yield Span(start, max(end, noun[0].end), phrase)

    def of_old(self) -> Iterator[Span]:
        """The pieces of the text that tell of somebody who killed once."""
        once = {span.end: span for span in self.marks["killing.once"]}
        for deed in (*self.marks["killing.slain"], *self.marks["killing.deed"]):
            said = once.get((self.victims.passive(deed) or deed).start)
            noun, end = self._victim(deed), self._end_of(deed)
            if said and end:
                end = max(end, noun[0].end if noun else 0)
                yield Span(said.start, end, f"{said.phrase}{deed.phrase}")

    def _end_of(self, deed: Span) -> int:
        """Where a deed ends with the death that it came to; zero where it came to none."""
        deaths = self.marks["killing.death"]
        at = bisect_left(deaths, deed.end, key=lambda one: one.start)
        if at < len(deaths) and deaths[at].start - deed.end <= REACH:
            return deaths[at].end
        return deed.end if deed.start in self._killed else 0

    def _done(self, section: str) -> Iterator[Span]:
        """The deeds that were done, and to another."""
        for span in self.marks[section]:
            is_own = span.start in self._own
            if not is_own and not self.is_unmet(self.victims.passive(span) or span):
                yield span

    def is_unmet(self, span: Span) -> bool:
        """Say whether the word before it says that it did not come to this, or not yet."""
        return span.start in self._unmet

    @cached_property
    def victims(self) -> Victims:
        """Whom the text names."""
        return Victims(self.marks)

    @cached_property
    def _deeds(self) -> Sequence[Span]:
        """The deeds that were done, in order of their ends."""
        done = (*self._done("killing.deed"), *self._done("killing.slain"))
        return sorted(done, key=lambda one: one.end)

    @cached_property
    def _ends(self) -> Sequence[int]:
        return [deed.end for deed in self._deeds]

    @cached_property
    def _killed(self) -> frozenset[int]:
        return frozenset(span.start for span in self.marks["killing.slain"])

    @cached_property
    def _own(self) -> frozenset[int]:
        return frozenset(span.start for span in self.marks["killing.self"])

    @cached_property
    def _mutual(self) -> frozenset[int]:
        return frozenset(span.start for span in self.marks["killing.mutual"])

    @cached_property
    def _unmet(self) -> frozenset[int]:
        words = (*self.marks["negation"], *self.marks["killing.unmet"])
        met = {span.end for span in self.marks["killing.met"]}
        return frozenset(span.end for span in words) - met


def killing_told(marks: Marks) -> str:
    """The words of a killing that nothing makes a story, a thing of the past or a closed case."""
    return "" if is_retold(marks) else Killings(marks).first()


def is_retold(marks: Marks) -> bool:
    """Say whether it is a story, or of years ago with nothing told of today."""
    return marks.has(*RETOLD) or (marks.has(*OF_OLD) and not marks.has(*AT_HAND))


def killed(words: str, kind: Kind, haste: Haste, marks: Marks) -> tuple[Tipness, Kind, Haste]:
    """What a killing makes of a report: a tip of life, and an emergency unless days lie between."""
    of_life = Reason(key="reason.category_life", values={"words": words})
    kind = (
        kind
        if kind.category is Category.LIFE
        else replace(kind, category=Category.LIFE, reasons=(of_life,))
    )
    return Tipness(is_tip=True, may_be=True), kind, soonest(words, haste, marks)


def soonest(words: str, haste: Haste, marks: Marks) -> Haste:
    """Soon where it was yesterday or before, as with a body found then; else an emergency."""
    if haste.urgency is Urgency.EMERGENCY:
        return haste
    if not marks.has("earlier") or marks.has(*AT_HAND):
        values = {"words": words}
        reason = Reason(key="reason.urgency_danger", values=values)
        return Haste(urgency=Urgency.EMERGENCY, reasons=(reason,))
    soon = Haste(urgency=Urgency.SOON, reasons=(Reason(key="reason.urgency_kind"),))
    return haste if haste.urgency is Urgency.SOON else soon

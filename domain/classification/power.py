"""Whether a report speaks against those in power, or only calls, names or pities them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Final

from domain.classification.marks import Marks, Span
from domain.classification.victims import CLOSE, Victim, Victims
from domain.thai import Form

POWERS: Final = ("police", "local_official", "commander")
NEAR: Final = 50
BEFORE: Final = 20
# So far behind somebody stands what they themselves do, with their name or post between.
OWN: Final = 30
# So many letters behind a rank are a name, whatever words they hold.
NAME: Final = 8
# A rank this close behind somebody is theirs.
SAME: Final = 6
FEW: Final = 2
# The consonants of Thai.
_FIRST, _LAST = "\u0e01", "\u0e2e"
_WRONGS: Final = ("power.wrong",)
_DEEDS: Final = ("power.wrong", "power.deed")
_DUTIES: Final = ("power.duty",)
_OTHERS: Final = ("power.culprit", "power.others")
_PASSIVES: Final = ("killing.passive",)
_BLOWS: Final = ("killing.deed", "killing.slain", "injury.armed", "injury.beaten")


def powers_accused(marks: Marks, form: Form) -> frozenset[str]:
    """Which of those in power the report speaks against."""
    told = _Told(marks, form)
    return frozenset(
        power
        for power in POWERS
        if any(one.start not in told.played for one in marks[f"power.{power}_wrong"])
        or any(map(told.is_accused, told.holders(power)))
    )


def _start(span: Span) -> int:
    return span.start


@dataclass(frozen=True)
class _Told:
    """Those in power whom one text names, and what it says that they did."""

    marks: Marks
    form: Form

    def holders(self, power: str) -> Sequence[Span]:
        """Who holds this power: by a word for them, or by a rank before a name."""
        found = self.marks[f"power.{power}"]
        known = [one for one in found if not self._is_short(one) or self._is_rank(one)]
        return [*known, *self._ranks] if power == "police" else known

    def _is_short(self, span: Span) -> bool:
        """Whether it is two consonants, which stand in many words."""
        letters = self.form.key[span.start : span.end]
        return len(letters) <= FEW and all(_FIRST <= one <= _LAST for one in letters)

    def is_accused(self, person: Span) -> bool:
        """Whether a wrong stands near the person, or they themselves did what is one."""
        if self._is_called(person):
            return False
        near = not self._is_addressed(person) and self._has_wrong_near(person)
        return near or self._has_done_wrong(person)

    def _is_called(self, person: Span) -> bool:
        """Whether they are called upon, impersonated, or who writes, by this word or one before."""
        if person.end in self._speaking:
            return True
        first = bisect_left(self._everybody, person.start - NEAR, key=_start)
        last = bisect_right(self._everybody, person.start, key=_start)
        before = (one for one in self._everybody[first:last] if person.start - SAME <= one.end)
        return any(
            one.start in self._called
            for one in chain((person,), before)
            if one is person or one.end <= person.start
        )

    def _is_addressed(self, person: Span) -> bool:
        return person.start in self._honoured

    def _has_wrong_near(self, person: Span) -> bool:
        return any(
            self._may_be_theirs(person, wrong)
            if wrong.start >= person.end
            else self._may_be_by(person, wrong)
            for wrong in self._among(_WRONGS, person.end - BEFORE, person.end + NEAR)
        )

    def _may_be_theirs(self, person: Span, wrong: Span) -> bool:
        """Whether it was not done to them, nor by whom they see to: `came for who sells drugs`."""
        doers = [
            noun
            for noun, _ in self.victims.up_to(wrong, reach=NEAR)
            if person.end <= noun.start and noun.end <= wrong.start <= noun.end + CLOSE
        ]
        suffered = {wrong.start, *(one.start for one in doers)}
        if wrong.end in self._mutual or any(
            one.end in suffered for one in self._among(_PASSIVES, person.end, wrong.start)
        ):
            return False
        return not any(
            person.end <= one.start < doer.start
            for doer in doers
            if doer.end == wrong.start
            for one in self._among(_DUTIES, person.end, doer.start)
        )

    def _may_be_by(self, person: Span, wrong: Span) -> bool:
        """Whether a wrong before them is theirs: what is done to people if a word says by whom."""
        return wrong.start not in self._upon or person.start in self._by

    def _has_done_wrong(self, person: Span) -> bool:
        """Whether they did themselves what is a wrong, or dealt somebody a blow."""
        end = person.end + OWN
        blows = (one for one in self._among(_BLOWS, person.end, end) if self._has_hit(person, one))
        done = chain(self._among(_DEEDS, person.end, end), blows)
        return any(self._is_own(person, deed) for deed in done)

    def _is_own(self, person: Span, deed: Span) -> bool:
        """Whether nobody and nothing stands between, but a name or a post, that another did it."""
        if self._rightful.get(deed.start, 0) >= deed.end or deed.start in self._denied:
            return False
        if self._is_addressed(person) and self._is_asked(person, deed):
            return False
        if any(self.form.breaks_line(at) for at in range(person.end, deed.start + 1)):
            return False
        return not any(one.end <= deed.start for one in self._parting(person, deed))

    def _is_asked(self, person: Span, deed: Span) -> bool:
        """Whether who is spoken to is told of it, by a gap or a word such as `quickly` between."""
        asking = self._among(("power.asking",), person.end, deed.start)
        is_between = any(one.end <= deed.start for one in asking)
        return is_between or self.form.before(person.end).isspace()

    def _parting(self, person: Span, deed: Span) -> Iterator[Span]:
        """What parts somebody from a deed; `that one` or `young` right behind them does not."""
        end = deed.start
        yield from self._among(_PASSIVES, person.end, end)
        yield from self._among(_OTHERS, person.end + 1, end)
        within = person.end + (NAME if person in self._ranks else 0)
        yield from self._among(_DUTIES, within, end)
        for noun, _ in self.victims.up_to(deed, reach=end - person.end):
            if noun.start != person.end and noun.start >= within:
                yield noun

    def _has_hit(self, person: Span, blow: Span) -> bool:
        """Whether a blow is one to a person who is no culprit, by who stands before it."""
        if blow.end in self._mutual or person in self._vague:
            return False
        if (passive := self._passives.get(person.start)) is not None:
            return passive.start not in self._culprit_ends
        victim = self.victims.behind(blow.end, blow.end + CLOSE)
        is_persons = victim is not None and victim[1] is Victim.PERSON
        return is_persons and victim is not None and victim[0].start not in self._culprits

    @cached_property
    def victims(self) -> Victims:
        """Whom the text names."""
        return Victims(self.marks)

    @cached_property
    def _ranks(self) -> frozenset[Span]:
        return frozenset(one for one in self.marks["power.rank"] if self._is_rank(one))

    @cached_property
    def _vague(self) -> frozenset[Span]:
        return frozenset(self.marks["power.vague"])

    def _is_rank(self, span: Span) -> bool:
        """Whether letters that many words hold are a rank: written with stops, or standing free."""
        piece = self.form.shown[self.form.at[span.start] : self.form.at[span.end]]
        stops = piece.count(".")
        is_joined = self.form.is_joined(span.start)
        is_told = stops >= span.end - span.start - (1 if is_joined else 0)
        return is_told or (not is_joined and (stops > 0 or piece[-1:].isspace()))

    @cached_property
    def _everybody(self) -> Sequence[Span]:
        return sorted((one for power in POWERS for one in self.holders(power)), key=_start)

    def _among(self, sections: tuple[str, ...], first: int, last: int) -> Sequence[Span]:
        """The phrases of these sections that begin from here to there."""
        if sections not in self._ordered:
            found = {one for section in sections for one in self.marks[section]}
            self._ordered[sections] = sorted(found, key=_start)
        spans = self._ordered[sections]
        return spans[bisect_left(spans, first, key=_start) : bisect_right(spans, last, key=_start)]

    @cached_property
    def _ordered(self) -> dict[tuple[str, ...], Sequence[Span]]:
        return {}

    @cached_property
    def played(self) -> frozenset[int]:
        """Where words for those in power begin whom a swindler plays."""
        return self._ends_of("power.played")

    @cached_property
    def _called(self) -> frozenset[int]:
        return self._ends_of("power.called") | self.played

    @cached_property
    def _speaking(self) -> frozenset[int]:
        return self._starts_of("power.speaking")

    @cached_property
    def _honoured(self) -> frozenset[int]:
        return self._ends_of("power.honoured")

    @cached_property
    def _by(self) -> frozenset[int]:
        return self._ends_of("power.by")

    @cached_property
    def _denied(self) -> frozenset[int]:
        return self._ends_of("negation")

    @cached_property
    def _culprit_ends(self) -> frozenset[int]:
        return self._ends_of("power.culprit")

    def _ends_of(self, section: str) -> frozenset[int]:
        return frozenset(one.end for one in self.marks[section])

    def _starts_of(self, section: str) -> frozenset[int]:
        return frozenset(one.start for one in self.marks[section])

    @cached_property
    def _upon(self) -> frozenset[int]:
        return self._starts_of("power.upon")

    @cached_property
    def _culprits(self) -> frozenset[int]:
        return self._starts_of("power.culprit")

    @cached_property
    def _rightful(self) -> dict[int, int]:
        return {one.start: one.end for one in self.marks["power.rightful"]}

    @cached_property
    def _mutual(self) -> frozenset[int]:
        return self._starts_of("killing.mutual")

    @cached_property
    def _passives(self) -> dict[int, Span]:
        return {one.end: one for one in self.marks["killing.passive"]}

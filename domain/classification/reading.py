"""How a report is read: what the rules see, what was learned, and what both come to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from domain.classification.care import (
    has_money_just_moved,
    is_environment_spot,
    needs,
)
from domain.classification.category import Kind, find_category
from domain.classification.courtesy import is_thanked_for_the_end, without_courtesy
from domain.classification.despair import despair_told
from domain.classification.details import is_mere_detail, is_only_described
from domain.classification.evidence import Evidence
from domain.classification.gazetteer import Gazetteer
from domain.classification.injury import injured, injury_told
from domain.classification.intrusion import intrusion_told
from domain.classification.killing import killed, killing_told, soonest
from domain.classification.kinds import Category, Reading, Reason, Report, Urgency, When
from domain.classification.learned import Learned, Signals
from domain.classification.lexicon import Lexicon
from domain.classification.losses import lost, lost_calmly, thing_lost
from domain.classification.marks import Marks
from domain.classification.place import find_place
from domain.classification.power import powers_accused
from domain.classification.signals import holds_long_number, signals, words_alone
from domain.classification.softening import softened
from domain.classification.tipness import AGAINST, Tipness, find_tipness
from domain.classification.urgency import Haste, find_urgency
from domain.classification.verdict import (
    HEARD,
    IS_EMERGENCY,
    TELLING,
    haste_of,
    kind_of,
    tipness_of,
)
from domain.thai import is_mostly_thai, normalise

FEWEST_LETTERS: Final = 12
# So likely an emergency must a message be, taken alone, to be heard among others; the newest few.
ALONE: Final = 0.6
MOST_ALONE: Final = 10
# Kinds for which a thing that is gone may be taken; none of them tells of harm to somebody.
OF_LOSSES: Final = (Category.MISSING_PERSON, Category.PROPERTY, Category.OTHER)
# Words that take back or end what another message of the same report told.
OVER: Final = ("not_tip.withdrawn", "not_tip.play", "calm", "calm_end")

# How somebody looks belongs to what was told before, or asks what happened.
DESCRIBED: Final = Tipness(
    is_tip=False, may_be=True, reasons=(Reason(key="reason.not_tip_unclear"),)
)
CALM: Final = Haste(urgency=Urgency.ROUTINE, reasons=())


@dataclass(frozen=True, kw_only=True)
class Sight:
    """What the rules alone make of a report."""

    evidence: Evidence
    marks: Marks
    kind: Kind
    tipness: Tipness
    haste: Haste
    alarm: float = 0.0
    killing: str = ""

    @property
    def is_alarming(self) -> bool:
        """Whether it is an emergency."""
        return self.haste.urgency is Urgency.EMERGENCY

    def is_louder(self, other: Sight) -> bool:
        """Whether it is a tip where the other is none, or a more urgent one."""
        return self.tipness.is_tip and (not other.tipness.is_tip or self._level < other._level)

    @property
    def _level(self) -> int:
        return list(Urgency).index(self.haste.urgency)

    @property
    def words(self) -> str:
        """The text without the names of villages."""
        return words_alone(self.evidence.form, self.evidence.mentions)

    @cached_property
    def signals(self) -> Signals:
        """What is weighed together with what was learned."""
        return signals(
            self.evidence.form,
            self.marks,
            kind=self.kind,
            tipness=self.tipness,
            urgency=self.haste.urgency,
            places=len(self.evidence.scenes),
        )


def look(report: Report, gazetteer: Gazetteer, lexicon: Lexicon) -> Sight:
    """Find the words and places of a report and what the rules say of them."""
    form = normalise(report.text)
    found = lexicon.marks(form)
    evidence = Evidence(report, form, found, gazetteer)
    marks = found.outside([(m.start, m.end) for m in evidence.mentions])
    kind = find_category(marks)
    tipness = find_tipness(form, marks, kind, names_place=bool(evidence.scenes))
    haste = find_urgency(marks, kind.category)
    return Sight(evidence=evidence, marks=marks, kind=kind, tipness=tipness, haste=haste)


def classify(report: Report, gazetteer: Gazetteer, lexicon: Lexicon) -> Reading:
    """Read a report: the same report and the same villages always give the same reading."""
    sight = _judged(look(report, gazetteer, lexicon), lexicon.learned)
    sight = _plainly(sight, report, lexicon)
    if len(report.messages) > 1:
        sight = _alarmed(sight, report, lexicon)
    if not sight.tipness.is_tip:
        return Reading(
            is_tip=False,
            may_be_tip=sight.tipness.may_be,
            reasons=sight.tipness.reasons,
            is_detail=sight.tipness is DESCRIBED,
        )
    return _told(sight)


def _judged(sight: Sight, learned: Learned | None) -> Sight:
    """Weigh it, and let the plainest words decide: a life taken or at stake, or a thing lost."""
    marks = sight.marks
    if is_only_described(sight.evidence.form, marks):
        return replace(sight, tipness=DESCRIBED, haste=CALM)
    words = killing_told(marks) or despair_told(marks, length=len(sight.words))
    sight = _accusing(_weighed(sight, learned))
    if words:
        tipness, kind, haste = killed(words, sight.kind, sight.haste, marks)
        return replace(sight, tipness=tipness, kind=kind, haste=haste, killing=words)
    if intrusion := _cried(sight):
        sight = replace(sight, haste=soonest(intrusion, sight.haste, marks))
    is_loss = sight.kind.category in OF_LOSSES
    injury = injury_told(marks, sight.evidence.form) if is_loss else None
    if injury is not None:
        kind, haste = injured(injury, marks, sight.kind, sight.haste)
        return replace(sight, kind=kind, haste=haste)
    thing = thing_lost(marks) if sight.kind.category in OF_LOSSES else ""
    kind, haste = sight.kind, sight.haste
    if not thing:
        length, is_heard = len(sight.words), sight.alarm >= IS_EMERGENCY
        kind, haste = softened(kind, haste, marks, length=length, is_heard=is_heard)
    elif kind.category is Category.MISSING_PERSON:
        kind, haste = lost(thing, marks, kind)
    haste = lost_calmly(thing, marks, haste) if thing else haste
    return replace(sight, kind=kind, haste=haste)


def _cried(sight: Sight) -> str:
    """Return the words for a thief in one's home; who names a village tells of a theft there."""
    if not sight.tipness.is_tip or sight.evidence.mentions:
        return ""
    return intrusion_told(sight.marks, length=len(sight.words))


def _plainly(sight: Sight, report: Report, lexicon: Lexicon) -> Sight:
    """Let what is told without its courtesy be heard, where that makes it a tip or more urgent."""
    told = without_courtesy(report, lexicon)
    is_heard = sight.is_alarming and sight.tipness.is_tip
    if is_heard or told == report or not told.messages:
        return sight
    one = look(told, sight.evidence.gazetteer, lexicon)
    is_report = one.tipness.is_tip and one.marks.has(*HEARD, "environment")
    if not is_report or one.marks.has(*AGAINST) or is_thanked_for_the_end(sight.marks, one.marks):
        return sight
    plain = _judged(one, lexicon.learned)
    if not plain.is_louder(sight):
        return sight
    return replace(
        sight,
        tipness=plain.tipness,
        kind=plain.kind,
        haste=plain.haste,
        alarm=plain.alarm,
        killing=plain.killing,
    )


def _weighed(sight: Sight, learned: Learned | None) -> Sight:
    """Let what was learned decide with the rules; the rules alone where no example was alike."""
    if learned is None or not _is_alike(sight):
        return sight
    impression = learned.judge(sight.words, sight.signals)
    is_numbered = holds_long_number(sight.evidence.form)
    kind = kind_of(impression, sight.kind, sight.marks, is_numbered=is_numbered)
    length = len(sight.words)
    return replace(
        sight,
        kind=kind,
        tipness=tipness_of(impression, sight.tipness, sight.marks, length=length),
        haste=haste_of(impression, sight.haste, sight.marks, kind.category, length=length),
        alarm=impression.emergency,
    )


def _accusing(sight: Sight) -> Sight:
    """Take who plainly accuses those in power at their word, for few examples are like it."""
    is_talk = sight.marks.has(*AGAINST)
    if sight.tipness.is_tip or is_talk or not powers_accused(sight.marks, sight.evidence.form):
        return sight
    return replace(sight, tipness=Tipness(is_tip=True, may_be=True))


def _is_alike(sight: Sight) -> bool:
    """Whether examples can be like it: Thai, and more than a word or two or a telling one."""
    is_told = len(sight.words) >= FEWEST_LETTERS or sight.marks.has("danger", "crime", "report")
    return is_told and is_mostly_thai(sight.evidence.form.key)


def _alarmed(sight: Sight, report: Report, lexicon: Lexicon) -> Sight:
    """Let one message that plainly is an emergency be heard among others that are not."""
    if sight.is_alarming or not sight.tipness.is_tip or sight.marks.has(*OVER):
        return sight
    for message in report.messages[-MOST_ALONE:]:
        one = look(replace(report, messages=(message,)), sight.evidence.gazetteer, lexicon)
        alone = _judged(one, lexicon.learned)
        is_told_now = (one.is_alarming and one.marks.has("now")) or bool(alone.killing)
        if alone.is_alarming and (alone.alarm >= ALONE or is_told_now):
            return replace(sight, kind=alone.kind, haste=alone.haste)
    return sight


def _told(sight: Sight) -> Reading:
    marks, kind = sight.marks, sight.kind
    place = find_place(sight.evidence)
    is_spot = is_environment_spot(marks, kind.category) and not sight.is_alarming
    category = Category.OTHER if is_spot else kind.category
    money_moved = has_money_just_moved(marks, category)
    haste = _haste(sight, is_spot=is_spot, money_moved=money_moved)
    return Reading(
        is_tip=True,
        may_be_tip=True,
        village=place.village,
        village_source=place.source,
        village_confidence=place.confidence,
        candidates=place.candidates,
        must_confirm=place.must_confirm,
        outside_area=place.is_outside,
        category=category,
        category_confidence=round(kind.confidence, 2),
        urgency=haste.urgency,
        reasons=(*place.reasons, *(() if is_spot else kind.reasons), *haste.reasons),
        is_coerced=marks.has("coerced"),
        concerns_power=powers_accused(marks, sight.evidence.form),
        is_environment_spot=is_spot,
        is_danger_told=bool(sight.killing) or marks.has(*TELLING),
        when=_when(marks, haste.urgency),
        points_back=marks.has("points_back"),
        is_detail=is_mere_detail(marks, haste.urgency),
        denied=sight.evidence.denied,
        money_just_moved=money_moved,
        needs=needs(marks, haste.urgency),
    )


def _when(marks: Marks, urgency: Urgency) -> When | None:
    """Say when it was, unless the words tell of both or of neither."""
    is_now = urgency is Urgency.EMERGENCY or marks.has("now", "fresh")
    if is_now == marks.has("earlier", "past"):
        return None
    return When.NOW if is_now else When.EARLIER


def _haste(sight: Sight, *, is_spot: bool, money_moved: bool) -> Haste:
    if is_spot:
        return Haste(urgency=Urgency.ROUTINE, reasons=(Reason(key="reason.environment_spot"),))
    haste = sight.haste
    if money_moved and haste.urgency is not Urgency.EMERGENCY:
        return Haste(urgency=Urgency.SOON, reasons=(Reason(key="reason.money_just_moved"),))
    return haste

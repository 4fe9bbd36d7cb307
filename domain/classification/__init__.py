"""Which village, what kind, how urgent, and whether a report is a tip at all."""

from __future__ import annotations

from domain.classification.care import (
    has_money_just_moved,
    is_environment_spot,
    needs,
    powers_accused,
)
from domain.classification.category import find_category
from domain.classification.evidence import Evidence
from domain.classification.gazetteer import Gazetteer, Place
from domain.classification.kinds import (
    Candidate,
    Category,
    Reading,
    Reason,
    Report,
    Urgency,
    VillageSource,
)
from domain.classification.lexicon import Lexicon, Pair
from domain.classification.marks import Marks
from domain.classification.place import find_place
from domain.classification.tipness import find_tipness
from domain.classification.urgency import Haste, find_urgency
from domain.thai import normalise

__all__ = [
    "Candidate",
    "Category",
    "Gazetteer",
    "Lexicon",
    "Pair",
    "Place",
    "Reading",
    "Reason",
    "Report",
    "Urgency",
    "VillageSource",
    "classify",
]


def classify(report: Report, gazetteer: Gazetteer, lexicon: Lexicon) -> Reading:
    """Read a report: the same report and the same villages always give the same reading."""
    form = normalise(report.text)
    found = lexicon.marks(form)
    evidence = Evidence(report, form, found, gazetteer)
    marks = found.outside([(m.start, m.end) for m in evidence.mentions])
    kind = find_category(marks)
    tipness = find_tipness(form, marks, kind, names_place=bool(evidence.scenes))
    if not tipness.is_tip:
        return Reading(is_tip=False, may_be_tip=tipness.may_be, reasons=tipness.reasons)
    place = find_place(evidence)
    is_spot = is_environment_spot(marks, kind.category)
    category = Category.OTHER if is_spot else kind.category
    money_moved = has_money_just_moved(marks, category)
    haste = _haste(marks, category, is_spot=is_spot, money_moved=money_moved)
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
        category_confidence=kind.confidence,
        urgency=haste.urgency,
        reasons=(*place.reasons, *(() if is_spot else kind.reasons), *haste.reasons),
        is_coerced=marks.has("coerced"),
        concerns_power=powers_accused(marks),
        is_environment_spot=is_spot,
        money_just_moved=money_moved,
        needs=needs(marks, haste.urgency),
    )


def _haste(marks: Marks, category: Category, *, is_spot: bool, money_moved: bool) -> Haste:
    if is_spot:
        return Haste(urgency=Urgency.ROUTINE, reasons=(Reason(key="reason.environment_spot"),))
    haste = find_urgency(marks, category)
    if money_moved and haste.urgency is not Urgency.EMERGENCY:
        return Haste(urgency=Urgency.SOON, reasons=(Reason(key="reason.money_just_moved"),))
    return haste

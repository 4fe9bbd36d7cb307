"""What a report is taken for, where the rules and what was learned are weighed together."""

from __future__ import annotations

from typing import Final

from domain.classification.category import Kind
from domain.classification.kinds import Category, Reason, Urgency
from domain.classification.learned import Impression
from domain.classification.marks import Marks
from domain.classification.tipness import Tipness
from domain.classification.urgency import Haste

# Chosen by cost on texts that were not learned from; docs/classifier.md tells how.
IS_TIP: Final = 0.33
MAY_BE_TIP: Final = 0.2
IS_EMERGENCY: Final = 0.18
# An emergency this likely is a tip, whatever else the text sounds like.
ALARMS: Final = 0.5
IS_SOON: Final = 0.5
# What goes on without danger to anyone is at most soon, however loud (product rules).
CALM_KINDS: Final = frozenset({Category.NUISANCE, Category.GAMBLING})


def kind_of(impression: Impression, ruled: Kind, marks: Marks) -> Kind:
    """Return the likeliest kind, with the words that speak for it where there are any."""
    best = max(impression.kinds, key=lambda kind: (impression.kinds[kind], kind))
    words = marks.first(f"{best}.strong", f"{best}.weak")
    reason = (
        Reason(key=f"reason.category_{best}", values={"words": words})
        if words
        else Reason(key="reason.category_learned")
    )
    return Kind(
        category=best,
        confidence=impression.kinds[best],
        scores=ruled.scores,
        reasons=(reason,),
    )


def tipness_of(impression: Impression, ruled: Tipness, marks: Marks) -> Tipness:
    """Say whether it is a tip; doubt keeps a text, for a tip lost is worse than talk kept."""
    if marks.has("coerced") or max(impression.tip - IS_TIP, impression.emergency - ALARMS) >= 0:
        return Tipness(is_tip=True, may_be=True)
    reasons = ruled.reasons or (Reason(key="reason.not_tip_learned"),)
    return Tipness(is_tip=False, may_be=impression.tip >= MAY_BE_TIP, reasons=reasons)


def haste_of(impression: Impression, ruled: Haste, marks: Marks, kind: Category) -> Haste:
    """Say how soon the police should act; the rules' words are the reason where they agree."""
    urgency = _urgency(impression, marks, kind)
    if urgency is ruled.urgency:
        return ruled
    return Haste(urgency=urgency, reasons=(Reason(key=f"reason.urgency_learned_{urgency}"),))


def _urgency(impression: Impression, marks: Marks, kind: Category) -> Urgency:
    is_emergency = impression.emergency >= IS_EMERGENCY and kind not in CALM_KINDS
    if is_emergency or marks.has("coerced"):
        return Urgency.EMERGENCY
    return Urgency.SOON if impression.soon >= IS_SOON else Urgency.ROUTINE

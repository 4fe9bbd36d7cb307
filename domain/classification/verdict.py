"""What a report is taken for, where the rules and what was learned are weighed together."""

from __future__ import annotations

from typing import Final

from domain.classification.category import GRAVITY, STRONG, Kind
from domain.classification.kinds import Category, Reason, Urgency
from domain.classification.learned import Impression
from domain.classification.marks import Marks
from domain.classification.tipness import AGAINST, Tipness
from domain.classification.urgency import Haste

# Chosen by cost on texts that were not learned from; docs/classifier.md tells how.
IS_TIP: Final = 0.18
MAY_BE_TIP: Final = 0.12
# Where the rules hear danger, crime or plain words for a matter, less is enough.
IS_TIP_HEARD: Final = 0.12
# What the words put years back needs more to be a matter for today.
IS_TIP_LONG_PAST: Final = 0.3
HEARD: Final = ("danger", "crime", *(f"{kind}.strong" for kind in Category))
IS_EMERGENCY: Final = 0.18
# Where few words tell of a life in danger, and of nothing that takes it back.
IS_EMERGENCY_LIFE: Final = 0.1
FEW: Final = 48
# Where no word of the lexicon tells of danger, of time or of a report, more is needed.
IS_EMERGENCY_UNHEARD: Final = 0.4
# Where the word for a theft is all there is, as much again: where the sender lives tells nothing.
IS_EMERGENCY_TAKEN: Final = 0.6
TELLING: Final = ("danger", "crime", "now", "fresh", "report")
# An emergency this likely is a tip, whatever else the text sounds like.
ALARMS: Final = 0.5
IS_SOON: Final = 0.5
# What goes on without danger to anyone is at most soon, however loud (product rules).
CALM_KINDS: Final = frozenset({Category.NUISANCE, Category.GAMBLING})
# Where a word of the lexicon tells of such harm, it needs only not to be ruled out (product rules:
# of two kinds that fit, the graver harm to a person decides).
HARMS: Final = frozenset({Category.LIFE, Category.SEXUAL, Category.BODY})
NOT_RULED_OUT: Final = 0.01
# Of things taken, the word for the crime and `someone` tell nothing of haste: most are found gone.
TELLING_OF_THEFT: Final = (
    *("danger", "now", "fresh"),
    *(f"{kind}.{part}" for kind in (*HARMS, Category.WEAPONS) for part in ("strong", "weak")),
)
# So few letters give examples little to go by: what the rules hear needs only not to be ruled out.
TERSE: Final = 28
TERSE_TIP: Final = 0.05
TERSE_EMERGENCY: Final = 0.02
TERSE_SOON: Final = 0.1
LEAST_SURE: Final = 0.3


def kind_of(
    impression: Impression, ruled: Kind, marks: Marks, *, is_numbered: bool = False
) -> Kind:
    """Return the likeliest kind, with the words that speak for it where there are any.

    `is_numbered`: a telephone or identity is given. Of fraud one tells such a number, and of a
    dealer too: there the words decide.
    """
    best = _best(impression, ruled, is_numbered=is_numbered)
    words = marks.first(f"{best}.strong", f"{best}.weak")
    reason = (
        Reason(key=f"reason.category_{best}", values={"words": words})
        if words
        else Reason(key="reason.category_learned")
    )
    return Kind(
        category=best,
        confidence=max(impression.kinds[best], LEAST_SURE),
        scores=ruled.scores,
        reasons=(reason,),
    )


def _best(impression: Impression, ruled: Kind, *, is_numbered: bool) -> Category:
    likeliest = max(impression.kinds, key=lambda kind: (impression.kinds[kind], kind))
    told = ruled.category
    is_unheard = likeliest is Category.FRAUD_ONLINE and not ruled.scores[likeliest]
    if is_numbered and is_unheard and ruled.scores[told] >= STRONG:
        return told
    is_told = told in HARMS and ruled.scores[told] >= STRONG
    is_graver = is_told and GRAVITY[told] > GRAVITY[likeliest]
    return told if is_graver and impression.kinds[told] >= NOT_RULED_OUT else likeliest


def tipness_of(impression: Impression, ruled: Tipness, marks: Marks, *, length: int) -> Tipness:
    """Say whether it is a tip; doubt keeps a text, for a tip lost is worse than talk kept."""
    is_alarming = impression.emergency >= ALARMS
    if marks.has("coerced") or is_alarming or impression.tip >= _enough(ruled, marks, length):
        return Tipness(is_tip=True, may_be=True)
    reasons = ruled.reasons or (Reason(key="reason.not_tip_learned"),)
    return Tipness(is_tip=False, may_be=impression.tip >= MAY_BE_TIP, reasons=reasons)


def _enough(ruled: Tipness, marks: Marks, length: int) -> float:
    if not ruled.is_tip and marks.has("not_tip.long_past"):
        return IS_TIP_LONG_PAST
    if ruled.is_tip and length < TERSE:
        return TERSE_TIP
    return IS_TIP_HEARD if ruled.is_tip and marks.has(*HEARD) else IS_TIP


def haste_of(
    impression: Impression, ruled: Haste, marks: Marks, kind: Category, *, length: int
) -> Haste:
    """Say how soon the police should act; the rules' words are the reason where they agree."""
    is_life = length < FEW and ruled.urgency is Urgency.EMERGENCY and _is_life_told(marks, kind)
    urgency = _urgency(impression, marks, kind, is_life=is_life)
    if length < TERSE:
        urgency = min(urgency, _heard(impression, ruled, kind), key=list(Urgency).index)
    if urgency is ruled.urgency:
        return ruled
    return Haste(urgency=urgency, reasons=(Reason(key=f"reason.urgency_learned_{urgency}"),))


def _is_life_told(marks: Marks, kind: Category) -> bool:
    is_over = marks.has(*AGAINST, "calm", "calm_end")
    return kind is Category.LIFE and marks.has("life.strong") and not is_over


def _urgency(impression: Impression, marks: Marks, kind: Category, *, is_life: bool) -> Urgency:
    enough = IS_EMERGENCY_LIFE if is_life else _alarm(marks, kind)
    is_emergency = impression.emergency >= enough and kind not in CALM_KINDS
    if is_emergency or marks.has("coerced"):
        return Urgency.EMERGENCY
    return Urgency.SOON if impression.soon >= IS_SOON else Urgency.ROUTINE


def _alarm(marks: Marks, kind: Category) -> float:
    """How likely an emergency must be, by what the words tell besides."""
    is_theft = kind is Category.PROPERTY
    if marks.has(*(TELLING_OF_THEFT if is_theft else TELLING)):
        return IS_EMERGENCY
    return IS_EMERGENCY_TAKEN if is_theft and marks.has("crime") else IS_EMERGENCY_UNHEARD


def _heard(impression: Impression, ruled: Haste, kind: Category) -> Urgency:
    """Return what the rules hear, as far as examples do not rule it out."""
    if ruled.urgency is Urgency.EMERGENCY and impression.emergency >= TERSE_EMERGENCY:
        return Urgency.SOON if kind in CALM_KINDS else Urgency.EMERGENCY
    is_pressing = ruled.urgency is not Urgency.ROUTINE and impression.soon >= TERSE_SOON
    return Urgency.SOON if is_pressing else Urgency.ROUTINE

"""Whether what a sender writes later goes on about their tip, or tells of another event.

Each error harms somebody. Where what belongs together is parted, the shirt that somebody wears
or the way that they fled does not reach the officer who is on the way, but comes as another
matter, with a clock of its own, perhaps to another officer. Where what is apart is joined, the
second event has no number, kind, place or clock of its own, and is closed with the first; but its
words reach the officer of the first at once, and who reads them can act. So words join in doubt:
they are added and told, never dropped. They begin a tip of their own where they are a whole one,
of another kind, and plainly of another place or another time.

A tip that was asked for its place waits for it a day. A place answers that, and so does the event
told again with its place; another event with a place of its own does not, for it would move the
tip and have no number itself. There doubt parts: a second tip costs less than a lost one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from domain.classification.details import Deeds
from domain.classification.kinds import Category, Reading, Urgency, VillageSource, When
from domain.sameness import are_kin

SAME_SCENE_FOR: Final = timedelta(minutes=10)
# Below this the kind of a few words is a guess, and no ground to part them from a tip.
SURE_OF_KIND: Final = 0.5
# Who saw blood and then heard shots names one fight by two of these.
_ONE_SCENE: Final = frozenset({Category.LIFE, Category.BODY, Category.WEAPONS})
_TOLD_PLACE: Final = frozenset({VillageSource.TEXT, VillageSource.PIN})


@dataclass(frozen=True, kw_only=True)
class Begun:
    """What a tip tells of so far; `village` is None where its place is not known yet.

    A spot is kept for the municipality, and nobody is alerted of it. `deeds` are the words that
    tell what happened; one that `is_vague` tells of nothing yet, or only what somebody looks like.
    """

    village: str | None
    category: str | None
    urgency: str
    when: When | None
    is_spot: bool = False
    is_restricted: bool = False
    is_vague: bool = False
    deeds: Deeds = field(default_factory=Deeds)

    @property
    def is_now(self) -> bool:
        """Whether it goes on, as far as anybody knows; an emergency does."""
        return self.when is When.NOW or (self.when is None and self.urgency == Urgency.EMERGENCY)


def is_elsewhere(begun: Begun, said: Reading, *, after: timedelta) -> bool:
    """Whether words tell of another place, or, later or of the same place, of another kind.

    What follows soon and names no place goes on about the same scene. Words that deny the place
    of the tip put it right. A tip whose place is unknown was asked about it: a place answers that.
    What happens at a dark lane never joins the lane, or nobody would hear of it.
    """
    if not said.is_tip:
        return False
    if begun.is_spot and _is_more_than_a_spot(said) and begun.village not in said.denied:
        return True
    is_placed = said.village_source in _TOLD_PLACE and said.village is not None
    if is_placed and begun.village is not None:
        if begun.village in said.denied:
            return False
        if begun.village != said.village:
            return True
    elif after <= SAME_SCENE_FOR:
        return False
    is_vague = said.category in {None, Category.OTHER}
    return not is_vague and begun.category not in {said.category, Category.OTHER}


def is_event_with_its_place(begun: Begun, said: Reading, deeds: Deeds, *, after: timedelta) -> bool:
    """Whether words that name a place tell of another event than a tip that lacks its own.

    A tip that only the commander sees takes none but words about those in power: of all else,
    whoever is to act must hear.
    """
    is_apart = begun.is_restricted and not said.concerns_power
    is_event = bool(deeds.told or (is_apart and deeds.hinted))
    is_placed = said.village_source in _TOLD_PLACE and said.village is not None
    is_open = begun.village is None or (is_apart and begun.village not in said.denied)
    goes_on = deeds.points_back or said.is_detail
    if goes_on or not (said.is_tip and is_event and is_placed and is_open):
        return False
    is_alarm = said.urgency is Urgency.EMERGENCY and said.is_danger_told
    is_soon = after <= SAME_SCENE_FOR
    if begun.is_vague:
        return is_apart or (is_alarm and not is_soon)
    is_graver = is_alarm and begun.urgency != Urgency.EMERGENCY
    if begun.deeds.is_told_again(deeds, by_hints=not is_graver):
        return is_alarm and begun.when is When.EARLIER
    is_one_scene = {begun.category, said.category} <= _ONE_SCENE
    is_other_kind = said.category != begun.category and not is_one_scene
    return is_apart or is_graver or is_other_kind or not is_soon


def _is_more_than_a_spot(said: Reading) -> bool:
    """Whether words tell of a crime or a danger, not of what is broken there or for how long."""
    is_known = said.category not in {None, Category.OTHER}
    return is_known and said.category_confidence >= SURE_OF_KIND and not said.is_environment_spot


def is_of_another_time(begun: Begun, said: Reading) -> bool:
    """Whether words are a whole tip of another kind that goes on now, the other before, or so.

    Of an event one tells at once what led to it (he was drunk this morning): who speaks of
    somebody told of before goes on about them, and so does who only describes a car or somebody.
    """
    goes_on = said.points_back or said.is_detail
    if not said.is_tip or goes_on or said.category_confidence < SURE_OF_KIND:
        return False
    if not _are_unlike(begun.category, said.category):
        return False
    if said.when is When.EARLIER:
        return begun.is_now
    return said.when is When.NOW and begun.when is When.EARLIER


def _are_unlike(one: str | None, other: Category | None) -> bool:
    """Whether two kinds are known, and no one event is read as either."""
    if one is None or other is None or Category.OTHER in (one, other):
        return False
    return one != other and not are_kin(Category(one), other)

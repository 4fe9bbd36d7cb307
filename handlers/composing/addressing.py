"""This is how an officer says for whom a bulletin is: groups, members, officers, and where."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from catalog.composing_receivers import ALL
from domain.answers import Answer
from domain.composition import Step
from domain.places_named import named_in
from domain.refusals import Refusal
from domain.thai import tidy
from handlers.composing.drafting import Composer
from handlers.composing.receivers import open_to
from handlers.composing.showing import villages_open_to
from models.officer import Role

Done = Sequence[Answer]
_PICKED: Final = "+"
# A year is written as 2569 or, as people do, as 69.
_CENTURY: Final = 2500


def _take_to(composer: Composer, text: str) -> Done:
    return _choose_to(
        composer, composer.labelled("to", open_to(composer.officer, composer.draft), text)
    )


def _choose_to(composer: Composer, choice: str) -> Done:
    if composer.draft.step is not Step.TO or choice not in open_to(
        composer.officer, composer.draft
    ):
        return composer.ask()
    return composer.go_on(composer.draft.but(to=choice))


def _take_roles(composer: Composer, text: str) -> Done:
    """Take the roles that are named, divided by commas; one that is unknown asks again."""
    parts = [part for part in text.split(",") if part.strip()]
    known = [one.value for one in Role]
    return _for_roles(composer, [composer.labelled("role", known, part) for part in parts])


def _choose_role(composer: Composer, choice: str) -> Done:
    return _for_roles(composer, [one.value for one in Role] if choice == ALL else [choice])


def _for_roles(composer: Composer, roles: Sequence[str]) -> Done:
    is_known = bool(roles) and all(one in list(Role) for one in roles)
    if composer.draft.step is not Step.ROLES or composer.is_bounded or not is_known:
        return composer.ask()
    draft = composer.draft.but(roles=tuple(dict.fromkeys(roles)))
    # Those of the station itself have no villages by which they could be chosen.
    return composer.go_on(draft if Role.VILLAGE in roles else draft.but(villages=()))


def _take_years(composer: Composer, text: str) -> Done:
    """Take the Buddhist years that are named, in full or by their last two digits."""
    parts = tidy(text).replace(",", " ").split()
    years = [int(part) for part in parts if part.isdecimal() and len(part) in (2, 4)]
    if composer.draft.step is not Step.YEARS or not years or len(years) != len(parts):
        return composer.ask()
    whole = [year if year >= _CENTURY else _CENTURY + year for year in years]
    return composer.go_on(composer.draft.but(years=tuple(dict.fromkeys(whole))))


def _take_area(composer: Composer, text: str) -> Done:
    """Take the villages, or subdistricts, that are named; anything unknown is asked back."""
    whole = composer.labelled("area", [ALL], text)
    if whole:
        return _choose_area(composer, whole)
    named = named_in(text, composer.uow.gazetteer())
    areas = [] if composer.is_bounded else _subdistricts(composer, text)
    if areas:
        return composer.go_on(composer.draft.but(villages=(), subdistricts=tuple(areas)))
    if named.unclear or not named.codes:
        unclear = ", ".join(named.unclear)
        return composer.ask_after("compose.area_unclear", words=unclear)
    return _choose_villages(composer, named.codes)


def _subdistricts(composer: Composer, text: str) -> Sequence[str]:
    """Return the subdistricts that a text consists of, none if any part is something else."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    known = {one.subdistrict for one in composer.uow.villages.all() if one.subdistrict}
    found = [next((one for one in known if part.endswith(one)), None) for part in parts]
    is_village = any(composer.uow.gazetteer().named(part, exactly=True) for part in parts)
    return [] if is_village or None in found else [one for one in found if one is not None]


def _choose_villages(composer: Composer, codes: Sequence[str]) -> Done:
    own = {one.code for one in villages_open_to(composer.officer, composer.uow)}
    if composer.is_bounded and not own.issuperset(codes):
        raise Refusal("compose.not_yours")
    return composer.go_on(composer.draft.but(villages=tuple(codes), subdistricts=()))


def _choose_area(composer: Composer, choice: str) -> Done:
    if composer.draft.step is not Step.AREA:
        return composer.ask()
    if choice == ALL:
        if composer.is_bounded:
            raise Refusal("compose.not_yours")
        return composer.go_on(composer.draft.but(villages=(), subdistricts=()))
    if choice.startswith(_PICKED):
        known = composer.uow.villages.by_code(choice.removeprefix(_PICKED))
        return composer.ask() if known is None else _choose_villages(composer, [known.code])
    own = [one.code for one in villages_open_to(composer.officer, composer.uow)]
    if not own:
        raise Refusal("compose.not_yours")
    return _choose_villages(composer, own)


TAKEN: Final[Mapping[Step, Callable[[Composer, str], Done]]] = {
    Step.TO: _take_to,
    Step.ROLES: _take_roles,
    Step.YEARS: _take_years,
    Step.AREA: _take_area,
}
CHOSEN: Final[Mapping[str, Callable[[Composer, str], Done]]] = {
    "to": _choose_to,
    "role": _choose_role,
    "year": _take_years,
    "area": _choose_area,
}

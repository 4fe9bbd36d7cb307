"""This is how an officer is asked for whom a bulletin is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from catalog import Catalog
from catalog.composing import cancel, tap
from domain.answers import Words
from domain.place_labels import cut

ALL: Final = "all"
_MOST_TAPS: Final = 12


def ask_to(catalog: Catalog, choices: Sequence[str]) -> Words:
    """Ask who is to get it, of those to whom this officer may write."""
    taps = [tap(catalog.say(f"compose.to.{one}"), f"to/{one}") for one in choices]
    return Words(text=catalog.say("compose.ask_to"), choices=[*taps, cancel(catalog)])


def ask_roles(catalog: Catalog, roles: Sequence[str]) -> Words:
    """Ask which officers get it."""
    taps = [tap(catalog.say("compose.role.all"), f"role/{ALL}")]
    taps += [tap(catalog.say(f"compose.role.{one}"), f"role/{one}") for one in roles]
    return Words(text=catalog.say("compose.ask_roles"), choices=[*taps, cancel(catalog)])


def ask_years(catalog: Catalog, years: Sequence[int]) -> Words:
    """Ask in which fiscal years the members were trained who get it."""
    taps = [tap(catalog.say("compose.year", year=one), f"year/{one}") for one in years]
    return Words(text=catalog.say("compose.ask_years"), choices=[*taps, cancel(catalog)])


def ask_area(
    places: Sequence[tuple[str, str]], catalog: Catalog, *, word: str, is_all: bool, has_own: bool
) -> Words:
    """Ask for the villages; `places` are codes and names that may be tapped."""
    taps = [tap(catalog.say("compose.area.all"), f"area/{ALL}")] if is_all else []
    if has_own:
        taps.append(tap(catalog.say("compose.area.own", word=word), "area/own"))
    taps += [tap(cut(name), f"area/+{code}") for code, name in places]
    text = catalog.say("compose.ask_area", word=word)
    return Words(text=text, choices=[*taps[:_MOST_TAPS], cancel(catalog)])

"""This is how a bulletin looks to those who get it, and what it is called in a list."""

from __future__ import annotations

from collections.abc import Sequence

from catalog import Catalog
from catalog.talks import MAP
from domain.answers import Button, Card, Content, Line, Look, Notice, OpenLink, Spot, Words
from domain.composition import Composition, Kind
from domain.intake import caller_number
from domain.place_labels import cut

_TONES = {
    Kind.WARNING: "emergency",
    Kind.WANTED: "emergency",
    Kind.MISSING: "soon",
    Kind.MEETING: "routine",
    Kind.LESSON: "good",
    Kind.RESULT: "good",
}
# These stand large in the head of the card and as its plain words; all else is a labelled line.
_HEADS = ("subject", "person")
_BODIES = ("detail", "looks")
_LONGEST_TITLE = 60


def contents_of(composition: Composition, catalog: Catalog, station: str) -> Sequence[Content]:
    """Return a bulletin exactly as it will look."""
    kind = Kind(composition.kind)
    said = composition.said
    if kind is Kind.TEXT:
        return [Words(text=said["body"])]
    name = catalog.say(f"compose.kind.{kind}")
    headline = next(said[one] for one in _HEADS if one in said)
    return [
        Card(
            title=f"{name} · {station}",
            headline=headline,
            tone=_TONES[kind],
            alt=f"{name}: {headline}",
            body=next((said[one] for one in _BODIES if said.get(one)), ""),
            lines=[
                Line(label=catalog.say(f"compose.label.{one}"), value=value)
                for one, value in said.items()
                if value and one not in (*_HEADS, *_BODIES)
            ],
            buttons=[*_calls(said.get("contact", ""), catalog), *_maps(composition, catalog)],
        )
    ]


def spot_of(composition: Composition, catalog: Catalog) -> Spot:
    """Return the place of a bulletin for LINE's own map."""
    latitude, longitude = composition.pin or (0.0, 0.0)
    return Spot(
        title=catalog.say("compose.spot"),
        address=composition.pin_name or f"{latitude:.5f}, {longitude:.5f}",
        latitude=latitude,
        longitude=longitude,
    )


def _maps(composition: Composition, catalog: Catalog) -> Sequence[Button]:
    """Let the place be looked at on a map."""
    if composition.pin is None:
        return []
    link = OpenLink(url=MAP.format(*composition.pin))
    return [Button(label=catalog.say("button.map"), tap=link)]


def _calls(contact: str, catalog: Catalog) -> Sequence[Button]:
    """Let a telephone number be called with one touch."""
    number = caller_number(contact)
    if number is None:
        return ()
    call = OpenLink(url=f"tel:{number}")
    return [Button(label=catalog.say("chat.call", number=number), tap=call, look=Look.PRIMARY)]


def title_of(contents: Sequence[Content]) -> str:
    """Return what a bulletin is called in a list."""
    for one in contents:
        if isinstance(one, Card):
            return cut(one.alt, _LONGEST_TITLE)
        if isinstance(one, Words | Notice):
            return cut(" ".join(one.text.split()), _LONGEST_TITLE)
    return ""

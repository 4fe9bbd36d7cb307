"""This is how a bulletin looks to those who get it, and what it is called in a list."""

from __future__ import annotations

from collections.abc import Sequence

from catalog import Catalog
from catalog.talks import MAP
from domain.answers import Button, Card, Content, Line, Look, Notice, OpenLink, Words
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
        return [Words(text="\n".join([said["body"], *_links(composition)]))]
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


def _links(composition: Composition) -> Sequence[str]:
    return [] if composition.pin is None else [MAP.format(*composition.pin)]


def _maps(composition: Composition, catalog: Catalog) -> Sequence[Button]:
    """Let the place be looked at on a map."""
    label = catalog.say("button.map")
    return [Button(label=label, tap=OpenLink(url=one)) for one in _links(composition)]


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

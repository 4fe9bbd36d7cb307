"""This is how a talk through us is worded, and what an officer who hands on or waits may tap."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from catalog import Catalog
from catalog.choices import MORE
from domain.answers import Button, Look, Notice, OpenLink, Press, Say, ShareLocation, Words
from domain.case import cut
from domain.postback import Act, encode
from domain.talking import NEW_TIP

MAP = "https://www.google.com/maps?q={0:.6f},{1:.6f}"
_ON_A_PAGE = 10
_LONGEST_LABEL = 20
_MOST_PLACES = 4
# The reasons and days that are offered; a number is part of the sentence's key.
_OFFERED = {
    "hand_reason": ("area", "duty", "skill", "tied"),
    "pause_reason": ("evidence", "watch", "witness", "other_unit"),
    "pause_day": ("usual", "week", "fortnight", "two_months"),
}


@dataclass(frozen=True, kw_only=True)
class Colleague:
    """An officer to whom a tip may be handed: code, name, and for what they stand.

    `short` is the name without its rank, for a label in which both would be cut.
    """

    code: str
    name: str
    places: str
    is_off: bool = False
    short: str = ""


def asked_by_officer(number: str, words: str, catalog: Catalog, *, pin: bool) -> str:
    """Say plainly that an officer speaks, and about which tip."""
    key = "case.question" if words else "case.question_place" if pin else "case.question_picture"
    return catalog.say(key, number=number, words=words)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What an officer asks with, and whether the sender is named; None: they cannot be."""

    pin: tuple[float, float] | None = None
    has_picture: bool = False
    is_named: bool | None = None


def question(tip: uuid.UUID, text: str, alt: str, asked: Asked, catalog: Catalog) -> Notice:
    """Ask a tip's sender; a lock screen shows only its number and that there is a question."""
    buttons = []
    if asked.pin is not None:
        link = OpenLink(url=MAP.format(*asked.pin))
        buttons.append(Button(label=catalog.say("button.map"), tap=link))
    if asked.has_picture:
        see = catalog.say("case.see_picture")
        press = Press(data=encode(Act.SEE, tip), shown=see)
        buttons.append(Button(label=see, tap=press, look=Look.PRIMARY))
    choices = [Button(label=catalog.say("chat.send_location"), tap=ShareLocation())]
    if asked.is_named is not None:
        choices.append(naming_choice(tip, catalog, is_named=asked.is_named))
    return Notice(text=text, alt=alt, buttons=buttons, choices=choices)


def naming_choice(tip: uuid.UUID, catalog: Catalog, *, is_named: bool) -> Button:
    """Offer to be named, or to take that back."""
    label = catalog.say("chat.unname" if is_named else "chat.name")
    value = "no" if is_named else "ask"
    return Button(label=label, tap=Press(data=encode(Act.NAME, tip, value), shown=label))


def which_question(offered: Sequence[tuple[uuid.UUID, str]], catalog: Catalog) -> Words:
    """Ask of which tip a sender's words speak; until then they go nowhere."""
    taps = [
        Button(
            label=cut(catalog.say("chat.which_tip", number=number), _LONGEST_LABEL),
            tap=Press(
                data=encode(Act.WHICH, tip), shown=catalog.say("chat.which_tip", number=number)
            ),
        )
        for tip, number in offered
    ]
    new = catalog.say("chat.which_new")
    fresh = Button(label=new, tap=Press(data=encode(Act.WHICH, None, NEW_TIP), shown=new))
    return Words(text=catalog.say("chat.which_question"), choices=[*taps, fresh])


def colleagues(
    tip: uuid.UUID, asked: str, rows: Sequence[Colleague], catalog: Catalog, *, start: str = ""
) -> Words:
    """Offer a page of colleagues, numbered; `start` comes from a phone."""
    first = int(start) if start.isdecimal() and int(start) < len(rows) else 0
    page = list(enumerate(rows, start=1))[first : first + _ON_A_PAGE]
    offered = [
        (f"{number}. {row.short or row.name}", f"{number}. {row.name}", row.code)
        for number, row in page
    ]
    if first + _ON_A_PAGE < len(rows):
        more = catalog.say("case.more_villages")
        offered.append((more, more, f"{MORE}{first + _ON_A_PAGE}"))
    taps = [
        Button(
            label=cut(label, _LONGEST_LABEL),
            tap=Press(data=encode(Act.HANDOVER, tip, value), shown=shown),
        )
        for label, shown, value in offered
    ]
    off = catalog.say("case.hand_off_duty")
    names = [
        f"{number}. {row.name} ({_places(row, catalog)}){f' {off}' if row.is_off else ''}"
        for number, row in page
    ]
    return Words(text="\n".join([asked, *names]), choices=[*taps, _cancel(catalog)])


def _places(row: Colleague, catalog: Catalog) -> str:
    """Name some of many villages: a page of officers with forty each would fill no message."""
    names = row.places.split(", ")
    if len(names) <= _MOST_PLACES:
        return row.places
    shown = ", ".join(names[:_MOST_PLACES])
    return catalog.say("case.hand_places", names=shown, count=len(names) - _MOST_PLACES)


def reasons(asked: str, family: str, catalog: Catalog) -> Words:
    """Ask for something that can be tapped or typed."""
    words = [catalog.say(f"{family}.{one}") for one in _OFFERED[family]]
    taps = [Button(label=word, tap=Say(text=word)) for word in words]
    return Words(text=asked, choices=[*taps, _cancel(catalog)])


def _cancel(catalog: Catalog) -> Button:
    word = catalog.say("chat.cancel")
    return Button(label=word, tap=Say(text=word))

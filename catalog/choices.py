"""This is what an officer is offered to choose from, and how a member is thanked."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from catalog import Catalog
from domain.answers import Button, Look, Notice, OpenLink, Press, Words
from domain.case import cut
from domain.postback import Act, encode
from domain.tip import Outcome

MORE = "+"
_ON_A_PAGE = 12
_LONGEST_LABEL = 20


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One village to choose: its code, its name for a button, its full name for the text."""

    code: str
    name: str
    full_name: str


def outcomes(tip: uuid.UUID, number: str, catalog: Catalog) -> Notice:
    """Offer the six outcomes in the wording of the file."""
    labels = [(one, catalog.say(f"outcome.{one}")) for one in Outcome]
    buttons = [
        Button(label=label, tap=Press(data=encode(Act.OUTCOME, tip, one.value), shown=label))
        for one, label in labels
    ]
    asked = catalog.say("case.which_outcome", number=number)
    return Notice(text=asked, alt=asked, buttons=buttons)


def thanks(tip: uuid.UUID, number: str, outcome: Outcome, catalog: Catalog) -> Notice:
    """Tell a member the outcome in words for members, with a one-tap rating."""
    rates = (("done", "case.done", Look.PRIMARY), ("not_done", "case.not_done", Look.SECONDARY))
    buttons = [
        Button(
            label=catalog.say(key),
            tap=Press(data=encode(Act.RATE, tip, value), shown=catalog.say(key)),
            look=look,
        )
        for value, key, look in rates
    ]
    told = catalog.say(f"told.{outcome}")
    return Notice(
        text=catalog.say("case.closed_member", number=number, outcome=told),
        alt=catalog.say("case.closed_member_alt", number=number),
        buttons=buttons,
    )


def link(text: str, alt: str, *, label: str, url: str) -> Notice:
    """Offer a one-time link as a button, never as text that could be copied on."""
    button = Button(label=label, tap=OpenLink(url=url), look=Look.PRIMARY)
    return Notice(text=text, alt=alt, buttons=[button])


def villages(
    tip: uuid.UUID, question: str, rows: Sequence[Choice], catalog: Catalog, *, start: str
) -> Words:
    """Offer a page of villages, full names in the text; `start` comes from a phone."""
    first = int(start) if start.isdecimal() and int(start) < len(rows) else 0
    page = list(enumerate(rows, start=1))[first : first + _ON_A_PAGE]
    offered = [(cut(f"{number}. {row.name}", _LONGEST_LABEL), row.code) for number, row in page]
    if first + _ON_A_PAGE < len(rows):
        offered.append((catalog.say("case.more_villages"), f"{MORE}{first + _ON_A_PAGE}"))
    choices = [
        Button(label=label, tap=Press(data=encode(Act.VILLAGE, tip, value), shown=label))
        for label, value in offered
    ]
    names = [f"{number}. {row.full_name}" for number, row in page]
    return Words(text="\n".join([question, *names]), choices=choices)

"""This is what an officer is offered to choose from, and how a member is thanked."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from catalog import Catalog
from domain.answers import Button, Look, Notice, OpenLink, Press, Words
from domain.case import cut
from domain.classification.kinds import Category, Urgency
from domain.postback import Act, encode
from domain.tip import Outcome

MORE = "+"
_MOST = 13
_ON_A_PAGE = 10
_LIKELIEST = 3
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


def page_of(rows: Sequence[Choice], start: str) -> list[tuple[int, Choice]]:
    """Return the numbered rows of one page; `start` comes from a phone."""
    first = _first(start, len(rows))
    return list(enumerate(rows, start=1))[first : first + _ON_A_PAGE]


def villages(
    tip: uuid.UUID, question: str, rows: Sequence[Choice], catalog: Catalog, *, start: str
) -> Words:
    """Offer a page of villages, full names in the text, and the way to the other corrections."""
    page = page_of(rows, start)
    offered = [_tap(Act.VILLAGE, tip, row.code, f"{number}. {row.name}") for number, row in page]
    last = page[-1][0] if page else 0
    if last < len(rows):
        offered.append(_tap(Act.VILLAGE, tip, f"{MORE}{last}", catalog.say("case.more_villages")))
    others = [
        _tap(act, tip, "", catalog.say(key))
        for act, key in ((Act.CATEGORY, "button.category"), (Act.URGENCY, "button.urgency"))
    ]
    # The likeliest come first; who wants another correction need not swipe past all villages.
    choices = [*offered[:_LIKELIEST], *others, *offered[_LIKELIEST:]]
    names = [f"{number}. {row.full_name}" for number, row in page]
    return Words(text="\n".join([question, *names]), choices=choices)


def kinds(
    tip: uuid.UUID, question: str, catalog: Catalog, *, known: Category | None, start: str
) -> Words:
    """Offer the kinds that a tip is not yet of, their names in full in the text."""
    rows = [(one, catalog.say(f"category.{one}")) for one in Category if one is not known]
    numbered = list(enumerate(rows, start=1))
    first = _first(start.removeprefix(MORE), len(rows))
    page = numbered[first:] if len(rows) - first <= _MOST else numbered[first : first + _MOST - 1]
    choices = [_tap(Act.CATEGORY, tip, one, f"{number}. {said}") for number, (one, said) in page]
    if page[-1][0] < len(rows):
        more = catalog.say("case.more_villages")
        choices.append(_tap(Act.CATEGORY, tip, f"{MORE}{page[-1][0]}", more))
    names = [f"{number}. {said}" for number, (_, said) in page]
    return Words(text="\n".join([question, *names]), choices=choices)


def urgencies(tip: uuid.UUID, question: str, catalog: Catalog, *, known: str) -> Words:
    """Offer the urgencies that a tip does not have."""
    choices = [
        _tap(Act.URGENCY, tip, one, catalog.say(f"urgency.{one}"))
        for one in Urgency
        if one != known
    ]
    return Words(text=question, choices=choices)


def _tap(act: Act, tip: uuid.UUID, value: str, label: str) -> Button:
    shown = cut(label, _LONGEST_LABEL)
    return Button(label=shown, tap=Press(data=encode(act, tip, value), shown=shown))


def _first(start: str, count: int) -> int:
    """Read where a page begins; what is no such place begins the first."""
    return int(start) if start.isdecimal() and int(start) < count else 0

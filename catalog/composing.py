"""This is how a bulletin looks, and what its author is asked while composing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from catalog import Catalog
from domain.answers import (
    Button,
    Card,
    Line,
    Look,
    Press,
    Say,
    Words,
)
from domain.composing import compose_data, decide_data
from domain.composition import NOW, TEMPLATES, Composition


@dataclass(frozen=True, kw_only=True)
class Price:
    """What one sending costs and what the month has; None where LINE has not told.

    `fits` is how many receivers, the cheapest first, what is left would pay for; `times` how often
    one that repeats still comes this month, None for one that goes once.
    """

    groups: int
    people: int
    cost: int
    uncounted: int = 0
    left: int | None = None
    kept_back: int = 0
    planned: int = 0
    is_known: bool = True
    is_borne: bool = True
    fits: int = 0
    times: int | None = None

    @property
    def in_groups(self) -> int:
        """How many people are in the groups, as far as LINE told."""
        return self.cost - self.people

    @property
    def month(self) -> int:
        """What all its times of this month cost."""
        return self.cost * (self.times or 0)

    @property
    def has_receivers(self) -> bool:
        """Whether anybody gets it."""
        return bool(self.groups or self.people)


def ask_kind(catalog: Catalog, *, resumes: bool, has_others: bool) -> Words:
    """Ask what kind of bulletin it is to be, or which of those that stand is meant."""
    taps = [tap(catalog.say("compose.resume"), "resume")] if resumes else []
    taps += [tap(catalog.say(f"compose.kind.{one}"), f"kind/{one}") for one in TEMPLATES]
    taps.append(tap(catalog.say("compose.month"), "month"))
    if has_others:
        taps.append(tap(catalog.say("compose.list"), "list"))
    key = "compose.ask_kind_or_resume" if resumes else "compose.ask_kind"
    return Words(text=catalog.say(key), choices=[*taps, cancel(catalog)])


def ask_field(composition: Composition, catalog: Catalog) -> Words:
    """Ask for the next field of the template."""
    wanted = composition.wanted
    name = "body" if wanted is None else wanted.name
    is_optional = wanted is not None and wanted.is_optional
    skip = catalog.say("case.skip")
    taps = [Button(label=skip, tap=Say(text=skip))] if is_optional else []
    return Words(text=catalog.say(f"compose.ask.{name}"), choices=[*taps, cancel(catalog)])


def ask_time(catalog: Catalog, offered: Sequence[Button]) -> Words:
    """Ask when it is to be sent."""
    now = tap(catalog.say("compose.now"), f"when/{NOW}")
    text = catalog.say("compose.ask_time")
    return Words(text=text, choices=[now, *offered, cancel(catalog)])


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """A draft in words: for whom, when, at what price.

    `awaited`: which photo or video is not there yet, and why. `is_bare`: nothing is attached.
    """

    to: str
    when: str
    price: Price
    needs_approval: bool
    awaited: str = ""
    is_bare: bool = True

    @property
    def is_failed(self) -> bool:
        """Whether what was attached cannot be used."""
        return self.awaited.endswith("failed")


def overview(composition: Composition, outlook: Outlook, catalog: Catalog) -> Card:
    """Show what a bulletin costs and when it goes, below how it will look."""
    price = outlook.price
    awaited = [catalog.say(f"compose.{outlook.awaited}")] if outlook.awaited else []
    number = composition.number
    paused = [catalog.say("compose.paused", number=number)] if number else []
    return Card(
        title=catalog.say("compose.overview"),
        headline=outlook.when,
        tone="emergency" if composition.is_urgent else "routine",
        alt=catalog.say("compose.overview"),
        marks=[*paused, *awaited, *warnings(price, catalog)],
        lines=cost_lines(price, catalog, to=outlook.to),
        buttons=[
            _button(key, verb, composition, catalog, look)
            for key, verb, look in [*_first(outlook), *_rest(composition, outlook)]
        ],
    )


def _first(outlook: Outlook) -> Sequence[tuple[str, str, Look]]:
    """Return the button that sends it, or what must be done before."""
    if outlook.is_failed:
        return [("compose.without_photo", "bare", Look.PRIMARY)]
    if outlook.awaited:
        return [("compose.look_again", "look", Look.PRIMARY)]
    if not (outlook.price.is_borne and outlook.price.has_receivers):
        return []
    key = "compose.submit" if outlook.needs_approval else "compose.confirm"
    return [(key, "confirm", Look.PRIMARY)]


def _rest(composition: Composition, outlook: Outlook) -> Sequence[tuple[str, str, Look]]:
    is_urgent = composition.is_urgent
    urgent = ("compose.not_urgent", "calm") if is_urgent else ("compose.urgent", "hurry")
    riding = ("compose.pushes", "push") if composition.rides else ("compose.rides", "ride")
    pairs = [
        *([] if composition.subject else [("compose.edit_text", "edit_text")]),
        ("compose.edit_to", "edit_to"),
        ("compose.edit_time", "edit_time"),
        *([] if outlook.is_bare or outlook.is_failed else [("compose.strip", "bare")]),
        urgent,
        *([] if is_urgent or not outlook.price.groups else [riding]),
        ("compose.drop", "drop"),
    ]
    return [(key, verb, Look.SECONDARY) for key, verb in pairs]


def warnings(price: Price, catalog: Catalog) -> Sequence[str]:
    """Say what stands in a bulletin's way."""
    if not price.has_receivers:
        return [catalog.say("compose.nobody")]
    found = []
    if not price.is_borne:
        found.append(catalog.say("compose.unborne", left=price.left or 0, fits=price.fits))
    elif price.left is not None and price.month > price.left:
        found.append(catalog.say("compose.month_unborne", cost=price.month, left=price.left))
    if price.uncounted:
        found.append(catalog.say("compose.uncounted", count=price.uncounted))
    if not price.is_known:
        found.append(catalog.say("compose.unknown"))
    return found


def cost_lines(price: Price, catalog: Catalog, *, to: str) -> Sequence[Line]:
    """Say to whom it goes, what it costs, and what is left."""
    lines = [
        ("to", to),
        ("receivers", _receivers(price, catalog)),
        ("cost", catalog.say("compose.messages", count=f"{price.cost:,}")),
    ]
    if price.times is not None:
        month = catalog.say("compose.times", times=price.times, count=f"{price.month:,}")
        lines.append(("month", month))
    if price.is_known and price.left is not None:
        lines.append(("left", catalog.say("compose.messages", count=f"{price.left:,}")))
        lines.append(("kept", catalog.say("compose.messages", count=f"{price.kept_back:,}")))
    if price.planned:
        lines.append(("planned", catalog.say("compose.messages", count=f"{price.planned:,}")))
    return [Line(label=catalog.say(f"compose.line.{name}"), value=value) for name, value in lines]


def _receivers(price: Price, catalog: Catalog) -> str:
    """Say how many groups and people get it, as far as there are any."""
    found = []
    if price.groups:
        key = "compose.groups" if price.in_groups else "compose.groups_uncounted"
        found.append(catalog.say(key, groups=price.groups, people=f"{price.in_groups:,}"))
    if price.people:
        key = "compose.and_people" if found else "compose.people"
        found.append(catalog.say(key, people=f"{price.people:,}"))
    return " ".join(found) or catalog.say("compose.no_receivers")


@dataclass(frozen=True, kw_only=True)
class Wish:
    """A version of a bulletin that a commander is asked to approve."""

    number: int
    version: int
    author: str
    to: str
    when: str


def wish_card(wish: Wish, price: Price, catalog: Catalog) -> Card:
    """Ask a commander to approve a bulletin that stands above, with its cost."""
    number, version = wish.number, wish.version
    buttons = [
        Button(
            label=catalog.say(key),
            tap=Press(data=decide_data(number, version, is_approved=yes), shown=catalog.say(key)),
            look=look,
        )
        for key, yes, look in (
            ("compose.approve", True, Look.PRIMARY),
            ("compose.reject", False, Look.SECONDARY),
        )
    ]
    asked = catalog.say("compose.asks_approval", number=number)
    by = Line(label=catalog.say("compose.line.author"), value=wish.author)
    return Card(
        title=asked,
        headline=wish.when,
        tone="routine",
        alt=asked,
        marks=warnings(price, catalog),
        lines=[by, *cost_lines(price, catalog, to=wish.to)],
        buttons=buttons,
    )


def standing_card(
    number: int, title: str, facts: Sequence[Line], verbs: Sequence[str], catalog: Catalog
) -> Card:
    """Show how a bulletin stands, and what may still be done about it."""
    return Card(
        title=catalog.say("compose.number", number=number),
        headline=title,
        tone="routine",
        alt=catalog.say("compose.number", number=number),
        lines=facts,
        buttons=[tap(catalog.say(f"compose.do.{one}"), f"{one}/{number}") for one in verbs],
    )


def number_choices(rows: Sequence[tuple[int, str]], catalog: Catalog) -> Words:
    """List bulletins by number, one line each."""
    lines = [catalog.say("compose.listed"), *(line for _, line in rows)]
    taps = [
        tap(catalog.say("compose.number", number=number), f"show/{number}") for number, _ in rows
    ]
    return Words(text="\n".join(lines), choices=taps)


def tap(label: str, value: str) -> Button:
    """Return a button of the composer: a verb, and perhaps a choice behind a stroke."""
    verb, _, choice = value.partition("/")
    return Button(label=label, tap=Press(data=compose_data(verb, choice), shown=label))


def _button(key: str, verb: str, composition: Composition, catalog: Catalog, look: Look) -> Button:
    label = catalog.say(key)
    press = Press(data=compose_data(verb, composition.edits), shown=label)
    return Button(label=label, tap=press, look=look)


def cancel(catalog: Catalog) -> Button:
    """Return the button that drops the draft."""
    word = catalog.say("chat.cancel")
    return Button(label=word, tap=Say(text=word))

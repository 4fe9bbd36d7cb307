"""This is how a request for a sender's name looks to those who ask, decide and are told."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from catalog import Catalog
from catalog.cards import short_name
from domain.answers import Button, Card, Line, Look, Notice, Press, Say, Words
from domain.case import CaseFacts
from domain.postback import Act, encode
from domain.rules import StationRules


def name_choice(tip: uuid.UUID, catalog: Catalog) -> Button:
    """Offer to ask for the name of a tip's sender."""
    label = catalog.say("naming.wish")
    return Button(label=label, tap=Press(data=encode(Act.NAME_ASK, tip), shown=label))


def tip_choices(tips: Sequence[tuple[uuid.UUID, str]], catalog: Catalog) -> Words:
    """Ask of which tip, by the numbers as people say them."""
    choices = [
        Button(label=number, tap=Press(data=encode(Act.NAME_ASK, tip), shown=number))
        for tip, number in tips
    ]
    return Words(text=catalog.say("naming.which_case"), choices=choices)


def with_way_out(text: str, catalog: Catalog) -> Words:
    """Ask for a reason, which may still be called off."""
    label = catalog.say("chat.cancel")
    return Words(text=text, choices=[Button(label=label, tap=Say(text=label))])


def wish_card(
    facts: CaseFacts, *, asker: str, reason: str, request: uuid.UUID, catalog: Catalog,
    rules: StationRules,
) -> Card:  # fmt: skip
    """Compose what a commander decides on: number, village and reason, nothing of the tip's."""
    village = facts.village or catalog.say("card.nowhere")
    buttons = [
        _button(act, facts.tip, request, catalog.say(key), look)
        for act, key, look in (
            (Act.NAME_YES, "naming.yes", Look.PRIMARY),
            (Act.NAME_NO, "naming.no", Look.SECONDARY),
        )
    ]
    return Card(
        title=facts.number,
        headline=catalog.say("naming.wish"),
        tone=facts.urgency.value,
        alt=short_name(facts, catalog),
        lines=[
            Line(label=rules.place_word, value=village),
            Line(label=catalog.say("naming.asker"), value=asker),
            Line(label=catalog.say("naming.reason"), value=reason),
        ],
        buttons=buttons,
    )


def granted_notice(tip: uuid.UUID, number: str, request: uuid.UUID, catalog: Catalog) -> Notice:
    """Tell a commander that they granted it, with the way to spare the sender the news."""
    label = catalog.say("naming.danger")
    return Notice(
        text=catalog.say("naming.granted_self", number=number),
        alt=catalog.say("naming.alt", number=number),
        buttons=[_button(Act.NAME_DANGER, tip, request, label, Look.SECONDARY)],
    )


def open_notice(tip: uuid.UUID, number: str, request: uuid.UUID, catalog: Catalog) -> Notice:
    """Tell who asked that the name may be looked at; the link itself comes when it is wanted."""
    label = catalog.say("naming.open")
    return Notice(
        text=catalog.say("naming.granted", number=number),
        alt=catalog.say("naming.alt", number=number),
        buttons=[_button(Act.NAME_OPEN, tip, request, label, Look.PRIMARY)],
    )


def told_notice(number: str, station: str, catalog: Catalog) -> Notice:
    """Tell a sender that their name was opened; a lock screen shows only that there is a word."""
    return Notice(
        text=catalog.say("naming.told", number=number, station=station),
        alt=catalog.say("naming.told_alt", number=number),
    )


def _button(act: Act, tip: uuid.UUID, request: uuid.UUID, label: str, look: Look) -> Button:
    return Button(
        label=label, tap=Press(data=encode(act, tip, request.hex), shown=label), look=look
    )

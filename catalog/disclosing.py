"""This is how officers are offered what is hidden in a tip, and the desk a voice to write down."""

from __future__ import annotations

import uuid

from catalog import Catalog
from domain.answers import Button, Look, Notice, Press, Say, Words
from domain.postback import Act, encode


def unmask_choice(tip: uuid.UUID, catalog: Catalog) -> Button:
    """Offer to open the hidden numbers."""
    label = catalog.say("disclose.numbers")
    return Button(label=label, tap=Press(data=encode(Act.UNMASK, tip), shown=label))


def gist_choice(tip: uuid.UUID, catalog: Catalog) -> Button:
    """Offer to write down what a voice says."""
    label = catalog.say("disclose.gist")
    press = Press(data=encode(Act.GIST, tip), shown=label)
    return Button(label=label, tap=press, look=Look.SECONDARY)


def with_cancel(text: str, catalog: Catalog) -> Words:
    """Ask for words, which may still be called off."""
    label = catalog.say("chat.cancel")
    return Words(text=text, choices=[Button(label=label, tap=Say(text=label))])


def hear_notice(tip: uuid.UUID, number: str, catalog: Catalog) -> Notice:
    """Ask the desk to hear a voice; a lock screen shows the number alone."""
    hear = catalog.say("button.media")
    press = Press(data=encode(Act.MEDIA, tip), shown=hear)
    return Notice(
        text=catalog.say("disclose.hear", number=number),
        alt=catalog.say("disclose.hear_alt", number=number),
        buttons=[Button(label=hear, tap=press, look=Look.PRIMARY), gist_choice(tip, catalog)],
    )

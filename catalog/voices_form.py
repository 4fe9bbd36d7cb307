"""This is how an officer is asked, step by step, for what makes a survey or a meeting."""

from __future__ import annotations

from collections.abc import Sequence

from catalog import Catalog
from domain.answers import Button, Press, Say, Words
from domain.survey import MOST_QUESTIONS
from domain.voices import voices_data
from domain.voices_form import Filled


def pressed(label: str, verb: str, choice: object = "") -> Button:
    """Return a button that does something with a survey or meeting."""
    return Button(label=label, tap=Press(data=voices_data(verb, choice), shown=label))


def said(label: str, text: str = "") -> Button:
    """Return a button that says something, its label if nothing else."""
    return Button(label=label, tap=Say(text=text or label))


def ask_field(filled: Filled, catalog: Catalog, offered: Sequence[Button], *, word: str) -> Words:
    """Ask for what is wanted next; anything that is offered may as well be typed."""
    wanted = filled.wanted
    facts = {"place": len(filled.questions) + 1, "most": MOST_QUESTIONS, "word": word}
    own = f"voices.ask_{filled.form}_{wanted}"
    key = own if catalog.knows(own) else f"voices.ask_{wanted}"
    text = catalog.say(key, asked=filled.asked, **facts)
    return Words(text=text, choices=[*offered[:12], said(catalog.say("chat.cancel"))])

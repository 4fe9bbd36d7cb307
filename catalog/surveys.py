"""This is how a survey is shown in a chat, and the wording of the built-in one about fear."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from catalog import Catalog
from catalog.words import load_words
from domain.answers import Button, Look, Notice, OpenLink, Press
from domain.command_words import Word
from domain.survey import (
    FEAR_ITEMS,
    FEAR_LEVELS,
    FEAR_VERSION,
    Paper,
    Question,
    SurveyKind,
    write_trail,
)
from domain.survey_events import survey_tap


def fear_paper(catalog: Catalog, version: int = FEAR_VERSION) -> Paper:
    """Return the instrument about fear of crime in one of its wordings."""
    say, name = catalog.say, f"fear_v{version}"
    levels = tuple(say(f"{name}.level_{level}") for level in range(1, FEAR_LEVELS + 1))
    return Paper(
        title=say(f"{name}.title"),
        intro=say(f"{name}.intro"),
        questions=tuple(
            Question(text=say(f"{name}.{item}"), choices=levels) for item in FEAR_ITEMS
        ),
        kind=SurveyKind.FEAR,
        version=version,
    )


def next_question(catalog: Catalog, number: int, paper: Paper, chosen: Sequence[int]) -> Notice:
    """Return the question after those that were answered, a button for each choice."""
    place = len(chosen)
    asked, trail = paper.questions[place], write_trail(chosen)
    count = catalog.say("survey.place", place=place + 1, count=len(paper.questions))
    head = () if place else (paper.title, paper.intro, catalog.say("survey.anonymous"))
    text = "\n".join(part for part in (*head, f"{count} {asked.text}") if part)
    buttons = [
        Button(
            label=choice,
            tap=Press(data=survey_tap(number, f"{trail}{one}"), shown=choice),
        )
        for one, choice in enumerate(asked.choices)
    ]
    return Notice(text=text, alt=catalog.say("survey.alt", title=paper.title), buttons=buttons)


def numbered(paper: Paper) -> str:
    """Return all that a survey asks, with what may be chosen."""
    same = len({one.choices for one in paper.questions}) == 1 and len(paper.questions) > 1
    asked = [
        f"{place}. {one.text}" if same else f"{place}. {one.text}\n{' · '.join(one.choices)}"
        for place, one in enumerate(paper.questions, start=1)
    ]
    scale = [" · ".join(paper.questions[0].choices)] if same else []
    return "\n".join(part for part in (paper.intro, *asked, *scale) if part)


def invitation(catalog: Catalog, number: int, paper: Paper, *, account: str) -> Notice:
    """Return what a group reads: a button that leads each of its people to their own chat."""
    word = f"{load_words().label(Word.SURVEY)} {number}"
    url = f"https://line.me/R/oaMessage/{quote(account, safe='')}/?{quote(word)}"
    text = "\n".join(
        part for part in (paper.title, paper.intro, catalog.say("survey.group", word=word)) if part
    )
    button = Button(label=catalog.say("survey.begin"), tap=OpenLink(url=url), look=Look.PRIMARY)
    return Notice(text=text, alt=catalog.say("survey.alt", title=paper.title), buttons=[button])


def elsewhere(catalog: Catalog, address: str) -> Notice:
    """Return what somebody reads who is no member: the page where all others answer."""
    text = catalog.say("survey.members_only")
    button = Button(label=catalog.say("survey.page"), tap=OpenLink(url=address))
    return Notice(text=text, alt=text, buttons=[button])

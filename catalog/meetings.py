"""This is how a meeting is put into words: for who is invited, and for who runs it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote

from catalog import Catalog
from catalog.words import load_words
from domain.answers import Button, Look, Notice, OpenLink, Press
from domain.calendar import thai_date
from domain.command_words import Word
from domain.meeting import Coming, meeting_tap
from domain.meeting_report import GoalFact, MeetingFacts, Summons


def invitation(catalog: Catalog, summons: Summons) -> Notice:
    """Return the invitation to a meeting, with a button for each answer."""
    looks = {Coming.YES: Look.PRIMARY}
    buttons = [
        Button(
            label=catalog.say(f"meeting.say_{one}"),
            tap=Press(
                data=meeting_tap(summons.number, one), shown=catalog.say(f"meeting.say_{one}")
            ),
            look=looks.get(one, Look.SECONDARY),
        )
        for one in (Coming.YES, Coming.NO, Coming.MAYBE)
    ]
    return Notice(text=_asked(catalog, summons), alt=_alt(catalog, summons), buttons=buttons)


def call_to_group(catalog: Catalog, summons: Summons, *, account: str) -> Notice:
    """Return what a group reads: a button that leads each of its people to their own chat."""
    word = f"{load_words().label(Word.MEETING)} {summons.number}"
    url = f"https://line.me/R/oaMessage/{quote(account, safe='')}/?{quote(word)}"
    text = "\n".join([_asked(catalog, summons), catalog.say("meeting.group", word=word)])
    button = Button(label=catalog.say("meeting.reply"), tap=OpenLink(url=url), look=Look.PRIMARY)
    return Notice(text=text, alt=_alt(catalog, summons), buttons=[button])


def _asked(catalog: Catalog, summons: Summons) -> str:
    facts = {"title": summons.title, "when": summons.when, "place": summons.place}
    return catalog.say("meeting.invitation", **facts)


def _alt(catalog: Catalog, summons: Summons) -> str:
    return catalog.say("meeting.alt", title=summons.title)


def told(facts: MeetingFacts, catalog: Catalog) -> Iterator[str]:
    """Say all that is known of a meeting, line by line."""
    summons = facts.summons
    yield catalog.say(
        "meeting.heading",
        number=summons.number,
        title=summons.title,
        place=summons.place,
        when=summons.when,
        state=catalog.say(f"meeting.state_{facts.stands}"),
    )
    if facts.area:
        yield catalog.say("meeting.of", names=", ".join(facts.area))
    yield answers(facts, catalog)
    yield catalog.say("meeting.came", count=len(facts.came), names=" ".join(facts.came) or "-")
    if facts.minutes:
        yield catalog.say("meeting.minutes_heading")
        yield facts.minutes
    yield from goals(facts, catalog)


def answers(facts: MeetingFacts, catalog: Catalog) -> str:
    """Say how many come, do not, or may."""
    counts = {str(one): count for one, count in facts.answers.items()}
    return catalog.say("meeting.answers", **counts)


def goals(facts: MeetingFacts, catalog: Catalog) -> Iterator[str]:
    """Say what was agreed, and what earlier meetings left to follow up."""
    for key, listed in (("meeting.goals", facts.goals), ("meeting.left_open", facts.left_open)):
        if listed:
            yield catalog.say(key)
            yield from goal_lines(listed, catalog)


def goal_lines(listed: Sequence[GoalFact], catalog: Catalog) -> Sequence[str]:
    """Say goals, one a line, and how each stands."""
    return [
        catalog.say(
            "meeting.goal_line",
            goal=one.number,
            text=one.text,
            owner=one.owner,
            by=thai_date(one.by),
            state=catalog.say(f"meeting.goal_{one.stands}"),
        )
        for one in listed
    ]

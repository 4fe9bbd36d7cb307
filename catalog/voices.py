"""This is how surveys and meetings look to the officers who run them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from catalog import Catalog
from catalog.meetings import answers, goal_lines, goals
from catalog.survey_results import state
from catalog.surveys import numbered
from catalog.voices_form import pressed, said
from domain.answers import Button, Card, Line, Look, Notice, OpenLink, Press
from domain.calendar import thai_date
from domain.composing import compose_data
from domain.meeting_report import GoalFact, MeetingFacts, Summons
from domain.place_labels import cut
from domain.survey import Paper
from domain.survey_events import survey_tap
from domain.survey_report import Report
from domain.voices_form import Filled

_LONGEST: Final = 1_500
_LONGEST_LINE: Final = 60
# These begin a bulletin, by whose rails a survey or an invitation goes out.
_SENDING: Final = {"send": "survey", "invite": "invite", "call_off": "call_off"}


def surveys_listed(reports: Sequence[Report], catalog: Catalog, *, resumes: bool) -> Card:
    """List surveys, newest first, and offer to begin one."""
    say = catalog.say
    return Card(
        title=say("voices.surveys"),
        headline=say("voices.surveys_head"),
        tone="routine",
        alt=say("voices.surveys"),
        body="\n".join(_survey_line(one, catalog) for one in reports) or say("voices.no_surveys"),
        buttons=[
            *_resuming(catalog, resumes=resumes),
            pressed(say("voices.new_fear"), "new", "fear"),
            pressed(say("voices.new_survey"), "new", "survey"),
        ],
        choices=[
            pressed(say("voices.survey", number=one.number), "survey", one.number)
            for one in reports
        ],
    )


def _survey_line(report: Report, catalog: Catalog) -> str:
    title = cut(report.paper.title, _LONGEST_LINE)
    count = sum(one.count for one in report.sources)
    facts = {"number": report.number, "title": title, "state": state(report, catalog)}
    return catalog.say("voices.survey_line", count=count, **facts)


def _resuming(catalog: Catalog, *, resumes: bool) -> Sequence[Button]:
    return [pressed(catalog.say("voices.resume"), "resume")] if resumes else []


def survey_card(report: Report, verbs: Sequence[str], catalog: Catalog) -> Card:
    """Show how a survey stands, and what may be done about it."""
    counts = {one.name: str(one.count) for one in report.sources}
    lines = [
        ("state", state(report, catalog)),
        ("members", catalog.say("voices.answered", count=counts["members"])),
        ("public", catalog.say("voices.answered", count=counts["public"])),
        ("reached", catalog.say("voices.reached", count=report.reached)),
    ]
    name = catalog.say("voices.survey", number=report.number)
    return Card(
        title=name,
        headline=report.paper.title,
        tone="routine" if report.is_open else "closed",
        alt=f"{name}: {report.paper.title}",
        body=catalog.say("survey.later") if report.is_open else "",
        lines=_lines(lines, catalog),
        buttons=_verbs(verbs, report.number, catalog),
    )


def survey_preview(paper: Paper, until: date, filled: Filled, catalog: Catalog) -> Card:
    """Show a survey as it will be asked, before it begins."""
    return _preview(
        paper.title,
        numbered(paper),
        [("until", thai_date(until))],
        catalog,
        begin=pressed(catalog.say("voices.begin_survey"), "confirm", filled.edits),
    )


def meeting_preview(
    summons: Summons, area: Sequence[str], filled: Filled, catalog: Catalog
) -> Card:
    """Show a meeting as it will be, before it is planned or moved."""
    who = [] if summons.number else [("of", ", ".join(area) or catalog.say("compose.area.all"))]
    key = "voices.move_meeting" if summons.number else "voices.plan_meeting"
    return _preview(
        summons.title,
        "",
        [("when", summons.when), ("place", summons.place), *who],
        catalog,
        begin=pressed(catalog.say(key), "confirm", filled.edits),
    )


def _preview(
    title: str, body: str, lines: Sequence[tuple[str, str]], catalog: Catalog, *, begin: Button
) -> Card:
    say = catalog.say
    again = pressed(say("voices.again"), "again")
    return Card(
        title=say("voices.preview"),
        headline=title,
        tone="routine",
        alt=say("voices.preview"),
        body=cut(body, _LONGEST),
        lines=_lines(lines, catalog),
        buttons=[_loud(begin), again, said(say("chat.cancel"))],
    )


def page_offered(title: str, address: str, catalog: Catalog) -> Notice:
    """Offer the page on which the public answers."""
    button = Button(label=catalog.say("survey.page"), tap=OpenLink(url=address), look=Look.PRIMARY)
    text = catalog.say("voices.page", title=title, address=address)
    return Notice(text=text, alt=catalog.say("survey.alt", title=title), buttons=[button])


def closing_asked(number: int, catalog: Catalog) -> Notice:
    """Ask whether a survey is to end now, for nothing begins it again."""
    text = catalog.say("voices.ask_close", number=number)
    yes = pressed(catalog.say("voices.do_closed"), "closed", number)
    no = pressed(catalog.say("voices.not_now"), "survey", number)
    return Notice(text=text, alt=text, buttons=[_loud(yes), no])


def meetings_listed(
    listed: Sequence[MeetingFacts], catalog: Catalog, *, goals: int, resumes: bool
) -> Card:
    """List meetings, the latest first, and offer to plan one."""
    say = catalog.say
    to_do = [pressed(say("voices.goals", count=goals), "goals")] if goals else []
    return Card(
        title=say("voices.meetings"),
        headline=say("voices.meetings_head"),
        tone="routine",
        alt=say("voices.meetings"),
        body="\n".join(_meeting_line(one, catalog) for one in listed) or say("voices.no_meetings"),
        buttons=[
            *_resuming(catalog, resumes=resumes),
            pressed(say("voices.new_meeting"), "new", "meeting"),
            *to_do,
        ],
        choices=[
            pressed(say("voices.meeting", number=one.summons.number), "meeting", one.summons.number)
            for one in listed
        ],
    )


def _meeting_line(facts: MeetingFacts, catalog: Catalog) -> str:
    summons = facts.summons
    return catalog.say(
        "voices.meeting_line",
        number=summons.number,
        title=cut(summons.title, _LONGEST_LINE),
        when=summons.when,
        state=catalog.say(f"meeting.state_{facts.stands}"),
    )


def meeting_card(facts: MeetingFacts, verbs: Sequence[str], catalog: Catalog) -> Card:
    """Show a meeting to who runs it, with what was agreed and is to be followed up."""
    summons = facts.summons
    name = catalog.say("voices.meeting", number=summons.number)
    came = [("came", catalog.say("voices.people", count=len(facts.came)))] if facts.came else []
    lines = [
        ("when", summons.when),
        ("place", summons.place),
        ("of", ", ".join(facts.area) or catalog.say("compose.area.all")),
        ("state", catalog.say(f"meeting.state_{facts.stands}")),
        ("answers", answers(facts, catalog)),
        *came,
    ]
    return Card(
        title=name,
        headline=summons.title,
        tone={"planned": "routine", "over": "closed"}.get(facts.stands, "closed"),
        alt=f"{name}: {summons.title}",
        body=cut("\n".join(goals(facts, catalog)), _LONGEST),
        lines=_lines(lines, catalog),
        buttons=_verbs(verbs, summons.number, catalog),
    )


def calling_off_asked(summons: Summons, catalog: Catalog) -> Notice:
    """Ask whether a meeting is to be called off."""
    facts = {"number": summons.number, "title": summons.title, "when": summons.when}
    text = catalog.say("voices.ask_off", **facts)
    yes = pressed(catalog.say("voices.do_cancelled"), "cancelled", summons.number)
    no = pressed(catalog.say("voices.not_now"), "meeting", summons.number)
    return Notice(text=text, alt=text, buttons=[_loud(yes), no])


def goals_listed(listed: Sequence[GoalFact], count: int, catalog: Catalog) -> Notice:
    """List goals that are open, each with the button that says it was reached."""
    head = catalog.say("voices.goals", count=count)
    text = "\n".join([head, *goal_lines(listed, catalog)])
    buttons = [
        pressed(catalog.say("voices.goal_done", goal=one.number), "done", one.number)
        for one in listed
    ]
    return Notice(text=text, alt=head, buttons=buttons)


def _lines(lines: Sequence[tuple[str, str]], catalog: Catalog) -> Sequence[Line]:
    return [Line(label=catalog.say(f"voices.line_{name}"), value=value) for name, value in lines]


def _verbs(verbs: Sequence[str], number: int, catalog: Catalog) -> Sequence[Button]:
    """Return a button for each thing that may be done, the first the loudest."""
    made = [_verb(one, number, catalog) for one in verbs]
    return [*(_loud(one) for one in made[:1]), *made[1:]]


def _verb(verb: str, number: int, catalog: Catalog) -> Button:
    label = catalog.say(f"voices.do_{verb}")
    if verb == "answer":
        return Button(label=label, tap=Press(data=survey_tap(number, ""), shown=label))
    begun = _SENDING.get(verb)
    if begun is None:
        return pressed(label, verb, number)
    return Button(label=label, tap=Press(data=compose_data(begun, number), shown=label))


def _loud(button: Button) -> Button:
    return Button(label=button.label, tap=button.tap, look=Look.PRIMARY)

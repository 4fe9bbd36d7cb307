"""Greetings, thanks and polite endings around what is told: they make no report mere talk."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from domain.classification.kinds import Report
from domain.classification.lexicon import Lexicon
from domain.classification.marks import Marks, Span
from domain.thai import Form, normalise

GREETING: Final = "courtesy.greeting"
THANKS: Final = "courtesy.thanks"
ENDING: Final = "courtesy.ending"
# Who is greeted or thanked: courtesy beside it alone, for a report may tell of the same people.
CALLED: Final = "courtesy.called"
# What thanks are for, where it stands behind them.
CAUSE: Final = "courtesy.cause"
# In a longer text courtesy weighs little beside what is told.
LONGEST: Final = 240
POLITE: Final = (GREETING, THANKS, ENDING, CALLED)
# Words that tell of an end, which thanks beside them confirm.
ENDED: Final = ("calm", "calm_end", "not_tip.thanks", "not_tip.withdrawn", "not_tip.play")


def without_courtesy(report: Report, lexicon: Lexicon) -> Report:
    """Return a report without what is merely polite at the edges of its lines, if it is short."""
    if len(report.text) > LONGEST:
        return report
    lines = (_told(line, lexicon) for one in report.messages for line in one.splitlines())
    return replace(report, messages=tuple(line for line in lines if line))


def is_thanked_for_the_end(marks: Marks, plain: Marks) -> bool:
    """Whether thanks are said for what is over; `plain` are the words without the courtesy."""
    return marks.has("not_tip.withdrawn") and plain.has(*ENDED)


def _told(line: str, lexicon: Lexicon) -> str:
    """What is left of a line, or nothing where all of it is courtesy."""
    form = normalise(line)
    marks = lexicon.marks(form)
    start = _after_opening(form, marks)
    end = _before_closing(form, marks)
    return form.shown[form.at[start] : form.at[end]].strip() if start < end else ""


def _after_opening(form: Form, marks: Marks) -> int:
    """Where a line begins to tell: behind a greeting or thanks for nothing that is told."""
    starts = {span.start: span for span in _polite(marks)}
    closed = {span.end for span in marks[ENDING] if span.start}
    place = kept = 0
    while (span := starts.get(place)) is not None:
        place = span.end
        kept = place if place in closed or not form.is_joined(place) else kept
    is_thanked = any(span.end <= kept for span in marks[THANKS])
    return 0 if is_thanked and any(span.start == kept for span in marks[CAUSE]) else kept


def _before_closing(form: Form, marks: Marks) -> int:
    """Where a line ends to tell: before thanks, with who is thanked, and polite endings."""
    ends = {span.end: span for span in reversed(_polite(marks))}
    place = kept = len(form.key)
    while (span := ends.get(place)) is not None:
        place = span.start
        kept = kept if span in marks[CALLED] else place
    return kept


def _polite(marks: Marks) -> list[Span]:
    """All courtesy in order, of what begins or ends together the longest last or first."""
    return sorted(
        (span for section in POLITE for span in marks[section]),
        key=lambda span: (span.start, span.end),
    )

"""This is what an officer fills in about surveys and meetings: what was said, what is next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any, Final

from domain.survey import MOST_QUESTIONS, Question


class Form(StrEnum):
    """What is filled in: a new survey or meeting, or something of one that stands."""

    FEAR = "fear"
    SURVEY = "survey"
    UNTIL = "until"
    MEETING = "meeting"
    MOVE = "move"
    CAME = "came"
    MINUTES = "minutes"
    GOAL = "goal"


FIELDS: Final[Mapping[Form, tuple[str, ...]]] = {
    Form.FEAR: ("until",),
    Form.SURVEY: ("title", "questions", "until"),
    Form.UNTIL: ("until",),
    Form.MEETING: ("title", "time", "place", "area"),
    Form.MOVE: ("time", "place"),
    Form.CAME: ("came",),
    Form.MINUTES: ("minutes",),
    Form.GOAL: ("goal", "owner", "by"),
}
# These are shown before anything is kept; the others are kept with their last word.
CONFIRMED: Final = frozenset({Form.FEAR, Form.SURVEY, Form.MEETING, Form.MOVE})
_QUESTIONS: Final = "questions"


@dataclass(frozen=True, kw_only=True)
class Filled:
    """What was said so far.

    `number` is that of the survey or meeting that it is about, 0 for a new one. `asked` is a
    question whose choices are awaited. `edits` counts the changes, so that a button below an older
    preview confirms nothing.
    """

    form: str = ""
    number: int = 0
    said: Mapping[str, str] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    asked: str = ""
    is_enough: bool = False
    edits: int = 0

    @property
    def wanted(self) -> str:
        """What is asked next, empty once all was said."""
        for name in FIELDS[Form(self.form)] if self.form else ():
            if name == _QUESTIONS:
                if not self._has_questions:
                    return "choices" if self.asked else "question"
            elif name not in self.said:
                return name
        return ""

    @property
    def _has_questions(self) -> bool:
        is_full = len(self.questions) >= MOST_QUESTIONS
        return not self.asked and bool(self.questions) and (self.is_enough or is_full)

    @property
    def is_confirmed(self) -> bool:
        """Whether it is shown before anything is kept."""
        return self.form in CONFIRMED

    def but(self, **changes: Any) -> Filled:
        """Return it with something changed."""
        return replace(self, edits=self.edits + 1, **changes)

    def saying(self, name: str, text: str) -> Filled:
        """Return it with one thing said."""
        return self.but(said={**self.said, name: text})

    def asking(self, question: Question) -> Filled:
        """Return it with one more question, its choices with it."""
        return self.but(questions=(*self.questions, question), asked="")


def write_filled(filled: Filled) -> dict[str, Any]:
    """Return it as it is kept."""
    return asdict(filled)


def read_filled(kept: Mapping[str, Any]) -> Filled:
    """Return what was kept."""
    questions = tuple(
        Question(text=one["text"], choices=tuple(one["choices"])) for one in kept["questions"]
    )
    return Filled(**{**kept, "questions": questions})

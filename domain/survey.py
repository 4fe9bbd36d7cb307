"""This is a survey: its questions, the answers given so far, and the built-in one about fear."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

_BETWEEN: Final = re.compile(r"[,;/|]")
# People number what they list, and the buttons need no number.
_MARK: Final = re.compile(r"^\s*(?:\d{1,2}\s*[.)]|[-\u2022*])\s*")
MOST_QUESTIONS: Final = 5
FEWEST_CHOICES: Final = 2
# One digit says which was chosen, and a card on an old phone holds no more buttons.
MOST_CHOICES: Final = 10
LONGEST_TITLE: Final = 100
LONGEST_QUESTION: Final = 300
LONGEST_CHOICE: Final = 40
# The wording of the fear instrument that is asked now; one that was asked is never changed.
FEAR_VERSION: Final = 1
FEAR_LEVELS: Final = 5
FEAR_ITEMS: Final = (
    "assault",
    "sexual",
    "burglary",
    "robbery",
    "vehicle",
    "fraud",
    "walking",
)


class SurveyKind(StrEnum):
    """A station's own questions, or the instrument about fear of crime."""

    OWN = "own"
    FEAR = "fear"


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question; of a scale, the choices go from least to most."""

    text: str
    choices: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What is asked, as it is worded when it is asked; `version` is the instrument's."""

    title: str
    intro: str
    questions: tuple[Question, ...]
    kind: SurveyKind = SurveyKind.OWN
    version: int = 1


class PaperFault(Exception):
    """A survey that cannot be asked so: what is wrong, and of which question, counted from 1."""

    def __init__(self, fault: str, *, question: int = 0) -> None:
        super().__init__(fault)
        self.fault = fault
        self.question = question


def read_paper(written: Mapping[str, Any]) -> Paper:
    """Return the survey that a station wrote; raise PaperFault for the first fault in it."""
    title, intro = _text(written, "title"), _text(written, "intro")
    asked = written.get("questions")
    if set(written) - {"title", "intro", "questions"}:
        raise PaperFault("unknown_key")
    if not title or len(title) > LONGEST_TITLE or len(intro) > LONGEST_QUESTION:
        raise PaperFault("title")
    if not isinstance(asked, list) or not 1 <= len(asked) <= MOST_QUESTIONS:
        raise PaperFault("questions")
    questions = tuple(_question(one, place) for place, one in enumerate(asked, start=1))
    return Paper(title=title, intro=intro, questions=questions)


def _question(written: object, place: int) -> Question:
    if not isinstance(written, Mapping) or set(written) - {"text", "choices"}:
        raise PaperFault("question", question=place)
    text, choices = _text(written, "text"), written.get("choices")
    if not isinstance(choices, list) or not all(isinstance(one, str) for one in choices):
        raise PaperFault("choices", question=place)
    return make_question(text, choices, place=place)


def make_question(text: str, choices: Sequence[str], *, place: int = 0) -> Question:
    """Return a question that can be asked; raise PaperFault for the first fault in it."""
    text = " ".join(text.split())
    if not text or len(text) > LONGEST_QUESTION:
        raise PaperFault("question", question=place)
    read = tuple(" ".join(one.split()) for one in choices)
    if not FEWEST_CHOICES <= len(read) <= MOST_CHOICES or len(set(read)) < len(read):
        raise PaperFault("choices", question=place)
    if not all(0 < len(one) <= LONGEST_CHOICE for one in read):
        raise PaperFault("choices", question=place)
    return Question(text=text, choices=read)


def read_choices(written: str) -> Sequence[str]:
    """Return the choices that somebody typed, one a line, or in one line between commas."""
    lines = [one for one in written.splitlines() if one.strip()]
    parts = lines if len(lines) > 1 else _BETWEEN.split(written)
    bare = (_MARK.sub("", part).strip() for part in parts)
    return [one for one in bare if one]


def _text(written: Mapping[str, Any], name: str) -> str:
    found = written.get(name, "")
    return " ".join(found.split()) if isinstance(found, str) else ""


def read_trail(paper: Paper, trail: str) -> tuple[int, ...] | None:
    """Return the choices made so far, a digit each, None for what this survey never offered."""
    if len(trail) > len(paper.questions) or not (
        (trail.isascii() and trail.isdecimal()) or not trail
    ):
        return None
    chosen = tuple(int(one) for one in trail)
    asked = zip(chosen, paper.questions, strict=False)
    return chosen if all(one < len(question.choices) for one, question in asked) else None


def write_trail(chosen: Sequence[int]) -> str:
    """Write choices as their digits."""
    return "".join(str(one) for one in chosen)

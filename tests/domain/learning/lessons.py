"""Tips as learning sees them, in a line each."""

from __future__ import annotations

from domain.classification import Report
from domain.learning import Lesson


def moved(to: str, *texts: str, first: int = 1) -> list[Lesson]:
    """Give tips that an officer moved to a village."""
    return [a_lesson(n, text, to, corrected=True) for n, text in enumerate(texts, start=first)]


def stayed(at: str | None, *texts: str, first: int = 50) -> list[Lesson]:
    """Give tips that nobody moved."""
    return [a_lesson(n, text, at, corrected=False) for n, text in enumerate(texts, start=first)]


def a_lesson(number: int, text: str, village: str | None, *, corrected: bool) -> Lesson:
    return Lesson(
        number=f"KK-2569-{number:06}",
        text=text,
        report=Report(messages=(text,)),
        belongs=village,
        is_corrected=corrected,
        is_sure=village is not None,
    )

"""This is how an officer reads all that was said in a tip, where its card shows a part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from catalog.threads import Spoken, page, pages
from domain.answers import Answer
from domain.disclosing import WholeAsked
from handlers.casework.case import Case, on_case


@on_case
def read(case: Case, event: WholeAsked) -> Sequence[Answer]:
    """Show who said what, masked as on the card, by a free reply."""
    lines = [
        Spoken(voice=one.voice, at=one.at, text=one.text, kind=one.kind) for one in case.thread()
    ]
    texts = pages(case.number, lines, case.catalog, timezone=case.uow.rules.timezone)
    shown = page(case.tip.id, texts, event.page, case.catalog)
    told = case.answer(event, shown[0])
    return [replace(told, contents=list(shown), about=case.tip.id, carries_content=True)]


HANDLERS: Final[dict[Any, Any]] = {WholeAsked: read}

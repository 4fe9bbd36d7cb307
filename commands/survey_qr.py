"""This is `survey qr`: the picture to print, which leads to a survey's public page."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import segno

from commands.desk import Desk
from commands.survey_keeping import found
from models.survey import SurveyState

_ENDINGS: Final = (".png", ".svg")
_SQUARE, _EDGE = 12, 4


def run_qr(desk: Desk, number: int, file: Path) -> int:
    """Draw the address of a survey's page; return the exit code."""
    if file.suffix.casefold() not in _ENDINGS:
        desk.complain(desk.catalog.say("survey.qr_ending"))
        return 1
    with desk.reading() as uow:
        survey = found(desk, uow, number)
        if survey is None:
            return 1
        if survey.state == SurveyState.CLOSED:
            desk.complain(desk.catalog.say("survey.over", number=number))
            return 1
        address = f"{uow.rules.public_url}/s/{survey.token}"
    try:
        kind = file.suffix.casefold().removeprefix(".")
        drawn = segno.make(address, micro=False, error="m")
        drawn.save(str(file), kind=kind, scale=_SQUARE, border=_EDGE)
    except OSError as trouble:
        desk.complain(f"{file.name}: {trouble.strerror}")
        return 1
    desk.say("survey.qr_done", address=address, file=file.name)
    return 0

"""This is `survey qr`: the picture to print, which leads to a survey's public page."""

from __future__ import annotations

from pathlib import Path

from commands.desk import Desk
from commands.verbs import verb
from domain.refusals import Refusal
from files.qr import KINDS, draw_qr
from models.survey_keeping import asking, page


@verb
def run_qr(desk: Desk, number: int, file: Path) -> int:
    """Draw the address of a survey's page."""
    kind = file.suffix.casefold().removeprefix(".")
    if kind not in KINDS:
        raise Refusal("survey.qr_ending")
    with desk.reading() as uow:
        address = page(uow, asking(uow, number))
    try:
        file.write_bytes(draw_qr(address, kind))
    except OSError as trouble:
        desk.complain(f"{file.name}: {trouble.strerror}")
        return 1
    desk.say("survey.qr_done", address=address, file=file.name)
    return 0

"""This is how an import tells what is wrong: with a file, or with rows of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from commands.desk import Desk
from files.faults import Fault, FileFault, describe


class _Blamed(Exception):
    def __init__(self, file: Path, fault: Fault) -> None:
        super().__init__(fault.key)
        self.file, self.fault = file, fault


@contextmanager
def blamed_on(file: Path) -> Iterator[None]:
    """Say of which of the two files a fault is."""
    try:
        yield
    except FileFault as trouble:
        raise _Blamed(file, trouble.fault) from trouble


@contextmanager
def telling_faults(desk: Desk) -> Iterator[None]:
    """Complain of a file that cannot be used, and end the block there."""
    try:
        yield
    except _Blamed as trouble:
        desk.complain(
            f"{trouble.file.name or trouble.file}: {describe(trouble.fault, desk.catalog.say)}"
        )


def is_right(desk: Desk, faults: Sequence[Fault], notes: Sequence[Fault]) -> bool:
    """Say every note, and every fault if there is any; return whether there is none."""
    for note in notes:
        desk.complain(desk.catalog.say("import.note", what=describe(note, desk.catalog.say)))
    for fault in sorted(faults, key=lambda one: one.order):
        desk.complain(describe(fault, desk.catalog.say))
    if faults:
        desk.complain(desk.catalog.say("import.refused", faults=len(faults)))
    return not faults

"""This is what is wrong with a file, told so that the person who made it can mend it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One fault or note: the row as the sheet numbers it, the column, and a key of the catalogue.

    Its values never hold what a person's cell says, for faults are shown and logged.
    """

    key: str
    row: int | None = None
    column: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def order(self) -> tuple[int, str, str]:
        """Where the fault stands in the sheet."""
        return (self.row or 0, self.column or "", self.key)


class FileFault(Exception):
    """A file that cannot be read or written at all."""

    def __init__(self, key: str, *, row: int | None = None, **values: str) -> None:
        super().__init__(key)
        self.fault = Fault(key=key, row=row, values=values)


@dataclass(frozen=True, kw_only=True)
class Checked(Generic[T]):
    """The rows of a file with every fault; rows are to be used only if there is no fault."""

    rows: tuple[T, ...]
    faults: tuple[Fault, ...] = ()
    notes: tuple[Fault, ...] = ()

    @property
    def is_right(self) -> bool:
        """Whether the file may be taken in."""
        return not self.faults


def must_be_a_file(path: Path) -> None:
    """Raise FileFault for what is a folder, or not there, or no file that can be read through."""
    try:
        if path.is_dir():
            raise FileFault("files.is_folder")
        if not path.exists():
            raise FileFault("files.missing")
        if not path.is_file():
            raise FileFault("files.no_file")
    except OSError as trouble:
        raise FileFault("files.unreadable") from trouble


def describe(fault: Fault, say: Callable[..., str]) -> str:
    """Say a fault in one line by the catalogue's `say`: where it is and how to mend it."""
    what = say(fault.key, **fault.values)
    if fault.row is None and fault.column is None:
        return what
    if fault.column is None:
        return say("files.in_row", row=fault.row, what=what)
    if fault.row is None:
        return say("files.in_column", column=fault.column, what=what)
    return say("files.in_cell", row=fault.row, column=fault.column, what=what)

"""This is the reader of texts that an operator wrote in an editor."""

from __future__ import annotations

from pathlib import Path

from files.faults import FileFault, must_be_a_file


def read_written(path: Path) -> str:
    """Return a text in UTF-8; raise FileFault for what cannot be opened or is none."""
    must_be_a_file(path)
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as trouble:
        raise FileFault("files.unreadable") from trouble
    except UnicodeDecodeError as trouble:
        raise FileFault("files.no_utf8") from trouble

"""Thai letters stand where people look for them: in catalogues, rules of Thai, and tests."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_THAI = re.compile(r"[\u0e00-\u0e7f]")
_RULES_OF_THAI = {ROOT / "domain" / "thai.py", ROOT / "domain" / "calendar.py"}
_CODE = [
    path
    for folder in ("domain", "handlers", "models", "files", "bot", "web", "commands")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if path not in _RULES_OF_THAI
]


@pytest.mark.parametrize("path", _CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_thai_stands_in_code(path: Path) -> None:
    lines = path.read_text().splitlines()
    assert [line for line in lines if _THAI.search(line)] == []

"""What is run by hand, benches and drills, must at least begin: nobody sees it fail otherwise."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for folder in ("bench", "drills", "training")
    for path in (ROOT / folder).rglob("*.py")
    if path.name not in ("__init__.py", "__main__.py", "sitecustomize.py")
)


@pytest.mark.parametrize("module", MODULES)
def test_every_module_of_a_tool_can_be_loaded(module: str) -> None:
    importlib.import_module(module)

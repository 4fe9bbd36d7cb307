"""`kill -9` while a bulletin goes out: each group has it once, whatever LINE does meanwhile.

The whole of it, 2,000 groups and ten kills on both databases, is `python -m bench.fanout_kill`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.killed_fanout import FanOut, fan_out

GROUPS, KILLS = 60, 2


@pytest.fixture
def bulletin(tmp_path: Path) -> Iterator[FanOut]:
    with fan_out(tmp_path, GROUPS) as made:
        yield made


def test_each_group_has_a_bulletin_once_whoever_is_killed(bulletin: FanOut) -> None:
    bulletin.fails_meanwhile()
    bulletin.is_killed(KILLS)
    bulletin.ends()
    assert bulletin.shown() == Counter(range(GROUPS))
    assert bulletin.line.platform.retry_key_conflicts == []
    assert bulletin.pushes > GROUPS

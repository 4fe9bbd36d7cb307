"""Rules are kept as text and come back the same."""

from __future__ import annotations

from datetime import time

import pytest

from domain.when.schedule import Cron, Monthly, Rule, Weekly, read_rule, write_rule


@pytest.mark.parametrize(
    "rule",
    [
        Weekly(weekdays=frozenset({1, 5}), at=time(8, 0)),
        Weekly(weekdays=frozenset({7}), at=time(23, 59), skips_holidays=True),
        Monthly(days=frozenset({1, 31}), at=time(9, 30)),
        Monthly(days=frozenset({16}), at=time(0, 0), skips_holidays=True),
        Cron(line="*/15 8-17 * * 1-5"),
        Cron(line="0 8 * * 1", skips_holidays=True),
    ],
    ids=write_rule,
)
def test_a_rule_is_kept_and_read_again(rule: Rule) -> None:
    assert read_rule(write_rule(rule)) == rule


@pytest.mark.parametrize("kept", ["", "yearly 1 08:00", "weekly 8 08:00", "monthly 0 08:00"])
def test_what_is_no_rule_is_refused(kept: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_rule(kept)

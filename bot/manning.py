"""This is how many hands each role has in one process: more than one account leaves none alone."""

from __future__ import annotations

from dataclasses import dataclass

# SQLite lets one write at a time: more hands than these only stand in the door's way to it.
_WORKERS_ON_SQLITE = 2


@dataclass(frozen=True, kw_only=True)
class Manning:
    """How many threads each role has."""

    workers: int
    senders: int
    criers: int
    fetchers: int


def manning(*, workers: int, accounts: int, is_sqlite: bool) -> Manning:
    """Man the roles of one process, given how many workers are wished for.

    Senders wait for LINE most of their time, and share themselves out among the accounts
    (`bot/turns.py`); while one crier writes down what became of its messages, another hands over.
    """
    is_alone = accounts <= 1
    if is_sqlite:
        return Manning(
            workers=min(workers, _WORKERS_ON_SQLITE),
            senders=4 if is_alone else 8,
            criers=1 if is_alone else 2,
            fetchers=2,
        )
    several = 2 if is_alone else 4
    return Manning(workers=workers, senders=16, criers=several, fetchers=several)

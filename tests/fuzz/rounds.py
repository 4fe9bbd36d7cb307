"""How long is fuzzed: a few rounds in each run of the tests, as long as you like by `make fuzz`.

Each round has a number from which all its chance comes; a failure names it, and FUZZ_ROUND=that
number finds the failure again.
"""

from __future__ import annotations

import itertools
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any, Final

ODD_WORDS: Final = (
    "", " ", "\0", "\ud83d", "﷽", "\u202e", "ก" * 5000, "🙂" * 300, "|", "||", "%00", "../../etc",
    "' OR 1=1 --", "{{7*7}}", "<script>", "null", "true", "-1", "1e309", "NaN", "๑๒๓", "\r\n",
    "ํ" * 200, "\u200b" * 50, "ส่งเลย", "ยกเลิก", "1", "๙๙๙๙๙๙๙๙๙๙๙๙๙๙๙๙๙๙๙๙",
)  # fmt: skip
ODD: Final[tuple[Any, ...]] = (
    *ODD_WORDS, None, True, False, 0, -1, 2**31, 2**63, -(2**63), 10**30, 0.1, -1e308, [], {}, [[]],
    [None], {"": ""}, {"type": "text"}, [{}] * 20,
)  # fmt: skip


def fuzz(few: int, attempt: Callable[[random.Random], None]) -> None:
    """Make some attempts; what fails says by which number it is found again."""
    begun = time.monotonic()
    made = 0
    for number in _numbers(few):
        try:
            attempt(random.Random(number))
        except BaseException as fault:
            fault.add_note(f"FUZZ_ROUND={number} finds it again")
            raise
        made += 1
    if made > few:
        sys.stderr.write(f"{made} rounds in {time.monotonic() - begun:.0f} s\n")


def _numbers(few: int) -> Iterator[int]:
    if "FUZZ_ROUND" in os.environ:
        yield int(os.environ["FUZZ_ROUND"])
        return
    seconds = float(os.environ.get("FUZZ_SECONDS", "0"))
    if not seconds:
        yield from range(few)
        return
    until = time.monotonic() + seconds
    first = time.time_ns() // 1000 % 10**9
    yield from itertools.takewhile(lambda _: time.monotonic() < until, itertools.count(first))


def mangled(content: bytes, chance: random.Random) -> bytes:
    """Return bytes with some of them changed, moved, doubled, lost or put in."""
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 3, 8, 40))):
        at = chance.randrange(len(changed) + 1)
        end = min(len(changed), at + chance.choice((1, 1, 2, 4, 16, 300)))
        chance.choice(_WAYS)(changed, at, end, chance)
    if chance.random() < 0.1:
        del changed[chance.randrange(len(changed) + 1) :]
    return bytes(changed)


def _flip(changed: bytearray, at: int, end: int, chance: random.Random) -> None:
    for place in range(at, end):
        changed[place] ^= 1 << chance.randrange(8)


def _set(changed: bytearray, at: int, end: int, chance: random.Random) -> None:
    for place in range(at, end):
        changed[place] = chance.choice((0, 1, 9, 10, 13, 34, 44, 0x7F, 0x80, 0xFE, 0xFF))


def _lose(changed: bytearray, at: int, end: int, _: random.Random) -> None:
    del changed[at:end]


def _repeat(changed: bytearray, at: int, end: int, chance: random.Random) -> None:
    changed[at:at] = changed[at:end] * chance.choice((1, 2, 50))


def _put_in(changed: bytearray, at: int, end: int, chance: random.Random) -> None:
    changed[at:at] = chance.randbytes(end - at)


def _move(changed: bytearray, at: int, end: int, chance: random.Random) -> None:
    other = chance.randrange(len(changed) + 1)
    changed[at:at] = changed[other : other + end - at]


def _say(changed: bytearray, at: int, end: int, chance: random.Random) -> None:
    changed[at:end] = chance.choice(ODD_WORDS).encode("utf-8", "surrogatepass")


_WAYS: Final = (_flip, _set, _lose, _repeat, _put_in, _move, _say)


def twisted(value: Any, chance: random.Random) -> Any:
    """Return JSON of which some values are odd, missing, doubled or elsewhere."""
    if chance.random() < 0.08:
        return chance.choice(ODD)
    if isinstance(value, dict):
        kept = {key: twisted(one, chance) for key, one in value.items() if chance.random() > 0.03}
        if kept and chance.random() < 0.05:
            kept[chance.choice((*kept, *ODD_WORDS[:6]))] = chance.choice((*kept.values(), *ODD))
        return kept
    if isinstance(value, list):
        return [
            twisted(one, chance) for one in value for _ in range(chance.choice((1,) * 9 + (0, 2)))
        ]
    return value

"""This is what people write during a drill: tips that are known by their number plates."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime

from bench.register import line_of
from simulator.client import SimulatorClient

_FIRST = (
    "มีคนถือมีดไล่ฟันกันอยู่ตอนนี้ ที่ชุมชน{village} รถทะเบียน กข {number}",
    "มีคนขายยาบ้าแถวชุมชน{village} ทุกคืน รถทะเบียน กข {number}",
)
_MORE = (
    "คนร้ายขี่รถจักรยานยนต์ ทะเบียน ขค {number}",
    "คนร้ายขี่รถหนีไปแล้ว อีกคันทะเบียน คง {number}",
)
# Each part has its own letters, so that it is found again by what an officer sees.
PLATES = ("กข", "ขค", "คง")
PLATE = re.compile(r"(กข|ขค|คง) (\d{4,})")
_PHONES = 8
# The second part comes while the tip gathers, the third when it is out.
_SECOND_AFTER, _THIRD_AFTER = 0.3, 0.7


@dataclass(kw_only=True)
class Tip:
    """One tip: who writes it, in which parts, and who must see each of them once.

    `said` is when each part was said, by LINE's clock.
    """

    number: int
    member: str
    officers: tuple[str, ...]
    words: Sequence[str]
    has_photo: bool = False
    said: dict[int, float] = field(default_factory=dict)


def is_emergency(member: int) -> bool:
    """Say whether a member is one of those who report an emergency."""
    return member % 2 == 0


def words_of(member: int, *, village: str, parts: int, is_calm: bool) -> list[str]:
    """Return what a member writes; half of them report an emergency, unless all are calm."""
    said = [_FIRST[is_calm or not is_emergency(member)], *_MORE[: parts - 1]]
    return [one.format(village=village, number=1000 + member) for one in said]


class Sending(threading.Thread):
    """People who write at an even pace, whatever becomes of it."""

    def __init__(
        self, url: str, station: str, tips: Sequence[Tip], *, rate: float, collect: float
    ) -> None:
        super().__init__(name="people", daemon=True)
        self._url, self._station = url, station
        after = (0.0, _SECOND_AFTER, collect + _THIRD_AFTER)
        self._due = sorted(
            ((place / rate + after[part], tip, part) for place, tip in enumerate(tips)
             for part in range(len(tip.words))),
            key=lambda one: one[0],
        )  # fmt: skip
        self.faults: list[Exception] = []

    def run(self) -> None:
        """Write everything."""
        self._phones = SimulatorClient(self._url)
        self._began = time.monotonic()
        with ThreadPoolExecutor(_PHONES) as pool:
            list(pool.map(self._say, self._due))
        self._phones.close()

    def _say(self, due: tuple[float, Tip, int]) -> None:
        after, tip, part = due
        time.sleep(max(0.0, self._began + after - time.monotonic()))
        try:
            phone = self._phones.person(line_of(tip.member), station=self._station)
            told = phone.says(tip.words[part])
            if tip.has_photo and part == 0:
                phone.sends_photo()
        except Exception as fault:  # noqa: BLE001 - told once all is over
            self.faults.append(fault)
        else:
            tip.said[part] = datetime.fromisoformat(told["at"]).timestamp()

"""This is the classifier's benchmark: time a tip, beside a plain fuzzy search over all names.

Run `.venv/bin/python -m bench.classify [villages ...]`; villages are how many to try, 50 and 2,000
without any. Names and tips are invented from a fixed seed, so that runs can be compared.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence

from rapidfuzz import fuzz, process

from catalog.lexicon import load_lexicon
from domain.classification import Gazetteer, Place, Report, classify
from domain.thai import normalise

TIPS = 300
BEGINNINGS = ("หนอง", "โคก", "โนน", "ห้วย", "คลอง", "ดอน", "ทุ่ง", "ท่า", "บึง", "นา", "เขา", "ดง", "สัน")
MIDDLES = (
    "แวง",
    "สะเดา",
    "กระทิง",
    "ตะเคียน",
    "มะขาม",
    "ไผ่",
    "ยาง",
    "เสือ",
    "ช้าง",
    "ทราย",
    "แก้ว",
    "หว้า",
)
ENDINGS = ("", "เหนือ", "ใต้", "พัฒนา", "น้อย", "ใหญ่", "กลาง", "นอก", "งาม", "ทอง", "เก่า", "สูง", "ขาว")
HAPPENINGS = (
    "มีคนงัดบ้านเมื่อคืน ที่{} ครับ",
    "แถว{} วัยรุ่นกินเหล้าเสียงดังทุกคืนเลยค่ะ",
    "ไฟไหม้หญ้าข้าง{}ลามมาใกล้บ้านแล้ว",
    "{} มีรถเก๋งสีดำขับวนดูบ้านสามรอบแล้ว ไม่มีทะเบียน",
    "โดนหลอกโอนเงินซื้อของออนไลน์ อยู่{}ค่ะ เพิ่งโอนเมื่อกี้",
)


def names(count: int, chance: random.Random) -> list[str]:
    """Invented village names, most of them different."""
    return [
        "บ้าน" + "".join(chance.choice(part) for part in (BEGINNINGS, MIDDLES, MIDDLES, ENDINGS))
        for _ in range(count)
    ]


def microseconds(act: Callable[[str], object], texts: Sequence[str]) -> tuple[float, float]:
    """The median and the 95th percentile of the time an act takes for each text."""
    spent = []
    for text in texts:
        start = time.perf_counter()
        act(text)
        spent.append((time.perf_counter() - start) * 1e6)
    return statistics.median(spent), statistics.quantiles(spent, n=20)[-1]


def measure(count: int) -> str:
    """One line of figures for so many villages."""
    chance = random.Random(count)
    listed = names(count, chance)
    texts = [chance.choice(HAPPENINGS).format(chance.choice(listed)) for _ in range(TIPS)]
    lexicon = load_lexicon()
    start = time.perf_counter()
    gazetteer = Gazetteer.of(
        [Place(code=f"V{n}", name=name, moo=str(n % 20)) for n, name in enumerate(listed)], lexicon
    )

    def ours(text: str) -> object:
        return classify(Report(messages=(text,)), gazetteer, lexicon)

    ours(texts[0])
    ours("แถวบ้านมีคนแปลกหน้าเดินวนไปมาทั้งวัน")
    ready = time.perf_counter() - start
    plain = [normalise(name).key for name in listed]

    def baseline(text: str) -> object:
        return process.extractOne(normalise(text).key, plain, scorer=fuzz.partial_ratio)

    median, slow = microseconds(ours, texts)
    other, other_slow = microseconds(baseline, texts[: min(TIPS, max(10, 2_000_000 // count))])
    return (
        f"{count:>6} villages: ready in {ready:.2f} s; classify {median:.0f} us (p95 {slow:.0f}),"
        f" baseline partial_ratio, village alone {other:.0f} us (p95 {other_slow:.0f})"
    )


def main() -> None:
    """Print a line for each number of villages."""
    for count in [int(word) for word in sys.argv[1:]] or [50, 2_000]:
        print(measure(count), flush=True)


if __name__ == "__main__":
    main()

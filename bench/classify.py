"""This is the classifier's benchmark: time a tip, beside a fuzzy search and a word splitter alone.

Run `.venv/bin/python -m bench.classify [villages ...]`; villages are how many to try. Names are
invented from a fixed seed and put into the example texts, so that runs can be compared.
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

import psutil
from rapidfuzz import fuzz, process

from catalog.examples import SCENE, load_examples
from catalog.lexicon import load_lexicon
from domain.classification import Gazetteer, Place, Report, classify
from domain.thai import normalise

TIPS = 300
CURVE = (50, 500, 5_000, 20_000, 75_000)
TYPE_WORD = "บ้าน"
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


def texts_with(listed: Sequence[str], chance: random.Random) -> list[str]:
    """Example texts that name a village, with villages of the list in them."""
    with_scene = [one for one in load_examples() if SCENE in one.text]
    return [
        "\n".join(one.messages(chance.choice(listed), chance.choice(listed)))
        for one in chance.sample(with_scene, TIPS)
    ]


def measure(count: int) -> str:
    """One line of figures for so many villages."""
    chance = random.Random(count)
    listed = names(count, chance)
    texts = texts_with([name.removeprefix(TYPE_WORD) for name in listed], chance)
    start = time.perf_counter()
    lexicon = load_lexicon()
    gazetteer = Gazetteer.of(
        [Place(code=f"V{n}", name=name, moo=str(n % 20)) for n, name in enumerate(listed)], lexicon
    )

    def ours(text: str) -> object:
        return classify(Report(messages=(text,)), gazetteer, lexicon)

    for text in texts[:3]:
        ours(text)
    ready = time.perf_counter() - start
    memory = psutil.Process().memory_info().rss / 2**20
    plain = [normalise(name).key for name in listed]

    def search(text: str) -> object:
        return process.extractOne(normalise(text).key, plain, scorer=fuzz.partial_ratio)

    from pythainlp.tokenize import word_tokenize

    word_tokenize(texts[0], engine="newmm")
    median, slow = microseconds(ours, texts)
    searched, _ = microseconds(search, texts[: min(TIPS, max(10, 2_000_000 // count))])
    split, _ = microseconds(lambda text: word_tokenize(text, engine="newmm"), texts)
    return (
        f"{count:>6} villages: ready in {ready:.2f} s with {memory:.0f} MB;"
        f" whole reading {median:.0f} us (p95 {slow:.0f});"
        f" partial_ratio over the names alone {searched:.0f} us; newmm alone {split:.0f} us"
    )


def main() -> None:
    """Print a line for each number of villages, each measured in a process of its own."""
    counts = [int(word) for word in sys.argv[1:]]
    if len(counts) == 1:
        print(measure(counts[0]), flush=True)
        return
    for count in counts or CURVE:
        subprocess.run([sys.executable, "-m", "bench.classify", str(count)], check=True)


if __name__ == "__main__":
    main()

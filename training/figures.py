"""What training prints: how well texts were read that were not learned from, and how honestly."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score

from domain.classification.learned import Impression
from training.fitting import answers
from training.reading import Read

THRESHOLDS = (0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6)
BINS = 8
Floats = NDArray[np.float64]


def report(reads: Sequence[Read], impressions: Sequence[Impression]) -> str:
    """Say in a page how each question was answered, threshold by threshold, and each kind."""
    asked = answers(reads)
    tip = np.array([one.tip for one in impressions])
    emergency = np.array([one.emergency for one in impressions])
    return "\n".join(
        [
            *_kinds(reads, impressions),
            "emergency from: recall, precision",
            *_thresholds(emergency, asked[:, 1], precise=True),
            "tip from: tips kept, others caught",
            *_thresholds(tip, asked[:, 0], precise=False),
            "said tip: was tip",
            *_reliability(tip, asked[:, 0]),
            "said emergency: was emergency",
            *_reliability(emergency, asked[:, 1]),
        ]
    )


def _kinds(reads: Sequence[Read], impressions: Sequence[Impression]) -> Iterator[str]:
    gold, said, sure, right = [], [], [], []
    for read, impression in zip(reads, impressions, strict=True):
        if read.example.category is None:
            continue
        best = max(impression.kinds, key=lambda kind: impression.kinds[kind])
        is_right = best is read.example.category or best in read.example.also
        gold.append(str(best if is_right else read.example.category))
        said.append(str(best))
        sure.append(impression.kinds[best])
        right.append(is_right)
    each = f1_score(gold, said, average=None, labels=sorted(set(gold)))
    yield f"kind: macro-F1 {f1_score(gold, said, average='macro'):.3f}"
    yield ", ".join(f"{kind} {one:.2f}" for kind, one in zip(sorted(set(gold)), each, strict=True))
    yield "said kind: was kind"
    yield from _reliability(np.array(sure), np.array(right))


def _thresholds(likely: Floats, is_so: NDArray[np.bool_], *, precise: bool) -> Iterator[str]:
    for threshold in THRESHOLDS:
        said = likely >= threshold
        kept = (said & is_so).sum() / is_so.sum()
        other = (
            (said & is_so).sum() / said.sum()
            if precise
            else (~said & ~is_so).sum() / (~is_so).sum()
        )
        yield f"  {threshold:.2f}: {kept:.3f}, {other:.3f}"


def _reliability(likely: Floats, is_so: Iterable[bool]) -> Iterator[str]:
    """Say for each range of probabilities what share was so."""
    true = np.array(list(is_so))
    edges = np.linspace(0, 1, BINS + 1)
    for low, high in itertools.pairwise(edges):
        inside = (likely >= low) & ((likely < high) | (high == 1))
        if inside.any():
            yield (
                f"  {low:.2f}-{high:.2f}: {true[inside].mean():.3f}"
                f" (said {likely[inside].mean():.3f}, {inside.sum():,} texts)"
            )

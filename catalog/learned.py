"""The file of weights that training leaves and the reader of tips loads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import numpy as np

from domain.classification.learned import Learned

LEARNED: Final = Path(__file__).parent / "learned.npz"
_STEPS: Final = 127
_DIVIDER: Final = "\0"


def load_learned(path: Path = LEARNED) -> Learned:
    """Read what was learned."""
    with np.load(path) as kept:
        features = bytes(kept["features"]).decode().split(_DIVIDER)
        second = json.loads(bytes(kept["second"]))
        return Learned(
            words=bytes(kept["words"]).decode().split(_DIVIDER),
            rows={feature: row for row, feature in enumerate(features)},
            rarity=kept["rarity"].astype(np.float32),
            weights=kept["weights"],
            steps=kept["steps"],
            offsets=kept["offsets"],
            cases=second["cases"],
            second=second["questions"],
            mixing=tuple(second["mixing"]),
            leaning=second["leaning"],
        )


def save_learned(path: Path, learned: Learned, *, taught_by: str) -> None:
    """Keep what was learned, weights in 255 steps a column; the same input gives the same file.

    `taught_by` is the digest of the examples, so that weights and examples cannot drift apart.
    """
    weights = learned.weights * learned.steps
    steps = np.abs(weights).max(axis=0) / _STEPS
    second = {
        "cases": list(learned.cases),
        "questions": learned.second,
        "mixing": learned.mixing,
        "leaning": learned.leaning,
    }
    np.savez_compressed(
        path,
        words=_bytes(_DIVIDER.join(learned.words)),
        features=_bytes(_DIVIDER.join(learned.rows)),
        rarity=learned.rarity.astype(np.float16),
        weights=np.rint(weights / steps).astype(np.int8),
        steps=steps.astype(np.float32),
        offsets=learned.offsets,
        second=_bytes(json.dumps(second, sort_keys=True)),
        taught_by=_bytes(taught_by),
    )


def taught_by(path: Path = LEARNED) -> str:
    """Return the digest of the examples from which a file of weights was learned."""
    with np.load(path) as kept:
        return bytes(kept["taught_by"]).decode()


def _bytes(text: str) -> Any:
    return np.frombuffer(text.encode(), np.uint8)

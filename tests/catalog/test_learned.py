"""The file of weights: as it was saved, and from the examples that lie beside it."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from catalog.examples import digest, load_examples
from catalog.learned import load_learned, save_learned, taught_by
from domain.classification import Category
from domain.classification.learned import KINDS, NO_TIP, QUESTIONS, Learned, Signals


def a_learned() -> Learned:
    cases = ("life/emergency", NO_TIP)
    outputs = len(QUESTIONS) + len(KINDS) + len(cases)
    chance = np.random.default_rng(1)
    return Learned(
        words=["กข", "ข"],
        cases=cases,
        rows={"ก": 0, "ข ": 1},
        rarity=np.array([1.5, 2.5], np.float32),
        weights=chance.normal(size=(2, outputs)).astype(np.float32),
        steps=np.ones(outputs, np.float32),
        offsets=np.zeros(outputs, np.float32),
        second={question: {f"first.{question}": 1.0} for question in QUESTIONS},
        mixing=(1.0, 0.5, 0.2, 0.3),
        leaning={Category.LIFE: 0.1},
    )


def test_what_was_saved_reads_texts_as_before(tmp_path: Path) -> None:
    learned = a_learned()
    save_learned(tmp_path / "learned.npz", learned, taught_by="some")
    loaded = load_learned(tmp_path / "learned.npz")
    signals = Signals(scores=[1.0] * len(KINDS), chosen=Category.BODY)
    before, after = learned.judge("กข ", signals), loaded.judge("กข ", signals)
    assert abs(before.emergency - after.emergency) < 0.02
    assert max(before.kinds, key=before.kinds.__getitem__) == max(
        after.kinds, key=after.kinds.__getitem__
    )


def test_the_same_weights_make_the_same_file(tmp_path: Path) -> None:
    for name in ("one.npz", "other.npz"):
        save_learned(tmp_path / name, a_learned(), taught_by="some")
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "other.npz").read_bytes()


def test_the_weights_were_learned_from_the_examples_beside_them() -> None:
    """`make train` makes them anew after an example was changed."""
    assert taught_by() == digest(load_examples())

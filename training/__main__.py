"""This is `make train`: it learns from the examples and shows how well, on texts not yet seen."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np

from catalog.examples import EXAMPLES, digest, load_examples
from catalog.learned import LEARNED, save_learned
from catalog.lexicon import load_lexicon
from training.figures import report
from training.fitting import (
    fit_first,
    fit_kinds,
    fit_questions,
    known_cases,
    known_words,
    unseen_logits,
)
from training.reading import read_all


def main() -> None:
    """Fit both steps, print the figures and keep the weights."""
    parser = argparse.ArgumentParser(prog="training", description=__doc__)
    parser.add_argument("--examples", type=Path, default=EXAMPLES, help="the folder of examples")
    parser.add_argument("--out", type=Path, default=LEARNED, help="the file of weights")
    chosen = parser.parse_args()
    began = time.monotonic()
    examples = load_examples(chosen.examples)
    reads = read_all(examples, load_lexicon(learned=None))
    unseen = unseen_logits(reads)
    questions = fit_questions(unseen, reads)
    mixing, leaning = fit_kinds(unseen, reads)
    step = fit_first(reads, words=known_words(reads), cases=known_cases(reads))
    both = step.learned(second=questions, mixing=mixing, leaning=leaning)
    save_learned(chosen.out, both, taught_by=digest(examples))
    impressions = [
        both.weigh(row, read.signals)
        for row, read in zip(unseen.astype(np.float32), reads, strict=True)
    ]
    print(report(reads, impressions))
    took = time.monotonic() - began
    print(f"{len(reads):,} examples, {len(step.features):,} letters and words, {took:.0f} s")


if __name__ == "__main__":
    main()

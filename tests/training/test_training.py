"""Training: what it learns from few examples, and that it learns the same each time."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
import pytest

from catalog.examples import Example, load_examples
from catalog.lexicon import load_lexicon
from domain.classification.learned import QUESTIONS
from training.fitting import (
    fit_first,
    fit_kinds,
    fit_questions,
    known_cases,
    known_words,
    unseen_logits,
)
from training.reading import Read, read_all

FEW = 420


@pytest.fixture(scope="module")
def reads() -> Sequence[Read]:
    every = load_examples()
    few: list[Example] = list(itertools.islice(every, 0, None, max(1, len(every) // FEW)))
    return read_all(few, load_lexicon(learned=None))


def test_names_of_villages_are_left_out_of_what_is_learned(reads: Sequence[Read]) -> None:
    with_place = [read for read in reads if "{v}" in read.example.text]
    assert with_place
    assert not any("{" in read.words for read in reads)
    named = sum("หนอง" in read.words or "โคก" in read.words for read in with_place)
    assert named < len(with_place) / 10


def test_the_same_examples_teach_the_same(reads: Sequence[Read]) -> None:
    words, cases = known_words(reads), known_cases(reads)
    one, other = (fit_first(reads, words=words, cases=cases) for _ in range(2))
    assert one.features == other.features
    assert (one.weights == other.weights).all()


def test_even_few_examples_tell_kinds_and_danger_apart(reads: Sequence[Read]) -> None:
    logits = unseen_logits(reads)
    questions = fit_questions(logits, reads)
    mixing, leaning = fit_kinds(logits, reads)
    assert set(questions) == set(QUESTIONS)
    assert questions["emergency"]["first.emergency"] > 0
    assert questions["tip"]["rule.tip"] > 0
    step = fit_first(reads, words=known_words(reads), cases=known_cases(reads))
    both = step.learned(second=questions, mixing=mixing, leaning=leaning)
    tips = [at for at, read in enumerate(reads) if read.example.category is not None]
    kinds = {at: both.weigh(logits[at].astype(np.float32), reads[at].signals).kinds for at in tips}
    right = sum(
        max(kinds[at], key=kinds[at].__getitem__) is reads[at].example.category for at in tips
    )
    by_rules = sum(reads[at].signals.chosen is reads[at].example.category for at in tips)
    assert right > by_rules

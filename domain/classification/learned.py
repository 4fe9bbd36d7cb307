"""What examples taught: which letters and words speak for a tip, for haste, and for each kind.

Two steps, both linear. The first weighs every run of one to five letters of a text and every word
with those near it, places left out. The second weighs that impression together with what the
rules found; it was fitted on texts that the first step had not seen, so its probabilities mean
what they say.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
from ahocorasick_rs import AhoCorasick, MatchKind
from numpy.typing import NDArray

from domain.classification.kinds import Category, Urgency

LONGEST_RUN: Final = 5
# How far apart two words may stand and still be read together.
REACH: Final = 3
# What is read of a very long text: its beginning and its end, for the middle is seldom the news.
HEAD: Final = 900
TAIL: Final = 300
QUESTIONS: Final = ("tip", "emergency", "soon")
KINDS: Final = tuple(Category)
NO_TIP: Final = "none"
MOST_SCORE: Final = 6.0
_FIRST_CASE: Final = len(QUESTIONS) + len(KINDS)
_SURE: Final = 1e-6

Numbers = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Impression:
    """How likely it is a tip, an emergency, no routine matter, and each of the kinds (0 to 1)."""

    tip: float
    emergency: float
    soon: float
    kinds: Mapping[Category, float]


@dataclass(frozen=True, kw_only=True)
class Signals:
    """What the rules found in a text, as the second step weighs it.

    `scores` are the points of each kind by the lexicon's words, in the order of KINDS; `chosen`
    is the kind that the rules would take; `facts` are named yes-or-no findings and small counts.
    """

    scores: Sequence[float]
    chosen: Category
    facts: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, eq=False)
class Learned:
    """The weights of both steps, as training left them.

    `words` are the words that are known; `rows` gives each run of letters and each word, alone or
    with another, its row in `weights` and `rarity` (its inverse document frequency). The columns
    of `weights` are QUESTIONS, KINDS, and `cases`: a kind with an urgency, or no tip. `second`
    holds for each question the weights of its inputs by name; `mixing` those of the kinds: of the
    first step's two views, of the rules' points and of their choice; `leaning` what is added to
    each kind.
    """

    words: Sequence[str]
    rows: Mapping[str, int]
    rarity: Numbers
    weights: Numbers
    offsets: Numbers
    cases: Sequence[str]
    second: Mapping[str, Mapping[str, float]]
    mixing: tuple[float, float, float, float]
    leaning: Mapping[str, float]

    def judge(self, text: str, signals: Signals) -> Impression:
        """Say what a text without its places makes of it, together with the rules' findings."""
        return self.weigh(self.first(text), signals)

    def weigh(self, first: Numbers, signals: Signals) -> Impression:
        """Take the second step: weigh the first one's logits together with the rules' findings."""
        view = View.of(first, self.cases)
        known = view.inputs(signals)
        likely = {
            question: sigmoid(sum(weight * known.get(name, 0.0) for name, weight in by.items()))
            for question, by in self.second.items()
        }
        return Impression(**likely, kinds=self._kinds(view, signals))

    def first(self, text: str) -> Numbers:
        """Return the first step's logits, one for each column of the weights."""
        letters = self._weighed(runs(text))
        words = self._weighed(neighbours(self.split(text)))
        return np.asarray(letters + words + self.offsets, np.float32)

    def split(self, text: str) -> list[str]:
        """Return the known words of a text in order, the longest where several begin."""
        return self._splitter.find_matches_as_strings(text)

    @cached_property
    def _splitter(self) -> AhoCorasick:
        return splitter(self.words)

    def _weighed(self, features: Iterable[str]) -> Numbers:
        found = Counter(feature for feature in features if feature in self.rows)
        if not found:
            return np.zeros(self.weights.shape[1], np.float32)
        at = np.fromiter((self.rows[feature] for feature in found), np.int64, len(found))
        times = np.fromiter(found.values(), np.float32, len(found))
        values = (1 + np.log(times)) * self.rarity[at]
        return np.asarray((values / np.sqrt(values @ values)) @ self.weights[at], np.float32)

    def _kinds(self, view: View, signals: Signals) -> Mapping[Category, float]:
        by_kind, by_case, by_points, by_choice = self.mixing
        points = [
            by_kind * float(view.kinds[place])
            + by_case * view.cases_of(kind)
            + by_points * min(score, MOST_SCORE)
            + by_choice * (kind is signals.chosen)
            + self.leaning.get(kind, 0.0)
            for place, (kind, score) in enumerate(zip(KINDS, signals.scores, strict=True))
        ]
        top = max(points)
        shares = [math.exp(point - top) for point in points]
        whole = sum(shares)
        return {kind: share / whole for kind, share in zip(KINDS, shares, strict=True)}


@dataclass(frozen=True, kw_only=True)
class View:
    """The first step's logits, read: of the questions, of the kinds (as logarithms of shares),
    and the share of each case by its name.
    """

    questions: Numbers
    kinds: Numbers
    cases: Mapping[str, float]

    @classmethod
    def of(cls, first: Numbers, cases: Sequence[str]) -> View:
        """Read a row of logits."""
        shares = np.exp(log_softmax(first[_FIRST_CASE:])).tolist() if cases else []
        return cls(
            questions=first[: len(QUESTIONS)],
            kinds=log_softmax(first[len(QUESTIONS) : _FIRST_CASE]),
            cases=dict(zip(cases, shares, strict=True)),
        )

    def cases_of(self, kind: Category) -> float:
        """Return the logarithm of the share of all cases of a kind."""
        return math.log(_SURE + sum(self.cases.get(case(kind, one), 0.0) for one in Urgency))

    def inputs(self, signals: Signals) -> dict[str, float]:
        """Return the inputs of the second step by name."""
        known = {
            f"first.{question}": float(logit)
            for question, logit in zip(QUESTIONS, self.questions, strict=True)
        }
        known |= {
            f"kind.{kind}": math.exp(log) for kind, log in zip(KINDS, self.kinds, strict=True)
        }
        by_urgency = {
            urgency: sum(share for name, share in self.cases.items() if name.endswith(urgency))
            for urgency in Urgency
        }
        known |= {
            "case.tip": _logit(1 - self.cases.get(NO_TIP, 0.0)),
            "case.emergency": _logit(by_urgency[Urgency.EMERGENCY]),
            "case.soon": _logit(by_urgency[Urgency.EMERGENCY] + by_urgency[Urgency.SOON]),
            "best": min(max(signals.scores), 9.0) / 3,
            "several": sum(score > 0 for score in signals.scores) / 3,
            "constant": 1.0,
        }
        return known | dict(signals.facts)


def case(kind: Category | None, urgency: Urgency) -> str:
    """Return the name of a case."""
    return NO_TIP if kind is None else f"{kind}/{urgency}"


def splitter(words: Sequence[str]) -> AhoCorasick:
    """Return what finds known words in a text, the longest first, none within another."""
    return AhoCorasick(words, matchkind=MatchKind.LeftmostLongest)


def runs(text: str) -> Iterator[str]:
    """Return every run of one to five letters, spaces among them."""
    for length in range(1, LONGEST_RUN + 1):
        for start in range(len(text) - length + 1):
            yield text[start : start + length]


def neighbours(words: Sequence[str]) -> Iterator[str]:
    """Return every word, and every two that stand near each other, marked apart from letters."""
    for place, word in enumerate(words):
        yield f"\1{word}"
        for away in range(1, REACH + 1):
            if place + away < len(words):
                yield f"\1{word}{min(away, 2)}{words[place + away]}"


def log_softmax(logits: Numbers) -> Numbers:
    """Return the logarithms of the shares that logits stand for."""
    shifted = logits - logits.max()
    return np.asarray(shifted - np.log(np.exp(shifted).sum()), np.float32)


def sigmoid(logit: float) -> float:
    """Return the probability that a logit stands for."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def _logit(share: float) -> float:
    return math.log((max(share, 0.0) + _SURE) / (max(1 - share, 0.0) + _SURE))

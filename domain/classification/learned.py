"""What examples taught: which letters and words speak for a tip, for haste, and for each kind.

Two steps, both linear. The first weighs every run of one to five letters of a text and every word
with those near it, places left out. The second weighs that impression together with what the
rules found; it was fitted on texts that the first step had not seen, so its probabilities mean
what they say.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
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
_QUESTION_NAMES: Final = tuple(f"first.{question}" for question in QUESTIONS)
_KIND_NAMES: Final = tuple(f"kind.{kind}" for kind in KINDS)

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
    with another, its row in `weights` and `rarity` (its inverse document frequency). `weights` are
    counted in `steps`, one for each column, so that a byte holds each. The columns
    of `weights` are QUESTIONS, KINDS, and `cases`: a kind with an urgency, or no tip. `second`
    holds for each question the weights of its inputs by name; `mixing` those of the kinds: of the
    first step's two views, of the rules' points and of their choice; `leaning` what is added to
    each kind.
    """

    words: Sequence[str]
    rows: Mapping[str, int]
    rarity: Numbers
    weights: NDArray[np.int8] | Numbers
    steps: Numbers
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
        view = self.table.view(first)
        known = view.inputs(signals)
        likely = {
            question: sigmoid(sum(by[name] * worth for name, worth in known.items() if name in by))
            for question, by in self.second.items()
        }
        return Impression(**likely, kinds=self._kinds(view, signals))

    def first(self, text: str) -> Numbers:
        """Return the first step's logits, one for each column of the weights."""
        letters = self._weighed(runs(text))
        words = self._weighed(neighbours(self.split(text)))
        return np.asarray(letters + words + self.offsets, np.float32)

    @cached_property
    def table(self) -> Cases:
        """The cases, ready to be summed."""
        return Cases(self.cases)

    def split(self, text: str) -> list[str]:
        """Return the known words of a text in order, the longest where several begin."""
        # Half of a surrogate pair is no letter of any word, and none that the search can read.
        whole = text.encode("utf-8", "replace").decode()
        return self._splitter.find_matches_as_strings(whole)

    @cached_property
    def _splitter(self) -> AhoCorasick:
        return splitter(self.words)

    def _weighed(self, features: Iterable[str]) -> Numbers:
        known = [row for row in map(self.rows.get, features) if row is not None]
        if not known:
            return np.zeros(self.weights.shape[1], np.float32)
        at, times = np.unique(known, return_counts=True)
        values = (1 + np.log(times.astype(np.float32))) * self.rarity[at]
        values /= np.sqrt(values @ values)
        return np.asarray(values @ self.weights[at].astype(np.float32) * self.steps, np.float32)

    @cached_property
    def _leaning(self) -> Numbers:
        return np.array([self.leaning.get(kind, 0.0) for kind in KINDS], np.float32)

    def _kinds(self, view: View, signals: Signals) -> Mapping[Category, float]:
        by_kind, by_case, by_points, by_choice = self.mixing
        points = by_kind * view.kinds + by_case * view.kinds_by_case + self._leaning
        points += by_points * np.minimum(np.asarray(signals.scores, np.float32), MOST_SCORE)
        points[KINDS.index(signals.chosen)] += by_choice
        shares = np.exp(log_softmax(points)).tolist()
        return dict(zip(KINDS, shares, strict=True))


@dataclass(frozen=True, kw_only=True)
class View:
    """The first step's logits, read.

    `kinds` and `kinds_by_case` are logarithms of the shares of KINDS, by their own columns and by
    those of the cases; `urgencies` the shares of the urgencies by the cases, `talk` that of no tip.
    """

    questions: Numbers
    kinds: Numbers
    kinds_by_case: Numbers
    urgencies: Mapping[Urgency, float]
    talk: float

    def inputs(self, signals: Signals) -> dict[str, float]:
        """Return the inputs of the second step by name."""
        emergency, soon = self.urgencies[Urgency.EMERGENCY], self.urgencies[Urgency.SOON]
        return {
            **dict(zip(_QUESTION_NAMES, self.questions.tolist(), strict=True)),
            **dict(zip(_KIND_NAMES, np.exp(self.kinds).tolist(), strict=True)),
            **signals.facts,
            "share.tip": _logit(1 - self.talk),
            "share.emergency": _logit(emergency),
            "share.soon": _logit(emergency + soon),
            "best": min(max(signals.scores), 9.0) / 3,
            "several": sum(score > 0 for score in signals.scores) / 3,
            "constant": 1.0,
        }


class Cases:
    """The cases by their names: each a kind with an urgency, or no tip."""

    def __init__(self, names: Sequence[str]) -> None:
        split = [name.partition("/") for name in names]
        self._kinds = np.array(
            [len(KINDS) if kind == NO_TIP else KINDS.index(Category(kind)) for kind, _, _ in split],
            np.int64,
        )
        levels = tuple(Urgency)
        self._levels = np.array(
            [levels.index(Urgency(level)) if level else len(levels) for *_, level in split],
            np.int64,
        )

    def view(self, first: Numbers) -> View:
        """Read a row of logits."""
        shares = np.exp(log_softmax(first[_FIRST_CASE:])) if len(self._kinds) else np.zeros(0)
        kinds = np.bincount(self._kinds, weights=shares, minlength=len(KINDS) + 1)
        levels = np.bincount(self._levels, weights=shares, minlength=len(Urgency) + 1)
        return View(
            questions=first[: len(QUESTIONS)],
            kinds=log_softmax(first[len(QUESTIONS) : _FIRST_CASE]),
            kinds_by_case=np.log(kinds[:-1] + _SURE).astype(np.float32),
            urgencies=dict(zip(Urgency, levels[:-1].tolist(), strict=True)),
            talk=float(kinds[-1]),
        )


def case(kind: Category | None, urgency: Urgency) -> str:
    """Return the name of a case."""
    return NO_TIP if kind is None else f"{kind}/{urgency}"


def splitter(words: Sequence[str]) -> AhoCorasick:
    """Return what finds known words in a text, the longest first, none within another."""
    return AhoCorasick(words, matchkind=MatchKind.LeftmostLongest)


def runs(text: str) -> list[str]:
    """Return every run of one to five letters, spaces among them."""
    return [
        text[start : start + length]
        for length in range(1, LONGEST_RUN + 1)
        for start in range(len(text) - length + 1)
    ]


def neighbours(words: Sequence[str]) -> list[str]:
    """Return every word, and every two that stand near each other, marked apart from letters."""
    found = [f"\1{word}" for word in words]
    for away in range(1, REACH + 1):
        gap = min(away, 2)
        found += [f"\1{one}{gap}{other}" for one, other in zip(words, words[away:], strict=False)]
    return found


def log_softmax(logits: Numbers) -> Numbers:
    """Return the logarithms of the shares that logits stand for."""
    shifted = logits - logits.max()
    return np.asarray(shifted - np.log(np.exp(shifted).sum()), np.float32)


def sigmoid(logit: float) -> float:
    """Return the probability that a logit stands for."""
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def _logit(share: float) -> float:
    return math.log((max(share, 0.0) + _SURE) / (max(1 - share, 0.0) + _SURE))

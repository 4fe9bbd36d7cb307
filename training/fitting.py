"""How the weights of the reader's two steps are fitted to examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pythainlp.tokenize import word_tokenize
from scipy.optimize import minimize
from scipy.sparse import hstack
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from threadpoolctl import threadpool_limits

from domain.classification.kinds import Urgency
from domain.classification.learned import (
    KINDS,
    MOST_SCORE,
    QUESTIONS,
    Cases,
    Learned,
    View,
    case,
    neighbours,
    runs,
    splitter,
)
from training.reading import Read

FOLDS = 5
SEED = 1
KEPT = 80_000
# A case, a kind with an urgency, is learned from so many examples or not at all.
FEWEST = 15
# How freely the weights may follow the examples: the first step's, and the second's.
FREEDOM, SECOND_FREEDOM = 10.0, 0.05
Matrix = Any
Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class FirstStep:
    """What the first step knows of letters and words, as `Learned` holds it."""

    words: Sequence[str]
    features: Sequence[str]
    rarity: Floats
    weights: Floats
    offsets: Floats
    cases: Sequence[str]

    def logits(self, reads: Sequence[Read]) -> Floats:
        """Return what this step says of texts, a row each, by the code that reads tips."""
        learned = self.learned(second={}, mixing=(1.0, 0.0, 0.0, 0.0), leaning={})
        return np.array([learned.first(read.words) for read in reads])

    def learned(self, *, second: Any, mixing: Any, leaning: Any) -> Learned:
        """Return both steps together."""
        return Learned(
            words=self.words,
            rows={feature: row for row, feature in enumerate(self.features)},
            rarity=self.rarity.astype(np.float32),
            weights=self.weights.astype(np.float32),
            steps=np.ones(self.weights.shape[1], np.float32),
            offsets=self.offsets.astype(np.float32),
            cases=self.cases,
            second=second,
            mixing=mixing,
            leaning=leaning,
        )


def answers(reads: Sequence[Read]) -> NDArray[np.bool_]:
    """Return what is so of each text, a column for each of QUESTIONS."""
    return np.array(
        [
            (
                read.example.category is not None,
                read.example.urgency is Urgency.EMERGENCY,
                read.example.urgency is not Urgency.ROUTINE,
            )
            for read in reads
        ]
    )


def kinds(reads: Sequence[Read]) -> NDArray[np.int64]:
    """Return the kind of each text by its place in KINDS, -1 for what is no tip."""
    return np.array(
        [
            -1 if read.example.category is None else KINDS.index(read.example.category)
            for read in reads
        ]
    )


def fit_first(reads: Sequence[Read], *, words: Sequence[str], cases: Sequence[str]) -> FirstStep:
    """Fit the first step, keep the features that weigh most, and fit it to these again."""
    find = splitter(words).find_matches_as_strings
    texts = [read.words for read in reads]
    by_letters = _Block(runs, texts)
    by_words = _Block(lambda text: neighbours(find(text)), texts)
    both = hstack([by_letters.values(), by_words.values()]).tocsr()
    weights, _ = _fit_outputs(both, reads, cases=())
    heaviest = np.argsort(-np.abs(weights).max(axis=1), kind="stable")[:KEPT]
    border = len(by_letters.names)
    by_letters.keep(np.sort(heaviest[heaviest < border]))
    by_words.keep(np.sort(heaviest[heaviest >= border] - border))
    both = hstack([by_letters.values(), by_words.values()]).tocsr()
    weights, offsets = _fit_outputs(both, reads, cases=cases)
    return FirstStep(
        words=words,
        features=[*by_letters.names, *by_words.names],
        rarity=np.concatenate([by_letters.rarity, by_words.rarity]),
        weights=weights,
        offsets=offsets,
        cases=cases,
    )


class _Block:
    """The features of one sort in all texts, each text's values of length one."""

    def __init__(self, features: Callable[[str], list[str]], texts: Sequence[str]) -> None:
        counter = CountVectorizer(analyzer=features, min_df=2)
        self._counts = counter.fit_transform(texts)
        self.names: list[str] = [str(name) for name in counter.get_feature_names_out()]
        self.rarity: Floats = np.zeros(0)

    def keep(self, columns: NDArray[np.int64]) -> None:
        """Forget all features but these."""
        self._counts = self._counts[:, columns]
        self.names = [self.names[column] for column in columns]

    def values(self) -> Matrix:
        """Return the values of the features that are known, a row for each text."""
        transformer = TfidfTransformer(sublinear_tf=True)
        values = transformer.fit_transform(self._counts)
        self.rarity = transformer.idf_
        return values


def _fit_outputs(
    values: Matrix, reads: Sequence[Read], *, cases: Sequence[str]
) -> tuple[Floats, Floats]:
    asked, which = answers(reads), kinds(reads)
    is_tip = which >= 0
    fitted = [_fit(values, asked[:, question]) for question in range(len(QUESTIONS))]
    fitted.append(_fit(values[is_tip], which[is_tip], class_weight="balanced"))
    if cases:
        place = {name: at for at, name in enumerate(cases)}
        which_case = np.array([place.get(case_of(read), -1) for read in reads])
        fitted.append(_fit(values[which_case >= 0], which_case[which_case >= 0]))
    weights = np.vstack([one.coef_ for one in fitted]).T
    return weights, np.concatenate([one.intercept_ for one in fitted])


def _fit(values: Matrix, which: Any, **options: Any) -> LogisticRegression:
    # The values are sparse: more threads would only wait for each other.
    with threadpool_limits(limits=1):
        return LogisticRegression(C=FREEDOM, max_iter=300, tol=1e-3, **options).fit(values, which)


def case_of(read: Read) -> str:
    """Return the case of an example: its kind with its urgency, or no tip."""
    return case(read.example.category, read.example.urgency)


def known_cases(reads: Sequence[Read]) -> list[str]:
    """Return the cases that have examples enough."""
    return sorted(name for name, many in Counter(map(case_of, reads)).items() if many >= FEWEST)


def known_words(reads: Sequence[Read]) -> list[str]:
    """Return the words, as a dictionary of Thai divides the examples, that occur in several."""
    counted = Counter(
        word
        for read in reads
        for word in set(word_tokenize(read.words, engine="newmm", keep_whitespace=False))
    )
    return sorted(word for word, many in counted.items() if many > 1 and len(word) > 1)


def unseen_logits(reads: Sequence[Read]) -> Floats:
    """Return the first step's logits of each text, fitted without that text's fold."""
    words, cases = known_words(reads), known_cases(reads)
    found = np.zeros((len(reads), len(QUESTIONS) + len(KINDS) + len(cases)))
    for known, unseen in folds(reads):
        step = fit_first([reads[at] for at in known], words=words, cases=cases)
        found[unseen] = step.logits([reads[at] for at in unseen])
    return found


def folds(reads: Sequence[Read]) -> Any:
    """Return how the examples are parted: each part with all kinds in it, the same each time."""
    parting = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    return parting.split(np.zeros(len(reads)), kinds(reads))


def views(logits: Floats, reads: Sequence[Read]) -> list[View]:
    """Read the first step's logits of texts."""
    table = Cases(known_cases(reads))
    return [table.view(row) for row in logits.astype(np.float32)]


def fit_questions(logits: Floats, reads: Sequence[Read]) -> dict[str, dict[str, float]]:
    """Fit the second step's weights for each question."""
    known = [
        view.inputs(read.signals) for view, read in zip(views(logits, reads), reads, strict=True)
    ]
    names = sorted({name for inputs in known for name in inputs} - {"constant"})
    values = np.array([[inputs.get(name, 0.0) for name in names] for inputs in known])
    spread = values.std(axis=0)
    spread[spread == 0] = 1.0
    asked = answers(reads)
    found = {}
    for column, question in enumerate(QUESTIONS):
        fitted = LogisticRegression(C=SECOND_FREEDOM, max_iter=1000)
        fitted.fit(values / spread, asked[:, column])
        weights = dict(zip(names, (fitted.coef_[0] / spread).tolist(), strict=True))
        found[question] = {**weights, "constant": float(fitted.intercept_[0])}
    return found


def fit_kinds(logits: Floats, reads: Sequence[Read]) -> tuple[tuple[float, ...], dict[str, float]]:
    """Fit how the first step's two views, the rules' points and their choice are mixed."""
    tips = [at for at, read in enumerate(reads) if read.example.category is not None]
    seen = views(logits, reads)
    kinds_of = np.array([seen[at].kinds for at in tips])
    cases_of = np.array([seen[at].kinds_by_case for at in tips])
    points = np.array([np.minimum(reads[at].signals.scores, MOST_SCORE) for at in tips])
    choice = np.array([[kind is reads[at].signals.chosen for kind in KINDS] for at in tips], float)
    right = np.array([[_is_right(reads[at], kind) for kind in KINDS] for at in tips])
    parts = np.stack([kinds_of, cases_of, points, choice])

    def loss(given: Floats) -> float:
        scores = np.tensordot(given[: len(parts)], parts, axes=1) + given[len(parts) :]
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        likely = (shares * right).sum(axis=1) / shares.sum(axis=1)
        leans = float((given[len(parts) :] ** 2).sum())
        return float(-np.log(likely + 1e-12).mean() + 0.002 * leans)

    begin = np.array([0.5, 0.5, 0.2, 0.2, *[0.0] * len(KINDS)])
    fitted = minimize(loss, begin, method="L-BFGS-B")
    mixed, leaning = fitted.x[: len(parts)], fitted.x[len(parts) :]
    return tuple(mixed.tolist()), dict(zip(KINDS, leaning.tolist(), strict=True))


def _is_right(read: Read, kind: object) -> bool:
    return kind is read.example.category or kind in read.example.also

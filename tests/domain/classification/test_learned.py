"""What examples taught: the two steps that weigh letters, then letters together with rules."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.classification import Category, Urgency
from domain.classification.learned import (
    KINDS,
    LONGEST_RUN,
    NO_TIP,
    QUESTIONS,
    Learned,
    Signals,
    case,
    neighbours,
    runs,
)

CASES = ("life/emergency", NO_TIP)
OUTPUTS = len(QUESTIONS) + len(KINDS) + len(CASES)


def a_learned(
    *, says: Mapping[str, Mapping[str, float]], second: Mapping[str, Mapping[str, float]]
) -> Learned:
    """Weights in which each run of letters speaks for the outputs named beside it."""
    columns = [*QUESTIONS, *KINDS, *CASES]
    weights = np.zeros((len(says), OUTPUTS), np.float32)
    for row, by in enumerate(says.values()):
        for output, weight in by.items():
            weights[row, columns.index(output)] = weight
    return Learned(
        words=["ลุก", "ลุกท่วม", "แล้ว"],
        cases=CASES,
        rows={run: row for row, run in enumerate(says)},
        rarity=np.ones(len(says), np.float32),
        weights=weights,
        steps=np.ones(OUTPUTS, np.float32),
        offsets=np.zeros(OUTPUTS, np.float32),
        second=second,
        mixing=(1.0, 0.0, 0.5, 0.5),
        leaning={},
    )


def signals(**scores: float) -> Signals:
    given = {Category(name): score for name, score in scores.items()}
    chosen = max(KINDS, key=lambda kind: given.get(kind, 0.0))
    return Signals(scores=[given.get(kind, 0.0) for kind in KINDS], chosen=chosen)


PLAIN = {question: {f"first.{question}": 1.0} for question in QUESTIONS}
LEARNED = a_learned(
    says={"ไฟ": {"fire_disaster": 4.0, "emergency": 3.0, "tip": 3.0}, "สวัส": {"tip": -4.0}},
    second=PLAIN,
)


def test_letters_that_speak_for_a_kind_make_it_likelier() -> None:
    with_fire = LEARNED.judge("ไฟลุกท่วมแล้ว", signals())
    without = LEARNED.judge("ลุกท่วมแล้ว", signals())
    fire = Category.FIRE_DISASTER
    assert with_fire.kinds[fire] > without.kinds[fire]
    assert with_fire.emergency > without.emergency
    assert LEARNED.judge("สวัสดี", signals()).tip < 0.5 < with_fire.tip


def test_the_rules_words_have_their_say_beside_the_letters() -> None:
    letters = LEARNED.judge("ไฟ", signals())
    both = LEARNED.judge("ไฟ", signals(weapons=6.0))
    assert both.kinds[Category.WEAPONS] > letters.kinds[Category.WEAPONS]


def test_a_fact_that_the_rules_found_moves_the_answer() -> None:
    second = {**PLAIN, "emergency": {"first.emergency": 1.0, "has.calm_end": -2.0}}
    learned = a_learned(says={"ไฟ": {"emergency": 3.0}}, second=second)
    over = Signals(scores=[0.0] * len(KINDS), chosen=Category.OTHER, facts={"has.calm_end": 1.0})
    assert learned.judge("ไฟ", over).emergency < learned.judge("ไฟ", signals()).emergency


@given(st.text())
def test_any_text_gets_probabilities(text: str) -> None:
    found = LEARNED.judge(text, signals())
    assert all(0 <= one <= 1 for one in (found.tip, found.emergency, found.soon))
    assert sum(found.kinds.values()) == pytest.approx(1)


def test_half_of_a_surrogate_pair_is_passed_over() -> None:
    assert LEARNED.split("ไฟ\ud83dไฟ") == LEARNED.split("ไฟ") * 2


def test_a_text_of_unknown_letters_is_judged_by_what_is_usual() -> None:
    assert LEARNED.first("zzz").tolist() == LEARNED.offsets.tolist()


def test_every_run_of_up_to_five_letters_is_read_once_for_each_place() -> None:
    found = list(runs("กขคงจฉ"))
    assert len(found) == 6 + 5 + 4 + 3 + 2
    assert max(map(len, found)) == LONGEST_RUN


def test_a_text_is_split_into_the_longest_known_words() -> None:
    assert LEARNED.split("ไฟลุกท่วมแล้ว") == ["ลุกท่วม", "แล้ว"]


def test_words_are_read_alone_and_with_those_near_them() -> None:
    found = {feature.strip("\1") for feature in neighbours(["ก", "ข", "ค", "ง", "จ"])}
    assert {"ก", "ก1ข", "ก2ค", "ก2ง"} <= found
    assert not any("ก" in feature and "จ" in feature for feature in found)


def test_a_case_that_is_an_emergency_makes_one_likelier() -> None:
    second = {**PLAIN, "emergency": {"share.emergency": 1.0}}
    learned = a_learned(says={"ศพ": {"life/emergency": 3.0}}, second=second)
    assert learned.judge("ศพ", signals()).emergency > learned.judge("ดี", signals()).emergency


def test_examples_are_sorted_by_kind_with_urgency_and_all_that_is_no_tip_together() -> None:
    assert case(Category.FIRE_DISASTER, Urgency.EMERGENCY) == "fire_disaster/emergency"
    assert case(None, Urgency.ROUTINE) == case(None, Urgency.SOON) == NO_TIP

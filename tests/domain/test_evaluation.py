"""How readings fare is plain arithmetic over what people say of the same reports."""

from __future__ import annotations

from typing import Any

import pytest

from domain.classification.kinds import Category, Reading, Urgency
from domain.evaluation import Judged, Share, Truth, evaluate, macro_f1, mistakes, reliability

DRUGS, BODY, LIFE, TRAFFIC = Category.DRUGS, Category.BODY, Category.LIFE, Category.TRAFFIC


def judged(truth: Truth, **said: Any) -> Judged:
    said = {"is_tip": True, "may_be_tip": True, **said}
    return Judged(truth=truth, reading=Reading(**said))


def at(village: str | None, **more: Any) -> Truth:
    return Truth(is_tip=True, knows_village=True, village=village, **more)


def test_villages_are_counted_where_answered_asked_and_wrong() -> None:
    found = evaluate(
        [
            judged(at("V1"), village="V1"),
            judged(at("V1"), village="V1", must_confirm=True),
            judged(at("V1"), village="V2"),
            judged(at("V1")),
            judged(at(None)),
            judged(at(None), village="V3"),
            judged(at(None), is_tip=False),
            judged(Truth(is_tip=True), village="V9"),
            judged(Truth(is_tip=False, knows_village=True), village=None, is_tip=False),
        ]
    )
    assert found.reports == 9
    assert found.village_right == Share(hits=2, of=4)
    assert found.village_wrong == Share(hits=2, of=7)
    assert found.answered == Share(hits=3, of=4)
    assert found.asked == Share(hits=1, of=3)


def test_any_accepted_kind_is_right_and_a_miss_is_of_the_expected_one() -> None:
    pairs = [((DRUGS, BODY), BODY), ((DRUGS,), DRUGS), ((LIFE, BODY), DRUGS), ((LIFE,), LIFE)]
    # body 1; drugs: one right, one strayed; life: one right, one missed.
    assert macro_f1(pairs) == pytest.approx((1 + 2 / 3 + 2 / 3) / 3)


def test_a_tip_that_is_lost_is_a_kind_that_is_missed() -> None:
    assert macro_f1([((TRAFFIC,), None), ((DRUGS,), DRUGS)]) == pytest.approx(0.5)
    assert macro_f1([]) is None


def test_emergencies_are_heard_and_talk_that_cries_is_counted_against_us() -> None:
    real, calm = Truth(urgency=Urgency.EMERGENCY), Truth(urgency=Urgency.SOON)
    cry = {"urgency": Urgency.EMERGENCY}
    found = evaluate(
        [
            judged(real, **cry),
            judged(real, urgency=Urgency.SOON),
            judged(calm, **cry),
            judged(Truth(is_tip=False), **cry),
            judged(Truth(), **cry),
        ]
    )
    assert found.emergency_recall == Share(hits=1, of=2)
    assert found.emergency_precision == Share(hits=1, of=3)


def test_tips_kept_and_talk_caught_are_counted_only_where_people_said_so() -> None:
    found = evaluate(
        [
            judged(Truth(is_tip=True)),
            judged(Truth(is_tip=True), is_tip=False),
            judged(Truth(is_tip=False), is_tip=False),
            judged(Truth()),
        ]
    )
    assert found.tips_kept == Share(hits=1, of=2)
    assert found.non_tips_caught == Share(hits=1, of=1)


def test_confidences_are_sorted_into_bins_with_their_mean() -> None:
    low, high = reliability([(0.55, True), (0.5, False), (1.0, True), (0.9, True)])
    assert (low.low, low.high, low.right) == (0.5, 0.6, Share(hits=1, of=2))
    assert low.confidence == pytest.approx(0.525)
    assert (high.low, high.high, high.right) == (0.9, 1.0, Share(hits=2, of=2))


def test_nothing_to_count_gives_no_share() -> None:
    found = evaluate([])
    assert found.village_right.ratio is None
    assert found.macro_f1 is None
    assert found.village_bins == found.category_bins == ()


@pytest.mark.parametrize(
    ("truth", "said", "wrong"),
    [
        pytest.param(at("V1"), {"village": "V1"}, (), id="right"),
        pytest.param(at("V1"), {"village": "V2"}, ("village",), id="another village"),
        pytest.param(at("V1"), {}, ("village",), id="asked though it is plain"),
        pytest.param(at(None), {}, (), id="asked rightly"),
        pytest.param(at(None), {"village": "V1"}, ("village",), id="guessed"),
        pytest.param(Truth(is_tip=True), {"is_tip": False}, ("is_tip",), id="lost"),
        pytest.param(Truth(is_tip=False), {}, ("is_tip",), id="taken for a tip"),
        pytest.param(Truth(is_tip=False, knows_village=True), {"is_tip": False}, (), id="talk"),
        pytest.param(
            Truth(categories=(DRUGS,), urgency=Urgency.SOON),
            {"category": BODY},
            ("category", "urgency"),
            id="kind and urgency",
        ),
    ],
)
def test_what_was_read_wrong_is_named(
    truth: Truth, said: dict[str, Any], wrong: tuple[str, ...]
) -> None:
    assert mistakes(judged(truth, **said)) == wrong

"""What an officer may see of one tip, and how much of a text a small screen bears."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.case import CaseFacts, SenderLabel, Twin, cut
from domain.classification.kinds import Category, Reason, Urgency
from domain.tip import OPEN, TipState

TOLD: dict[str, Any] = {
    "text": "คนเมาถือมีด",
    "latest": "ยังอยู่",
    "gist": "เสียงผู้หญิง",
    "media": {"photo": 2},
    "reasons": (Reason(key="reason.village_guess"),),
    "twin": Twin(tip=uuid.UUID(int=2), spoken="๒/๒๕๖๙"),
    "has_more": True,
    "added": 1,
    "handed_to": "ส.ต.อ. ก",
}


def a_case(**facts: Any) -> CaseFacts:
    known: dict[str, Any] = {
        "tip": uuid.UUID(int=1),
        "number": "KK-2569-000001",
        "spoken": "1/2569",
        "state": TipState.SENT,
        "urgency": Urgency.EMERGENCY,
        "category": Category.BODY,
        "village": "เปรมฤทัย",
        "sender": SenderLabel(is_known=True),
        "pin": (13.8, 100.6),
        "opened_at": datetime(2026, 11, 24, 5, 0, tzinfo=UTC),
    }
    return CaseFacts(**{**known, **facts})


def test_the_bare_card_says_where_and_how_bad_and_nothing_that_was_said() -> None:
    assert a_case(**TOLD).bare() == a_case()


@pytest.mark.parametrize("state", TipState)
def test_something_may_be_done_until_a_tip_is_closed(state: TipState) -> None:
    assert a_case(state=state).is_open is (state in OPEN)


def test_a_text_that_fits_is_shown_whole() -> None:
    assert cut("มีคนตีกัน", most=9) == "มีคนตีกัน"


def test_a_text_is_cut_with_a_mark_that_says_so() -> None:
    assert cut("มีคน ตีกัน", most=6) == "มีคน…"


def test_a_letter_keeps_its_marks_or_goes_with_them() -> None:
    # Within the last word a vowel and a tone mark stand over one letter.
    assert cut("ขโมยที่วัด", most=7) == "ขโมย…"
    assert cut("ขโมยที่วัด", most=8) == "ขโมยที่…"


@given(st.text(alphabet="กขทนีุ่้ า", max_size=30), st.integers(1, 30))
def test_what_is_cut_is_a_beginning_and_never_too_long(text: str, most: int) -> None:
    shown = cut(text, most)
    assert len(shown) <= most
    assert text.startswith(shown.removesuffix("…"))

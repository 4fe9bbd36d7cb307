"""An officer's name as colleagues say it."""

from __future__ import annotations

import pytest

from models.officer import OfficerProfile


@pytest.mark.parametrize(
    ("rank", "spoken"),
    [
        pytest.param("ร.ต.อ.", "ร.ต.อ.ใจเย็น จำลองศรี", id="an abbreviation"),
        pytest.param("ร.ต.ท.หญิง", "ร.ต.ท.หญิง ใจเย็น จำลองศรี", id="a woman's"),
        pytest.param("พันตำรวจโท", "พันตำรวจโท ใจเย็น จำลองศรี", id="written out"),
        pytest.param("", "ใจเย็น จำลองศรี", id="none"),
    ],
)
def test_a_rank_and_a_name_are_told_apart(rank: str, spoken: str) -> None:
    profile = OfficerProfile(rank=rank, first_name="ใจเย็น", last_name="จำลองศรี", phone="")
    assert profile.spoken_name == spoken

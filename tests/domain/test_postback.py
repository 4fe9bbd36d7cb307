"""Buttons' data: what we write is read again, what we did not write is nothing."""

from __future__ import annotations

import uuid

import pytest

from domain.postback import Act, Postback, decode, encode

TIP = uuid.UUID(int=7)


@pytest.mark.parametrize("act", list(Act))
def test_what_is_written_is_read_again(act: Act) -> None:
    assert decode(encode(act, TIP, "ค่า|สอง")) == Postback(act=act, tip=TIP, value="ค่า|สอง")
    assert decode(encode(act)) == Postback(act=act)


@pytest.mark.parametrize("data", ["", "accept", "steal||", "accept|no-uuid|", "a|b", "x" * 301])
def test_what_is_not_ours_is_nothing(data: str) -> None:
    assert decode(data) is None


def test_a_value_too_long_for_line_is_a_fault() -> None:
    with pytest.raises(ValueError, match="300"):
        encode(Act.PLACE, TIP, "x" * 300)

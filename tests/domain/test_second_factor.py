"""Which code counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from domain.second_factor import address_of, signs_in_with_code, step_of_code

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NOW = datetime(2026, 11, 24, 5, 0, 10, tzinfo=UTC)
HERE = int(NOW.timestamp()) // 30


def code_at(**ago: float) -> str:
    return pyotp.TOTP(SECRET).at(NOW - timedelta(**ago))


@pytest.mark.parametrize(
    ("code", "after", "step"),
    [
        pytest.param(code_at(), None, HERE, id="now"),
        pytest.param(code_at(seconds=30), None, HERE - 1, id="a telephone that is late"),
        pytest.param(code_at(seconds=-30), None, HERE + 1, id="a telephone that is early"),
        pytest.param(code_at(seconds=60), None, None, id="too late"),
        pytest.param(code_at(), HERE, None, id="used already"),
        pytest.param(code_at(seconds=30), HERE, None, id="older than the last used"),
        pytest.param(f"{code_at()[:3]} {code_at()[3:]}", None, HERE, id="with a space"),
        pytest.param(
            code_at().translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")),
            None,
            HERE,
            id="Thai digits",
        ),
        pytest.param(code_at()[:5], None, None, id="too short"),
        pytest.param("", None, None, id="nothing"),
    ],
)
def test_a_code_counts_near_its_time_and_once(
    code: str, after: int | None, step: int | None
) -> None:
    assert step_of_code(SECRET, code, now=NOW, after=after) == step


def test_an_authenticator_reads_whose_and_where() -> None:
    address = address_of(SECRET, officer="C01", station="KK")
    assert pyotp.parse_uri(address).secret == SECRET
    assert "KK:C01" in address


def test_commanders_and_administrators_sign_in_with_a_code() -> None:
    roles = ("village", "duty", "commander", "admin")
    assert [one for one in roles if signs_in_with_code(one)] == ["commander", "admin"]

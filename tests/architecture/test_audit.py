"""The audit of packages: a hole fails, and what nobody could tell is said."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests import audit
from tests.audit import LOCK, understood, verdict

CLEAN = {"name": "flask", "version": "3.1.3", "vulns": []}
HOLED = {
    "name": "pillow",
    "version": "13.0.0",
    "vulns": [{"id": "PYSEC-1", "aliases": ["CVE-2099-1"], "fix_versions": ["13.0.1"]}],
}
SKIPPED = {"name": "huey", "skip_reason": "not found"}


def told(*dependencies: dict[str, Any]) -> str:
    return json.dumps({"dependencies": dependencies})


def test_a_known_hole_fails_with_what_mends_it() -> None:
    lines, code = verdict(understood(told(CLEAN, HOLED)), must_reach=False)
    assert lines == ["KNOWN HOLE: pillow 13.0.0: PYSEC-1, mended in 13.0.1"]
    assert code == 1


def test_no_hole_is_told_with_how_many_were_asked_about() -> None:
    assert verdict(understood(told(CLEAN)), must_reach=True) == (
        ["audited 1 packages: no known holes"],
        0,
    )


@pytest.mark.parametrize(("must_reach", "code"), [(False, 0), (True, 1)])
@pytest.mark.parametrize(
    ("said", "complaint", "shown"),
    [
        pytest.param(told(CLEAN, SKIPPED), "", "huey", id="some unknown"),
        pytest.param("", "ConnectionError: no way there", "no way there", id="unreachable"),
        pytest.param("", "No module named pip_audit", "pip_audit", id="not installed"),
        pytest.param("[]", "", "said nothing", id="another form"),
    ],
)
def test_what_was_not_audited_is_said_and_fails_where_it_must(
    said: str, complaint: str, shown: str, *, must_reach: bool, code: int
) -> None:
    lines, ended = verdict(understood(said, complaint), must_reach=must_reach)
    assert lines[0].startswith("NOT AUDITED")
    assert shown in lines[0]
    assert ended == code


@pytest.mark.parametrize("name", ["PYSEC-1", "CVE-2099-1"])
def test_an_accepted_hole_is_passed_over_by_any_of_its_names(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(audit, "ACCEPTED", {name: "we do not draw"})
    assert understood(told(HOLED)).holes == []


def test_every_package_is_locked_by_its_hash() -> None:
    entries = LOCK.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    assert len(entries) > 80
    assert [one.split()[0] for one in entries if "--hash=sha256:" not in one] == []
    assert [one.split()[0] for one in entries if "==" not in one.split()[0]] == []

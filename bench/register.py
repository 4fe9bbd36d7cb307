"""This is a station's register for the benches: its villages, officers and members as files."""

from __future__ import annotations

import csv
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.classify import BEGINNINGS, MIDDLES


@dataclass(frozen=True, kw_only=True)
class Register:
    """How many live in a station's area, each village with one primary officer."""

    villages: int = 40
    members: int = 2000
    # Before everyone's name, for several stations know nobody in common.
    mark: str = ""

    def names(self) -> list[str]:
        """Return the villages' names, the same at each run, none within another."""
        every = [first + second for first in BEGINNINGS for second in MIDDLES]
        return random.Random(1).sample(every, self.villages)

    def officer_of(self, member: int) -> str:
        """Return the primary officer of a member's village."""
        return f"P{member % self.villages}"

    def people(self) -> dict[str, str]:
        """Return everyone with a phone, and what they are."""
        members = {f"m{number}": "member" for number in range(self.members)}
        posts = {f"P{number}": "officer" for number in range(self.villages)}
        return {**members, **posts, "D": "officer"}

    def write(self, folder: Path) -> Mapping[str, Path]:
        """Write the files that a station imports, by what `import` calls them."""
        rows = {
            "villages": [_village(number, name) for number, name in enumerate(self.names())],
            "officers": [
                *(
                    _officer(f"P{number}", "village", f"V{number}", self.mark)
                    for number in range(self.villages)
                ),
                _officer("D", "duty", "", self.mark),
            ],
            "members": [
                _member(one, f"V{one % self.villages}", self.mark) for one in range(self.members)
            ],
        }
        return {kind: _write(folder / f"{kind}.csv", one) for kind, one in rows.items()}


def line_of(name: str) -> str:
    """Return someone's LINE user id."""
    return "U" + name.encode().hex().ljust(32, "0")[:32]


def _village(number: int, name: str) -> dict[str, str]:
    return {
        "code": f"V{number}",
        "name": f"ชุมชน{name}",
        "aliases": name,
        "subdistrict": "รามอินทรา",
        **dict.fromkeys(("moo", "district", "province", "lat", "lon", "radius_m"), ""),
    }


def _officer(code: str, role: str, villages: str, mark: str) -> dict[str, str]:
    return {
        "code": code,
        "rank": "ร.ต.ต.",
        "first_name": "ทดสอบ",
        "last_name": code,
        "phone": "0800000000",
        "role": role,
        "villages": villages,
        "backup_villages": "",
        "line_user_id": line_of(mark + code),
    }


def _member(number: int, village: str, mark: str) -> dict[str, str]:
    digits = f"{900_000_000_000 + number:012d}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(13, 1, -1), strict=True))
    return {
        "first_name": "คน",
        "last_name": f"ทดสอบ{number}",
        "birth_date": "1980-01-01",
        "national_id": f"{digits}{(11 - total % 11) % 10}",
        "phone": "",
        **dict.fromkeys(("education", "occupation", "registered_address", "current_address"), ""),
        "village": village,
        "kind": "public",
        "trained_on": "2026-01-01",
        "line_user_id": line_of(f"{mark}m{number}"),
    }


def _write(path: Path, rows: Sequence[Mapping[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path

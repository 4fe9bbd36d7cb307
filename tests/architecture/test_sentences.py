"""Every sentence that code asks for exists in both languages, with the same gaps to fill."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from catalog import LANGUAGES, Catalog
from catalog.talks import _OFFERED
from domain.bulletin import BulletinState
from domain.case import Mark
from domain.classification.kinds import Category, Urgency
from domain.composition import FIELDS, TEMPLATES
from domain.outcomes import Ending
from domain.tip import BEFORE_SENDING, OPEN, Outcome
from domain.when.schedule import Doubt
from models.member import MemberState

ROOT = Path(__file__).parents[2]
SPEAKERS = ("handlers", "catalog", "models", "domain")
THAI, ENGLISH = Catalog.load("th"), Catalog.load("en")
# The station's own word for a village is Thai, and the doctor's line speaks both at once.
_THAI_ALONE = {"word"}
_WORDED_APART = {"check.setting_wrong"}
_KEY = re.compile(r"[a-z]+(?:_[a-z]+)*\.[a-z][a-z0-9_]*[a-z0-9]")
_FAMILIES = {one.partition(".")[0] for one in sorted(THAI.keys())}
# These name what is sealed or audited, not what is said.
_NO_KEYS = {
    "bubble.quote",
    "console.link",
    "media.kept",
    "media.link",
    "media.source",
    "tip.handover",
}


def keys_in(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            continue
        found = _KEY.fullmatch(node.value)
        if found and node.value.partition(".")[0] in _FAMILIES:
            yield node.value


KEYS = sorted(
    {key for folder in SPEAKERS for path in (ROOT / folder).rglob("*.py") for key in keys_in(path)}
    - _NO_KEYS
)
MADE = [
    *(f"chat.state_{one.value}" for one in sorted(BEFORE_SENDING | OPEN)),
    *(f"{family}.{one.value}" for family in ("outcome", "told") for one in Outcome),
    *(f"category.{one.value}" for one in Category),
    *(f"urgency.{one.value}" for one in Urgency),
    *(f"mark.{one.value}" for one in Mark),
    *(f"update.{one}" for one in ("added", "edited", "moved", "reopened", "real", "drill")),
    *(f"update.{one}" for one in ("recast", "raised", "retimed")),
    *(
        f"update.{one}"
        for one in ("answered", "named", "unnamed", "not_done", "handed", "review", "gist")
    ),
    "update.reopened_by_officer",
    *(f"card.answer_{one}" for one in ("place", "photo", "video", "voice", "file")),
    *(f"mine.state_{one.value}" for one in MemberState),
    *(f"role.{one}" for one in ("village", "duty", "commander", "admin")),
    *(f"compose.kind.{one}" for one in TEMPLATES),
    *(f"compose.ask.{one.name}" for asked in FIELDS.values() for one in asked),
    *(f"compose.state.{one}" for one in BulletinState),
    *(f"when.{one}" for one in Doubt),
    *(f"outcomes.{one}" for one in Ending),
    *(f"{family}.{one}" for family, listed in _OFFERED.items() for one in listed),
    *(f"update.{one}" for one in ("merged", "unmerged", "joined")),
]


def sentences(language: str) -> dict[str, str]:
    found = {}
    for path in (ROOT / "catalog" / "locale" / language).glob("*.po"):
        with path.open("rb") as file:
            found |= {str(one.id): str(one.string) for one in read_po(file) if one.id}
    return found


def gaps(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_the_keys_in_the_code_are_found() -> None:
    assert len(KEYS) > 100
    assert {"chat.receipt", "case.taken"} <= set(KEYS)


@pytest.mark.parametrize("key", [*KEYS, *MADE])
def test_a_sentence_that_is_asked_for_exists_in_both_languages(key: str) -> None:
    assert THAI.knows(key)
    assert ENGLISH.knows(key)


def test_both_languages_hold_the_same_sentences_with_the_same_gaps() -> None:
    thai, english = (sentences(language) for language in LANGUAGES)
    assert set(thai) == set(english)
    differing = [
        key
        for key, said in thai.items()
        if key not in _WORDED_APART and gaps(said) - _THAI_ALONE != gaps(english[key]) - _THAI_ALONE
    ]
    assert differing == []

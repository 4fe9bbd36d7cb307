"""What the documents name exists: commands, files, settings, figures, words of the chat."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from typer.main import get_command

from app import command_line
from bot.metrics import Metrics

ROOT = Path(__file__).parents[2]
READMES = (ROOT / "README.md", ROOT / "README.th.md")
CONTRIBUTING = ROOT / "CONTRIBUTING.md"
OPERATIONS = ROOT / "docs" / "operations.md"
OFFICERS_MANUAL = ROOT / "docs" / "officer.th.md"
DOCUMENTS = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "sample/*.md", "bench/*.md", "drills/*.md")
    for path in ROOT.glob(pattern)
)
SOURCES = (".py", ".toml", ".lua", ".js", ".css", ".html", ".sh", ".mako", ".csv", ".po", ".md")
NOT_OURS = {".git", ".venv", "var", "node_modules", "config.toml"}
_CODE_SPAN = re.compile(r"`([^`\n]+)`")
_FENCED = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_THAI = re.compile(r"[\u0e00-\u0e7f]")
_PATH = re.compile(r"(?:[\w*.-]+/)+(?:[\w*.-]+\.[a-z]+)?|[a-z_]+\.py")
_SETTING = re.compile(r"([a-z]+)\.([a-z_]+)")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def spans(text: str) -> list[str]:
    return [span.replace("\\", "") for span in _CODE_SPAN.findall(_FENCED.sub("", text))]


@cache
def commands() -> frozenset[str]:
    found = set()
    for name, command in get_command(command_line()).commands.items():  # type: ignore[attr-defined]
        parts = getattr(command, "commands", {})
        found |= {f"{name} {part}" for part in parts} or {name}
    return frozenset(found)


def commands_in(text: str) -> Iterator[str]:
    """Give the commands of a table's rows: `import villages|officers FILE` is two."""
    for line in text.splitlines():
        if not line.startswith("| `"):
            continue
        for span in spans(line.replace("\\|", "/").split("|")[1]):
            words = span.split()
            parts = words[1].split("/") if len(words) > 1 and words[1][0].islower() else [""]
            yield from (f"{words[0]} {part}".strip() for part in parts)


def table_of_commands(path: Path) -> str:
    text = path.read_text("utf-8")
    return next(part for part in text.split("\n## ") if "`keys new`" in part)


@pytest.mark.parametrize("readme", READMES, ids=named)
def test_a_readme_lists_the_commands_that_there_are_and_no_others(readme: Path) -> None:
    assert set(commands_in(table_of_commands(readme))) == commands()


def test_both_readmes_show_the_same_commands_and_pictures() -> None:
    fences = [
        [re.sub(r" +#.*", "", block) for block in _FENCED.findall(path.read_text("utf-8"))]
        for path in READMES
    ]
    assert fences[0] == fences[1]
    pictures = [re.findall(r"docs/pictures/\w+\.png", path.read_text("utf-8")) for path in READMES]
    assert pictures[0] == pictures[1] != []


def anchors(path: Path) -> set[str]:
    """Give the anchors of a page's headings as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\u0e00-\u0e7f -]", "", one.lower()).replace(" ", "-") for one in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_a_link_leads_to_a_file_that_is_there(document: Path) -> None:
    dead = []
    for link in _LINK.findall(document.read_text("utf-8")):
        if link.startswith(("https://", "http://")):
            continue
        name, _, anchor = link.partition("#")
        path = (document.parent / name).resolve() if name else document
        if not path.exists() or (anchor and anchor not in anchors(path)):
            dead.append(link)
    assert dead == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_a_setting_that_is_named_exists(document: Path) -> None:
    known = tomllib.loads((ROOT / "config.example.toml").read_text("utf-8"))
    unknown = [
        span
        for span in spans(document.read_text("utf-8"))
        if (found := _SETTING.fullmatch(span.partition(" ")[0]))
        and found[1] in known
        and found[2] not in {*known[found[1]], "toml", "py", "po"}
    ]
    assert unknown == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_a_path_that_is_named_exists(document: Path) -> None:
    named_paths = [span for span in spans(document.read_text("utf-8")) if _PATH.fullmatch(span)]
    missing = [
        path
        for path in named_paths
        if path.split("/")[0] not in NOT_OURS
        and not any(one for folder in (ROOT, document.parent) for one in folder.glob(path))
    ]
    assert missing == []


def test_every_figure_is_explained_to_operators() -> None:
    told = set(spans(OPERATIONS.read_text("utf-8")))
    assert {one for one in told if one.startswith("tasapparot_")} == figures_told()


def figures_told() -> set[str]:
    """Return the names that somebody writes who asks for them: a counter's ends in _total."""
    collected = Metrics().registry.collect()
    return {f"{one.name}_total" if one.type == "counter" else one.name for one in collected}


def test_the_manual_explains_every_word_that_an_officer_can_say() -> None:
    words = tomllib.loads((ROOT / "catalog" / "words.th.toml").read_text("utf-8"))["words"]
    first = {one["forms"][0] for one in words.values() if one["who"] == "officer"}
    manual = OFFICERS_MANUAL.read_text("utf-8")
    assert {word for word in first if word not in manual} == set()


def places_of_thai() -> list[str]:
    """Give the places that CONTRIBUTING allows, as it names them."""
    text = CONTRIBUTING.read_text("utf-8")
    rule = next(part for part in text.split("\n- ") if part.startswith("Thai letters only"))
    return spans(rule.partition("\n\n")[0])


def sources() -> Iterator[Path]:
    for path in sorted(ROOT.iterdir()):
        if path.name in NOT_OURS or path.name.startswith("."):
            continue
        yield from sorted(path.rglob("*")) if path.is_dir() else [path]


def test_thai_letters_stand_where_contributing_says_and_nowhere_else() -> None:
    allowed = places_of_thai()
    assert {"catalog/", "domain/thai.py"} <= set(allowed)
    elsewhere = [
        named(path)
        for path in sources()
        if path.suffix in SOURCES
        and not named(path).startswith(tuple(allowed))
        and _THAI.search(path.read_text("utf-8"))
    ]
    assert elsewhere == []
    assert [place for place in allowed if not (ROOT / place).exists()] == []

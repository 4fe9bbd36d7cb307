"""What the files in deploy/ name exists: commands, options, settings, figures, labels, files."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from app import command_line
from bot.metrics import Metrics
from domain.delivery import AnswerKind
from domain.tip import TipState
from models.arrival import ArrivalState
from models.media import MediaState
from models.outbox import OutboxState

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
COMPOSE = DEPLOY / "compose.yaml"
ALERTS = DEPLOY / "prometheus" / "alerts.yml"
DASHBOARD = DEPLOY / "grafana" / "tasapparot.json"
_VARIABLE = re.compile(r"TASAPPAROT_([A-Z_]+?)__([A-Z_]+)")
_FIGURE = re.compile(r"(tasapparot_[a-z_]+)(?:\{([^}]*)\})?")
_MATCHER = re.compile(r'([a-z_]+)\s*(?:=~|!~|!=|=)\s*"([^"]*)"')
_GROUPED = re.compile(r"\bby \(([a-z, ]+)\)")
# What Prometheus itself adds to each figure.
_ITS_OWN = {"job", "instance", "le"}
STATES: Mapping[str, Any] = {
    "tasapparot_arrivals": ArrivalState,
    "tasapparot_outbox_messages": OutboxState,
    "tasapparot_media": MediaState,
    "tasapparot_tips_open": TipState,
    "tasapparot_line_answers_total": AnswerKind,
}


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def check_command(words: list[str]) -> None:
    """Fail unless the words are a command of ours, with options that it has."""
    command: Any = get_command(command_line())
    while words and hasattr(command, "commands"):
        command = command.commands[words.pop(0)]
    options = {option for one in command.params for option in one.opts}
    assert {word for word in words if word.startswith("--")} <= options
    arguments = [one for one in command.params if not one.opts[0].startswith("-")]
    assert bool(arguments) <= any(not word.startswith("--") for word in words)


def commands_of(unit: Path) -> Iterator[list[str]]:
    for line in unit.read_text("utf-8").splitlines():
        key, _, value = line.partition("=")
        if not key.startswith("Exec"):
            continue
        words = shlex.split(value)
        inner = shlex.split(words[2]) if words[:2] == ["/bin/sh", "-c"] else words
        yield inner[inner.index("/opt/tasapparot/app.py") + 1 :]


@pytest.mark.parametrize("unit", UNITS, ids=named)
def test_a_unit_starts_a_command_that_there_is(unit: Path) -> None:
    found = list(commands_of(unit))
    assert found
    for words in found:
        check_command(words)


@pytest.mark.parametrize("unit", UNITS, ids=named)
def test_no_unit_knows_another_place_than_the_configuration_says(unit: Path) -> None:
    # The backup, or a command by hand, would work with another database than the service.
    found = {f"{one}.{two}".lower() for one, two in _VARIABLE.findall(unit.read_text("utf-8"))}
    assert found <= {"web.port", "engine.metrics_port"}


def test_the_manual_says_how_each_unit_is_put_to_use() -> None:
    told = (ROOT / "docs" / "deployment.md").read_text("utf-8")
    for unit in (DEPLOY / "systemd").iterdir():
        assert unit.stem in told or unit.with_suffix(".timer").exists(), unit
    folders = re.findall(r"ReadWritePaths=(.+)", "".join(one.read_text("utf-8") for one in UNITS))
    for folder in " ".join(folders).split():
        assert folder in told, folder


def test_compose_starts_commands_that_there_are() -> None:
    text = COMPOSE.read_text("utf-8")
    commands = [json.loads(one) for one in re.findall(r"^ +command: (\[.*\])$", text, re.MULTILINE)]
    own = [words for words in commands if words[0] not in {"postgres", "redis-server"}]
    assert [words[0] for words in own] == ["db", "web", "worker"]
    for words in own:
        check_command(words)


def settings_known() -> set[tuple[str, str]]:
    example = tomllib.loads((ROOT / "config.example.toml").read_text("utf-8"))
    return {(section, key) for section, keys in example.items() for key in keys}


@pytest.mark.parametrize("file", [*UNITS, COMPOSE], ids=named)
def test_a_variable_that_is_set_is_a_setting(file: Path) -> None:
    text = file.read_text("utf-8")
    found = {(section.lower(), key.lower()) for section, key in _VARIABLE.findall(text)}
    assert found <= settings_known()
    others = set(re.findall(r"TASAPPAROT_\w+", text)) - {
        f"TASAPPAROT_{section}__{key}".upper() for section, key in found
    }
    assert others == {"TASAPPAROT_CONFIG"}


def test_the_ports_of_compose_are_those_that_others_ask() -> None:
    text = COMPOSE.read_text("utf-8")
    door = re.search(r'TASAPPAROT_WEB__PORT: "(\d+)"', text)
    figures = re.search(r'TASAPPAROT_ENGINE__METRICS_PORT: "(\d+)"', text)
    assert door is not None
    assert figures is not None
    webs = re.findall(r"^  (web\d+):", text, re.MULTILINE)
    assert len(webs) >= 2
    assert f"WEBS: {' '.join(f'{web}:{door[1]}' for web in webs)}\n" in text
    asked = (DEPLOY / "prometheus" / "prometheus.yml").read_text("utf-8")
    assert f"names: [{', '.join(webs)}], type: A, port: {door[1]}" in asked
    assert f"names: [worker], type: A, port: {figures[1]}" in asked
    assert text.count(f"http://127.0.0.1:{door[1]}/readyz") == 1
    assert text.count(f"http://127.0.0.1:{figures[1]}/readyz") == 1


def test_what_compose_mounts_is_there_or_is_the_operator_s() -> None:
    mounted = re.findall(r"- (\./[\w./-]+):", COMPOSE.read_text("utf-8"))
    assert "./Caddyfile" in mounted
    missing = {one for one in mounted if not (DEPLOY / one).exists()}
    assert missing == {"./metrics_token"}


@cache
def figures_shown() -> Mapping[str, frozenset[str]]:
    """Return each name as `/metrics` shows it, with its labels."""
    metrics = Metrics()
    labels = {
        one._name: frozenset(one._labelnames)
        for one in vars(metrics).values()
        if hasattr(one, "_labelnames")
    }
    endings = {"counter": ("_total",), "histogram": ("_bucket", "_count", "_sum"), "gauge": ("",)}
    shown = {}
    for line in metrics.exposition()[0].decode().splitlines():
        if line.startswith("# TYPE"):
            _, _, name, kind = line.split()
            base = name.removesuffix("_total")
            if base.endswith("_created"):
                continue
            for ending in endings[kind]:
                shown[base + ending] = labels[base]
    return shown


def expressions() -> Iterator[tuple[str, str]]:
    alert = ""
    for line in ALERTS.read_text("utf-8").splitlines():
        key, _, value = line.strip().removeprefix("- ").partition(": ")
        alert = value if key == "alert" else alert
        if key == "expr":
            yield alert, value
    for panel in json.loads(DASHBOARD.read_text("utf-8"))["panels"]:
        for target in panel.get("targets", ()):
            yield panel["title"], target["expr"]


@pytest.mark.parametrize(("name", "expression"), list(expressions()))
def test_an_alert_and_a_panel_ask_for_figures_that_are_shown(name: str, expression: str) -> None:
    found = _FIGURE.findall(expression)
    assert found or expression.startswith(("up", "(sum(up", "sum by (job) (up"))
    labels = set[str]()
    for figure, matchers in found:
        assert figure in figures_shown()
        labels |= figures_shown()[figure]
        for label, value in _MATCHER.findall(matchers):
            assert label in figures_shown()[figure]
            if figure in STATES:
                assert set(value.split("|")) <= {one.value for one in STATES[figure]}
    for grouped in _GROUPED.findall(expression):
        assert set(grouped.split(", ")) <= labels | _ITS_OWN


def test_every_question_of_an_operator_has_an_alert() -> None:
    asked = {figure for _, one in expressions() for figure, _ in _FIGURE.findall(one)}
    assert asked >= {
        "tasapparot_tips_open",
        "tasapparot_oldest_unaccepted_emergency_seconds",
        "tasapparot_outbox_oldest_seconds",
        "tasapparot_arrivals_oldest_seconds",
        "tasapparot_quota_left",
        "tasapparot_database_reachable",
        "tasapparot_line_answers_total",
        "tasapparot_webhook_seconds_bucket",
    }


def test_each_alert_says_how_bad_it_is_and_what_it_means() -> None:
    text = ALERTS.read_text("utf-8")
    alerts = text.count("- alert: ")
    assert alerts == len(re.findall(r"labels: \{ severity: (?:page|ticket) \}", text))
    assert alerts == len(re.findall(r'annotations: \{ summary: ".+" \}', text)) == 19


def test_what_the_operator_writes_into_the_folder_is_never_kept_with_the_program() -> None:
    ignored = (ROOT / ".gitignore").read_text("utf-8").splitlines()
    assert {f"/deploy/{one}" for one in ("config.toml", ".env", "metrics_token")} <= set(ignored)
    assert "/deploy" in (ROOT / ".dockerignore").read_text("utf-8").splitlines()


def test_the_way_in_writes_no_access_log() -> None:
    text = (DEPLOY / "Caddyfile").read_text("utf-8")
    assert "log" not in [line.split()[0] for line in text.splitlines() if line.split()]

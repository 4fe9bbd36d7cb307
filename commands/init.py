"""This is `init`: it writes the first configuration with fresh keys, and the recovery sheet."""

from __future__ import annotations

import json
import os
import re
import secrets
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TextIO

import typer

from bot.config import CHECKOUT, SettingsFault, load_settings
from bot.config.values import key_fingerprint
from catalog import Catalog
from commands.keys import fresh_key

EXAMPLE = CHECKOUT / "config.example.toml"
_UNWRITABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
# The rest of the example holds defaults, which a station copies when it wants another.
_SECTIONS = ("station", "line", "web", "security")
_OPTIONS = {
    "station.code": "--station-code",
    "station.name": "--station-name",
    "station.short_name": "--short-name",
    "line.channel_secret": "--channel-secret",
    "line.channel_access_token": "--channel-access-token",
    "web.public_url": "--public-url",
}


class InitRefused(Exception):
    """Nothing was written; the message is one line that says why."""


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What the operator said beforehand; what is empty is left to be filled in."""

    station_code: str = ""
    station_name: str = ""
    short_name: str = ""
    channel_secret: str = ""
    channel_access_token: str = ""
    public_url: str = ""


@dataclass(frozen=True, kw_only=True)
class Written:
    """The configuration that now exists, and the keys that still want a value."""

    path: Path
    fingerprint: str
    unfilled: tuple[str, ...]


def write_config(path: Path, answers: Answers) -> Written:
    """Write a configuration with fresh keys for its owner's eyes alone, never over another."""
    key = fresh_key()
    given = _given(answers)
    text = _filled(given, key)
    unfilled = _remaining(text, given)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise InitRefused(f"{path}: exists already; move it away first") from None
    except OSError as error:
        raise InitRefused(f"{path}: cannot be written: {error.strerror}") from None
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return Written(path=path.absolute(), fingerprint=key_fingerprint(key), unfilled=unfilled)


def recovery_sheet(written: Written, catalog: Catalog) -> str:
    """Return what to write down, what to keep apart, how to restore, and what is left to do."""
    folder = written.path.parent
    sheet = catalog.say(
        "init.sheet",
        path=written.path,
        fingerprint=written.fingerprint,
        database=folder / "var" / "tasapparot.db",
        media=folder / "var" / "media",
    )
    if written.unfilled:
        keys = "\n".join(f"  - {key}" for key in written.unfilled)
        return f"{sheet}\n\n{catalog.say('init.unfilled', path=written.path, keys=keys)}"
    return f"{sheet}\n\n{catalog.say('init.ready')}"


def run_init(path: Path, answers: Answers, catalog: Catalog, *, out: TextIO) -> None:
    """Write the configuration and print its recovery sheet."""
    print(recovery_sheet(write_config(path, answers), catalog), file=out)


def _given(answers: Answers) -> dict[str, str]:
    said = {
        "station.code": answers.station_code,
        "station.name": answers.station_name,
        "station.short_name": answers.short_name,
        "line.channel_secret": answers.channel_secret,
        "line.channel_access_token": answers.channel_access_token,
        "web.public_url": answers.public_url,
    }
    for key, value in said.items():
        if _UNWRITABLE.search(value):
            raise InitRefused(f"{_OPTIONS[key]}: must be one line of plain text")
    return {key: value.strip() for key, value in said.items() if value.strip()}


def _filled(given: Mapping[str, str], key: str) -> str:
    """Return the example's sections that a station must fill, with what is known filled in."""
    values = {name: json.dumps(value, ensure_ascii=False) for name, value in given.items()}
    values["web.secret_key"] = json.dumps(secrets.token_urlsafe(48))
    values["security.encryption_keys"] = json.dumps([key])
    lines = ["# Written by init. Every other setting stands in config.example.toml.", ""]
    lines += [_with_value(name, line, values) for name, line in _example_lines()]
    return "\n".join(lines).rstrip() + "\n"


def _example_lines() -> Iterator[tuple[str, str]]:
    section = ""
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line[1 : line.index("]")]
        if section in _SECTIONS:
            key, equals, _ = line.partition(" = ")
            yield (f"{section}.{key}" if equals and not line.startswith("#") else ""), line


def _with_value(name: str, line: str, values: Mapping[str, str]) -> str:
    if name in values:
        return re.sub(r'= ("[^"]*"|\[\])', lambda _: f"= {values[name]}", line, count=1)
    return line.replace("# required;", "# FILL IN:", 1)


def _remaining(text: str, given: Mapping[str, str]) -> tuple[str, ...]:
    """Return the keys still to be filled in; refuse what was given and cannot be used."""
    try:
        load_settings(None, {}, beneath=tomllib.loads(text))
    except SettingsFault as fault:
        keys = tuple(line.partition(":")[0] for line in fault.lines)
        for key, line in zip(keys, fault.lines, strict=True):
            if key in given:
                raise InitRefused(f"{_OPTIONS[key]}: {line.partition(': ')[2]}") from None
        return keys
    return ()


def add_to(app: typer.Typer, *, config: Callable[[], Path], catalog: Callable[[], Catalog]) -> None:
    """Give the command line its `init`, which writes where `config` says."""

    @app.command("init")
    def _init(
        station_code: Annotated[str, typer.Option(help="Latin, like khokkhram.")] = "",
        station_name: Annotated[str, typer.Option(help="As people read it.")] = "",
        short_name: Annotated[str, typer.Option(help="Latin, like KK.")] = "",
        channel_secret: Annotated[str, typer.Option(help="Of the LINE channel.")] = "",
        channel_access_token: Annotated[str, typer.Option(help="Of the LINE channel.")] = "",
        public_url: Annotated[str, typer.Option(help="https://… that people reach.")] = "",
    ) -> None:
        """Write config.toml with fresh keys, and print a recovery sheet."""
        answers = Answers(
            station_code=station_code,
            station_name=station_name,
            short_name=short_name,
            channel_secret=channel_secret,
            channel_access_token=channel_access_token,
            public_url=public_url,
        )
        try:
            run_init(config(), answers, catalog(), out=typer.get_text_stream("stdout"))
        except InitRefused as refused:
            typer.echo(str(refused), err=True)
            raise typer.Exit(1) from None

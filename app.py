"""This is the command line: one word for each thing that an operator does."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

# The command works from any folder, so Python is told where its parts are.
if (here := str(Path(__file__).resolve().parent)) not in sys.path:
    sys.path.insert(0, here)

from bot.config import CHECKOUT, Settings, SettingsFault, find_config
from composition import clock, desk_of, gateway_of, ground_of, vault_of
from source import Source

if TYPE_CHECKING:
    from bot.config.sections import QuotaSettings
    from bot.line.gateway import Gateway
    from catalog import Catalog
    from commands.desk import Desk
    from domain.classification import Lexicon


_EVERYWHERE = ("--config=", "--station=")


@dataclass
class Options:
    """What stands before the command's word."""

    config: Path | None = None
    station: str | None = None

    def settings(self) -> Settings:
        """Return the settings of a command that works with a station."""
        return Source.found(self.config, self.station).settings()

    def desk(self) -> AbstractContextManager[Desk]:
        """Open the station that was named, or the first."""
        return desk_of(self.settings(), self.station)

    def line(self) -> Gateway:
        """Return the way to LINE of the station that was named, or of the first."""
        settings = self.settings()
        named = settings.station(self.station) if self.station is not None else None
        return gateway_of(named or settings.stations[0])

    def quota(self) -> QuotaSettings:
        """Return what the month's messages may be spent on."""
        return self.settings().quota

    def is_served(self) -> bool:
        """Say whether a program may be running on the database."""
        import alone

        return alone.may_be_served(self.settings().database.url)

    def new_config(self) -> Path:
        """Return where `init` writes."""
        return self.config or find_config(None, os.environ) or CHECKOUT / "config.toml"


def catalog() -> Catalog:
    """Return the sentences that commands say."""
    from catalog import Catalog

    return Catalog.load("th")


def command_line() -> typer.Typer:
    """Return the command line: only what works is listed."""
    from commands import check, classify, data, database, init, keys, lexicon

    options = Options()
    line = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)

    @line.callback()
    def _options(
        config: Annotated[
            Path | None, typer.Option(readable=False, help="Another configuration file.")
        ] = None,
        station: Annotated[str | None, typer.Option(help="One of several stations.")] = None,
    ) -> None:
        """Carry tips from a community network to the village's police officer."""
        options.config, options.station = config, station

    init.add_to(line, config=options.new_config, catalog=catalog)
    _add_serving(line, options)
    doors = database.Doors(
        url=lambda: options.settings().database.url,
        desk=options.desk,
        ground=lambda: ground_of(options.settings()),
        media=lambda: options.settings().storage.media,
    )
    line.add_typer(database.sub_app(doors, catalog=catalog), name="db")
    line.add_typer(
        keys.sub_app(catalog, desk=options.desk, is_served=options.is_served), name="keys"
    )
    check.add_to(
        line,
        settings=lambda: Source.found(options.config).settings(),
        config=lambda: find_config(options.config, os.environ),
        station=lambda: options.station,
        clock=clock,
    )
    data.add_to(line, desk=options.desk)
    _add_office(line, options)
    classify.add_command(line, catalog, _lexicon)
    line.add_typer(lexicon.sub_app(catalog), name="lexicon")
    return line


def _add_office(line: typer.Typer, options: Options) -> None:
    """Add what a station's office does with its people, its groups and its records."""
    from commands import (
        aliases,
        auditing,
        budgeting,
        bulletin,
        drill,
        holding,
        meeting,
        people,
        retaining,
        richmenu,
        second_factor,
        survey,
    )

    line.add_typer(richmenu.sub_app(desk=options.desk, line=options.line), name="richmenu")
    line.add_typer(
        drill.sub_app(desk=options.desk, line=options.line, quota=options.quota), name="drill"
    )
    line.add_typer(
        bulletin.sub_app(
            desk=options.desk, line=options.line, vault=lambda: vault_of(options.settings())
        ),
        name="bulletin",
    )
    line.add_typer(survey.sub_app(desk=options.desk, line=options.line), name="survey")
    line.add_typer(meeting.sub_app(desk=options.desk, line=options.line), name="meeting")
    budgeting.add_to(line, desk=options.desk, line=options.line)
    line.add_typer(holding.sub_app(desk=options.desk), name="held")
    auditing.add_to(line, desk=options.desk)
    retaining.add_to(line, desk=options.desk)
    people.add_to(line, desk=options.desk)
    line.add_typer(second_factor.sub_app(options.desk), name="second-factor")
    line.add_typer(aliases.sub_app(options.desk), name="aliases")


def _lexicon() -> Lexicon:
    from catalog.lexicon import load_lexicon

    return load_lexicon()


def _add_serving(line: typer.Typer, options: Options) -> None:
    import serving

    @line.command("run")
    def _run() -> None:
        """Do everything as one service; without a config.toml, a sample station to try."""
        raise typer.Exit(serving.run(Source.playing(options.config, options.station)))

    @line.command("demo")
    def _demo() -> None:
        """Show a sample station on the LINE simulator, clean each time."""
        raise typer.Exit(serving.run(Source.shown(options.config, options.station)))

    def configured() -> Source:
        return Source(config=find_config(options.config, os.environ), station=options.station)

    @line.command("web")
    def _web() -> None:
        """Keep what LINE sends and serve the pages; `worker` does the rest."""
        raise typer.Exit(serving.web(configured()))

    @line.command("worker")
    def _worker() -> None:
        """Handle what was kept and send messages, on as many machines as you like."""
        import working

        raise typer.Exit(working.work(configured()))


def ordered(words: Sequence[str]) -> list[str]:
    """Return the words with the options of every command in front, wherever they were written."""
    front: list[str] = []
    rest: list[str] = []
    left = iter(words)
    for word in left:
        if word.startswith(_EVERYWHERE) and "=" in word:
            front.append(word)
        elif f"{word}=" in _EVERYWHERE:
            front += [word, *islice(left, 1)]
        else:
            rest.append(word)
    return [*front, *rest]


def usage_fault(fault: typer.TyperException) -> str:
    """Say in one line what is wrong with the words of a command, and where its help is."""
    context = getattr(fault, "ctx", None)
    command = context.command_path if context else Path(__file__).name
    # A group without its command has shown its help, and says nothing more itself.
    said = " ".join(fault.format_message().split()).rstrip(".") or "Missing command"
    return f"{said}; see `{command} --help`"


def main() -> None:
    """Run one command; what is wrong is said in exact lines, never as a traceback."""
    try:
        sys.exit(command_line()(ordered(sys.argv[1:]), standalone_mode=False))
    except typer.TyperException as fault:
        sys.stderr.write(f"{usage_fault(fault)}\n")
        sys.exit(fault.exit_code)
    except SettingsFault as fault:
        sys.stderr.write("\n".join(fault.lines) + "\n")
        sys.exit(1)
    except Exception as fault:
        from models.database import NoFolder, is_passing_trouble

        if isinstance(fault, NoFolder):
            why = f"{fault.filename} cannot be made: {fault.strerror}"
            sys.stderr.write(f"database.url: {why}; give its folder to the user of the service\n")
            sys.exit(1)
        if not is_passing_trouble(fault):
            raise
        sys.stderr.write(f"database.url: cannot be used now ({type(fault).__name__}); try again\n")
        sys.exit(1)


if __name__ == "__main__":
    main()

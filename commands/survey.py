"""This is `survey`: what the station asks its members and the public."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.verbs import Number, Opening, end_with

if TYPE_CHECKING:
    from bot.line.gateway import Gateway

_UNTIL = "The last day on which it asks, such as 2027-01-31; then it ends by itself."
_AUTHOR = "An officer's code: they get the results when it ends."


def sub_app(*, desk: Opening, line: Callable[[], Gateway]) -> typer.Typer:
    """Return the commands below `survey`."""
    app = typer.Typer(help="Ask members and the public.", no_args_is_help=True)
    _add_beginning(app, desk)
    _add_ending(app, desk)
    _add_sending(app, desk, line)
    _add_looking(app, desk)
    _add_taking_out(app, desk)
    return app


def _add_beginning(app: typer.Typer, desk: Opening) -> None:
    @app.command("create")
    def _create(
        file: Annotated[
            Path | None, typer.Argument(readable=False, help="TOML: title, [[questions]].")
        ] = None,
        fear: Annotated[bool, typer.Option("--fear", help="Fear of crime.")] = False,  # noqa: FBT002
        until: Annotated[str, typer.Option(help=_UNTIL)] = "",
        author: Annotated[str, typer.Option(help=_AUTHOR)] = "",
    ) -> None:
        """Begin a survey of one to five questions, or the built-in one about fear of crime."""
        from commands.survey_keeping import run_create

        end_with(desk, run_create, file, is_fear=fear, until=until, author=author)


def _add_ending(app: typer.Typer, desk: Opening) -> None:
    @app.command("until")
    def _until(
        number: Number, day: Annotated[str, typer.Argument(help="Such as 2027-01-31.")]
    ) -> None:
        """Let a survey ask until another day."""
        from commands.survey_keeping import run_until

        end_with(desk, run_until, number, day)

    @app.command("close")
    def _close(number: Number) -> None:
        """Take no more answers; who had their turn is forgotten, and what was said is told."""
        from commands.survey_keeping import run_close

        end_with(desk, run_close, number)


def _add_sending(app: typer.Typer, desk: Opening, line: Callable[[], Gateway]) -> None:
    @app.command("send")
    def _send(
        number: Number,
        members: Annotated[bool, typer.Option("--members", help="In 1:1.")] = False,  # noqa: FBT002
        groups: Annotated[bool, typer.Option("--groups", help="As a button.")] = False,  # noqa: FBT002
        villages: Annotated[str, typer.Option(help="CODE,CODE: these alone.")] = "",
        at: Annotated[str, typer.Option(help="ISO 8601; else now.")] = "",
        dry_run: Annotated[bool, typer.Option("--dry-run", help="Only the cost.")] = False,  # noqa: FBT002
    ) -> None:
        """Send a survey as a bulletin: the first question, or in groups a button to begin."""
        from commands.survey_sending import Sending, run_send

        sending = Sending(members=members, groups=groups, villages=villages, at=at, dry_run=dry_run)
        end_with(desk, run_send, number, sending, line=line())


def _add_looking(app: typer.Typer, desk: Opening) -> None:
    @app.command("list")
    def _list() -> None:
        """List surveys: number, state, answers of members and of the public, title, last day."""
        from commands.survey_keeping import run_list

        end_with(desk, run_list)

    @app.command("results")
    def _results(number: Number) -> None:
        """Tell how many answered, and once it is over what, of villages where enough did."""
        from commands.survey_results import run_results

        end_with(desk, run_results, number)


def _add_taking_out(app: typer.Typer, desk: Opening) -> None:
    @app.command("qr")
    def _qr(
        number: Number,
        file: Annotated[Path, typer.Argument(readable=False, help="A .png or .svg to write.")],
    ) -> None:
        """Draw the QR code of the page on which the public answers."""
        from commands.survey_qr import run_qr

        end_with(desk, run_qr, number, file)

    @app.command("export")
    def _export(
        number: Number,
        file: Annotated[Path, typer.Argument(readable=False, help="A .csv or .xlsx to write.")],
        reason: Annotated[str, typer.Option(help="Why; kept on the audit trail.")],
    ) -> None:
        """Write a closed survey's raw answers, without persons."""
        from commands.survey_results import run_export

        end_with(desk, run_export, number, file, reason)

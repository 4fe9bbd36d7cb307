"""This is `meeting`: invitations, who came, the minutes, and what was agreed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.verbs import Number, Opening, end_with

if TYPE_CHECKING:
    from bot.line.gateway import Gateway

_VILLAGES = "CODE,CODE: these alone."


def sub_app(*, desk: Opening, line: Callable[[], Gateway]) -> typer.Typer:
    """Return the commands below `meeting`."""
    app = typer.Typer(help="Meetings with members.", no_args_is_help=True)
    _add_planning(app, desk)
    _add_changing(app, desk)
    _add_inviting(app, desk, line)
    _add_looking(app, desk)
    _add_keeping(app, desk)
    _add_goals(app, desk)
    return app


def _add_planning(app: typer.Typer, desk: Opening) -> None:
    @app.command("plan")
    def _plan(
        title: Annotated[str, typer.Argument(help="What it is about.")],
        at: Annotated[str, typer.Option(help="ISO 8601, in the station's time.")],
        place: Annotated[str, typer.Option(help="Where.")],
        villages: Annotated[str, typer.Option(help=_VILLAGES)] = "",
    ) -> None:
        """Plan a meeting; the day before, who may come is reminded."""
        from commands.meeting_keeping import run_plan

        end_with(desk, run_plan, title, at=at, place=place, villages=villages)


def _add_changing(app: typer.Typer, desk: Opening) -> None:
    @app.command("move")
    def _move(
        number: Number,
        at: Annotated[str, typer.Option(help="ISO 8601, in the station's time.")] = "",
        place: Annotated[str, typer.Option(help="Where.")] = "",
    ) -> None:
        """Let it be at another time or place; who comes is asked anew. Nobody is told by itself."""
        from commands.meeting_keeping import run_move

        end_with(desk, run_move, number, at=at, place=place)

    @app.command("cancel")
    def _cancel(number: Number) -> None:
        """Cancel a meeting: no reminder, no more answers. `meeting tell` tells people."""
        from commands.meeting_keeping import run_cancel

        end_with(desk, run_cancel, number)


def _add_inviting(app: typer.Typer, desk: Opening, line: Callable[[], Gateway]) -> None:
    @app.command("invite")
    def _invite(
        number: Number,
        villages: Annotated[str, typer.Option(help=_VILLAGES)] = "",
        dry_run: Annotated[bool, typer.Option("--dry-run", help="Only the cost.")] = False,  # noqa: FBT002
    ) -> None:
        """Invite members in 1:1 as a bulletin, with buttons to answer."""
        from commands.meeting_inviting import run_invite

        end_with(desk, run_invite, number, villages, is_only_asked=dry_run, line=line())

    @app.command("tell")
    def _tell(
        number: Number,
        dry_run: Annotated[bool, typer.Option("--dry-run", help="Only the cost.")] = False,  # noqa: FBT002
    ) -> None:
        """Tell its members, and whoever said that they come, that it is cancelled."""
        from commands.meeting_inviting import run_tell

        end_with(desk, run_tell, number, is_only_asked=dry_run, line=line())


def _add_looking(app: typer.Typer, desk: Opening) -> None:
    @app.command("list")
    def _list() -> None:
        """List meetings: number, state, time, who says yes, who came, title."""
        from commands.meeting_shown import run_list

        end_with(desk, run_list)

    @app.command("show")
    def _show(number: Number) -> None:
        """Show a meeting: answers, who came, minutes, goals, and what earlier ones left open."""
        from commands.meeting_shown import run_show

        end_with(desk, run_show, number)


def _add_keeping(app: typer.Typer, desk: Opening) -> None:
    @app.command("attended")
    def _attended(
        number: Number,
        members: Annotated[list[str], typer.Argument(help="Members' numbers: M0001 M0002.")],
    ) -> None:
        """Keep who came, in place of what was kept before."""
        from commands.meeting_keeping import run_attended

        end_with(desk, run_attended, number, members)

    @app.command("minutes")
    def _minutes(
        number: Number,
        file: Annotated[Path, typer.Argument(readable=False, help="A text in UTF-8.")],
    ) -> None:
        """Keep the minutes, in place of those before."""
        from commands.meeting_keeping import run_minutes

        end_with(desk, run_minutes, number, file)


def _add_goals(app: typer.Typer, desk: Opening) -> None:
    @app.command("goal")
    def _goal(
        number: Number,
        text: Annotated[str, typer.Argument(help="What was agreed: a goal or an activity.")],
        owner: Annotated[str, typer.Option(help="An officer's code.")],
        by: Annotated[str, typer.Option(help="Until when: 2027-01-31.")],
    ) -> None:
        """Keep what was agreed, by whom and until when."""
        from commands.meeting_goals import run_goal

        end_with(desk, run_goal, number, text, owner=owner, by=by)

    @app.command("done")
    def _done(
        goal: Annotated[int, typer.Argument(metavar="GOAL", help="A goal's number.")],
    ) -> None:
        """Say that a goal was reached."""
        from commands.meeting_goals import run_done

        end_with(desk, run_done, goal)

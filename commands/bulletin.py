"""This is `bulletin`: what the station announces to its groups and members."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from inspect import Parameter, Signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from commands.verbs import Opening, end_with

if TYPE_CHECKING:
    from bot.line.gateway import Gateway
    from commands.bulletin_wish import Act, Wish
    from files.vault import Vault

# Of each option: its type, what it is if it is not said, and its help.
_OPTIONS: Final[dict[str, tuple[Any, Any, str]]] = {
    "text": (str, "", "What it says."),
    "image": (Path | None, None, "A picture to send with it."),
    "video": (Path | None, None, "A video of at most three minutes, which is made small."),
    "location": (str, "", "LAT,LON: a place on LINE's map."),
    "place": (str, "", "What that place is called."),
    "at": (str, "", "ISO 8601, such as 2026-11-30T08:00; without an offset in the station's time."),
    "cron": (str, "", "Again and again, by the five fields of cron."),
    "skip_holidays": (bool, False, "Not on public holidays."),
    "villages": (str, "", "CODE,CODE: these alone."),
    "all_villages": (bool, False, "The whole station."),
    "subdistricts": (str, "", "NAME,NAME: these alone."),
    "groups": (bool, False, "To groups; so it is if nothing is said."),
    "members": (bool, False, "To members, one by one."),
    "roles": (str, "", "ROLE,ROLE: to officers of these roles."),
    "trained_in": (str, "", "2569,2570: to members trained in these fiscal years."),
    "topic": (str, "news", "What it is about; members who chose not to hear of it get none."),
    "saver": (bool, False, "Wait for a word in the group and ride on its free reply."),
    "wait_hours": (float, 24.0, "How long it waits for a ride."),
    "drop": (bool, False, "Without a ride it is not sent at all."),
    "urgent": (bool, False, "Without waiting, in quiet hours too."),
    "dry_run": (bool, False, "Only say what it would cost."),
    "author": (str, "", "An officer's code: they get the report."),
}
_TIMES: Final = ("at", "cron", "skip_holidays")


def sub_app(
    *, desk: Opening, line: Callable[[], Gateway], vault: Callable[[], Vault]
) -> typer.Typer:
    """Return the commands below `bulletin`."""
    app = typer.Typer(help="Announce to groups and members.", no_args_is_help=True)

    def run(wish: Wish) -> None:
        from commands.announcing import run_announce

        end_with(desk, run_announce, wish, line=line(), vault=vault)

    _add_announcing(app, run)
    _add_looking(app, desk)
    return app


def _add_announcing(app: typer.Typer, run: Callable[[Wish], None]) -> None:
    from commands.bulletin_wish import Act

    now = [name for name in _OPTIONS if name not in _TIMES]
    asked = [name for name in _OPTIONS if name not in ("dry_run", "author")]
    for act, names, told in (
        (Act.SEND, now, "Send now; in quiet hours it is held until they end."),
        (Act.SCHEDULE, [*_OPTIONS], "Send at a time, or again and again by a cron line."),
        (Act.ESTIMATE, asked, "Say what it would cost and what is left; nothing is sent."),
    ):
        app.command(act.value, help=told)(_announcing(act, names, run))


def _announcing(act: Act, names: Sequence[str], run: Callable[[Wish], None]) -> Callable[..., None]:
    """Return a command with these options; three commands share them, so they are a table."""
    from commands.bulletin_wish import Wish

    def announce(**said: Any) -> None:
        run(Wish.said(act, said))

    options = [_option(name) for name in names]
    announce.__signature__ = Signature(options)  # type: ignore[attr-defined]
    announce.__annotations__ = {one.name: one.annotation for one in options}
    return announce


def _option(name: str) -> Parameter:
    kind, otherwise, told = _OPTIONS[name]
    option = typer.Option(f"--{name.replace('_', '-')}", readable=False, help=told)
    annotation = Annotated[kind, option]  # type: ignore[valid-type]
    return Parameter(name, Parameter.KEYWORD_ONLY, default=otherwise, annotation=annotation)


def _add_looking(app: typer.Typer, desk: Opening) -> None:
    @app.command("list")
    def _list() -> None:
        """List bulletins: id, state, time, audience, who has it, cost."""
        from commands.bulletins_listed import run_list

        end_with(desk, run_list)

    @app.command("deliveries")
    def _deliveries(
        number: Annotated[int, typer.Argument(metavar="ID", help="Of the list.")],
        state: Annotated[
            str,
            typer.Option(help="waiting, sent, accepted, refused, given_up or dropped alone."),
        ] = "",
    ) -> None:
        """List who has a bulletin and who not, and why; no member is named."""
        from commands.deliveries import run_deliveries

        end_with(desk, run_deliveries, number, state)

    @app.command("cancel")
    def _cancel(number: Annotated[int, typer.Argument(metavar="ID", help="Of the list.")]) -> None:
        """Take a bulletin back; what was delivered cannot be recalled."""
        from commands.bulletins_listed import run_cancel

        end_with(desk, run_cancel, number)

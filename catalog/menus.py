"""This is what the tiles of the two menus say, and what a touch of each does."""

from __future__ import annotations

from catalog import Catalog
from domain.answers import OpenLink, Say
from domain.menus import Icon, Menu, MenuKind, Tile, Tone
from domain.rules import StationRules


def compose_menu(kind: MenuKind, catalog: Catalog, rules: StationRules) -> Menu:
    """Return the menu of members or of officers in a station's words."""
    tiles = _officer(catalog) if kind is MenuKind.OFFICER else _member(catalog, rules)
    return Menu(kind=kind, title=catalog.say("menu.title"), tiles=tiles)


def _member(catalog: Catalog, rules: StationRules) -> tuple[Tile, ...]:
    phone = rules.emergency_phone
    call = Tile(
        lines=_lines(catalog.say("menu.call", phone=phone)),
        tap=OpenLink(url=f"tel:{phone}"),
        icon=Icon.CALL,
        tone=Tone.CALL,
    )
    return (
        _word("menu.report", Icon.REPORT, catalog, tone=Tone.REPORT),
        call,
        _word("menu.status", Icon.STATUS, catalog),
        _word("menu.help", Icon.HELP, catalog),
        _word("menu.my_data", Icon.PERSON, catalog),
        _word("menu.practice", Icon.PRACTICE, catalog),
    )


def _officer(catalog: Catalog) -> tuple[Tile, ...]:
    return (
        _word("menu.my_work", Icon.WORK, catalog, tone=Tone.REPORT),
        _word("menu.on_duty", Icon.SUN, catalog, tone=Tone.GO),
        _word("menu.off_duty", Icon.MOON, catalog, tone=Tone.REST),
        _word("menu.bulletin", Icon.BULLETIN, catalog),
        _word("menu.console", Icon.CONSOLE, catalog),
        _word("menu.quota", Icon.QUOTA, catalog),
    )


def _word(key: str, icon: Icon, catalog: Catalog, *, tone: Tone = Tone.PLAIN) -> Tile:
    """Return a tile whose touch says its word, as if it had been typed."""
    lines = _lines(catalog.say(key))
    return Tile(lines=lines, tap=Say(text="".join(lines)), icon=icon, tone=tone)


def _lines(label: str) -> tuple[str, ...]:
    return tuple(label.split("\n"))

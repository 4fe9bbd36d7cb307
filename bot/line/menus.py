"""This is the menus below the chats as LINE keeps them: made, found again, linked, removed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from bot.line import cards
from bot.line.gateway import Gateway, LineTrouble
from domain.menus import HEIGHT, WIDTH, Menu, MenuKind, areas

_MENUS, _PEOPLE = "/v2/bot/richmenu", "/v2/bot/user"
# By its name we know a menu of ours again, and whether it is what we would make today.
_OURS = "tasapparot"
_MARK = 16
_UNKNOWN = 404


@dataclass(frozen=True, kw_only=True)
class KeptMenu:
    """A menu of ours that LINE keeps; `mark` is a digest of all that it shows and does."""

    id: str
    kind: str
    mark: str


@dataclass(frozen=True, kw_only=True)
class DrawnMenu:
    """A menu with its picture."""

    menu: Menu
    picture: bytes

    @property
    def mark(self) -> str:
        """The digest of all that it shows and does."""
        told = json.dumps(_body(self.menu, ""), sort_keys=True).encode()
        return hashlib.sha256(told + self.picture).hexdigest()[:_MARK]


class MenuRack:
    """The menus of one account; raises LineTrouble wherever LINE does not do as it is asked."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._found: dict[str, str] | None = None

    def ours(self) -> list[KeptMenu]:
        """Return the menus that we made, whoever else keeps some there."""
        told = self._gateway.read(f"{_MENUS}/list").get("richmenus", [])
        split = [(str(one["richMenuId"]), str(one.get("name", "")).split("/")) for one in told]
        return [
            KeptMenu(id=menu_id, kind=name[1], mark=name[2])
            for menu_id, name in split
            if name[0] == _OURS and len(name) == 3  # noqa: PLR2004
        ]

    def make(self, drawn: DrawnMenu) -> str:
        """Make a menu and return LINE's id of it."""
        name = f"{_OURS}/{drawn.menu.kind}/{drawn.mark}"
        made = str(self._gateway.post(_MENUS, _body(drawn.menu, name))["richMenuId"])
        self._gateway.upload(f"{_MENUS}/{made}/content", drawn.picture, mime="image/png")
        return made

    def is_whole(self, menu_id: str) -> bool:
        """Say whether a menu has its picture: who makes one may die before that."""
        return self._gateway.has_content(f"{_MENUS}/{menu_id}/content")

    def remove(self, menu_id: str) -> None:
        """Remove a menu, also from those who have it; one that is gone already is no trouble."""
        try:
            self._gateway.delete(f"{_MENUS}/{menu_id}")
        except LineTrouble as trouble:
            if trouble.status != _UNKNOWN:
                raise

    def menu_of(self, line_id: str) -> str | None:
        """Return the menu that a person has of their own."""
        try:
            return str(self._gateway.read(f"{_PEOPLE}/{line_id}/richmenu").get("richMenuId", ""))
        except LineTrouble as trouble:
            if trouble.status != _UNKNOWN:
                raise
            return None

    def link(self, line_id: str, menu_id: str) -> None:
        """Give a person a menu; LINE does nothing for who is no friend of the account."""
        self._gateway.post(f"{_PEOPLE}/{line_id}/richmenu/{menu_id}", {})

    def unlink(self, line_id: str) -> None:
        """Take a person's menu from them."""
        self._gateway.delete(f"{_PEOPLE}/{line_id}/richmenu")

    def hang(self, line_id: str, kind: MenuKind | None) -> None:
        """Give a person the menu of their kind, or take ours from who shall have none.

        A station that made no menus has none to give.
        """
        if kind is None:
            if self.menu_of(line_id) in {one.id for one in self.ours()}:
                self.unlink(line_id)
            return
        # LINE counts how often it is asked for the list, and a whole office may be taken in.
        if self._found is None:
            self._found = {one.kind: one.id for one in self.ours()}
        if kind in self._found:
            self._link_found(line_id, self._found[kind])

    def forget(self) -> None:
        """Look anew for what LINE keeps before the next menu is hung."""
        self._found = None

    def _link_found(self, line_id: str, menu_id: str) -> None:
        try:
            self.link(line_id, menu_id)
        except LineTrouble:
            # It may have been replaced since, so the next try looks again.
            self.forget()
            raise


def _body(menu: Menu, name: str) -> dict[str, Any]:
    return {
        "size": {"width": WIDTH, "height": HEIGHT},
        "selected": True,
        "name": name,
        "chatBarText": menu.title,
        "areas": [
            {
                "bounds": {"x": at.x, "y": at.y, "width": at.width, "height": at.height},
                "action": cards.action(tile.tap, tile.label),
            }
            for tile, at in zip(menu.tiles, areas(len(menu.tiles)), strict=True)
        ],
    }

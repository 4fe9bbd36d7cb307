"""This is where rich menus are kept, with their pictures, aliases and links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from simulator import marks


@dataclass(frozen=True, kw_only=True)
class RichMenu:
    """One menu; without its picture it cannot be shown."""

    id: str
    station_code: str
    body: Mapping[str, Any]
    picture: bytes = b""
    picture_type: str = ""


class RichMenus:
    """The menus of all accounts."""

    def __init__(self) -> None:
        self._menus: dict[str, RichMenu] = {}
        self._aliases: dict[tuple[str, str], str] = {}
        self._of_user: dict[tuple[str, str], str] = {}
        self._default: dict[str, str] = {}

    def create(self, station_code: str, body: Mapping[str, Any]) -> RichMenu:
        """Keep a new menu."""
        menu = RichMenu(id=marks.menu_id(), station_code=station_code, body=body)
        self._menus[menu.id] = menu
        return menu

    def find(self, station_code: str, menu_id: str) -> RichMenu | None:
        """Return a menu of that account."""
        menu = self._menus.get(menu_id)
        return menu if menu and menu.station_code == station_code else None

    def set_picture(self, menu: RichMenu, picture: bytes, content_type: str) -> None:
        """Give a menu its picture."""
        self._menus[menu.id] = replace(menu, picture=picture, picture_type=content_type)

    def of_station(self, station_code: str) -> list[RichMenu]:
        """Return all menus of an account."""
        return [menu for menu in self._menus.values() if menu.station_code == station_code]

    def delete(self, menu: RichMenu) -> None:
        """Remove a menu wherever it is linked."""
        self._menus.pop(menu.id, None)
        self._of_user = {who: which for who, which in self._of_user.items() if which != menu.id}
        self._default = {who: which for who, which in self._default.items() if which != menu.id}

    def set_default(self, station_code: str, menu_id: str | None) -> None:
        """Set or remove what everyone sees who has no menu of their own."""
        self._default.pop(station_code, None)
        if menu_id:
            self._default[station_code] = menu_id

    def default(self, station_code: str) -> str | None:
        """Return the default menu's id."""
        return self._default.get(station_code)

    def link(self, station_code: str, user_id: str, menu_id: str | None) -> None:
        """Link or unlink a person's own menu."""
        self._of_user.pop((station_code, user_id), None)
        if menu_id:
            self._of_user[station_code, user_id] = menu_id

    def linked(self, station_code: str, user_id: str) -> str | None:
        """Return the id of a person's own menu."""
        return self._of_user.get((station_code, user_id))

    def shown_to(self, station_code: str, user_id: str) -> RichMenu | None:
        """Return the menu on that person's phone: their own, else the default."""
        menu_id = self.linked(station_code, user_id) or self.default(station_code)
        menu = self._menus.get(menu_id or "")
        return menu if menu and menu.picture else None

    def aliases(self, station_code: str) -> dict[str, str]:
        """Return the aliases of an account and the menus they stand for."""
        return {
            name: which for (code, name), which in self._aliases.items() if code == station_code
        }

    def set_alias(self, station_code: str, alias: str, menu_id: str | None) -> None:
        """Set or remove an alias."""
        self._aliases.pop((station_code, alias), None)
        if menu_id:
            self._aliases[station_code, alias] = menu_id

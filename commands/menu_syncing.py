"""This is `richmenu sync`: menus made anew where they differ, and each person given theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.line.gateway import LineTrouble
from bot.line.menus import DrawnMenu, KeptMenu, MenuRack
from catalog.menus import compose_menu
from commands.desk import Desk
from domain.menus import MenuKind, kind_for
from files.menu_picture import draw_menu
from models.member import WITHOUT_MENU


@dataclass
class _Done:
    """What was changed at LINE."""

    made: list[MenuKind] = field(default_factory=list)
    removed: int = 0
    linked: set[str] = field(default_factory=set)
    waiting: set[str] = field(default_factory=set)


def run_sync(desk: Desk, rack: MenuRack) -> int:
    """Bring LINE's menus to what they should be, and say what changed; return the exit code."""
    done, trouble = _Done(), None
    try:
        _bring(desk, rack, done)
    except LineTrouble as told:
        trouble = told
    for kind in done.made:
        desk.say("menu.made", kind=desk.catalog.say(f"menu.kind_{kind}"))
    if done.removed:
        desk.say("menu.removed", count=done.removed)
    if done.linked:
        desk.say("menu.linked", count=len(done.linked))
    if done.waiting:
        desk.say("menu.waiting", count=len(done.waiting))
    if trouble is not None:
        desk.complain(desk.catalog.say("menu.trouble", status=trouble.status))
        return 1
    if not (done.made or done.removed or done.linked):
        desk.say("menu.same")
    return 0


def _bring(desk: Desk, rack: MenuRack, done: _Done) -> None:
    kept = rack.ours()
    ours = {one.id for one in kept}
    wanted = _make(_drawn(desk), kept, rack, done)
    # New menus are given before the old go, so that nobody is without one meanwhile.
    _give(desk, rack, wanted, ours | set(wanted.values()), done)
    for menu_id in sorted(ours - set(wanted.values())):
        rack.remove(menu_id)
        done.removed += 1
    # Who came in the meantime may have been given one that is gone now.
    if done.removed or done.made:
        _give(desk, rack, wanted, set(wanted.values()), done)


def _drawn(desk: Desk) -> list[DrawnMenu]:
    rules = desk.store.stations[desk.station_id].rules
    menus = [compose_menu(kind, desk.catalog, rules) for kind in MenuKind]
    return [DrawnMenu(menu=menu, picture=draw_menu(menu)) for menu in menus]


def _make(
    drawn: Sequence[DrawnMenu], kept: Sequence[KeptMenu], rack: MenuRack, done: _Done
) -> Mapping[MenuKind, str]:
    """Return LINE's id of each menu as it should be, made where there is none."""
    found: dict[MenuKind, str] = {}
    for one in drawn:
        kind = one.menu.kind
        same = [had.id for had in kept if (had.kind, had.mark) == (kind, one.mark)]
        whole = next((menu_id for menu_id in sorted(same) if rack.is_whole(menu_id)), None)
        if whole is None:
            whole = rack.make(one)
            done.made.append(kind)
        found[kind] = whole
    return found


def _give(
    desk: Desk, rack: MenuRack, wanted: Mapping[MenuKind, str], ours: set[str], done: _Done
) -> None:
    """Give each person the menu of their kind; take ours from who shall have none."""
    for line_id, kind in _people(desk, done).items():
        has = rack.menu_of(line_id)
        if kind is None and has in ours:
            rack.unlink(line_id)
        elif kind is not None and has != wanted[kind]:
            rack.link(line_id, wanted[kind])
            # LINE says yes, and does nothing, where somebody is no friend of the account.
            is_there = rack.menu_of(line_id) == wanted[kind]
            (done.linked if is_there else done.waiting).add(line_id)


def _people(desk: Desk, done: _Done) -> Mapping[str, MenuKind | None]:
    """Return the LINE accounts that are somebody's, and whose menu each has."""
    with desk.reading() as uow:
        officers = {
            line_id: not one.is_suspended
            for one in uow.officers.all()
            if (line_id := uow.officers.line_id(one)) is not None
        }
        members = {
            line_id
            for one in uow.members.all()
            if one.state not in WITHOUT_MENU and (line_id := uow.members.line_id(one)) is not None
        }
        known = officers.keys() | members
        gone = {one for one in known if uow.dialogues.is_friend(one) is False}
    done.waiting |= gone
    return {
        line_id: kind_for(is_officer=officers.get(line_id, False), is_member=line_id in members)
        for line_id in sorted(known - gone)
    }

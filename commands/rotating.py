"""This is `keys rotate`: every key comes under the newest encryption key, while all goes on."""

from __future__ import annotations

from functools import partial

import typer

from commands.desk import ACTOR, Desk
from models.rewrapping import is_in_use, left_to_rewrap, rewrap


def run_rotate(desk: Desk, *, is_served: bool) -> int:
    """Wrap all keys by the newest encryption key; 0 says that the older ones are not needed.

    `is_served`: a program may be running, which must know the newest key or could read nothing.
    """
    database, keyring = desk.store.database, desk.store.cabinet.keyring
    total = left_to_rewrap(database, keyring)
    if total == 0:
        desk.say("keys.rotated_already")
        return 0
    if is_served and not is_in_use(database, keyring):
        desk.complain(desk.catalog.say("keys.rotate_unknown"))
        return 1
    desk.say("keys.rotate_begun", count=total)
    done, unopened = _rewrap_all(desk, total)
    left = left_to_rewrap(database, keyring)
    _note(desk, done=done, left=left)
    if unopened:
        desk.complain(desk.catalog.say("keys.rotate_unopened", count=unopened))
    elif left:
        desk.complain(desk.catalog.say("keys.rotate_left", count=left))
    else:
        desk.say("keys.rotated", count=done)
    return 1 if left else 0


def _rewrap_all(desk: Desk, total: int) -> tuple[int, int]:
    database, keyring = desk.store.database, desk.store.cabinet.keyring
    done = unopened = 0
    bar = partial(typer.progressbar, length=total, file=desk.aside)
    with bar(label=desk.catalog.say("keys.rotating")) as shown:
        for batch in rewrap(database, keyring):
            done, unopened = done + batch.done, unopened + batch.unopened
            shown.update(batch.done + batch.unopened)
    return done, unopened


def _note(desk: Desk, *, done: int, left: int) -> None:
    with desk.writing() as uow:
        detail = {"rewrapped": done, "left": left}
        uow.audit.write("keys.rotate", actor=ACTOR, about="keys", at=uow.now, detail=detail)
        uow.commit()

"""This is the night's deletion of what was kept for long enough."""

from __future__ import annotations

from collections.abc import Sequence

from catalog import Catalog
from domain.answers import Answer, Timer
from domain.daybook import KEEPING_LANE
from domain.timer_events import RetentionDue
from models.retention import delete_batch
from models.unit_of_work import UnitOfWork


def delete_due(event: RetentionDue, uow: UnitOfWork, catalog: Catalog) -> Sequence[Answer]:  # noqa: ARG001
    """Delete a batch, note how much of what, and come again until nothing is left."""
    if event.batch == 0:
        # By the calendar and not by who tells something, so that no moment joins them with a tip.
        for line_id in uow.line_names.old(now=uow.now):
            uow.menus.met(line_id)
    done = delete_batch(uow)
    if not done:
        return []
    told = {kind.value: count for kind, count in done.items()}
    uow.audit.write("retention", actor="clock", about=str(event.day), at=uow.now, detail=told)
    following = RetentionDue(happened_at=uow.now, day=event.day, batch=event.batch + 1)
    key = f"retention:{event.day}:{following.batch}"
    return [Timer(key=key, due=uow.now, event=following, lane=KEEPING_LANE)]


HANDLERS = {RetentionDue: delete_due}

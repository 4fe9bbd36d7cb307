"""This is what Alembic runs: our tables on a connection that the caller opened."""

from __future__ import annotations

from alembic import context

from models import (  # noqa: F401
    access,
    alias,
    assignment,
    audit,
    dialogue,
    drill,
    envelope,
    group,
    inbox,
    lane,
    mark,
    media,
    member,
    menu,
    merge,
    name_request,
    officer,
    outbox,
    quota,
    roster,
    sealed,
    second_factor,
    station,
    tip,
    village,
)
from models.base import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    # SQLite cannot alter a table in place; batch mode makes it anew.
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()

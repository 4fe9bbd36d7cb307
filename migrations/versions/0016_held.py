"""What is held since a restore, until a person releases or drops it.

Revision ID: 0016
Revises: 0015
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("outbox", "inbox"):
        op.add_column(table, sa.Column("held_at", models.base.Moment(), nullable=True))


def downgrade() -> None:
    for table in ("outbox", "inbox"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column("held_at")

"""Whose a survey or a meeting is, until when a survey asks, and which bulletins are about which.

Revision ID: 0017
Revises: 0016
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("surveys", "meetings"):
        with op.batch_alter_table(table) as changed:
            changed.add_column(sa.Column("author_id", sa.Integer(), nullable=True))
            changed.create_foreign_key(
                op.f(f"fk_{table}_author_id_officers"), "officers", ["author_id"], ["id"]
            )
    op.add_column("surveys", sa.Column("closes_at", models.base.Moment(), nullable=True))
    op.add_column("meetings", sa.Column("villages", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("bulletins", sa.Column("about", sa.String(32), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("bulletins") as bulletins:
        bulletins.drop_column("about")
    with op.batch_alter_table("meetings") as meetings:
        meetings.drop_column("villages")
    with op.batch_alter_table("surveys") as surveys:
        surveys.drop_column("closes_at")
    for table in ("surveys", "meetings"):
        with op.batch_alter_table(table) as changed:
            changed.drop_constraint(op.f(f"fk_{table}_author_id_officers"), type_="foreignkey")
            changed.drop_column("author_id")

"""What people call themselves in LINE, to be masked in what officers see.

Revision ID: 0022
Revises: 0021
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "line_names",
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("person_mark", sa.LargeBinary(), nullable=False),
        sa.Column("data_key_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("asked_at", models.base.Moment(), nullable=False),
        sa.Column("looked_at", models.base.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_line_names_station_id_stations")
        ),
        sa.PrimaryKeyConstraint("station_id", "person_mark", name=op.f("pk_line_names")),
    )
    op.create_index(op.f("ix_line_names_looked_at"), "line_names", ["looked_at"])


def downgrade() -> None:
    op.drop_table("line_names")

"""How fast senders write, and which tips came beyond what one sender may open.

Revision ID: 0019
Revises: 0018
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "paces",
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("person_mark", sa.LargeBinary(), nullable=False),
        sa.Column("words_until", models.base.Moment(), nullable=False),
        sa.Column("tips_until", models.base.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_paces_station_id_stations")
        ),
        sa.PrimaryKeyConstraint("station_id", "person_mark", name=op.f("pk_paces")),
    )
    op.add_column(
        "tips",
        sa.Column("is_surplus", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def downgrade() -> None:
    with op.batch_alter_table("tips") as batch_op:
        batch_op.drop_column("is_surplus")
    op.drop_table("paces")

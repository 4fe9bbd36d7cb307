"""Tips that were merged, and what tips name, as keyed fingerprints.

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tip_marks",
        sa.Column("tip_id", sa.Uuid(), nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_tip_marks_station_id_stations")
        ),
        sa.ForeignKeyConstraint(["tip_id"], ["tips.id"], name=op.f("fk_tip_marks_tip_id_tips")),
        sa.PrimaryKeyConstraint("tip_id", "mark", name=op.f("pk_tip_marks")),
    )
    with op.batch_alter_table("tip_marks", schema=None) as batch_op:
        batch_op.create_index("ix_tip_marks_station_mark", ["station_id", "mark"], unique=False)

    op.create_table(
        "merges",
        sa.Column("tip_id", sa.Uuid(), nullable=False),
        sa.Column("into_id", sa.Uuid(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("merged_at", models.base.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["into_id"], ["tips.id"], name=op.f("fk_merges_into_id_tips")),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officers.id"], name=op.f("fk_merges_officer_id_officers")
        ),
        sa.ForeignKeyConstraint(["tip_id"], ["tips.id"], name=op.f("fk_merges_tip_id_tips")),
        sa.PrimaryKeyConstraint("tip_id", name=op.f("pk_merges")),
    )
    with op.batch_alter_table("merges", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_merges_into_id"), ["into_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("merges", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_merges_into_id"))

    op.drop_table("merges")
    with op.batch_alter_table("tip_marks", schema=None) as batch_op:
        batch_op.drop_index("ix_tip_marks_station_mark")

    op.drop_table("tip_marks")

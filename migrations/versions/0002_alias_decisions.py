"""What was decided on proposed aliases: a table of its own, which the version before ignores."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alias_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=False),
        sa.Column("phrase", sa.LargeBinary(), nullable=False),
        sa.Column("is_accepted", sa.Boolean(), nullable=False),
        sa.Column("decided_at", models.base.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_alias_decisions_station_id_stations")
        ),
        sa.ForeignKeyConstraint(
            ["village_id"], ["villages.id"], name=op.f("fk_alias_decisions_village_id_villages")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alias_decisions")),
    )
    with op.batch_alter_table("alias_decisions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_alias_decisions_village_id"), ["village_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("alias_decisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_alias_decisions_village_id"))
    op.drop_table("alias_decisions")

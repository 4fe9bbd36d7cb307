"""Callers whose numbers the desk takes down, and who wants the morning's summary."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "callers",
        sa.Column("tip_id", sa.Uuid(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("taken_at", models.base.Moment(), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officers.id"], name=op.f("fk_callers_officer_id_officers")
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_callers_station_id_stations")
        ),
        sa.ForeignKeyConstraint(["tip_id"], ["tips.id"], name=op.f("fk_callers_tip_id_tips")),
        sa.PrimaryKeyConstraint("tip_id", name=op.f("pk_callers")),
    )
    op.create_table(
        "summary_choices",
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("is_off", sa.Boolean(), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officers.id"], name=op.f("fk_summary_choices_officer_id_officers")
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_summary_choices_station_id_stations")
        ),
        sa.PrimaryKeyConstraint("officer_id", name=op.f("pk_summary_choices")),
    )


def downgrade() -> None:
    op.drop_table("summary_choices")
    op.drop_table("callers")

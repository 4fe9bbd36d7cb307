"""Surveys, who had their turn, and what was answered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "surveys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("paper", sa.JSON(), nullable=False),
        sa.Column("token", sa.String(32), nullable=False),
        sa.Column("created_at", models.base.Moment(), nullable=False),
        sa.Column("closed_at", models.base.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_surveys_station_id_stations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveys")),
        sa.UniqueConstraint("station_id", "number", name=op.f("uq_surveys_station_id_number")),
        sa.UniqueConstraint("token", name=op.f("uq_surveys_token")),
    )
    op.create_table(
        "survey_turns",
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["surveys.id"], name=op.f("fk_survey_turns_survey_id_surveys")
        ),
        sa.PrimaryKeyConstraint("survey_id", "mark", name=op.f("pk_survey_turns")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "survey_answers",
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("choices", sa.String(16), nullable=False),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["surveys.id"], name=op.f("fk_survey_answers_survey_id_surveys")
        ),
        sa.ForeignKeyConstraint(
            ["village_id"], ["villages.id"], name=op.f("fk_survey_answers_village_id_villages")
        ),
        sa.PrimaryKeyConstraint("survey_id", "id", name=op.f("pk_survey_answers")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    for table in ("survey_answers", "survey_turns", "surveys"):
        op.drop_table(table)

"""Menus that are to be given or taken; drills and who was asked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _menu_wishes()
    _drills()
    _drill_calls()


def _menu_wishes() -> None:
    op.create_table(
        "menu_wishes",
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("person_mark", sa.LargeBinary(), nullable=False),
        sa.Column("line_user", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", models.base.Moment(), nullable=False),
        sa.Column("leased_until", models.base.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_menu_wishes_station_id_stations")
        ),
        sa.PrimaryKeyConstraint("station_id", "person_mark", name=op.f("pk_menu_wishes")),
    )


def _drills() -> None:
    op.create_table(
        "drills",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("started_at", models.base.Moment(), nullable=False),
        sa.Column("ends_at", models.base.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_drills_station_id_stations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drills")),
        sa.UniqueConstraint("station_id", "number", name=op.f("uq_drills_station_id_number")),
    )


def _drill_calls() -> None:
    op.create_table(
        "drill_calls",
        sa.Column("drill_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("message_id", models.base.BigId, nullable=False),
        sa.ForeignKeyConstraint(
            ["drill_id"], ["drills.id"], name=op.f("fk_drill_calls_drill_id_drills")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_drill_calls_member_id_members")
        ),
        sa.PrimaryKeyConstraint("drill_id", "member_id", name=op.f("pk_drill_calls")),
    )


def downgrade() -> None:
    op.drop_table("drill_calls")
    op.drop_table("drills")
    op.drop_table("menu_wishes")

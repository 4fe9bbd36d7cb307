"""The duty roster: weekly shifts, leave, swaps; until when a word holds; a tip's rung."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("officers", schema=None) as batch_op:
        batch_op.add_column(sa.Column("duty_until", models.base.Moment(), nullable=True))
    # Who writes a tip without knowing of rungs leaves it at the first.
    with op.batch_alter_table("tips", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rung", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("accept_by", models.base.Moment(), nullable=True))
    _shifts()
    _absences()
    _swaps()


def _shifts() -> None:
    op.create_table(
        "roster_shifts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.SmallInteger(), nullable=False),
        sa.Column("begins", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officers.id"], name=op.f("fk_roster_shifts_officer_id_officers")
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_roster_shifts_station_id_stations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_shifts")),
        sa.UniqueConstraint(
            "officer_id",
            "weekday",
            "begins",
            name=op.f("uq_roster_shifts_officer_id_weekday_begins"),
        ),
    )
    with op.batch_alter_table("roster_shifts", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_roster_shifts_station_id"), ["station_id"], unique=False
        )


def _absences() -> None:
    op.create_table(
        "absences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("begins_at", models.base.Moment(), nullable=False),
        sa.Column("ends_at", models.base.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officers.id"], name=op.f("fk_absences_officer_id_officers")
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_absences_station_id_stations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
    )
    with op.batch_alter_table("absences", schema=None) as batch_op:
        batch_op.create_index(
            "ix_absences_station_id_ends_at", ["station_id", "ends_at"], unique=False
        )


def _swaps() -> None:
    op.create_table(
        "swaps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("asker_id", sa.Integer(), nullable=False),
        sa.Column("colleague_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("asked_at", models.base.Moment(), nullable=False),
        sa.Column("answered_at", models.base.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["asker_id"], ["officers.id"], name=op.f("fk_swaps_asker_id_officers")
        ),
        sa.ForeignKeyConstraint(
            ["colleague_id"], ["officers.id"], name=op.f("fk_swaps_colleague_id_officers")
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_swaps_station_id_stations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_swaps")),
    )
    with op.batch_alter_table("swaps", schema=None) as batch_op:
        batch_op.create_index("ix_swaps_station_id_day", ["station_id", "day"], unique=False)


def downgrade() -> None:
    op.drop_table("swaps")
    op.drop_table("absences")
    op.drop_table("roster_shifts")
    with op.batch_alter_table("tips", schema=None) as batch_op:
        batch_op.drop_column("accept_by")
        batch_op.drop_column("rung")
    with op.batch_alter_table("officers", schema=None) as batch_op:
        batch_op.drop_column("duty_until")

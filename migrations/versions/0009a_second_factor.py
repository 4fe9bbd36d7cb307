"""The officers' second factors, and which browser sessions were proven by one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0009a"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "second_factors",
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("begun_at", models.base.Moment(), nullable=False),
        sa.Column("confirmed_at", models.base.Moment(), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=True),
        sa.Column("wrong_tries", sa.Integer(), nullable=False),
        sa.Column("locked_until", models.base.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officers.id"], name=op.f("fk_second_factors_officer_id_officers")
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_second_factors_station_id_stations")
        ),
        sa.PrimaryKeyConstraint("officer_id", name=op.f("pk_second_factors")),
    )
    with op.batch_alter_table("browser_sessions") as sessions:
        sessions.add_column(sa.Column("proven_at", models.base.Moment(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("browser_sessions") as sessions:
        sessions.drop_column("proven_at")
    op.drop_table("second_factors")

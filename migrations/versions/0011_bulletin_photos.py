"""Photos that officers send for bulletins, until they are fetched."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_IS_WANTED = sa.text("state = 'wanted'")


def upgrade() -> None:
    op.create_table(
        "bulletin_photos",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("source", sa.LargeBinary(), nullable=False),
        sa.Column("wanted_at", models.base.Moment(), nullable=False),
        sa.Column("next_try_at", models.base.Moment(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_until", models.base.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_bulletin_photos_station_id_stations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletin_photos")),
    )
    op.create_index(
        "ix_bulletin_photos_wanted",
        "bulletin_photos",
        ["next_try_at"],
        sqlite_where=_IS_WANTED,
        postgresql_where=_IS_WANTED,
    )


def downgrade() -> None:
    op.drop_table("bulletin_photos")

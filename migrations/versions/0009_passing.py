"""In which other station's hands a tip is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("tips") as table:
        table.add_column(sa.Column("away_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_tips_away_id_stations"), "stations", ["away_id"], ["id"])
        table.create_index(op.f("ix_tips_away_id"), ["away_id"])


def downgrade() -> None:
    with op.batch_alter_table("tips") as table:
        table.drop_index(op.f("ix_tips_away_id"))
        table.drop_constraint(op.f("fk_tips_away_id_stations"), type_="foreignkey")
        table.drop_column("away_id")

"""Questions and answers: what a quote speaks of, who is named, when to look again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0004"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tip_bubbles",
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("message_mark", sa.LargeBinary(), nullable=False),
        sa.Column("tip_id", sa.Uuid(), nullable=False),
        sa.Column("is_question", sa.Boolean(), nullable=False),
        sa.Column("noted_at", models.base.Moment(), nullable=False),
        sa.Column("quote", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_tip_bubbles_station_id_stations")
        ),
        sa.ForeignKeyConstraint(["tip_id"], ["tips.id"], name=op.f("fk_tip_bubbles_tip_id_tips")),
        sa.PrimaryKeyConstraint("station_id", "message_mark", name=op.f("pk_tip_bubbles")),
    )
    op.create_index(op.f("ix_tip_bubbles_tip_id"), "tip_bubbles", ["tip_id"])
    # The version before knows nothing of these columns and writes rows without them.
    with op.batch_alter_table("tips") as tips:
        tips.add_column(
            sa.Column("is_named", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        tips.add_column(sa.Column("review_at", models.base.Moment(), nullable=True))
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(
            sa.Column("asks", sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade() -> None:
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_column("asks")
    with op.batch_alter_table("tips") as tips:
        tips.drop_column("review_at")
        tips.drop_column("is_named")
    op.drop_table("tip_bubbles")

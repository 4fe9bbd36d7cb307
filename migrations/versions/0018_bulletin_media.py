"""Videos of bulletins, what each bulletin is about, and what members want to hear of.

Revision ID: 0018
Revises: 0017
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    kind = sa.Column("kind", sa.String(16), nullable=False, server_default="photo")
    op.add_column("bulletin_photos", kind)
    op.add_column("bulletin_pictures", sa.Column("clip", sa.LargeBinary(), nullable=True))
    op.add_column("bulletins", sa.Column("topic", sa.String(16), nullable=True))
    op.add_column("members", sa.Column("muted_topics", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    for table, column in (
        ("members", "muted_topics"),
        ("bulletins", "topic"),
        ("bulletin_pictures", "clip"),
        ("bulletin_photos", "kind"),
    ):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_column(column)

"""A lane is had for one transaction and no longer leased, so a row says only until when it rests.

Revision ID: 0021
Revises: 0019
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0019"
branch_labels = None
depends_on = None

_MEMBERS, _TIPS = "ix_members_crowd", "ix_tips_station_opened_at"


def upgrade() -> None:
    with op.batch_alter_table("lanes") as batch_op:
        batch_op.drop_column("owner")
    is_bound = sa.text("line_user_mark IS NOT NULL")
    op.create_index(
        _MEMBERS,
        "members",
        ["station_id", "village_id", "state"],
        sqlite_where=is_bound,
        postgresql_where=is_bound,
    )
    op.create_index(_TIPS, "tips", ["station_id", "opened_at"])


def downgrade() -> None:
    op.drop_index(_TIPS, table_name="tips")
    op.drop_index(_MEMBERS, table_name="members")
    op.execute("DELETE FROM lanes")
    with op.batch_alter_table("lanes") as batch_op:
        batch_op.add_column(sa.Column("owner", sa.String(64), nullable=False))

"""Meetings, who comes to them, and what was agreed there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "meetings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("meets_at", models.base.Moment(), nullable=False),
        sa.Column("minutes", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_meetings_station_id_stations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings")),
        sa.UniqueConstraint("station_id", "number", name=op.f("uq_meetings_station_id_number")),
    )
    op.create_table(
        "meeting_guests",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("coming", sa.String(8), nullable=True),
        sa.Column("has_come", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_guests_meeting_id_meetings")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_meeting_guests_member_id_members")
        ),
        sa.PrimaryKeyConstraint("meeting_id", "member_id", name=op.f("pk_meeting_guests")),
    )
    _goals()


def _goals() -> None:
    table = "meeting_goals"
    parents = {"station_id": "stations", "meeting_id": "meetings", "owner_id": "officers"}
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in parents),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("agreed", sa.LargeBinary(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_at", models.base.Moment(), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{parent}.id"], name=op.f(f"fk_{table}_{column}_{parent}")
            )
            for column, parent in parents.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("station_id", "number", name=op.f(f"uq_{table}_station_id_number")),
    )


def downgrade() -> None:
    for table in ("meeting_goals", "meeting_guests", "meetings"):
        op.drop_table(table)

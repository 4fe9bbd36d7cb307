"""Bulletins, the times at which they are sent, and what became of each recipient."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0010"
down_revision = "0008"
branch_labels = None
depends_on = None

_IS_FANNED_OUT = sa.text("occurrence_id IS NOT NULL")


def upgrade() -> None:
    _bulletins()
    _occurrences()
    _deliveries()
    _pictures()
    with op.batch_alter_table("outbox") as batch:
        batch.add_column(sa.Column("occurrence_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("cost", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            batch.f("fk_outbox_occurrence_id_bulletin_occurrences"),
            "bulletin_occurrences",
            ["occurrence_id"],
            ["id"],
        )
        batch.create_index(
            "ix_outbox_occurrence",
            ["occurrence_id"],
            sqlite_where=_IS_FANNED_OUT,
            postgresql_where=_IS_FANNED_OUT,
        )
    with op.batch_alter_table("groups") as batch:
        batch.add_column(sa.Column("counted_at", models.base.Moment(), nullable=True))
    with op.batch_alter_table("members") as batch:
        batch.add_column(sa.Column("unreachable_since", models.base.Moment(), nullable=True))
    with op.batch_alter_table("monthly_quotas") as batch:
        batch.add_column(
            sa.Column("counted_then", sa.Integer(), nullable=False, server_default="0")
        )


def _bulletins() -> None:
    op.create_table(
        "bulletins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("approver_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("rule", sa.String(200), nullable=True),
        sa.Column("next_at", models.base.Moment(), nullable=True),
        sa.Column("cost", sa.Integer(), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("saver_end", sa.String(8), nullable=True),
        sa.Column("rides_for", sa.Integer(), nullable=True),
        sa.Column("created_at", models.base.Moment(), nullable=False),
        sa.Column("approved_at", models.base.Moment(), nullable=True),
        sa.Column("ended_at", models.base.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_bulletins_station_id_stations")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["officers.id"], name=op.f("fk_bulletins_author_id_officers")
        ),
        sa.ForeignKeyConstraint(
            ["approver_id"], ["officers.id"], name=op.f("fk_bulletins_approver_id_officers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletins")),
        sa.UniqueConstraint("station_id", "number", name=op.f("uq_bulletins_station_id_number")),
    )
    op.create_index(op.f("ix_bulletins_state"), "bulletins", ["state"])


def _occurrences() -> None:
    figures = ("receivers", "cost", "accepted", "refused", "given_up", "dropped")
    moments = ("held_until", "started_at", "rides_until", "ended_at")
    op.create_table(
        "bulletin_occurrences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bulletin_id", sa.Integer(), nullable=False),
        sa.Column("planned_at", models.base.Moment(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("because", sa.String(16), nullable=True),
        sa.Column("is_spread", sa.Boolean(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("frozen", sa.LargeBinary(), nullable=True),
        *(sa.Column(name, models.base.Moment(), nullable=True) for name in moments),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in figures),
        sa.ForeignKeyConstraint(
            ["bulletin_id"],
            ["bulletins.id"],
            name=op.f("fk_bulletin_occurrences_bulletin_id_bulletins"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletin_occurrences")),
        sa.UniqueConstraint(
            "bulletin_id", "planned_at", name=op.f("uq_bulletin_occurrences_bulletin_id_planned_at")
        ),
    )
    op.create_index("ix_bulletin_occurrences_state", "bulletin_occurrences", ["state"])


def _deliveries() -> None:
    table = "bulletin_deliveries"
    parents = {
        "occurrence_id": "bulletin_occurrences",
        "group_id": "groups",
        "member_id": "members",
        "officer_id": "officers",
    }
    whom = ("group_id", "member_id", "officer_id")
    op.create_table(
        table,
        sa.Column("id", models.base.BigId, nullable=False),
        sa.Column("occurrence_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in whom),
        sa.Column("cost", sa.Integer(), nullable=False),
        sa.Column("message_id", models.base.BigId, nullable=True),
        sa.Column("dropped_at", models.base.Moment(), nullable=True),
        sa.Column("because", sa.String(40), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{parent}.id"], name=op.f(f"fk_{table}_{column}_{parent}")
            )
            for column, parent in parents.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        *(
            sa.UniqueConstraint("occurrence_id", one, name=op.f(f"uq_{table}_occurrence_id_{one}"))
            for one in whom
        ),
    )
    op.create_index(op.f(f"ix_{table}_message_id"), table, ["message_id"])


def _pictures() -> None:
    op.create_table(
        "bulletin_pictures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", models.base.Moment(), nullable=False),
        sa.Column("full", sa.LargeBinary(), nullable=False),
        sa.Column("small", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_bulletin_pictures_station_id_stations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletin_pictures")),
        sa.UniqueConstraint("mark", name=op.f("uq_bulletin_pictures_mark")),
    )


def downgrade() -> None:
    with op.batch_alter_table("monthly_quotas") as batch:
        batch.drop_column("counted_then")
    with op.batch_alter_table("members") as batch:
        batch.drop_column("unreachable_since")
    with op.batch_alter_table("groups") as batch:
        batch.drop_column("counted_at")
    with op.batch_alter_table("outbox") as batch:
        batch.drop_index("ix_outbox_occurrence")
        batch.drop_constraint(
            batch.f("fk_outbox_occurrence_id_bulletin_occurrences"), type_="foreignkey"
        )
        batch.drop_column("cost")
        batch.drop_column("occurrence_id")
    for table in ("bulletin_pictures", "bulletin_deliveries", "bulletin_occurrences", "bulletins"):
        op.drop_table(table)

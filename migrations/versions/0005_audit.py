"""The audit trail only grows, and who asks for a sender's name is kept.

A table that batch mode makes anew loses its triggers: whoever changes `audit_trail` on SQLite
lays them on again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_SQLITE = (
    """
    CREATE TRIGGER audit_trail_keeps_lines BEFORE UPDATE ON audit_trail
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END
    """,
    """
    CREATE TRIGGER audit_trail_loses_none BEFORE DELETE ON audit_trail
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END
    """,
    # INSERT OR REPLACE deletes a line without asking the trigger above.
    """
    CREATE TRIGGER audit_trail_replaces_none BEFORE INSERT ON audit_trail
    WHEN EXISTS (SELECT 1 FROM audit_trail WHERE id = NEW.id
                 OR (station_id = NEW.station_id AND position = NEW.position))
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END
    """,
)
_POSTGRES = (
    """
    CREATE FUNCTION audit_trail_only_grows() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$
    """,
    """
    CREATE TRIGGER audit_trail_keeps_lines
    BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_trail
    FOR EACH STATEMENT EXECUTE FUNCTION audit_trail_only_grows()
    """,
)


def upgrade() -> None:
    op.create_table(
        "name_requests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("tip_id", sa.Uuid(), nullable=False),
        sa.Column("asker_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("asked_at", models.base.Moment(), nullable=False),
        sa.Column("decider_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", models.base.Moment(), nullable=True),
        sa.Column("danger", sa.LargeBinary(), nullable=True),
        sa.Column("opened_at", models.base.Moment(), nullable=True),
        sa.Column("told_at", models.base.Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_name_requests_station_id_stations")
        ),
        sa.ForeignKeyConstraint(
            ["tip_id"],
            ["tips.id"],
            name=op.f("fk_name_requests_tip_id_tips"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["asker_id"], ["officers.id"], name=op.f("fk_name_requests_asker_id_officers")
        ),
        sa.ForeignKeyConstraint(
            ["decider_id"], ["officers.id"], name=op.f("fk_name_requests_decider_id_officers")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name_requests")),
    )
    op.create_index(op.f("ix_name_requests_tip_id"), "name_requests", ["tip_id"])
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _SQLITE if is_sqlite else _POSTGRES:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("name_requests")
    if op.get_bind().dialect.name == "sqlite":
        for name in ("keeps_lines", "loses_none", "replaces_none"):
            op.execute(f"DROP TRIGGER audit_trail_{name}")
        return
    op.execute("DROP TRIGGER audit_trail_keeps_lines ON audit_trail")
    op.execute("DROP FUNCTION audit_trail_only_grows()")

"""The tables of the first version."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "index_keys",
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", models.base.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("purpose", name=op.f("pk_index_keys")),
    )
    op.create_table(
        "lanes",
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("until", models.base.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_lanes")),
    )
    op.create_table(
        "stations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("short_name", sa.String(length=16), nullable=False),
        sa.Column("data_key_id", sa.String(length=36), nullable=True),
        sa.Column("gazetteer_version", sa.Integer(), nullable=False),
        sa.Column("bot_user_id", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stations")),
        sa.UniqueConstraint("code", name=op.f("uq_stations_code")),
    )
    op.create_table(
        "audit_trail",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("happened_at", models.base.Moment(), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("about", sa.String(length=80), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("link", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_audit_trail_station_id_stations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_trail")),
        sa.UniqueConstraint(
            "station_id", "position", name=op.f("uq_audit_trail_station_id_position")
        ),
    )
    op.create_table(
        "code_tries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("person_mark", sa.LargeBinary(), nullable=False),
        sa.Column("tried_at", models.base.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_code_tries_station_id_stations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_tries")),
    )
    with op.batch_alter_table("code_tries", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_code_tries_person_mark"), ["person_mark"], unique=False
        )

    op.create_table(
        "contacts",
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("person_mark", sa.LargeBinary(), nullable=False),
        sa.Column("is_friend", sa.Boolean(), nullable=False),
        sa.Column("changed_at", models.base.Moment(), nullable=False),
        sa.Column("last_spoke_at", models.base.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_contacts_station_id_stations")
        ),
        sa.PrimaryKeyConstraint("station_id", "person_mark", name=op.f("pk_contacts")),
    )
    op.create_table(
        "data_keys",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(length=16), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", models.base.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_data_keys_station_id_stations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_keys")),
    )
    with op.batch_alter_table("data_keys", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_data_keys_station_id"), ["station_id"], unique=False)

    op.create_table(
        "dialogues",
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("person_mark", sa.LargeBinary(), nullable=False),
        sa.Column("mode", sa.String(length=24), nullable=False),
        sa.Column("expires_at", models.base.Moment(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_dialogues_station_id_stations")
        ),
        sa.PrimaryKeyConstraint("station_id", "person_mark", name=op.f("pk_dialogues")),
    )
    op.create_table(
        "envelopes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("received_at", models.base.Moment(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_envelopes_station_id_stations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_envelopes")),
    )
    op.create_table(
        "groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("line_group_mark", sa.LargeBinary(), nullable=False),
        sa.Column("line_group", sa.LargeBinary(), nullable=False),
        sa.Column("is_joined", sa.Boolean(), nullable=False),
        sa.Column("is_whole_station", sa.Boolean(), nullable=False),
        sa.Column("member_count", sa.Integer(), nullable=True),
        sa.Column("joined_at", models.base.Moment(), nullable=False),
        sa.Column("bound_at", models.base.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_groups_station_id_stations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_groups")),
        sa.UniqueConstraint(
            "station_id", "line_group_mark", name=op.f("uq_groups_station_id_line_group_mark")
        ),
    )
    op.create_table(
        "inbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("lane", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("event_type", sa.String(length=40), nullable=False),
        sa.Column("occurred_at", models.base.Moment(), nullable=False),
        sa.Column("due_at", models.base.Moment(), nullable=False),
        sa.Column("received_at", models.base.Moment(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("fault", sa.String(length=200), nullable=True),
        sa.Column("handled_at", models.base.Moment(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_inbox_station_id_stations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("station_id", "key", name=op.f("uq_inbox_station_id_key")),
    )
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.create_index(
            "ix_inbox_lane_waiting",
            ["lane", "occurred_at"],
            unique=False,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )
        batch_op.create_index(
            "ix_inbox_waiting",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )

    op.create_table(
        "monthly_quotas",
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("limit", sa.Integer(), nullable=True),
        sa.Column("used", sa.Integer(), nullable=True),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("is_spent", sa.Boolean(), nullable=False),
        sa.Column("read_at", models.base.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_monthly_quotas_station_id_stations")
        ),
        sa.PrimaryKeyConstraint("station_id", "month", name=op.f("pk_monthly_quotas")),
    )
    op.create_table(
        "number_series",
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("series", sa.String(length=32), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_number_series_station_id_stations")
        ),
        sa.PrimaryKeyConstraint("station_id", "series", name=op.f("pk_number_series")),
    )
    op.create_table(
        "officers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.Column("profile", sa.LargeBinary(), nullable=False),
        sa.Column("line_user", sa.LargeBinary(), nullable=True),
        sa.Column("line_user_mark", sa.LargeBinary(), nullable=True),
        sa.Column("is_suspended", sa.Boolean(), nullable=False),
        sa.Column("off_duty", sa.Boolean(), nullable=False),
        sa.Column("unreachable_since", models.base.Moment(), nullable=True),
        sa.Column("bound_at", models.base.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_officers_station_id_stations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officers")),
        sa.UniqueConstraint("station_id", "code", name=op.f("uq_officers_station_id_code")),
        sa.UniqueConstraint(
            "station_id", "line_user_mark", name=op.f("uq_officers_station_id_line_user_mark")
        ),
    )
    op.create_table(
        "tombstones",
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("message_mark", sa.LargeBinary(), nullable=False),
        sa.Column("withdrawn_at", models.base.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_tombstones_station_id_stations")
        ),
        sa.PrimaryKeyConstraint("station_id", "message_mark", name=op.f("pk_tombstones")),
    )
    op.create_table(
        "villages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("landmarks", sa.JSON(), nullable=False),
        sa.Column("moo", sa.String(length=16), nullable=False),
        sa.Column("subdistrict", sa.String(length=100), nullable=False),
        sa.Column("district", sa.String(length=100), nullable=False),
        sa.Column("province", sa.String(length=100), nullable=False),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("radius_m", sa.Double(), nullable=True),
        sa.Column("polygon", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_villages_station_id_stations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_villages")),
        sa.UniqueConstraint("station_id", "code", name=op.f("uq_villages_station_id_code")),
    )
    op.create_table(
        "assignments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=False),
        sa.Column("charge", sa.String(length=16), nullable=False),
        sa.Column("starts_at", models.base.Moment(), nullable=True),
        sa.Column("ends_at", models.base.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officers.id"], name=op.f("fk_assignments_officer_id_officers")
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_assignments_station_id_stations")
        ),
        sa.ForeignKeyConstraint(
            ["village_id"], ["villages.id"], name=op.f("fk_assignments_village_id_villages")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
    )
    with op.batch_alter_table("assignments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assignments_officer_id"), ["officer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_assignments_village_id"), ["village_id"], unique=False)

    op.create_table(
        "group_villages",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name=op.f("fk_group_villages_group_id_groups")
        ),
        sa.ForeignKeyConstraint(
            ["village_id"], ["villages.id"], name=op.f("fk_group_villages_village_id_villages")
        ),
        sa.PrimaryKeyConstraint("group_id", "village_id", name=op.f("pk_group_villages")),
    )
    op.create_table(
        "members",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("state_before", sa.String(length=16), nullable=True),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.Column("trained_on", sa.Date(), nullable=True),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.Column("profile", sa.LargeBinary(), nullable=True),
        sa.Column("national_id_mark", sa.LargeBinary(), nullable=True),
        sa.Column("line_user", sa.LargeBinary(), nullable=True),
        sa.Column("line_user_mark", sa.LargeBinary(), nullable=True),
        sa.Column("bound_at", models.base.Moment(), nullable=True),
        sa.Column("notice_accepted", sa.String(length=32), nullable=True),
        sa.Column("knows_of_voice", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_members_station_id_stations")
        ),
        sa.ForeignKeyConstraint(
            ["village_id"], ["villages.id"], name=op.f("fk_members_village_id_villages")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_members")),
        sa.UniqueConstraint(
            "station_id", "line_user_mark", name=op.f("uq_members_station_id_line_user_mark")
        ),
        sa.UniqueConstraint(
            "station_id", "national_id_mark", name=op.f("uq_members_station_id_national_id_mark")
        ),
        sa.UniqueConstraint("station_id", "number", name=op.f("uq_members_station_id_number")),
    )
    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_members_village_id"), ["village_id"], unique=False)

    op.create_table(
        "tips",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("data_key_id", sa.Uuid(), nullable=False),
        sa.Column("sender", sa.LargeBinary(), nullable=True),
        sa.Column("sender_mark", sa.LargeBinary(), nullable=True),
        sa.Column("trust", sa.String(length=16), nullable=False),
        sa.Column("is_practice", sa.Boolean(), nullable=False),
        sa.Column("is_restricted", sa.Boolean(), nullable=False),
        sa.Column("is_coerced", sa.Boolean(), nullable=False),
        sa.Column("is_environment_spot", sa.Boolean(), nullable=False),
        sa.Column("came_by_group", sa.Boolean(), nullable=False),
        sa.Column("has_withdrawn", sa.Boolean(), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.Column("village_source", sa.String(length=16), nullable=False),
        sa.Column("village_confidence", sa.Float(), nullable=False),
        sa.Column("village_candidates", sa.JSON(), nullable=False),
        sa.Column("must_confirm", sa.Boolean(), nullable=False),
        sa.Column("is_outside_area", sa.Boolean(), nullable=False),
        sa.Column("category", sa.String(length=24), nullable=False),
        sa.Column("category_confidence", sa.Float(), nullable=False),
        sa.Column("urgency", sa.String(length=16), nullable=False),
        sa.Column("reading", sa.LargeBinary(), nullable=True),
        sa.Column("opened_at", models.base.Moment(), nullable=False),
        sa.Column("last_message_at", models.base.Moment(), nullable=False),
        sa.Column("sent_at", models.base.Moment(), nullable=True),
        sa.Column("accepted_at", models.base.Moment(), nullable=True),
        sa.Column("closed_at", models.base.Moment(), nullable=True),
        sa.Column("handler_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("rating", sa.String(length=16), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["handler_id"], ["officers.id"], name=op.f("fk_tips_handler_id_officers")
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_tips_station_id_stations")
        ),
        sa.ForeignKeyConstraint(
            ["village_id"], ["villages.id"], name=op.f("fk_tips_village_id_villages")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tips")),
        sa.UniqueConstraint(
            "station_id", "year", "sequence", name=op.f("uq_tips_station_id_year_sequence")
        ),
    )
    with op.batch_alter_table("tips", schema=None) as batch_op:
        batch_op.create_index("ix_tips_sender_state", ["sender_mark", "state"], unique=False)
        batch_op.create_index("ix_tips_station_state", ["station_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_tips_village_id"), ["village_id"], unique=False)

    op.create_table(
        "browser_sessions",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("tip_id", sa.Uuid(), nullable=True),
        sa.Column("opened_at", models.base.Moment(), nullable=False),
        sa.Column("expires_at", models.base.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_browser_sessions_member_id_members")
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officers.id"], name=op.f("fk_browser_sessions_officer_id_officers")
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_browser_sessions_station_id_stations")
        ),
        sa.ForeignKeyConstraint(
            ["tip_id"], ["tips.id"], name=op.f("fk_browser_sessions_tip_id_tips")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_browser_sessions")),
    )
    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("code_mark", sa.LargeBinary(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("expires_at", models.base.Moment(), nullable=False),
        sa.Column("used_at", models.base.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_invitations_member_id_members")
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officers.id"], name=op.f("fk_invitations_officer_id_officers")
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_invitations_station_id_stations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint(
            "station_id", "code_mark", name=op.f("uq_invitations_station_id_code_mark")
        ),
    )
    op.create_table(
        "one_time_links",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("tip_id", sa.Uuid(), nullable=True),
        sa.Column("expires_at", models.base.Moment(), nullable=False),
        sa.Column("used_at", models.base.Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_id"], ["members.id"], name=op.f("fk_one_time_links_member_id_members")
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officers.id"], name=op.f("fk_one_time_links_officer_id_officers")
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_one_time_links_station_id_stations")
        ),
        sa.ForeignKeyConstraint(
            ["tip_id"], ["tips.id"], name=op.f("fk_one_time_links_tip_id_tips")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_one_time_links")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("retry_key", sa.Uuid(), nullable=False),
        sa.Column("tip_id", sa.Uuid(), nullable=True),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("order_mark", sa.LargeBinary(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("hushes", sa.Boolean(), nullable=False),
        sa.Column("carries_content", sa.Boolean(), nullable=False),
        sa.Column("recipient", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("frozen", sa.LargeBinary(), nullable=True),
        sa.Column("reply_token", sa.LargeBinary(), nullable=True),
        sa.Column("reply_until", models.base.Moment(), nullable=True),
        sa.Column("only_reply", sa.Boolean(), nullable=False),
        sa.Column("method", sa.String(length=16), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("created_at", models.base.Moment(), nullable=False),
        sa.Column("next_try_at", models.base.Moment(), nullable=False),
        sa.Column("first_attempt_at", models.base.Moment(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("is_doubtful", sa.Boolean(), nullable=False),
        sa.Column("stalled_since", models.base.Moment(), nullable=True),
        sa.Column("mailed_at", models.base.Moment(), nullable=True),
        sa.Column("owner", sa.String(length=64), nullable=True),
        sa.Column("leased_until", models.base.Moment(), nullable=True),
        sa.Column("settled_at", models.base.Moment(), nullable=True),
        sa.Column("request_id", sa.String(length=64), nullable=True),
        sa.Column("fault", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officers.id"], name=op.f("fk_outbox_officer_id_officers")
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_outbox_station_id_stations")
        ),
        sa.ForeignKeyConstraint(["tip_id"], ["tips.id"], name=op.f("fk_outbox_tip_id_tips")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("retry_key", name=op.f("uq_outbox_retry_key")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outbox_order",
            ["order_mark", "id"],
            unique=False,
            sqlite_where=sa.text("state IN ('waiting', 'sending')"),
            postgresql_where=sa.text("state IN ('waiting', 'sending')"),
        )
        batch_op.create_index(batch_op.f("ix_outbox_tip_id"), ["tip_id"], unique=False)
        batch_op.create_index(
            "ix_outbox_waiting",
            ["rank", "id"],
            unique=False,
            sqlite_where=sa.text("state IN ('waiting', 'sending')"),
            postgresql_where=sa.text("state IN ('waiting', 'sending')"),
        )

    op.create_table(
        "tip_history",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tip_id", sa.Uuid(), nullable=False),
        sa.Column("happened_at", models.base.Moment(), nullable=False),
        sa.Column("what", sa.String(length=32), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("detail", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officers.id"], name=op.f("fk_tip_history_officer_id_officers")
        ),
        sa.ForeignKeyConstraint(["tip_id"], ["tips.id"], name=op.f("fk_tip_history_tip_id_tips")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tip_history")),
    )
    with op.batch_alter_table("tip_history", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tip_history_tip_id"), ["tip_id"], unique=False)

    op.create_table(
        "tip_messages",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tip_id", sa.Uuid(), nullable=False),
        sa.Column("message_mark", sa.LargeBinary(), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("author", sa.String(length=16), nullable=False),
        sa.Column("happened_at", models.base.Moment(), nullable=False),
        sa.Column("edited_at", models.base.Moment(), nullable=True),
        sa.Column("withdrawn_at", models.base.Moment(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["tip_id"], ["tips.id"], name=op.f("fk_tip_messages_tip_id_tips")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tip_messages")),
        sa.UniqueConstraint(
            "tip_id", "message_mark", name=op.f("uq_tip_messages_tip_id_message_mark")
        ),
    )
    with op.batch_alter_table("tip_messages", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_tip_messages_message_mark"), ["message_mark"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_tip_messages_tip_id"), ["tip_id"], unique=False)

    op.create_table(
        "media",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("tip_id", sa.Uuid(), nullable=False),
        sa.Column(
            "message_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("source", sa.LargeBinary(), nullable=True),
        sa.Column("kept", sa.LargeBinary(), nullable=True),
        sa.Column("mime", sa.String(length=100), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("wanted_at", models.base.Moment(), nullable=False),
        sa.Column("next_try_at", models.base.Moment(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("leased_until", models.base.Moment(), nullable=True),
        sa.Column("fault", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["message_id"], ["tip_messages.id"], name=op.f("fk_media_message_id_tip_messages")
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["stations.id"], name=op.f("fk_media_station_id_stations")
        ),
        sa.ForeignKeyConstraint(["tip_id"], ["tips.id"], name=op.f("fk_media_tip_id_tips")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media")),
    )
    with op.batch_alter_table("media", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_media_tip_id"), ["tip_id"], unique=False)
        batch_op.create_index(
            "ix_media_wanted",
            ["next_try_at"],
            unique=False,
            sqlite_where=sa.text("state = 'wanted'"),
            postgresql_where=sa.text("state = 'wanted'"),
        )


def downgrade() -> None:
    with op.batch_alter_table("media", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_media_wanted",
            sqlite_where=sa.text("state = 'wanted'"),
            postgresql_where=sa.text("state = 'wanted'"),
        )
        batch_op.drop_index(batch_op.f("ix_media_tip_id"))

    op.drop_table("media")
    with op.batch_alter_table("tip_messages", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tip_messages_tip_id"))
        batch_op.drop_index(batch_op.f("ix_tip_messages_message_mark"))

    op.drop_table("tip_messages")
    with op.batch_alter_table("tip_history", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tip_history_tip_id"))

    op.drop_table("tip_history")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_outbox_waiting",
            sqlite_where=sa.text("state IN ('waiting', 'sending')"),
            postgresql_where=sa.text("state IN ('waiting', 'sending')"),
        )
        batch_op.drop_index(batch_op.f("ix_outbox_tip_id"))
        batch_op.drop_index(
            "ix_outbox_order",
            sqlite_where=sa.text("state IN ('waiting', 'sending')"),
            postgresql_where=sa.text("state IN ('waiting', 'sending')"),
        )

    op.drop_table("outbox")
    op.drop_table("one_time_links")
    op.drop_table("invitations")
    op.drop_table("browser_sessions")
    with op.batch_alter_table("tips", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tips_village_id"))
        batch_op.drop_index("ix_tips_station_state")
        batch_op.drop_index("ix_tips_sender_state")

    op.drop_table("tips")
    with op.batch_alter_table("members", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_members_village_id"))

    op.drop_table("members")
    op.drop_table("group_villages")
    with op.batch_alter_table("assignments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assignments_village_id"))
        batch_op.drop_index(batch_op.f("ix_assignments_officer_id"))

    op.drop_table("assignments")
    op.drop_table("villages")
    op.drop_table("tombstones")
    op.drop_table("officers")
    op.drop_table("number_series")
    op.drop_table("monthly_quotas")
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_inbox_waiting",
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )
        batch_op.drop_index(
            "ix_inbox_lane_waiting",
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )

    op.drop_table("inbox")
    op.drop_table("groups")
    op.drop_table("envelopes")
    op.drop_table("dialogues")
    with op.batch_alter_table("data_keys", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_data_keys_station_id"))

    op.drop_table("data_keys")
    op.drop_table("contacts")
    with op.batch_alter_table("code_tries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_code_tries_person_mark"))

    op.drop_table("code_tries")
    op.drop_table("audit_trail")
    op.drop_table("stations")
    op.drop_table("lanes")
    op.drop_table("index_keys")

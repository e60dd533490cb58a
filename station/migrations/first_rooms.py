"""The second half of the first tables; see versions/0001_the_first_tables.py."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

TABLES = (
    "ingest_workers",
    "ingest_shards",
    "dead_letters",
    "outbox",
    "usual_ranges",
    "plans",
    "self_tests",
    "home_pauses",
    "holidays",
    "duty_substitutes",
    "duty_shifts",
)


def devices() -> None:
    """The credentials of the homes' devices."""
    op.create_table(
        "devices",
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("home", sa.String(length=63), nullable=False),
        sa.Column("name", sa.String(length=63), nullable=False),
        sa.Column("program", sa.String(length=20), nullable=False),
        sa.Column("whole_community", sa.Boolean(), nullable=False),
        sa.Column("password_line", sa.Text(), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("community", "home", "name", name="pk_devices"),
    )
    op.create_table(
        "enrolment_codes",
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("home", sa.String(length=63), nullable=False),
        sa.Column("whole_community", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("secret_hash", name="pk_enrolment_codes"),
    )


def duty() -> None:
    """The roster."""
    op.create_table(
        "duty_shifts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user", sa.Integer(), nullable=False),
        sa.Column("day", sa.SmallInteger(), nullable=False),
        sa.Column("starts", sa.SmallInteger(), nullable=False),
        sa.Column("ends", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user"], ["users.id"], name="fk_duty_shifts_user"),
        sa.PrimaryKeyConstraint("id", name="pk_duty_shifts"),
    )
    op.create_table(
        "duty_substitutes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("absent", sa.Integer(), nullable=False),
        sa.Column("instead", sa.Integer(), nullable=True),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["absent"], ["users.id"], name="fk_duty_substitutes_absent"),
        sa.ForeignKeyConstraint(["instead"], ["users.id"], name="fk_duty_substitutes_instead"),
        sa.PrimaryKeyConstraint("id", name="pk_duty_substitutes"),
    )
    op.create_table(
        "holidays",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_holidays"),
    )


def supervision() -> None:
    """What is watched without anybody calling."""
    op.create_table(
        "home_pauses",
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("home", sa.String(length=63), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("community", "home", name="pk_home_pauses"),
    )
    op.create_table(
        "self_tests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("home", sa.String(length=63), nullable=False),
        sa.Column("device", sa.String(length=63), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clock_trusted", sa.Boolean(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("round_trip_s", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_self_tests"),
    )
    op.create_index("ix_self_tests_community_home_received_at", "self_tests", ["community", "home", "received_at"])
    op.create_table(
        "plans",
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("home", sa.String(length=63), nullable=False),
        sa.Column("resident", sa.String(length=63), nullable=False),
        sa.Column("name", sa.String(length=63), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("community", "home", "resident", "name", name="pk_plans"),
    )
    op.create_table(
        "usual_ranges",
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("home", sa.String(length=63), nullable=False),
        sa.Column("resident", sa.String(length=63), nullable=False),
        sa.Column("device", sa.String(length=63), nullable=False),
        sa.Column("ranges", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("community", "home", "resident", "device", name="pk_usual_ranges"),
    )


def messages() -> None:
    """What goes out, what could not come in, and who takes it in."""
    op.create_table(
        "outbox",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("lane", sa.SmallInteger(), nullable=False),
        sa.Column("community", sa.String(length=63), nullable=False),
        sa.Column("confirmation", sa.String(length=10), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Float(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_outbox"),
        sa.UniqueConstraint("kind", "id", name="outbox_kind_id"),
    )
    op.create_index("outbox_lane_seq", "outbox", ["lane", "seq"])
    op.create_table(
        "dead_letters",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_dead_letters"),
    )
    op.create_table(
        "ingest_shards",
        sa.Column("shard", sa.String(length=40), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("until", sa.Double(), nullable=False),
        sa.Column("connected", sa.Boolean(), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.Column("filters", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("shard", name="pk_ingest_shards"),
    )
    op.create_table(
        "ingest_workers",
        sa.Column("holder", sa.String(length=200), nullable=False),
        sa.Column("until", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("holder", name="pk_ingest_workers"),
    )

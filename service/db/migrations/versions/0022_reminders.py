"""Reminders: what learners chose, and the one of each of their days."""

import sqlalchemy as sa
from alembic import op

from service.db.migrations.tenancy import protect

revision = "0022"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables and protect them."""
    op.create_table(
        "reminder_choices",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("principal_id", sa.String(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("channel", _closed_set("email", "webhook", name="channel"), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "principal_id"],
            ["principals.tenant_id", "principals.id"],
            name="fk_reminder_choices_tenant_id_principal_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_reminder_choices_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "principal_id", name="pk_reminder_choices"),
    )
    op.create_index(
        "ix_reminder_choices_tenant_id_time_zone_hour", "reminder_choices", ["tenant_id", "time_zone", "hour"]
    )
    op.create_table(
        "reminders",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("principal_id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("state", _closed_set("owed", "taken", "sent", "given_up", name="state"), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("digest", sa.String(), nullable=True),
        sa.Column("stop_digest", sa.String(), nullable=True),
        sa.Column("impression_id", sa.String(), nullable=True),
        sa.Column("spent_by", sa.String(), nullable=True),
        sa.Column("problem", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "principal_id"],
            ["principals.tenant_id", "principals.id"],
            name="fk_reminders_tenant_id_principal_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_reminders_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_reminders"),
        sa.UniqueConstraint("tenant_id", "principal_id", "day", name="uq_reminders_tenant_id_principal_id_day"),
        sa.UniqueConstraint("tenant_id", "digest", name="uq_reminders_tenant_id_digest"),
        sa.UniqueConstraint("tenant_id", "stop_digest", name="uq_reminders_tenant_id_stop_digest"),
    )
    op.create_index("ix_reminders_tenant_id_state_next_at", "reminders", ["tenant_id", "state", "next_at"])
    protect("reminder_choices")
    protect("reminders")


def downgrade() -> None:
    """Drop the tables, rows included."""
    op.drop_table("reminders")
    op.drop_table("reminder_choices")


def _closed_set(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)

"""Events for software elsewhere, its receivers, and what is owed to each."""

import sqlalchemy as sa
from alembic import op

from service.db.migrations.tenancy import all_rows, protect, show_to_scheduler

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

TABLES = ("event_counters", "events", "webhooks", "deliveries")


def upgrade() -> None:
    """Create the tables and protect them; the scheduler sees when what is due, never an address or an event."""
    _create("event_counters", [], sa.Column("latest", sa.Integer(), nullable=False))
    _create(
        "events",
        ["sequence"],
        sa.Column("sequence", sa.Integer(), nullable=False),
        _text("id"),
        _text("type"),
        sa.Column("data", sa.JSON(none_as_null=True), nullable=False),
        _text("principal_id", nullable=True),
        _text("once", nullable=True),
        _time("at"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "principal_id"],
            ["principals.tenant_id", "principals.id"],
            name="fk_events_tenant_id_principal_id",
        ),
        sa.UniqueConstraint("tenant_id", "id", name="uq_events_tenant_id_id"),
        sa.UniqueConstraint("tenant_id", "once", name="uq_events_tenant_id_once"),
    )
    op.create_index("ix_events_at", "events", ["at"])
    op.create_index("ix_events_tenant_id_principal_id", "events", ["tenant_id", "principal_id"])
    _create(
        "webhooks",
        ["id"],
        _text("id"),
        _text("url"),
        sa.Column("events", sa.JSON(), nullable=False),
        _text("secret"),
        _text("earlier_secret", nullable=True),
        _time("earlier_until", nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        _time("created_at"),
    )
    _create_deliveries()
    with all_rows("tenants"):
        op.execute("INSERT INTO event_counters (tenant_id, latest) SELECT id, 0 FROM tenants")
    op.add_column("objective_states", sa.Column("due_told_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_objective_states_tenant_id_due_at", "objective_states", ["tenant_id", "due_at"])
    for table in TABLES:
        protect(table)
    show_to_scheduler("deliveries", privileges="SELECT, UPDATE")


def downgrade() -> None:
    """Drop them, rows included."""
    op.drop_index("ix_objective_states_tenant_id_due_at", "objective_states")
    op.drop_column("objective_states", "due_told_at")
    for table in reversed(TABLES):
        op.drop_table(table)


def _create_deliveries() -> None:
    _create(
        "deliveries",
        ["id"],
        _text("id"),
        _text("webhook_id"),
        sa.Column("event_sequence", sa.Integer(), nullable=False),
        sa.Column("state", _closed_set("owed", "delivered", "given_up", name="state"), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("token", sa.Integer(), nullable=False),
        _time("created_at"),
        _time("next_at"),
        _time("give_up_at"),
        _time("lease_until", nullable=True),
        _time("delivered_at", nullable=True),
        sa.Column("log", sa.JSON(none_as_null=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "webhook_id"],
            ["webhooks.tenant_id", "webhooks.id"],
            name="fk_deliveries_tenant_id_webhook_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "event_sequence"],
            ["events.tenant_id", "events.sequence"],
            name="fk_deliveries_tenant_id_event_sequence",
        ),
        sa.UniqueConstraint(
            *("tenant_id", "webhook_id", "event_sequence"), name="uq_deliveries_tenant_id_webhook_id_event_sequence"
        ),
    )
    op.create_index("ix_deliveries_state_next_at", "deliveries", ["state", "next_at"])


def _create(table: str, key: list[str], *parts: "sa.Column[object] | sa.Constraint") -> None:
    op.create_table(
        table,
        sa.Column("tenant_id", sa.String(), nullable=False),
        *parts,
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=f"fk_{table}_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", *key, name=f"pk_{table}"),
    )


def _text(name: str, *, nullable: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.String(), nullable=nullable)


def _time(name: str, *, nullable: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _closed_set(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)

"""Changes in order, passages and vectors: what search stands on."""

import sqlalchemy as sa
from alembic import op

from service.db.migrations.tenancy import all_rows, protect, show_to_scheduler

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TABLES = ("change_counters", "changes", "passages", "vectors")
_KINDS = ("micro_module", "thread", "person")
_ACTIONS = ("published", "posted", "edited", "stale", "withdrawn", "completed", "erased")


def upgrade() -> None:
    """Create the tables, count from 0 for the tenants that are there, protect."""
    op.create_table(
        "change_counters",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("latest", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_change_counters_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", name="pk_change_counters"),
    )
    _create_changes()
    _create_passages()
    _create_vectors()
    with all_rows("tenants"):
        op.execute("INSERT INTO change_counters (tenant_id, latest) SELECT id, 0 FROM tenants")
    for table in TABLES:
        protect(table)
    show_to_scheduler("change_counters", privileges="SELECT")


def downgrade() -> None:
    """Drop the tables, rows included."""
    for table in reversed(TABLES):
        op.drop_table(table)


def _create_changes() -> None:
    op.create_table(
        "changes",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", _closed_set(_KINDS, "kind"), nullable=False),
        sa.Column("object_id", sa.String(), nullable=False),
        sa.Column("action", _closed_set(_ACTIONS, "action"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_changes_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "sequence", name="pk_changes"),
    )
    op.create_index("ix_changes_tenant_id_kind_sequence", "changes", ["tenant_id", "kind", "sequence"])


def _create_passages() -> None:
    op.create_table(
        "passages",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("kind", _closed_set(_KINDS, "kind"), nullable=False),
        sa.Column("object_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("strategy", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("searched", sa.String(), nullable=False),
        sa.Column("text_digest", sa.String(), nullable=False),
        sa.Column("source", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_passages_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "kind", "object_id", "position", name="pk_passages"),
    )
    op.create_index("ix_passages_tenant_id_text_digest", "passages", ["tenant_id", "text_digest"])
    op.create_index("ix_passages_tenant_id_kind_document_id", "passages", ["tenant_id", "kind", "document_id"])


def _create_vectors() -> None:
    op.create_table(
        "vectors",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("embedder_id", sa.String(), nullable=False),
        sa.Column("text_digest", sa.String(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_vectors_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "embedder_id", "text_digest", name="pk_vectors"),
    )


def _closed_set(values: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)

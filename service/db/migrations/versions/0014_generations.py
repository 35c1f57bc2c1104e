"""Calls of language models, outlines that wait for their author, and what a tenant may spend on a model."""

import sqlalchemy as sa
from alembic import op

from service.db.migrations.tenancy import protect

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables and protect them; no tenant has switched a model on before."""
    _create_generations()
    _create_outlines()
    protect("generations")
    protect("outlines")
    op.add_column("tenants", sa.Column("uses_model", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("tenants", sa.Column("model_budget_micros", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Drop tables and columns."""
    op.drop_column("tenants", "model_budget_micros")
    op.drop_column("tenants", "uses_model")
    op.drop_table("outlines")
    op.drop_table("generations")


def _create_generations() -> None:
    states = sa.Enum(
        "running", "succeeded", "failed", name="state", native_enum=False, create_constraint=True, length=40
    )
    op.create_table(
        "generations",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("document_version_id", sa.String(), nullable=True),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("prompt", sa.String(), nullable=False),
        sa.Column("prompt_version", sa.Integer(), nullable=False),
        sa.Column("prompt_digest", sa.String(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("input_digest", sa.String(), nullable=False),
        sa.Column("state", states, nullable=False),
        sa.Column("output", sa.String(), nullable=True),
        sa.Column("is_cut", sa.Boolean(), nullable=False),
        sa.Column("input_tokens", sa.Integer(), nullable=False),
        sa.Column("output_tokens", sa.Integer(), nullable=False),
        sa.Column("cost_micros", sa.BigInteger(), nullable=False),
        sa.Column("most_micros", sa.BigInteger(), nullable=False),
        sa.Column("duration_seconds", sa.Double(), nullable=True),
        sa.Column("failure", sa.String(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_generations_tenant_id"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "document_version_id"],
            ["document_versions.tenant_id", "document_versions.id"],
            name="fk_generations_tenant_id_document_version_id",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_generations"),
    )
    succeeded = sa.text("state = 'succeeded'")
    op.create_index(
        "uq_generations_succeeded_key",
        "generations",
        ["tenant_id", "key"],
        unique=True,
        sqlite_where=succeeded,
        postgresql_where=succeeded,
    )
    op.create_index("ix_generations_tenant_id_created_at", "generations", ["tenant_id", "created_at"])


def _create_outlines() -> None:
    op.create_table(
        "outlines",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("document_version_id", sa.String(), nullable=False),
        sa.Column("job_id", sa.String(), nullable=False),
        sa.Column("proposed", sa.JSON(), nullable=False),
        sa.Column("estimate", sa.JSON(), nullable=False),
        sa.Column("approved", sa.JSON(), nullable=True),
        sa.Column("approved_by", sa.String(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_outlines_tenant_id"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "document_version_id"],
            ["document_versions.tenant_id", "document_versions.id"],
            name="fk_outlines_tenant_id_document_version_id",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "document_version_id", name="pk_outlines"),
    )

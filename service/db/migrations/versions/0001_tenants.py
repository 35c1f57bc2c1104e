"""Tenants, principals, keys, idempotency, audit trail."""

import sqlalchemy as sa
from alembic import op

from service.db.migrations.tenancy import create_roles, protect

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    "tenants",
    "principals",
    "api_keys",
    "idempotency_records",
    "audit_trail",
)


def upgrade() -> None:
    """Create the tables and protect them."""
    create_roles()
    _create_tenants()
    _create_principals()
    _create_api_keys()
    _create_idempotency_records()
    _create_audit_trail()
    protect("tenants", column="id")
    protect("principals")
    protect("api_keys")
    protect("idempotency_records")
    protect("audit_trail", privileges="SELECT, INSERT")


def downgrade() -> None:
    """Drop the tables, rows included."""
    for table in reversed(TABLES):
        op.drop_table(table)


def _create_tenants() -> None:
    op.create_table(
        "tenants",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("approver_must_differ", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tenants"),
    )


def _create_principals() -> None:
    op.create_table(
        "principals",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "administrator",
                "author",
                "reviewer",
                "learner",
                "integrator",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("learner_id", sa.String(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_principals_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_principals"),
        sa.UniqueConstraint("tenant_id", "learner_id", name="uq_principals_tenant_id_learner_id"),
    )


def _create_api_keys() -> None:
    op.create_table(
        "api_keys",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("principal_id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["tenant_id", "principal_id"],
            ["principals.tenant_id", "principals.id"],
            name="fk_api_keys_tenant_id_principal_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_api_keys_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_api_keys"),
        sa.UniqueConstraint("tenant_id", "digest", name="uq_api_keys_tenant_id_digest"),
    )


def _create_idempotency_records() -> None:
    op.create_table(
        "idempotency_records",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("principal_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("request_digest", sa.String(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "principal_id"],
            ["principals.tenant_id", "principals.id"],
            name="fk_idempotency_records_tenant_id_principal_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_idempotency_records_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "principal_id", "key", name="pk_idempotency_records"),
    )


def _create_audit_trail() -> None:
    op.create_table(
        "audit_trail",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("principal_id", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("object_id", sa.String(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_audit_trail_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_audit_trail"),
    )
    op.create_index("ix_audit_trail_tenant_id_object_id_id", "audit_trail", ["tenant_id", "object_id", "id"])

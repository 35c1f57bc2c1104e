"""Accounts with which people sign in to the pages, and their sign-ins."""

import sqlalchemy as sa
from alembic import op

from service.db.migrations.tenancy import protect

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables and protect them."""
    op.create_table(
        "accounts",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("principal_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_accounts_tenant_id"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "principal_id"],
            ["principals.tenant_id", "principals.id"],
            name="fk_accounts_tenant_id_principal_id",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "principal_id", name="pk_accounts"),
        sa.UniqueConstraint("tenant_id", "name", name="uq_accounts_tenant_id_name"),
    )
    op.create_table(
        "sign_ins",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("principal_id", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_sign_ins_tenant_id"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "principal_id"],
            ["principals.tenant_id", "principals.id"],
            name="fk_sign_ins_tenant_id_principal_id",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "digest", name="pk_sign_ins"),
    )
    op.create_index("ix_sign_ins_tenant_id_principal_id", "sign_ins", ["tenant_id", "principal_id"])
    protect("accounts")
    protect("sign_ins")


def downgrade() -> None:
    """Drop the tables, rows included."""
    op.drop_table("sign_ins")
    op.drop_table("accounts")

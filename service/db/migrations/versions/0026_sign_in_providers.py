"""Identity providers of tenants: how they are reached, the sign-ins begun there, whom their subjects are here."""

import sqlalchemy as sa
from alembic import op

from service.db.migrations.tenancy import protect

revision = "0026"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables and protect them."""
    op.create_table(
        "sign_in_providers",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("client_secret", sa.String(), nullable=True),
        sa.Column("learner_claim", sa.String(), nullable=False),
        sa.Column("learner_is", sa.String(length=40), nullable=False),
        sa.Column("role_claim", sa.String(), nullable=True),
        sa.Column("roles", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("makes_learners", sa.Boolean(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_sign_in_providers_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", name="pk_sign_in_providers"),
    )
    op.create_table(
        "sign_in_attempts",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("browser_digest", sa.String(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("verifier", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_sign_in_attempts_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "digest", name="pk_sign_in_attempts"),
    )
    op.create_table(
        "identities",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("is_learner", sa.Boolean(), nullable=False),
        sa.Column("principal_id", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_identities_tenant_id"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "principal_id"],
            ["principals.tenant_id", "principals.id"],
            name="fk_identities_tenant_id_principal_id",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "issuer", "subject", "is_learner", name="pk_identities"),
        sa.UniqueConstraint("tenant_id", "issuer", "principal_id", name="uq_identities_tenant_id_issuer_principal_id"),
    )
    for table in ("sign_in_providers", "sign_in_attempts", "identities"):
        protect(table)


def downgrade() -> None:
    """Drop the tables, rows included."""
    for table in ("identities", "sign_in_attempts", "sign_in_providers"):
        op.drop_table(table)

"""Erasures of learners, each with its receipt."""

import sqlalchemy as sa
from alembic import op

from service.db.migrations.tenancy import allow, disallow, protect

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table and protect it; what a learner reported can be erased."""
    op.create_table(
        "erasures",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("principal_id", sa.String(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "principal_id"],
            ["principals.tenant_id", "principals.id"],
            name="fk_erasures_tenant_id_principal_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_erasures_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_erasures"),
    )
    op.create_index("ix_erasures_tenant_id_completed_at", "erasures", ["tenant_id", "completed_at"])
    protect("erasures")
    allow("item_reports", privileges="DELETE")


def downgrade() -> None:
    """Drop the table, rows included."""
    disallow("item_reports", privileges="DELETE")
    op.drop_table("erasures")

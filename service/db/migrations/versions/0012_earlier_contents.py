"""What a micro-module held before each edit."""

import sqlalchemy as sa
from alembic import op

from service.db.migrations.tenancy import protect

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table and protect it."""
    op.create_table(
        "earlier_contents",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("micro_module_id", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("edited_by", sa.String(), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_earlier_contents_tenant_id"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "micro_module_id"],
            ["micro_modules.tenant_id", "micro_modules.id"],
            name="fk_earlier_contents_tenant_id_micro_module_id",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "micro_module_id", "revision", name="pk_earlier_contents"),
    )
    protect("earlier_contents")


def downgrade() -> None:
    """Drop the table, rows included."""
    op.drop_table("earlier_contents")

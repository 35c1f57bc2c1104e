"""Which micro-modules threads are about; the first upkeep links the threads that are there."""

import sqlalchemy as sa
from alembic import op

from service.db.migrations.tenancy import protect

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables and protect them."""
    op.create_table(
        "thread_links",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("thread_id", sa.String(), nullable=False),
        sa.Column("micro_module_id", sa.String(), nullable=False),
        sa.Column("nearness", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_thread_links_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "thread_id", "micro_module_id", name="pk_thread_links"),
    )
    op.create_index("ix_thread_links_tenant_id_micro_module_id", "thread_links", ["tenant_id", "micro_module_id"])
    op.create_table(
        "linked_until",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_linked_until_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", name="pk_linked_until"),
    )
    protect("thread_links")
    protect("linked_until")


def downgrade() -> None:
    """Drop the tables, rows included."""
    op.drop_table("linked_until")
    op.drop_table("thread_links")

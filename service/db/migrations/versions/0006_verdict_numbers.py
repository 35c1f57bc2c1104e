"""Verdicts on a micro-module are numbered, and say when it was the outline that put it away.

The code before this knows no numbers and can record no verdict on it: stop it first. A number made up for it would
say nothing of which verdict is the latest.
"""

import sqlalchemy as sa
from alembic import op

from service.db.migrations.tenancy import all_rows

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_NUMBER = """
UPDATE approvals SET number = (
    SELECT count(*) FROM approvals AS earlier
    WHERE earlier.tenant_id = approvals.tenant_id AND earlier.micro_module_id = approvals.micro_module_id
    AND (earlier.created_at < approvals.created_at
         OR (earlier.created_at = approvals.created_at AND earlier.id <= approvals.id))
)
"""
# Written in the same unit of work, so at the same time to the last digit.
_BY_OUTLINE = """
UPDATE approvals SET by_outline = EXISTS (
    SELECT 1 FROM audit_trail
    WHERE audit_trail.tenant_id = approvals.tenant_id AND audit_trail.object_id = approvals.micro_module_id
    AND audit_trail.action = 'left_out' AND audit_trail.created_at = approvals.created_at
)
"""


def upgrade() -> None:
    """Add the columns, number what is there by its time, then enforce."""
    op.add_column("approvals", sa.Column("number", sa.Integer(), nullable=True))
    op.add_column("approvals", sa.Column("by_outline", sa.Boolean(), nullable=True))
    with all_rows("approvals", "audit_trail"):
        op.execute(_NUMBER)
        op.execute(_BY_OUTLINE)
    with op.batch_alter_table("approvals") as table:
        table.alter_column("number", existing_type=sa.Integer(), nullable=False)
        table.alter_column("by_outline", existing_type=sa.Boolean(), nullable=False)
        table.create_unique_constraint(
            "uq_approvals_tenant_id_micro_module_id_number", ["tenant_id", "micro_module_id", "number"]
        )
        table.drop_index("ix_approvals_tenant_id_micro_module_id_id")


def downgrade() -> None:
    """Put the index back, drop the columns."""
    with op.batch_alter_table("approvals") as table:
        table.create_index("ix_approvals_tenant_id_micro_module_id_id", ["tenant_id", "micro_module_id", "id"])
        table.drop_constraint("uq_approvals_tenant_id_micro_module_id_number", type_="unique")
        table.drop_column("by_outline")
        table.drop_column("number")

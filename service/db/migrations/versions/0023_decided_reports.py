"""Reports of items that an author decided on, and evidence that counts no more because its item was withdrawn."""

import sqlalchemy as sa
from alembic import op

from service.db.migrations.tenancy import all_rows, allow, disallow

revision = "0023"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What was said to stand so far was decided then."""
    op.add_column("item_reports", sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("evidence", sa.Column("discounted_at", sa.DateTime(timezone=True), nullable=True))
    allow("item_reports", privileges="UPDATE")
    settled = (
        "SELECT max(a.created_at) FROM audit_trail a WHERE a.tenant_id = item_reports.tenant_id "
        "AND a.object_id = item_reports.item_id AND a.action = 'asked_again' "
        "AND a.created_at >= item_reports.created_at"
    )
    with all_rows("item_reports"), all_rows("audit_trail"):
        op.execute(f"UPDATE item_reports SET decided_at = ({settled})")  # noqa: S608  no word of others


def downgrade() -> None:
    """Count everything again."""
    disallow("item_reports", privileges="UPDATE")
    op.drop_column("evidence", "discounted_at")
    op.drop_column("item_reports", "decided_at")

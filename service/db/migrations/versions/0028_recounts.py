"""Whether learners were reckoned anew since answers of theirs count no more."""

import sqlalchemy as sa
from alembic import op

from service.db.migrations.tenancy import all_rows

revision = "0028"
down_revision = "0024"
branch_labels = None
depends_on = None

_DISCOUNTED = sa.text("discounted_at IS NOT NULL")


def upgrade() -> None:
    """So far they were in the transaction that discounted an answer."""
    op.add_column("evidence", sa.Column("recounted_at", sa.DateTime(timezone=True), nullable=True))
    with all_rows("evidence"):
        op.execute("UPDATE evidence SET recounted_at = discounted_at WHERE discounted_at IS NOT NULL")
    op.create_index(
        "ix_evidence_tenant_id_recounted_at",
        "evidence",
        ["tenant_id", "recounted_at"],
        sqlite_where=_DISCOUNTED,
        postgresql_where=_DISCOUNTED,
    )


def downgrade() -> None:
    """Answers that wait are not counted, as before; whose they are is not reckoned anew any more."""
    op.drop_index("ix_evidence_tenant_id_recounted_at", "evidence")
    op.drop_column("evidence", "recounted_at")

"""Micro-modules that were merged or split: what took them in, and what stood before."""

import sqlalchemy as sa
from alembic import op

from service.db.migrations.tenancy import all_rows

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """So far each stands by itself, and every earlier content was replaced by an edit."""
    op.add_column("micro_modules", sa.Column("merged_into", sa.String(), nullable=True))
    op.add_column("earlier_contents", sa.Column("reshaped", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    """Leave what was merged rejected; what a merge or a split replaced cannot be restored any more."""
    with all_rows("earlier_contents"):
        op.execute("DELETE FROM earlier_contents WHERE reshaped IS NOT NULL")
    op.drop_column("earlier_contents", "reshaped")
    op.drop_column("micro_modules", "merged_into")

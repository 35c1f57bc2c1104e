"""Micro-modules say why they were rejected or withdrawn."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; why something was withdrawn before was never kept."""
    op.add_column("micro_modules", sa.Column("reason", sa.String(), nullable=True))


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("micro_modules", "reason")

"""Secrets of a tenant: what its session cards are signed with, and what Slack signs its requests with."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No tenant has either yet; the first is made with the first card."""
    op.add_column("tenants", sa.Column("card_secret", sa.String(), nullable=True))
    op.add_column("tenants", sa.Column("slack_signing_secret", sa.String(), nullable=True))


def downgrade() -> None:
    """Cards that were shown can no longer be answered."""
    op.drop_column("tenants", "slack_signing_secret")
    op.drop_column("tenants", "card_secret")

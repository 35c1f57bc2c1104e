"""The catalogue says which version its entry replaced, so that answers to it can be told from those to withdrawn ones.

Entries from before say None: an answer to what they replaced is refused, and the learner opens the quiz again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("catalogue", sa.Column("replaces", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("catalogue", "replaces")

"""Digests of learners' e-mail addresses, by which threads of other forums find their writers."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody has one yet."""
    op.add_column("learner_profiles", sa.Column("email_digest", sa.String(), nullable=True))
    op.create_index("ix_learner_profiles_tenant_id_email_digest", "learner_profiles", ["tenant_id", "email_digest"])


def downgrade() -> None:
    """Forget them."""
    op.drop_index("ix_learner_profiles_tenant_id_email_digest", "learner_profiles")
    op.drop_column("learner_profiles", "email_digest")

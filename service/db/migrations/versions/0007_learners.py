"""Learners: profiles, goals, cohorts. A learner without a profile is a principal of whom nothing was said yet."""

import sqlalchemy as sa
from alembic import op

from service.db.migrations.tenancy import protect

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = ("learner_profiles", "learning_goals", "cohort_members")


def upgrade() -> None:
    """Create the tables and protect them."""
    _create("learner_profiles", ["principal_id"], [_text("locale"), _text("role"), _time("updated_at")])
    _create(
        "learning_goals",
        ["principal_id", "position"],
        [sa.Column("position", sa.Integer(), nullable=False), sa.Column("text", sa.String(), nullable=False)],
    )
    _create("cohort_members", ["principal_id", "cohort"], [sa.Column("cohort", sa.String(), nullable=False)])
    op.create_index("ix_cohort_members_tenant_id_cohort", "cohort_members", ["tenant_id", "cohort"])
    for table in TABLES:
        protect(table)


def downgrade() -> None:
    """Drop the tables, rows included."""
    for table in reversed(TABLES):
        op.drop_table(table)


def _create(table: str, key: list[str], columns: list["sa.Column[object]"]) -> None:
    op.create_table(
        table,
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("principal_id", sa.String(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(
            ["tenant_id", "principal_id"],
            ["principals.tenant_id", "principals.id"],
            name=f"fk_{table}_tenant_id_principal_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=f"fk_{table}_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", *key, name=f"pk_{table}"),
    )


def _text(name: str) -> "sa.Column[object]":
    return sa.Column(name, sa.String(), nullable=True)


def _time(name: str) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)

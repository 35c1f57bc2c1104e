"""Imports that run as jobs, and when each is due."""

import sqlalchemy as sa
from alembic import op

from service.db.migrations.tenancy import protect, show_to_scheduler

revision = "0027"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables and protect them; the scheduler sees which import is due, and nothing of what it takes in."""
    op.create_table(
        "imports",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("principal_id", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("options", sa.JSON(none_as_null=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                *("queued", "running", "succeeded", "failed"),
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("result", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("problem", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_imports_tenant_id"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "principal_id"],
            ["principals.tenant_id", "principals.id"],
            name="fk_imports_tenant_id_principal_id",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_imports"),
    )
    op.create_index("ix_imports_tenant_id_state", "imports", ["tenant_id", "state"])
    op.create_table(
        "due_imports",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("import_id", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_due_imports_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "import_id", name="pk_due_imports"),
    )
    op.create_index("ix_due_imports_due_at", "due_imports", ["due_at"])
    protect("imports")
    protect("due_imports")
    show_to_scheduler("due_imports", privileges="SELECT")


def downgrade() -> None:
    """Drop the tables, rows included."""
    op.drop_table("due_imports")
    op.drop_table("imports")

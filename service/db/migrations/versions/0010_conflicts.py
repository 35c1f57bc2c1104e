"""Conflicts with the author's decisions; what micro-modules lack for them, and what the published ones lay down."""

import sqlalchemy as sa
from alembic import op

from service.db.migrations.tenancy import protect

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table and protect it, add the columns; what was drafted before holds nothing back."""
    op.create_table(
        "conflicts",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("document_version_id", sa.String(), nullable=False),
        sa.Column("draft_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column(
            "decision",
            sa.Enum(
                "both_stand",
                "first_holds",
                "second_holds",
                name="decision",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_conflicts_tenant_id"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "document_version_id"],
            ["document_versions.tenant_id", "document_versions.id"],
            name="fk_conflicts_tenant_id_document_version_id",
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_conflicts"),
        sa.UniqueConstraint(
            "tenant_id",
            "document_version_id",
            "draft_id",
            name="uq_conflicts_tenant_id_document_version_id_draft_id",
        ),
    )
    protect("conflicts")
    op.add_column("micro_modules", sa.Column("held_back", sa.JSON(), nullable=True))
    op.add_column("micro_modules", sa.Column("facts", sa.JSON(), nullable=True))
    op.add_column("catalogue", sa.Column("facts", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Drop the columns and the table, decisions included."""
    op.drop_column("catalogue", "facts")
    op.drop_column("micro_modules", "facts")
    op.drop_column("micro_modules", "held_back")
    op.drop_table("conflicts")

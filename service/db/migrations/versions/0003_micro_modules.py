"""Micro-modules, items, approvals, publications, responses."""

import sqlalchemy as sa
from alembic import op

from service.db.migrations.tenancy import protect

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = (
    "micro_modules",
    "items",
    "approvals",
    "publications",
    "catalogue",
    "responses",
    "item_reports",
)


def upgrade() -> None:
    """Create the tables and protect them."""
    _create_micro_modules()
    _create_items()
    _create_approvals()
    _create_publications()
    _create_catalogue()
    _create_responses()
    _create_item_reports()
    protect("micro_modules")
    protect("items")
    protect("approvals", privileges="SELECT, INSERT")
    protect("publications", privileges="SELECT, INSERT")
    protect("catalogue")
    protect("responses")
    protect("item_reports", privileges="SELECT, INSERT")


def downgrade() -> None:
    """Drop the tables, rows included."""
    for table in reversed(TABLES):
        op.drop_table(table)


def _create_micro_modules() -> None:
    op.create_table(
        "micro_modules",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("document_version_id", sa.String(), nullable=False),
        sa.Column("draft_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "approved",
                "published",
                "stale",
                "withdrawn",
                "rejected",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("content_digest", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("published_number", sa.Integer(), nullable=True),
        sa.Column("edited_by", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "document_version_id"],
            ["document_versions.tenant_id", "document_versions.id"],
            name="fk_micro_modules_tenant_id_document_version_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_micro_modules_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_micro_modules"),
        sa.UniqueConstraint(
            "tenant_id",
            "document_version_id",
            "draft_id",
            name="uq_micro_modules_tenant_id_document_version_id_draft_id",
        ),
    )
    op.create_index(
        "ix_micro_modules_tenant_id_document_id_position", "micro_modules", ["tenant_id", "document_id", "position"]
    )
    op.create_index("ix_micro_modules_tenant_id_status_id", "micro_modules", ["tenant_id", "status", "id"])


def _create_items() -> None:
    op.create_table(
        "items",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("micro_module_id", sa.String(), nullable=False),
        sa.Column("draft_id", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "micro_module_id"],
            ["micro_modules.tenant_id", "micro_modules.id"],
            name="fk_items_tenant_id_micro_module_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_items_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_items"),
    )
    op.create_index("ix_items_tenant_id_micro_module_id", "items", ["tenant_id", "micro_module_id"])


def _create_approvals() -> None:
    op.create_table(
        "approvals",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("micro_module_id", sa.String(), nullable=False),
        sa.Column("content_digest", sa.String(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum("approved", "rejected", name="verdict", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("principal_id", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "micro_module_id"],
            ["micro_modules.tenant_id", "micro_modules.id"],
            name="fk_approvals_tenant_id_micro_module_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "principal_id"],
            ["principals.tenant_id", "principals.id"],
            name="fk_approvals_tenant_id_principal_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_approvals_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_approvals"),
    )
    op.create_index("ix_approvals_tenant_id_micro_module_id_id", "approvals", ["tenant_id", "micro_module_id", "id"])


def _create_publications() -> None:
    op.create_table(
        "publications",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("micro_module_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("content_digest", sa.String(), nullable=False),
        sa.Column("approval_id", sa.String(), nullable=False),
        sa.Column("published_by", sa.String(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "approval_id"],
            ["approvals.tenant_id", "approvals.id"],
            name="fk_publications_tenant_id_approval_id",
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "micro_module_id"],
            ["micro_modules.tenant_id", "micro_modules.id"],
            name="fk_publications_tenant_id_micro_module_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_publications_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "micro_module_id", "number", name="pk_publications"),
    )


def _create_catalogue() -> None:
    op.create_table(
        "catalogue",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("micro_module_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("reading_seconds", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "micro_module_id", "number"],
            ["publications.tenant_id", "publications.micro_module_id", "publications.number"],
            name="fk_catalogue_tenant_id_micro_module_id_number",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_catalogue_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "micro_module_id", name="pk_catalogue"),
    )
    op.create_index("ix_catalogue_tenant_id_document_id", "catalogue", ["tenant_id", "document_id"])


def _create_responses() -> None:
    op.create_table(
        "responses",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("principal_id", sa.String(), nullable=False),
        sa.Column("micro_module_id", sa.String(), nullable=False),
        sa.Column("publication_number", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("given", sa.JSON(), nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("grading", sa.JSON(), nullable=False),
        sa.Column("idempotency_key", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "item_id"], ["items.tenant_id", "items.id"], name="fk_responses_tenant_id_item_id"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "principal_id"],
            ["principals.tenant_id", "principals.id"],
            name="fk_responses_tenant_id_principal_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_responses_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_responses"),
        sa.UniqueConstraint(
            "tenant_id", "principal_id", "idempotency_key", name="uq_responses_tenant_id_principal_id_idempotency_key"
        ),
    )
    op.create_index("ix_responses_tenant_id_item_id", "responses", ["tenant_id", "item_id"])


def _create_item_reports() -> None:
    op.create_table(
        "item_reports",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("principal_id", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "item_id"], ["items.tenant_id", "items.id"], name="fk_item_reports_tenant_id_item_id"
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "principal_id"],
            ["principals.tenant_id", "principals.id"],
            name="fk_item_reports_tenant_id_principal_id",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_item_reports_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", "id", name="pk_item_reports"),
    )
    op.create_index("ix_item_reports_tenant_id_item_id", "item_reports", ["tenant_id", "item_id"])

"""What a new version of a document touches: micro-modules, items, what learners are shown and told of.

The catalogue says which version of the document its entries cite; those from before cite that of their micro-module.
Notifications may be of a micro-module, or of nothing but the day, and their kinds grow with the product.
"""

import sqlalchemy as sa
from alembic import op

from service.db.migrations.tenancy import all_rows, protect

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_CITED = """
UPDATE catalogue SET document_version_id = (
    SELECT micro_modules.document_version_id FROM micro_modules
    WHERE micro_modules.tenant_id = catalogue.tenant_id AND micro_modules.id = catalogue.micro_module_id
)
"""
_KINDS = ("answered", "accepted", "routed")


def upgrade() -> None:
    """Add the columns and tables; open the kinds of notifications."""
    op.add_column("catalogue", sa.Column("document_version_id", sa.String(), nullable=True))
    with all_rows("catalogue", "micro_modules"):
        op.execute(_CITED)
    op.add_column("catalogue", sa.Column("moved", sa.JSON(), nullable=True))
    op.add_column("catalogue", sa.Column("stale", sa.JSON(), nullable=True))
    _create_revisions()
    _create_quarantine()
    _open_notifications()


def downgrade() -> None:
    """Drop them, rows included, and notifications of kinds that were not known before."""
    with all_rows("notifications"):
        op.execute("DELETE FROM notifications WHERE thread_id IS NULL")
    _close_notifications()
    op.drop_table("quarantined_items")
    op.drop_table("revisions")
    for name in ("stale", "moved", "document_version_id"):
        op.drop_column("catalogue", name)


def _create_revisions() -> None:
    op.create_table(
        "revisions",
        *_text("tenant_id", "document_version_id", "micro_module_id", "effect"),
        sa.Column("touched", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_revisions_tenant_id"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "document_version_id"],
            ["document_versions.tenant_id", "document_versions.id"],
            name="fk_revisions_tenant_id_document_version_id",
        ),
        _of_micro_module("revisions"),
        sa.PrimaryKeyConstraint("tenant_id", "document_version_id", "micro_module_id", name="pk_revisions"),
    )
    protect("revisions")


def _create_quarantine() -> None:
    op.create_table(
        "quarantined_items",
        *_text("tenant_id", "item_id", "micro_module_id", "reason"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name="fk_quarantined_items_tenant_id"),
        _of_micro_module("quarantined_items"),
        sa.PrimaryKeyConstraint("tenant_id", "item_id", name="pk_quarantined_items"),
    )
    op.create_index(
        "ix_quarantined_items_tenant_id_micro_module_id", "quarantined_items", ["tenant_id", "micro_module_id"]
    )
    protect("quarantined_items")


def _open_notifications() -> None:
    with op.batch_alter_table("notifications") as table:
        table.drop_constraint(op.f("ck_notifications_kind"), type_="check")
        table.add_column(sa.Column("micro_module_id", sa.String(), nullable=True))
        table.alter_column("thread_id", existing_type=sa.String(), nullable=True)


def _close_notifications() -> None:
    with op.batch_alter_table("notifications") as table:
        table.drop_column("micro_module_id")
        table.alter_column("thread_id", existing_type=sa.String(), nullable=False)
        listed = ", ".join(f"'{kind}'" for kind in _KINDS)
        table.create_check_constraint("kind", f"kind IN ({listed})")


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _of_micro_module(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", "micro_module_id"],
        ["micro_modules.tenant_id", "micro_modules.id"],
        name=f"fk_{table}_tenant_id_micro_module_id",
    )

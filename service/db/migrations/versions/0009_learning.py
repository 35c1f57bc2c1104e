"""Enrolments, evidence and statements, what learners know, what they were shown and made of it."""

import sqlalchemy as sa
from alembic import op

from service.db.migrations.tenancy import protect

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLES = (
    "enrolments",
    "objective_states",
    "abilities",
    "difficulties",
    "evidence",
    "statements",
    "impressions",
    "uptakes",
)


def upgrade() -> None:
    """Create the tables and protect them."""
    _create_enrolments()
    _create_objective_states()
    _create_beliefs()
    _create_evidence()
    _create_impressions()
    for table in TABLES:
        protect(table)


def downgrade() -> None:
    """Drop the tables, rows included."""
    for table in reversed(TABLES):
        op.drop_table(table)


def _create_enrolments() -> None:
    op.create_table(
        "enrolments",
        _text("tenant_id"),
        _text("external_id"),
        _text("principal_id", nullable=True),
        _text("cohort", nullable=True),
        _text("document_id", nullable=True),
        sa.Column("micro_modules", sa.JSON(), nullable=False),
        _time("due_at", nullable=True),
        sa.Column("mandatory", sa.Boolean(), nullable=False),
        _time("created_at"),
        _time("updated_at"),
        sa.CheckConstraint("(principal_id IS NULL) <> (cohort IS NULL)", name="ck_enrolments_whom"),
        sa.ForeignKeyConstraint(
            ["tenant_id", "document_id"],
            ["documents.tenant_id", "documents.id"],
            name="fk_enrolments_tenant_id_document_id",
        ),
        *_keys("enrolments", "external_id", of_principal=True),
    )
    op.create_index("ix_enrolments_tenant_id_principal_id", "enrolments", ["tenant_id", "principal_id"])
    op.create_index("ix_enrolments_tenant_id_cohort", "enrolments", ["tenant_id", "cohort"])


def _create_objective_states() -> None:
    numbers = ("ability_mean", "ability_variance", "form_mean", "form_variance", "stability", "difficulty")
    op.create_table(
        "objective_states",
        _text("tenant_id"),
        _text("principal_id"),
        _text("micro_module_id"),
        *(_number(name, nullable=True) for name in numbers),
        _time("reviewed_at", nullable=True),
        _time("due_at", nullable=True),
        sa.Column("reviews", sa.Integer(), nullable=False),
        sa.Column("lapses", sa.Integer(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        _time("engaged_at", nullable=True),
        _time("read_at", nullable=True),
        _time("completed_at", nullable=True),
        sa.Column("completed_number", sa.Integer(), nullable=True),
        _text("completed_digest", nullable=True),
        _number("completed_score", nullable=True),
        sa.Column("is_helpful", sa.Boolean(), nullable=True),
        _of_micro_module("objective_states"),
        *_keys("objective_states", "principal_id", "micro_module_id", of_principal=True),
    )
    op.create_index(
        "ix_objective_states_tenant_id_micro_module_id", "objective_states", ["tenant_id", "micro_module_id"]
    )


def _create_beliefs() -> None:
    op.create_table(
        "abilities",
        _text("tenant_id"),
        _text("principal_id"),
        *(_number(name) for name in ("mean", "variance", "form_mean", "form_variance")),
        *_keys("abilities", "principal_id", of_principal=True),
    )
    op.create_table(
        "difficulties",
        _text("tenant_id"),
        _text("subject_id"),
        _number("mean"),
        _number("variance"),
        sa.Column("responses", sa.Integer(), nullable=False),
        _number("score_sum"),
        *_keys("difficulties", "subject_id"),
    )


def _create_evidence() -> None:
    op.create_table(
        "evidence",
        _text("tenant_id"),
        _text("id"),
        _text("principal_id"),
        _text("micro_module_id"),
        _text("item_id", nullable=True),
        _one_of("kind", "opened", "answered", "completed"),
        _number("score", nullable=True),
        _one_of("source", "response", "statement", "feedback"),
        _text("source_id"),
        _time("happened_at"),
        _time("created_at"),
        sa.UniqueConstraint(
            "tenant_id", "source", "source_id", "kind", name="uq_evidence_tenant_id_source_source_id_kind"
        ),
        _of_micro_module("evidence"),
        *_keys("evidence", "id", of_principal=True),
    )
    op.create_index("ix_evidence_tenant_id_principal_id", "evidence", ["tenant_id", "principal_id"])
    op.create_table(
        "statements",
        _text("tenant_id"),
        _text("id"),
        _text("principal_id", nullable=True),
        sa.Column("statement", sa.JSON(), nullable=False),
        _time("stored_at"),
        *_keys("statements", "id", of_principal=True),
    )
    op.create_index("ix_statements_tenant_id_principal_id", "statements", ["tenant_id", "principal_id"])


def _create_impressions() -> None:
    happened = ("launched_at", "completed_at", "dismissed_at")
    op.create_table(
        "impressions",
        _text("tenant_id"),
        *(_text(name) for name in ("id", "principal_id", "kind", "object_id")),
        *(_text(name, nullable=True) for name in ("micro_module_id", "item_id")),
        _text("surface"),
        sa.Column("slot", sa.Integer(), nullable=False),
        _number("rank_score"),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("generators", sa.JSON(), nullable=False),
        _number("propensity"),
        _time("shown_at"),
        *(_time(name, nullable=True) for name in happened),
        sa.Column("is_helpful", sa.Boolean(), nullable=True),
        *_keys("impressions", "id", of_principal=True),
    )
    op.create_index(
        "ix_impressions_tenant_id_principal_id_shown_at", "impressions", ["tenant_id", "principal_id", "shown_at"]
    )
    op.create_table(
        "uptakes",
        _text("tenant_id"),
        *(_text(name) for name in ("principal_id", "kind", "object_id")),
        *(_time(name, nullable=True) for name in happened),
        sa.Column("is_helpful", sa.Boolean(), nullable=True),
        *_keys("uptakes", "principal_id", "kind", "object_id", of_principal=True),
    )


def _text(name: str, *, nullable: bool = False) -> "sa.Column[str]":
    return sa.Column(name, sa.String(), nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> "sa.Column[float]":
    return sa.Column(name, sa.Double(), nullable=nullable)


def _time(name: str, *, nullable: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _one_of(name: str, *values: str) -> "sa.Column[str]":
    kind = sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
    return sa.Column(name, kind, nullable=False)


def _of_micro_module(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", "micro_module_id"],
        ["micro_modules.tenant_id", "micro_modules.id"],
        name=f"fk_{table}_tenant_id_micro_module_id",
    )


def _keys(table: str, *key: str, of_principal: bool = False) -> list[sa.Constraint]:
    of_tenant = sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=f"fk_{table}_tenant_id")
    primary = sa.PrimaryKeyConstraint("tenant_id", *key, name=f"pk_{table}")
    principal = sa.ForeignKeyConstraint(
        ["tenant_id", "principal_id"],
        ["principals.tenant_id", "principals.id"],
        name=f"fk_{table}_tenant_id_principal_id",
    )
    return [of_tenant, primary, principal] if of_principal else [of_tenant, primary]

"""Threads with posts and reactions, polls, notifications, and whom questions are routed to."""

import sqlalchemy as sa
from alembic import op

from service.db.migrations.tenancy import protect, show_to_scheduler

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLES = (
    *("threads", "thread_cohorts", "posts", "reactions", "polls", "poll_cohorts", "votes", "notifications"),
    *("due_waves", "help_requests", "helper_choices"),
)
_PRINCIPAL, _THREAD, _POST, _POLL = "principals", "threads", "posts", "polls"


def upgrade() -> None:
    """Create the tables and protect them; the scheduler sees when a wave is due."""
    _create_threads()
    _create_polls()
    _create_routing()
    for table in TABLES:
        protect(table)
    show_to_scheduler("due_waves", privileges="SELECT")


def downgrade() -> None:
    """Drop the tables, rows included."""
    for table in reversed(TABLES):
        op.drop_table(table)


def _create_threads() -> None:
    _create(
        "threads",
        ["id"],
        _text("id"),
        sa.Column("kind", _closed_set("question", "discussion", "reflection", name="kind"), nullable=False),
        _text("title"),
        *_maybe("author_id", "micro_module_id", "language"),
        sa.Column("is_restricted", sa.Boolean(), nullable=False),
        *_maybe("source", "external_id", "url", "accepted_post_id"),
        _time("accepted_at", nullable=True),
        _time("last_post_at"),
        _time("created_at"),
        _time("edited_at", nullable=True),
        _time("deleted_at", nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        _refers("threads", "author_id", _PRINCIPAL),
        sa.UniqueConstraint("tenant_id", "source", "external_id", name="uq_threads_tenant_id_source_external_id"),
    )
    op.create_index("ix_threads_tenant_id_micro_module_id", "threads", ["tenant_id", "micro_module_id"])
    _create(
        "thread_cohorts",
        ["thread_id", "cohort"],
        _text("thread_id"),
        _text("cohort"),
        _refers("thread_cohorts", "thread_id", _THREAD),
    )
    _create(
        "posts",
        ["id"],
        _text("id"),
        _text("thread_id"),
        sa.Column("position", sa.Integer(), nullable=False),
        *_maybe("author_id", "author_name", "external_id"),
        _text("text"),
        _time("created_at"),
        _time("edited_at", nullable=True),
        _time("deleted_at", nullable=True),
        _refers("posts", "thread_id", _THREAD),
        _refers("posts", "author_id", _PRINCIPAL),
        sa.UniqueConstraint("tenant_id", "thread_id", "position", name="uq_posts_tenant_id_thread_id_position"),
        sa.UniqueConstraint("tenant_id", "thread_id", "external_id", name="uq_posts_tenant_id_thread_id_external_id"),
    )
    op.create_index("ix_posts_tenant_id_author_id_created_at", "posts", ["tenant_id", "author_id", "created_at"])
    _create(
        "reactions",
        ["post_id", "principal_id", "kind"],
        _text("post_id"),
        _text("principal_id"),
        sa.Column("kind", _closed_set("helpful", "thanks", "same_here", name="kind"), nullable=False),
        _time("created_at"),
        _refers("reactions", "post_id", _POST),
        _refers("reactions", "principal_id", _PRINCIPAL),
    )


def _create_polls() -> None:
    _create(
        "polls",
        ["id"],
        _text("id"),
        _text("question"),
        sa.Column("options", sa.JSON(), nullable=False),
        _text("author_id"),
        *_maybe("micro_module_id"),
        sa.Column("is_restricted", sa.Boolean(), nullable=False),
        _time("closes_at", nullable=True),
        _time("created_at"),
        _refers("polls", "author_id", _PRINCIPAL),
    )
    op.create_index("ix_polls_tenant_id_micro_module_id", "polls", ["tenant_id", "micro_module_id"])
    _create(
        "poll_cohorts",
        ["poll_id", "cohort"],
        _text("poll_id"),
        _text("cohort"),
        _refers("poll_cohorts", "poll_id", _POLL),
    )
    _create(
        "votes",
        ["poll_id", "principal_id"],
        _text("poll_id"),
        _text("principal_id"),
        sa.Column("choice", sa.Integer(), nullable=False),
        _time("created_at"),
        _refers("votes", "poll_id", _POLL),
        _refers("votes", "principal_id", _PRINCIPAL),
    )


def _create_routing() -> None:
    _create(
        "notifications",
        ["id"],
        _text("id"),
        _text("principal_id"),
        sa.Column("kind", _closed_set("answered", "accepted", "routed", name="kind"), nullable=False),
        _text("object_id"),
        _text("thread_id"),
        _time("created_at"),
        _time("read_at", nullable=True),
        _refers("notifications", "principal_id", _PRINCIPAL),
        sa.UniqueConstraint(
            *("tenant_id", "principal_id", "kind", "object_id"),
            name="uq_notifications_tenant_id_principal_id_kind_object_id",
        ),
    )
    op.create_index("ix_notifications_tenant_id_principal_id_id", "notifications", ["tenant_id", "principal_id", "id"])
    _create(
        "due_waves", ["thread_id"], _text("thread_id"), _time("due_at"), sa.Column("done", sa.Integer(), nullable=False)
    )
    op.create_index("ix_due_waves_due_at", "due_waves", ["due_at"])
    _create(
        "help_requests",
        ["thread_id", "principal_id"],
        _text("thread_id"),
        _text("principal_id"),
        sa.Column("wave", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        _time("asked_at"),
        _time("closed_at", nullable=True),
        _refers("help_requests", "thread_id", _THREAD),
        _refers("help_requests", "principal_id", _PRINCIPAL),
    )
    op.create_index(
        "ix_help_requests_tenant_id_principal_id_asked_at", "help_requests", ["tenant_id", "principal_id", "asked_at"]
    )
    _create(
        "helper_choices",
        ["principal_id"],
        _text("principal_id"),
        sa.Column("is_available", sa.Boolean(), nullable=False),
        _time("changed_at"),
        _refers("helper_choices", "principal_id", _PRINCIPAL),
    )


def _create(table: str, key: list[str], *parts: "sa.Column[object] | sa.Constraint") -> None:
    op.create_table(
        table,
        sa.Column("tenant_id", sa.String(), nullable=False),
        *parts,
        sa.ForeignKeyConstraint(["tenant_id"], ["tenants.id"], name=f"fk_{table}_tenant_id"),
        sa.PrimaryKeyConstraint("tenant_id", *key, name=f"pk_{table}"),
    )


def _refers(table: str, column: str, to: str) -> sa.Constraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column], [f"{to}.tenant_id", f"{to}.id"], name=f"fk_{table}_tenant_id_{column}"
    )


def _text(name: str) -> "sa.Column[object]":
    return sa.Column(name, sa.String(), nullable=False)


def _maybe(*names: str) -> list["sa.Column[object]"]:
    return [sa.Column(name, sa.String(), nullable=True) for name in names]


def _time(name: str, *, nullable: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _closed_set(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)

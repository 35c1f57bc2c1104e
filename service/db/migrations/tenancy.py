"""Row-level security on PostgreSQL: who may see which rows. SQLite has neither roles nor policies.

`morsel_owner` owns the tables, `morsel_app` serves one tenant at a time, `morsel_scheduler` sees only jobs, units and
outbox. Security is forced, so that not even the owner reads past a policy.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import op

ROLES = ("morsel_owner", "morsel_app", "morsel_scheduler")
_TENANT = "current_setting('morsel.tenant', true)"


def role_statements() -> Iterator[str]:
    """What creates the roles where they are missing and lets the login become each of them."""
    for role in ROLES:
        yield (
            f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN "
            f"CREATE ROLE {role} NOLOGIN NOBYPASSRLS; END IF; EXCEPTION WHEN duplicate_object THEN NULL; END $$"
        )
        # A login that was made a member beforehand need not be allowed to grant.
        yield (
            f"DO $$ BEGIN EXECUTE format('GRANT {role} TO %I', current_user); "
            "EXCEPTION WHEN insufficient_privilege THEN NULL; END $$"
        )
    yield "GRANT USAGE, CREATE ON SCHEMA public TO morsel_owner"
    yield "GRANT USAGE ON SCHEMA public TO morsel_app, morsel_scheduler"


def create_roles() -> None:
    """Create the roles where they are missing and let the migrating login become each of them."""
    if not _is_postgresql():
        return
    for statement in role_statements():
        op.execute(statement)
    op.execute("GRANT SELECT ON alembic_version TO morsel_app, morsel_scheduler")


def protect(table: str, *, column: str = "tenant_id", privileges: str = "SELECT, INSERT, UPDATE, DELETE") -> None:
    """Show a table's rows to their own tenant only; `privileges` is what serving needs."""
    if not _is_postgresql():
        return
    op.execute(f"ALTER TABLE {table} OWNER TO morsel_owner")
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    own = f"({column} = {_TENANT})"
    op.execute(f"CREATE POLICY own_tenant ON {table} TO morsel_app USING {own} WITH CHECK {own}")
    op.execute(f"GRANT {privileges} ON {table} TO morsel_app")


def allow(table: str, *, privileges: str) -> None:
    """Let serving do more with a protected table."""
    if _is_postgresql():
        op.execute(f"GRANT {privileges} ON {table} TO morsel_app")


def disallow(table: str, *, privileges: str) -> None:
    """Take back what `allow` gave."""
    if _is_postgresql():
        op.execute(f"REVOKE {privileges} ON {table} FROM morsel_app")


def show_to_scheduler(table: str, *, privileges: str) -> None:
    """Show all tenants' rows of a table to the scheduler."""
    if not _is_postgresql():
        return
    op.execute(f"CREATE POLICY all_tenants ON {table} TO morsel_scheduler USING (true) WITH CHECK (true)")
    op.execute(f"GRANT {privileges} ON {table} TO morsel_scheduler")


@contextmanager
def all_rows(*tables: str) -> Iterator[None]:
    """Let this migration see and change every tenant's rows of the tables; without it not even the owner would.

    Nobody else sees in between: the lock that this takes holds until the migration is committed.
    """
    for table in tables if _is_postgresql() else ():
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    yield
    for table in tables if _is_postgresql() else ():
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def _is_postgresql() -> bool:
    return bool(op.get_bind().dialect.name == "postgresql")

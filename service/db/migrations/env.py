"""What Alembic runs: the migrations over the connection that service/db/migrate.py opened."""

from alembic import context

from service.db.tables import METADATA

connection = context.config.attributes["connection"]
# Batches, because SQLite can alter a table only by copying it.
context.configure(connection=connection, target_metadata=METADATA, render_as_batch=True, compare_type=True)
with context.begin_transaction():
    context.run_migrations()

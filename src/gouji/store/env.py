"""Alembic runs this file by path: it migrates over the connection that ``workspace.migrate`` passes."""

from alembic import context

from gouji.store.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"], target_metadata=METADATA, render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()

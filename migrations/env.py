"""Runs the migrations on the connection that server.upgrade or migrations.new hands over; there is no alembic.ini."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import DateTime, Enum, String

from server.db import Moment, Record


def plain_type(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """Write our own column types as what the database sees: a migration must not change when the code does."""
    if kind != "type":
        return False
    if isinstance(item, Moment):
        return f"sa.{DateTime()!r}"
    if isinstance(item, Enum):
        return f"sa.{String(item.length)!r}"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Record.metadata,
    render_item=plain_type,
    # SQLite alters a table by copying it.
    render_as_batch=connection.dialect.name == "sqlite",
    # Both databases take changes of tables back with the transaction; Alembic believes that of PostgreSQL only.
    transactional_ddl=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()

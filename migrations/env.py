"""Runs migrations: one transaction each, so that a killed one leaves the schema as it was."""

from typing import Any

from alembic import context
from sqlalchemy import Engine

config = context.config


def render_item(kind: str, item: Any, _autogen: Any) -> str | bool:
    """Write our column types as the plain types under them: a migration never imports the product."""
    if kind == "type":
        module = type(item).__module__
        if module.startswith("persona_core"):
            return "sa.BigInteger()"
        if type(item).__name__ == "UTCDateTime":
            return "sa.DateTime(timezone=True)"
        if type(item).__name__ == "AutoString":
            return f"sa.String(length={item.length})" if item.length else "sa.Text()"
    return False


def run() -> None:
    """Migrate the database of `config.attributes["engine"]`."""
    engine: Engine = config.attributes["engine"]
    with engine.connect() as connection:
        with connection.begin():
            context.configure(
                connection=connection,
                target_metadata=config.attributes.get("metadata"),
                render_as_batch=True,
                render_item=render_item,
                transactional_ddl=True,
                transaction_per_migration=False,
            )
            with context.begin_transaction():
                context.run_migrations()


run()

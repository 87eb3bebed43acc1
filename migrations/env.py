"""Runs migrations in one transaction, so that a killed one leaves everything as it was, and no row is lost."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import context
from sqlalchemy import Connection, Engine, inspect

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


@contextmanager
def rows_kept(connection: Connection) -> Iterator[None]:
    """On SQLite a table is changed by a new one in its place: dropping the old one must not empty what refers to it.

    The pragma counts only outside a transaction, so it goes past SQLAlchemy, which would begin one.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    bare = connection.connection.dbapi_connection
    bare.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        bare.execute("PRAGMA foreign_keys=ON")


def check_references(connection: Connection) -> None:
    """Refuse a migration after which a row refers to one that is not there."""
    if connection.dialect.name == "sqlite":
        lost = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(5)
        if lost:
            raise RuntimeError(f"the migration would leave rows that refer to nothing: {lost}")


def ours(name: str | None, kind: str, _parents: Any) -> bool:
    """Leave the index of search alone: it is another thing on each engine, and no table of the code."""
    return not (kind == "table" and (name or "").startswith("search_fts"))


class TriggersKept:
    """Make triggers again that a migration lost: on SQLite a table changed by a new one in its place takes them along.

    A trigger dropped on purpose goes together with the table that it writes to.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.known = self._now()

    def _now(self) -> dict[str, tuple[str, str]]:
        if self.connection.dialect.name != "sqlite":
            return {}
        found = self.connection.exec_driver_sql("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
        return {name: (table, sql) for name, table, sql in found}

    def __call__(self, **_step: Any) -> None:
        """After each migration."""
        now = self._now()
        tables = set(inspect(self.connection).get_table_names()) if self.known.keys() - now.keys() else set()
        for name in self.known.keys() - now.keys():
            table, sql = self.known[name]
            if {table, *re.findall(r"INSERT INTO (\w+)", sql)} <= tables:
                self.connection.exec_driver_sql(sql)
        self.known = self._now()


def run() -> None:
    """Migrate the database of `config.attributes["engine"]`."""
    engine: Engine = config.attributes["engine"]
    with engine.connect() as connection, rows_kept(connection):
        with connection.begin():
            context.configure(
                include_name=ours,
                on_version_apply=TriggersKept(connection),
                connection=connection,
                target_metadata=config.attributes.get("metadata"),
                render_as_batch=True,
                render_item=render_item,
                transactional_ddl=True,
                transaction_per_migration=False,
            )
            with context.begin_transaction():
                context.run_migrations()
            check_references(connection)


run()

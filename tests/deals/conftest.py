"""A database and somebody who works in it."""

from tests.factories.access import database, viewer

__all__ = ["database", "viewer"]

"""What all tables share: names of constraints, moments in UTC, words instead of numbers for states."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Enum, MetaData, TypeDecorator, text
from sqlalchemy.orm import DeclarativeBase

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC. SQLite gives naive moments back, so the zone is put on again here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn any aware moment into UTC; a naive one is a mistake."""
        del dialect
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment without its zone")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Say that what stands in the table is UTC."""
        del dialect
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


def only(which: str) -> dict[str, Any]:
    """Return what makes an index one of few rows, such as those that wait; see `for_postgres`, too."""
    return {"sqlite_where": text(which)}


def for_postgres(tables: MetaData) -> MetaData:
    """Give PostgreSQL's indexes the same few rows: for who makes tables, or compares them with the models.

    A model that said so itself would load PostgreSQL's dialect, 2 MiB that nobody who serves on SQLite has a use for.
    """
    for index in (index for table in tables.tables.values() for index in table.indexes):
        if (few := index.dialect_options["sqlite"]["where"]) is not None:
            index.dialect_options["postgresql"]["where"] = few
    return tables


class Base(DeclarativeBase):
    """The tables."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: UtcDateTime, dict[str, Any]: JSON, list[Any]: JSON}  # noqa: RUF012 - SQLAlchemy's name


def word(kind: type[StrEnum]) -> Enum:
    """Return a column type that stores an enum as its readable value.

    No native enum: PostgreSQL can hardly take a value out of one again, and SQLite has none.
    """
    return Enum(kind, native_enum=False, length=20, values_callable=lambda words: [word.value for word in words])

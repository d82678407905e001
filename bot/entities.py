"""Entities of a question that every step asks, read past SQLAlchemy's loader and put into the session all the same.

The loader makes for each entity and each statement what it needs to read one, and costs five times what the rows do.
Here that is made once. What comes is what the loader would bring: an entity of the session, one of a key, with its
`lazy="joined"` relationships. One that the session knows already stays as it is there, unless the question wants it
anew (`populate_existing`). What is changed in it is written as ever.
"""

# ruff: noqa: SLF001 - nothing public puts a row that was read elsewhere into a session; SQLAlchemy's minor is pinned

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, inspect
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapper, Session, aliased
from sqlalchemy.orm.attributes import instance_state

from bot.plain import Plain

Found = TypeVar("Found")


class Entities(Generic[Found]):
    """A SELECT of entities, and of columns beside them, whose parameters are named (`bindparam`)."""

    def __init__(self, asked: Select[Found, *tuple[Any, ...]]) -> None:
        self._asked = asked
        self._plain: Plain | None = None
        self._read: list[_Made | _Column] = []

    async def rows(self, db: AsyncSession, **parameters: Any) -> list[tuple[Any, ...]]:
        """Return the rows, each a tuple of what was asked for; an entity that is not there is None."""
        # Only when all tables are known do relationships know their other side.
        plain = self._plain or self._as_columns()
        found = await plain.rows(db, **parameters)
        session, read = db.sync_session, self._read
        return [tuple([one.of(session, row) for one in read]) for row in found]

    async def all(self, db: AsyncSession, **parameters: Any) -> list[Found]:
        """Return what was asked for first, of each row."""
        return [row[0] for row in await self.rows(db, **parameters)]

    async def first(self, db: AsyncSession, **parameters: Any) -> Found | None:
        """Return what was asked for first in the first row, None where there is none."""
        found = await self.rows(db, **parameters)
        return found[0][0] if found else None

    def _as_columns(self) -> Plain:
        """Return the question for the columns of all entities, and note where those of each stand."""
        whole = _Whole(self._asked)
        for place, one in enumerate(self._asked.column_descriptions):
            if one["entity"] is not None and one["entity"] is one["expr"]:
                # What stands first is there; what is joined to it may not be, nor then what that brings along.
                self._read.append(whole.add(one["entity"], sure=not place))
            else:
                self._read.append(_Column(len(whole.columns)))
                whole.columns.append(one["expr"])
        self._plain = Plain(whole.statement.with_only_columns(*whole.columns))
        return self._plain


class _Whole:
    """A question while it becomes one for columns."""

    def __init__(self, asked: Select[*tuple[Any, ...]]) -> None:
        self.statement = asked
        self.columns: list[Any] = []
        self._anew = bool(asked.get_execution_options().get("populate_existing"))

    def add(self, entity: Any, *, sure: bool) -> "_Made":
        """Add the columns of an entity, and join those that it brings along."""
        mapper = inspect(entity).mapper
        made = _Made(mapper, len(self.columns), anew=self._anew)
        self.columns += [getattr(entity, attribute.key) for attribute in mapper.column_attrs]
        for name, relation in mapper.relationships.items():
            if relation.lazy == "joined":
                other, there = aliased(relation.mapper.class_), sure and bool(relation.innerjoin)
                self.statement = self.statement.join(getattr(entity, name).of_type(other), isouter=not there)
                made.brings[name] = self.add(other, sure=there)
        return made


class _Column:
    """What is asked for beside entities."""

    def __init__(self, place: int) -> None:
        self._place = place

    def of(self, _session: Session, row: Sequence[Any]) -> Any:
        return row[self._place]


class _Made:
    """One entity of a row, with those that it brings along."""

    def __init__(self, mapper: Mapper[Any], first: int, *, anew: bool) -> None:
        self._manager = mapper.class_manager
        self._names = [attribute.key for attribute in mapper.column_attrs]
        self._first, self._end = first, first + len(self._names)
        keys = [mapper.get_property_by_column(column).key for column in mapper.primary_key]
        self._keys = [first + self._names.index(key) for key in keys]
        self._kind = mapper._identity_class
        self._anew = anew
        self.brings: dict[str, _Made] = {}

    def of(self, session: Session, row: Sequence[Any]) -> Any:
        key = tuple([row[place] for place in self._keys])
        if key[0] is None:
            return None
        identity = (self._kind, key, None)
        known = session.identity_map.get(identity)
        if known is not None:
            self._bring_up_to_date(known, session, row)
            return known
        made = self._manager.new_instance()
        state = instance_state(made)
        state.key, state.session_id = identity, session.hash_key
        state.dict.update(self._values(session, row))
        session.identity_map._add_unpresent(state, identity)
        return made

    def _bring_up_to_date(self, known: Any, session: Session, row: Sequence[Any]) -> None:
        """Let an entity that the session knows have what is read anew, or what a rollback made unknown of it."""
        state = instance_state(known)
        if self._anew:
            state.dict.update(self._values(session, row))
            state._commit_all(state.dict, session.identity_map)
        elif state.expired_attributes:
            values = self._values(session, row)
            state.dict.update({name: values[name] for name in state.expired_attributes & values.keys()})
            state.expired_attributes.difference_update(values)

    def _values(self, session: Session, row: Sequence[Any]) -> dict[str, Any]:
        values = dict(zip(self._names, row[self._first : self._end], strict=True))
        for name, other in self.brings.items():
            values[name] = other.of(session, row)
        return values

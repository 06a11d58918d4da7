"""Where the library's tables are kept: opening, transactions, and what goes wrong with them in words."""

from __future__ import annotations

import contextlib
import json
import secrets
import sqlite3
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from retrieval import schema
from retrieval.errors import LibraryError, LibraryLockedError, LibraryMismatchError, LibraryMissingError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BUSY_SECONDS = 30
"""How long a write waits for another one; a publish of a large plan takes less than a second."""

_NOT_OURS = ("file is not a database", "malformed", "unsupported file format", "disk i/o error")


class Database:
    """Tables on an engine. Reads see one moment; a write is one transaction and takes the lock first."""

    def __init__(self, engine: sa.Engine, where: str) -> None:
        self._reads = engine
        self._writes = engine.execution_options(writes=True)
        self.where = where
        self.identity = ""

    def close(self) -> None:
        """Closes every connection."""
        self._reads.dispose()

    @contextlib.contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A connection that sees one moment of the library.

        Raises:
            LibraryError: the database does not answer.
        """
        with self._explained(), self._reads.connect() as connection:
            yield connection

    @contextlib.contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """A transaction, committed at the end of the block and rolled back by an error in it.

        Raises:
            LibraryLockedError: another transaction did not end in time.
            LibraryError: the database does not answer.
        """
        with self._explained(), self._writes.begin() as connection:
            yield connection

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sa.exc.DBAPIError as error:
            raise self._explain(error) from error

    def _explain(self, error: sa.exc.DBAPIError) -> LibraryError:
        reason = str(error.orig)
        if "locked" in reason.lower():
            return LibraryLockedError(f"{self.where}: another process is writing; wait for it and try again")
        if any(sign in reason.lower() for sign in _NOT_OURS):
            return LibraryMismatchError(
                f"{self.where}: is damaged or not a library ({reason}); restore it from a copy, or move it "
                "away and run: hoivanban ingest <folder>"
            )
        return LibraryError(f"{self.where}: {reason}; check the disk and its permissions")

    def log_ahead(self) -> None:
        """Lets readers go on beside the writer; SQLite remembers it in the file."""
        if self._reads.dialect.name != "sqlite":
            return
        busy = sqlite3.OperationalError  # another process makes the same library now, and says the same
        with contextlib.closing(self._reads.raw_connection()) as connection, contextlib.suppress(busy):
            connection.cursor().execute("PRAGMA journal_mode = WAL")

    def check(self) -> list[str]:
        """Problems of the database itself, in words; empty when it is sound."""
        with self.read() as connection:
            if connection.dialect.name != "sqlite":
                return []
            found = [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check") if row[0] != "ok"]
            orphans = len(connection.exec_driver_sql("PRAGMA foreign_key_check").all())
        if orphans:
            found.append(f"{orphans} rows refer to rows that are not there")
        return [f"{self.where}: {problem}" for problem in found]


_COUNTER = sa.select(schema.library.c.counter)


def counter(connection: sa.Connection) -> int:
    """How often the library changed."""
    return int(connection.execute(_COUNTER).scalar_one())


def connect(folder: Path, *, url: str | None, create: bool) -> Database:
    """The database of a data folder, with the library's tables in it.

    Raises:
        LibraryMissingError: nothing there, and `create` is not set.
        LibraryMismatchError: there is something, but not a library of this format.
    """
    path = folder / "library.db"
    where = sa.make_url(url).render_as_string(hide_password=True) if url else str(path)
    missing = LibraryMissingError(f"no library at {where}; run: hoivanban ingest <folder>")
    _prepare(folder, path, url=url, create=create, missing=missing)
    found = Database(_engine(url or f"sqlite:///{path}"), where)
    try:
        if create:
            _make(found)
        found.identity = _identify(found, missing)
    except BaseException:
        found.close()
        raise
    return found


def _prepare(folder: Path, path: Path, *, url: str | None, create: bool, missing: LibraryMissingError) -> None:
    if url is None and not create and not path.exists():
        raise missing
    try:
        if create:
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryError(f"{folder}: cannot be made ({error}); name another folder with --data DIR") from error
    if path.is_dir():
        raise LibraryMismatchError(f"{path}: is a folder, not a library; move it away or use --data DIR")


def _engine(url: str) -> sa.Engine:
    arguments = {"timeout": _BUSY_SECONDS} if url.startswith("sqlite") else {}
    engine = sa.create_engine(
        url,
        connect_args=arguments,
        json_serializer=lambda value: json.dumps(value, ensure_ascii=False),
    )
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _configure)
        sa.event.listen(engine, "begin", _begin)
    return engine


def _configure(connection: Any, _record: object) -> None:
    # Python's driver starts transactions by itself, but not for reads; here _begin starts them.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")


def _begin(connection: sa.Connection) -> None:
    # A transaction that reads first and writes later may not wait for another writer; IMMEDIATE may.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _make(database: Database) -> None:
    with database.write() as connection:
        names = set(sa.inspect(connection).get_table_names())
        if not names:
            schema.metadata.create_all(connection)
            row = {"id": 1, "format": schema.FORMAT, "identity": secrets.token_hex(16), "counter": 0}
            connection.execute(sa.insert(schema.library).values(row))
        for index in schema.facts.indexes if schema.facts.name in names else ():
            index.create(connection, checkfirst=True)  # a library that was made before there was this index
    if not names:
        database.log_ahead()


def _identify(database: Database, missing: LibraryMissingError) -> str:
    with database.read() as connection:
        names = set(sa.inspect(connection).get_table_names())
        if not names:
            raise missing
        if schema.library.name not in names:
            raise LibraryMismatchError(f"{database.where}: holds other tables, not a library; use --data DIR")
        row = connection.execute(sa.select(schema.library)).one()
    if row.format != schema.FORMAT:
        raise LibraryMismatchError(
            f"{database.where}: is a library of format {row.format}, this program reads {schema.FORMAT}; "
            "use the program that wrote it, or move it away and run: hoivanban ingest <folder>"
        )
    return str(row.identity)

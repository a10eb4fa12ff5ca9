"""Rows of the demo clinic before they are stored, and ids drawn from its seed. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import Table

from server.db import Record, table_of

Row = dict[str, Any]


class Rows:
    """Rows by table. Iterating gives the tables in an order that their foreign keys allow."""

    def __init__(self) -> None:
        self._rows: dict[Table, list[Row]] = {}

    def add(self, record: type[Record], **values: Any) -> Row:
        """Keep one row; the keys are the table's column names. The caller may go on filling what it returns."""
        self._rows.setdefault(table_of(record), []).append(values)
        return values

    def of(self, record: type[Record]) -> Sequence[Row]:
        return self._rows.get(table_of(record), [])

    def __iter__(self) -> Iterator[tuple[Table, list[Row]]]:
        for table in Record.metadata.sorted_tables:
            if table in self._rows:
                yield table, self._rows[table]


def drawn_id(rng: Random) -> UUID:
    """A random id (UUID version 4), as the server makes them."""
    return UUID(int=rng.getrandbits(128), version=4)


def phone_id(rng: Random, at: datetime) -> UUID:
    """An id as a phone makes it at that moment (UUID version 7: milliseconds first, then random bits)."""
    milliseconds = int(at.timestamp() * 1000)
    random_bits = rng.getrandbits(74)
    high = milliseconds << 16 | 0x7000 | random_bits >> 62
    low = 0b10 << 62 | random_bits & (1 << 62) - 1
    return UUID(int=high << 64 | low)

"""What a column of an export may hold, and the check that it holds nothing else. Pure.

One definition makes the header, checks every cell and writes the codebook (`tables` has them all). There is no kind of
column for text that somebody typed, so no cell can carry a name, a note or a formula: words come from closed lists, or
the export says "unlisted" in their place.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import NoneType

from server.studies.rules.pseudonym import is_pseudonym


class Missing(StrEnum):
    """Why there is no value. Words and not numbers such as -99, which somebody would one day average."""

    NOT_ASKED = "not_asked"
    NOT_ANSWERED = "not_answered"
    DECLINED = "declined"
    INCOMPLETE = "incomplete"
    NOT_RECEIVED = "not_received"
    NOT_YET = "not_yet"
    NOT_PLANNED = "not_planned"
    NOT_RECORDED = "not_recorded"
    NOT_APPLICABLE = "not_applicable"
    UNLISTED = "unlisted"


MISSING = {
    Missing.NOT_ASKED: "The question was not put.",
    Missing.NOT_ANSWERED: "The question was left empty, or the clinic does not ask it; the entry does not tell which.",
    Missing.DECLINED: "The person chose not to answer.",
    Missing.INCOMPLETE: "Too few answers to compute it by the instrument's rule.",
    Missing.NOT_RECEIVED: "The time for it is over and it did not arrive.",
    Missing.NOT_YET: "It has not happened yet, or the time for it is not over; in a running course: by its last row.",
    Missing.NOT_PLANNED: "The schedule of the course does not ask for it here.",
    Missing.NOT_RECORDED: "The clinic has not recorded it.",
    Missing.NOT_APPLICABLE: "There cannot be one here.",
    Missing.UNLISTED: "There is a value, but not one of the listed codes; withheld, since it may identify somebody.",
}


class Kind(StrEnum):
    """What the cells of a column are."""

    PSEUDONYM = "pseudonym"
    CODE = "code"  # one of the column's codes
    KEY = "key"  # a word of our data files: lower-case letters, digits and hyphens
    INTEGER = "integer"
    NUMBER = "number"
    FLAG = "flag"  # 0 or 1


@dataclass(frozen=True)
class Column:
    """One column. none: what a value that is not there means. also: further missing codes that may stand in it.

    lowest, highest: of the scale, for the reader; None where there is no bound. codes: code -> its meaning.
    """

    name: str
    kind: Kind
    meaning: str
    unit: str | None = None
    lowest: int | None = None
    highest: int | None = None
    codes: Mapping[str, str] | None = None
    none: Missing | None = None
    also: tuple[Missing, ...] = ()

    @property
    def missing(self) -> tuple[Missing, ...]:
        """All missing codes that the column can hold, in the order of their definition."""
        unlisted = (Missing.UNLISTED,) if self.kind is Kind.CODE else ()
        found = {*self.also, *unlisted, *(() if self.none is None else (self.none,))}
        return tuple(each for each in Missing if each in found)


@dataclass(frozen=True)
class Table:
    """One table. key: the columns that name a row and order the table, after the pseudonym."""

    name: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def header(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


Batch = Mapping[str, Sequence[object]]  # column -> its values, all of one length


def cells(table: Table, batch: Batch) -> list[Sequence[object]]:
    """The batch as checked columns in the table's order, with missing codes for what is not there.

    Works on whole columns, since a check per cell would take longer than everything else. Raises ValueError or
    TypeError, which are defects, for columns that the table does not define and for values of another kind.
    """
    if batch.keys() != set(table.header):
        raise ValueError(f"table {table.name}: {sorted(batch.keys() ^ set(table.header))} are not as defined")
    return [_CHECKS[column.kind](table, column, batch[column.name]) for column in table.columns]


def _checked_words(
    fits: Callable[[Column, str], bool],
) -> Callable[[Table, Column, Sequence[object]], Sequence[object]]:
    def check(table: Table, column: Column, values: Sequence[object]) -> Sequence[object]:
        found = set(values)
        odd = {each for each in found if not (type(each) is str and fits(column, each))}
        if not odd:
            return values
        meant = {each: _meaning_of_odd(table, column, each) for each in odd}
        return [meant.get(each, each) for each in values]

    return check


def _checked_numbers(*types: type) -> Callable[[Table, Column, Sequence[object]], Sequence[object]]:
    def check(table: Table, column: Column, values: Sequence[object]) -> Sequence[object]:
        odd = set(map(type, values)).difference(types)
        if not odd:
            return values
        if odd - {NoneType, Missing}:
            raise TypeError(f"{table.name}.{column.name}: {sorted(each.__name__ for each in odd)} for {column.kind}")
        meant = {each: _meaning_of_odd(table, column, each) for each in {*values} if type(each) not in types}
        return [meant.get(each, each) if type(each) not in types else each for each in values]

    return check


def _checked_flags(table: Table, column: Column, values: Sequence[object]) -> Sequence[object]:
    known = {True: 1, False: 0}
    known.update({each: _meaning_of_odd(table, column, each) for each in set(values) - {True, False}})  # type: ignore[misc]
    return [known[each] for each in values]  # type: ignore[index]


def _meaning_of_odd(table: Table, column: Column, value: object) -> Missing:
    """The missing code for a value that is no proper value of the column."""
    if value is None:
        value = column.none
    if type(value) is str and column.kind is Kind.CODE:
        return Missing.UNLISTED
    if type(value) is Missing and value in column.missing:
        return value
    # Not the value itself: it may be a patient's words.
    raise TypeError(f"{table.name}.{column.name}: a value of type {type(value).__name__} that is not defined")


_CHECKS = {
    Kind.PSEUDONYM: _checked_words(lambda _, text: is_pseudonym(text)),
    Kind.CODE: _checked_words(lambda column, text: column.codes is not None and text in column.codes),
    Kind.KEY: _checked_words(lambda _, text: re.fullmatch(r"[a-z0-9][a-z0-9-]*", text) is not None),
    Kind.INTEGER: _checked_numbers(int),
    Kind.NUMBER: _checked_numbers(int, float),
    Kind.FLAG: _checked_flags,
}

"""Reading a CSV file line by line, whatever program wrote it. Pure: the lines come in as text."""

import csv
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from server.errors import Invalid

DELIMITERS = (",", ";", "\t")
LONGEST_FIELD = 10_000  # characters


@dataclass(frozen=True)
class Line:
    """One line of the file. number: as an editor counts, the one on which it ends. values: by column, trimmed.

    fault: why the line cannot be read at all; then it has no values.
    """

    number: int
    values: Mapping[str, str]
    fault: str | None = None


def read_lines(text: Iterable[str], known: Collection[str] | None, required: Collection[str]) -> Iterator[Line]:
    """The lines below the first one, which names the columns; empty ones are passed over.

    known: columns that may be there; one that ends with "*" stands for all that begin so; None: any. Raises Invalid
    where the columns are not as expected, and where the quotes are such that nothing after them can be told apart.
    """
    lines = iter(text)
    first = next(lines, "")
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(_with(first, lines), delimiter=delimiter, strict=True)
    number = 1
    try:
        names = [each.strip() for each in next(reader, [])]
        _require_columns(names, known, required)
        for row in reader:
            number = reader.line_num
            yield from _line(number, names, row)
    except csv.Error as fault:
        raise Invalid(
            f"After line {number} the quotes do not match ({fault}). A text with a quote in it doubles it: "
            '"he said ""no""".',
            field="file",
        ) from None


def _with(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _line(number: int, names: list[str], row: list[str]) -> Iterator[Line]:
    if not any(each.strip() for each in row):
        return
    if len(row) != len(names):
        yield Line(number, {}, f"The line has {len(row)} columns, the first line {len(names)}.")
    elif any(len(each) > LONGEST_FIELD for each in row):
        yield Line(number, {}, f"A field is longer than {LONGEST_FIELD} characters; is a quote missing?")
    else:
        yield Line(number, {name: each.strip() for name, each in zip(names, row, strict=True)})


def _require_columns(names: list[str], known: Collection[str] | None, required: Collection[str]) -> None:
    beginnings = tuple(each.removesuffix("*") for each in known or () if each.endswith("*"))
    if not names or names == [""]:
        raise Invalid("The file is empty. Its first line must name the columns.", field="file")
    for name in names:
        if names.count(name) > 1 and (known is not None or name in required):
            raise Invalid(f"The column “{name}” is there twice.", field=name)
        if known is not None and name not in known and not (beginnings and name.startswith(beginnings)):
            raise Invalid(f"“{name}” is no column that is known here: {', '.join(known)}.", field=name)
    for name in required:
        if name not in names:
            raise Invalid(f"The column “{name}” is missing.", field=name)

"""Comma-separated tables: RFC 4180 with CRLF, UTF-8 without a byte-order mark, a point in decimals."""

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import fill
from types import TracebackType
from typing import Any, Self

from server.studies.rules.codebook import HEADER
from server.studies.rules.columns import Batch, Table, cells
from server.studies.rules.manifest import File, Manifest

_WIDTH = 118  # characters of a line in the README
_README = """\
{title}
De-identified export of the study "{study}", taken on {as_of}.{demo}

What is here
{files}
How to read it
Every table has a header and one row per line. Rows of one person carry the same pseudonym in "subject"; the pseudonym
is random and means nothing outside this study. It is the same in every export of the study.
Days are counted from the first treatment day of the course, which is day 0. There are no dates but the year in which a
course began.
A value that is not there is told by a word, never by an empty cell or a number, so that it cannot be averaged by
mistake. The words are in codebook.json under "missing_codes":
{missing}
R:       readr::read_csv("wide.csv", na = names(jsonlite::read_json("codebook.json")$missing_codes))
Python:  pandas.read_csv("wide.csv", na_values=list(json.load(open("codebook.json"))["missing_codes"]))

What to keep in mind
A day without a row in check_ins was not logged. People log less when they feel low, so what is missing is not missing
at random. manifest.json says how many days could have been logged and how many questionnaires were due.
"total" is a strict sum; "prorated" fills few missing items with the mean of the others and is for sensitivity analyses.
In courses that still run, what is missing is judged as of their last row: the day of the export would tell their dates.
Do not try to find out who anybody is, and do not join these tables with data in which people are named.

{credits}
"""


class CsvTables:
    """One file per table in an existing, empty folder. Use as a context: leaving it closes the files."""

    def __init__(self, folder: Path, tables: Sequence[Table]) -> None:
        self._tables = {table.name: table for table in tables}
        self._files: dict[str, _CountedFile] = {}
        self._folder = folder

    def __enter__(self) -> Self:
        for table in self._tables.values():
            self._files[table.name] = _CountedFile(self._folder / f"{table.name}.csv")
            self._files[table.name].write(_lines([table.header]), rows=0)
        return self

    def add(self, batches: Mapping[str, Batch]) -> None:
        """Append the rows of each table. Nothing but the codes and numbers that its columns define gets through."""
        for name, batch in batches.items():
            columns = cells(self._tables[name], batch)
            if rows := len(columns[0]):
                self._files[name].write(_lines(zip(*columns, strict=True)), rows)

    def files(self) -> list[File]:
        """What was written so far."""
        return [each.told() for each in self._files.values()]

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for each in self._files.values():
            each.close()


def write_papers(folder: Path, book: Mapping[str, Any], rows: Sequence[Sequence[object]], readme: str) -> list[File]:
    """The codebook, as JSON and as CSV, and the README. Returns what was written."""
    return [
        _write(folder / "codebook.json", as_json(book)),
        _write(folder / "codebook.csv", _lines([HEADER, *rows]), rows=len(rows)),
        _write(folder / "README.txt", readme.encode()),
    ]


def write_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    """The last file: it names all others."""
    _write(folder / "manifest.json", as_json(manifest))


def readme(manifest: Manifest, tables: Sequence[Table], book: Mapping[str, Any]) -> str:
    """The words for a person who opens the export."""
    papers = {
        "codebook.csv": "Every column: type, unit, range, codes, meaning.",
        "codebook.json": "The same for programs, with the words and codes of the questionnaires.",
        "manifest.json": "Where this comes from, what was due, and the checksum of every file.",
    }
    notices = [each[key] for each in book["instruments"] for key in ("credit", "code_notice")]
    return _README.format(
        title=manifest.title,
        study=manifest.study,
        as_of=manifest.as_of.isoformat(),
        demo="\nTHE PEOPLE IN IT ARE INVENTED: it comes from a demo clinic." if manifest.is_demo else "",
        files=_listed({f"{table.name}.csv": table.meaning for table in tables} | papers),
        missing=_listed(book["missing_codes"]),
        credits="\n".join(fill(each, _WIDTH) for each in dict.fromkeys(notices)),
    )


def _listed(meanings: Mapping[str, str]) -> str:
    """A line for each name with its meaning beside it."""
    width = max(map(len, meanings)) + 2
    return "".join(
        fill(meaning, _WIDTH, initial_indent=f"{name:{width}}", subsequent_indent=" " * width) + "\n"
        for name, meaning in meanings.items()
    )


def as_json(value: Mapping[str, Any]) -> bytes:
    """JSON that a person can read, the same bytes for the same value."""
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


class _CountedFile:
    """A new file that knows how many rows and bytes it has and what their SHA-256 is."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("xb")
        self._rows = self._bytes = 0
        self._hash = hashlib.sha256()

    def write(self, content: bytes, rows: int) -> None:
        self._file.write(content)
        self._hash.update(content)
        self._bytes += len(content)
        self._rows += rows

    def told(self) -> File:
        return File(self._path.name, self._rows, self._bytes, self._hash.hexdigest())

    def close(self) -> None:
        self._file.close()


def _write(path: Path, content: bytes, rows: int | None = None) -> File:
    with path.open("xb") as file:
        file.write(content)
    return File(path.name, rows, len(content), hashlib.sha256(content).hexdigest())


def _lines(rows: Any) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()

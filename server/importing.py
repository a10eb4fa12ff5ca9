"""Reading a file into a clinic, for `lodestone import`: the files, the two passes, and what the operator is shown."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO
from uuid import UUID

from flask import Flask

from server.access import system_of
from server.db import transaction
from server.errors import Invalid
from server.records.actions.run import Importer, run_import
from server.records.actions.scores import ScoreImport
from server.records.actions.sessions import SessionImport
from server.records.rules import scores, sessions
from server.records.rules.mapping import DeviceMapping, read_mapping
from server.records.rules.report import Outcome, Report, Verdict
from server.records.rules.table_file import Line, read_lines
from server.records.rules.values import DAY_FORMATS, Notation

Say = Callable[[str], None]


@dataclass(frozen=True)
class ImportFile:
    """What the operator asked for. what: "scores" or "sessions". mapping: the file of a device's own export."""

    what: str
    file: Path
    mapping: Path | None
    days: str
    decimal: str
    encoding: str
    add_patients: bool


def import_file(app: Flask, clinic_id: UUID, asked: ImportFile, now: datetime, say: Say, *, commit: bool) -> Report:
    """Judge the whole file first, reading only; with `commit`, store what is new unless a line was refused.

    say: gets a sentence for each line that needs somebody's eye. Raises Invalid for a file or a mapping that cannot be
    read.
    """
    mapping = None if asked.mapping is None else _mapping_in(asked.mapping, asked.what)
    report = _pass(app, clinic_id, asked, mapping, now, say, write=False)
    if commit and not report.total(Outcome.REFUSED):
        # Judged anew: between the two passes somebody may have entered the same.
        report = _pass(app, clinic_id, asked, mapping, now, lambda _: None, write=True)
    return report


def _mapping_in(file: Path, what: str) -> DeviceMapping:
    if what != "sessions":
        raise Invalid("A mapping is for sessions.")
    try:
        return read_mapping(json.loads(file.read_text(encoding="utf-8-sig")))
    except ValueError as fault:
        raise Invalid(f"{file.name} is no JSON: {fault}.") from None
    except Invalid as fault:
        raise Invalid(f"{file.name}: {fault.message}") from None


def _pass(
    app: Flask,
    clinic_id: UUID,
    asked: ImportFile,
    mapping: DeviceMapping | None,
    now: datetime,
    say: Say,
    *,
    write: bool,
) -> Report:
    encoding = asked.encoding if mapping is None else mapping.encoding
    try:
        with (
            app.app_context(),
            transaction("write" if write else "read", clinic_id),
            _text_of(asked.file, encoding) as text,
        ):
            importer, lines = _reading(clinic_id, asked, mapping, text, now)
            return run_import(importer, lines, lambda verdict: say(_sentence(verdict)), write=write)
    except UnicodeDecodeError as fault:
        raise Invalid(
            f"The file is not in {encoding}: it has the byte 0x{fault.object[fault.start]:02x}. What older "
            "spreadsheets save is often in windows-1252: try --encoding windows-1252, and look at the letters with "
            "accents."
        ) from None


def _reading(
    clinic_id: UUID, asked: ImportFile, mapping: DeviceMapping | None, text: TextIO, now: datetime
) -> tuple[Importer, Iterator[Line]]:
    actor = system_of(clinic_id)
    notation = Notation(DAY_FORMATS[asked.days], decimal_comma=asked.decimal == "comma")
    if asked.what == "scores":
        importer = ScoreImport(actor, asked.file.name, notation, asked.add_patients, now)
        return importer, read_lines(text, scores.COLUMNS, scores.REQUIRED)
    lines = (
        read_lines(text, sessions.KNOWN, sessions.REQUIRED)
        if mapping is None
        else read_lines(text, None, mapping.needed)
    )
    return SessionImport(actor, asked.file.name, notation, mapping, now), lines


def _text_of(file: Path, encoding: str) -> TextIO:
    # A byte order mark is no part of the first column's name; line ends within quotes are part of their field.
    return file.open(encoding="utf-8-sig" if encoding == "utf-8" else encoding, newline="")


def _sentence(verdict: Verdict) -> str:
    place = f"line {verdict.line}" + (f", {verdict.column}" if verdict.column else "")
    return f"{place}: {verdict.outcome}: {verdict.reason}"


def table_of_report(report: Report, *, committed: bool) -> str:
    """The counts as a table of text, a row for each kind of line."""
    heads: list[Any] = [(Outcome.ADDED if not committed else "added"), *list(Outcome)[1:]]
    rows = [["", *map(str, heads)]]
    rows += [[what or "unreadable", *(str(counts[each]) for each in Outcome)] for what, counts in report.counts.items()]
    widths = [max(len(row[place]) for row in rows) for place in range(len(heads) + 1)]
    lines = ([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])] for row in rows)
    return "\n".join("  ".join(cells).rstrip() for cells in lines)

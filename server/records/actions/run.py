"""Importing a file: the same steps for a dry run and for the import itself, in portions, so that memory stays flat."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, Protocol

from server.errors import Conflict, Invalid
from server.records.rules.report import Outcome, Report, Verdict
from server.records.rules.table_file import Line

PORTION = 500  # lines that are looked up and stored together


class Importer(Protocol):
    """One kind of file. items: what the lines say, once each; lines that cannot be read are refused on the way."""

    def items(self, lines: Iterator[Line], refuse: Callable[[int, Invalid], None]) -> Iterator[Any]: ...

    def judge(self, portion: list[Any], *, write: bool) -> Iterator[Verdict]:
        """What becomes of each; with `write`, those that are new are stored."""
        ...


def run_import(importer: Importer, lines: Iterable[Line], show: Callable[[Verdict], None], *, write: bool) -> Report:
    """Judge all lines and, with `write`, store what is new. show: gets each line that is refused or differs.

    Raises Invalid for a file that cannot be read to its end, and with `write` Conflict if a line is refused: the
    caller's transaction then takes everything back.
    """
    report = Report()
    unreadable: list[Verdict] = []

    def refuse(number: int, fault: Invalid) -> None:
        unreadable.append(Verdict(number, Outcome.REFUSED, "", str(fault.details.get("field", "")), fault.message))

    items = importer.items(iter(lines), refuse)
    while (portion := list(islice(items, PORTION))) or unreadable:
        verdicts = [*unreadable, *importer.judge(portion, write=write)]
        unreadable.clear()
        for verdict in sorted(verdicts, key=lambda each: each.line):
            report.add(verdict)
            if verdict.outcome in (Outcome.DIFFERS, Outcome.REFUSED):
                show(verdict)
    if write and report.total(Outcome.REFUSED):
        raise Conflict("Some lines were refused, so that nothing was imported.", code="import-refused")
    return report

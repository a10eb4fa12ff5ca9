"""Small cells of a table that leaves the clinic: which must not be printed, so that no patient can be found. Pure.

Counts below 11 are hidden (CMS cell size policy, clinical reference 4.4, unverified), and so is every count from which
a hidden one could be had by subtracting: the rest of a sample, the one small stratum beside shown ones, and the
difference of two samples of which one lies within the other. What is printed first is kept first: ITT before the rest,
all courses before strata.

Not prevented is what two files give together, such as January to March beside January to April: publish one table.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from server.outcomes.rules.cohort import Row
from server.outcomes.rules.figures import Share
from server.outcomes.rules.samples import Sample

LEAST = 11
# Sample -> those that lie within it.
_WITHIN = {
    Sample.FULL: {Sample.ITT, Sample.COMPLETER, Sample.PER_PROTOCOL, Sample.ADEQUATE},
    Sample.ITT: {Sample.COMPLETER, Sample.PER_PROTOCOL, Sample.ADEQUATE},
    Sample.PER_PROTOCOL: {Sample.ADEQUATE},
}


class Column(StrEnum):
    """The counts of a row. N stands for the whole row: where it is hidden, nothing of the row is shown."""

    N = "n"
    RESPONSE = "response"
    REMISSION = "remission"
    DETERIORATION = "deterioration"
    MISSING = "missing"
    ADVERSE = "adverse"
    SERIOUS = "serious"


@dataclass(frozen=True, slots=True)
class _Cell:
    """count of `of`; of None: events, which are counted without a whole."""

    count: int
    of: int | None

    def is_small(self) -> bool:
        return self.count < LEAST or (self.of is not None and self.of - self.count < LEAST)


@dataclass(frozen=True, slots=True)
class _Layout:
    """How rows hang together. nested: (printed first, printed later) where one lies within the other. parts: (all
    courses, their strata)."""

    nested: Sequence[tuple[int, int]]
    parts: Sequence[tuple[int, Sequence[int]]]


def hidden_cells(rows: Sequence[Row]) -> list[frozenset[Column]]:
    """For every row the columns that must not be printed. rows: of one table, in the order of printing."""
    layout = _Layout(list(_nested(rows)), list(_parts(rows)))
    whole = {place for place, row in enumerate(rows) if row.n >= LEAST}
    open_rows = _without_telling(rows, [_Cell(row.n, None) for row in rows], whole, layout)
    hidden: list[set[Column]] = [set() if place in open_rows else set(Column) for place in range(len(rows))]
    for column in Column:
        if column is not Column.N:
            cells = [_cell_of(row, column) for row in rows]
            large = {place for place in open_rows if _is_large(rows[place], cells[place])}
            for place in open_rows - _without_telling(rows, cells, large, layout):
                hidden[place].add(column)
    return [frozenset(each) for each in hidden]


def _is_large(row: Row, cell: _Cell | None) -> bool:
    """Whether a count may be printed as far as it alone goes. Of the baselines that were not ill enough for remission
    there may be a few only: then its N would tell of them."""
    if cell is None or cell.is_small():
        return False
    return cell.of is None or row.n == cell.of or row.n - cell.of >= LEAST


def _without_telling(rows: Sequence[Row], cells: Sequence[_Cell | None], shown: set[int], layout: _Layout) -> set[int]:
    """What is left of the rows `shown` when those are hidden, one by one, that would give a small cell away."""
    left = set(shown)
    while (tell := next(_telling(rows, cells, left, layout), None)) is not None:
        left.remove(tell)
    return left


def _telling(rows: Sequence[Row], cells: Sequence[_Cell | None], shown: set[int], layout: _Layout) -> Iterator[int]:
    for first, later in layout.nested:
        one, other = cells[first], cells[later]
        if first in shown and later in shown and one and other and _gives_away(_difference(one, other)):
            yield later
    for total, strata in layout.parts:
        seen = [place for place in strata if place in shown]
        unseen = [place for place in strata if place not in shown]
        if total in shown and seen and unseen:
            together = _sum([cells[place] for place in unseen])
            if len(unseen) == 1 or together is None or _gives_away(together):
                yield min(seen, key=lambda place: (rows[place].n, -place))


def _gives_away(cell: _Cell) -> bool:
    """Whether the cell of a group that nobody printed, and that can be computed, is small. An empty group is none."""
    if cell.of is None:
        return 0 < cell.count < LEAST
    return cell.of > 0 and cell.is_small()


def _difference(one: _Cell, other: _Cell) -> _Cell:
    if one.of is None or other.of is None:
        return _Cell(abs(one.count - other.count), None)
    return _Cell(abs(one.count - other.count), abs(one.of - other.of))


def _sum(cells: Sequence[_Cell | None]) -> _Cell | None:
    known = [each for each in cells if each is not None]
    wholes = [each.of for each in known if each.of is not None]
    return _Cell(sum(each.count for each in known), sum(wholes) if wholes else None) if known else None


def _nested(rows: Sequence[Row]) -> Iterator[tuple[int, int]]:
    for (first, one), (later, other) in combinations(enumerate(rows), 2):
        if _lies_within(one, other) or _lies_within(other, one):
            yield first, later


def _lies_within(inner: Row, outer: Row) -> bool:
    """Whether the courses of one row are some of those of the other."""
    in_sample = inner.sample is outer.sample or inner.sample in _WITHIN.get(outer.sample, set())
    in_filter = inner.ill_only or not outer.ill_only
    return in_sample and in_filter and outer.stratum in ("", inner.stratum)


def _parts(rows: Sequence[Row]) -> Iterator[tuple[int, Sequence[int]]]:
    for total, row in enumerate(rows):
        strata = [place for place, each in enumerate(rows) if each.stratum and each.n and _is_part(each, row)]
        if strata and not row.stratum:
            yield total, strata


def _is_part(part: Row, whole: Row) -> bool:
    return (part.sample, part.ill_only) == (whole.sample, whole.ill_only)


def _cell_of(row: Row, column: Column) -> _Cell | None:
    shares: dict[Column, Share | None] = {
        Column.RESPONSE: row.response,
        Column.REMISSION: row.remission,
        Column.DETERIORATION: row.deterioration,
        Column.MISSING: row.missing,
    }
    if column in shares:
        found = shares[column]
        return None if found is None else _Cell(found.n, found.of)
    return _Cell(row.serious if column is Column.SERIOUS else row.adverse_of_patients.events, None)

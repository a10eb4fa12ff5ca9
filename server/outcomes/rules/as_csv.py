"""The outcome table as CSV, with small cells hidden: this file leaves the clinic. Pure."""

import csv
from collections.abc import Sequence
from datetime import date

from server.outcomes.rules.cohort import Row
from server.outcomes.rules.figures import Rate, Share, half_up
from server.outcomes.rules.intervals import Interval
from server.outcomes.rules.suppression import Column, hidden_cells

HIDDEN = "hidden"  # in place of a count below 11, and of what would give one away
_SHARES = (Column.RESPONSE, Column.REMISSION, Column.DETERIORATION, Column.MISSING)
COLUMNS = (
    *("scale", "began_from", "began_to", "sample", "baseline_filter", "stratum", "n"),
    *("baseline_mean", "baseline_sd", "end_mean", "end_sd", "change_mean", "change_low", "change_high", "cohen_d"),
    *(f"{share}_{part}" for share in _SHARES for part in ("n", "of", "percent", "low", "high")),
    *("sessions_q1", "sessions_median", "sessions_q3"),
    *(f"adverse_{part}" for part in ("n", "per_1000_patients", "low", "high", "per_10000_sessions", "low", "high")),
    "serious_n",
)


class _Lines(list[str]):
    """What the writer writes, line by line."""

    write = list.append


def as_csv(rows: Sequence[Row], scale: str, first: date | None, last: date | None, ill: str) -> bytes:
    """One line for each row, in UTF-8. ill: what the filter of the baseline is called, such as ">= 10"."""
    lines = _Lines()
    writer = csv.writer(lines)
    writer.writerow(COLUMNS)
    period = [scale, _day(first), _day(last)]
    for row, hidden in zip(rows, hidden_cells(rows), strict=True):
        of = [row.sample.value, ill if row.ill_only else "any", _harmless(row.stratum)]
        writer.writerow([*period, *of, *_figures(row, hidden)])
    return "".join(lines).encode()


def _figures(row: Row, hidden: frozenset[Column]) -> list[str]:
    if Column.N in hidden:
        return [HIDDEN, *[""] * (len(COLUMNS) - 7)]
    spreads = [row.baseline.mean, row.baseline.sd, row.end.mean, row.end.sd, row.change.mean]
    shares = (row.response, row.remission, row.deterioration, row.missing)
    told = [each for column, share in zip(_SHARES, shares, strict=True) for each in _share(share, column in hidden)]
    return [
        str(row.n),
        *(_number(each) for each in spreads),
        *_interval(row.change_interval, 1),
        _number(row.d, 2),
        *told,
        *(_number(each) for each in (row.sessions.low, row.sessions.median, row.sessions.high)),
        *_rates(row.adverse_of_patients, row.adverse_of_sessions, Column.ADVERSE in hidden),
        HIDDEN if Column.SERIOUS in hidden else str(row.serious),
    ]


def _harmless(words: str) -> str:
    """A device's name that a spreadsheet does not take for a formula."""
    return f"'{words}" if words[:1] in ("=", "+", "-", "@", "\t", "\r") else words


def _share(share: Share | None, is_hidden: bool) -> list[str]:
    if share is None:
        return [""] * 5
    if is_hidden:
        return [HIDDEN, "", "", "", ""]
    return [str(share.n), str(share.of), _number(share.percent), *_interval(share.interval, 1)]


def _rates(of_patients: Rate, of_sessions: Rate, is_hidden: bool) -> list[str]:
    if is_hidden:
        return [HIDDEN, *[""] * 6]
    rates = [[_number(each.value, 2), *_interval(each.interval, 2)] for each in (of_patients, of_sessions)]
    return [str(of_patients.events), *rates[0], *rates[1]]


def _interval(interval: Interval | None, digits: int) -> list[str]:
    return ["", ""] if interval is None else [half_up(interval.low, digits), half_up(interval.high, digits)]


def _number(value: float | None, digits: int = 1) -> str:
    return "" if value is None else half_up(value, digits)


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()

"""The outcome table for a terminal. Pure."""

from collections.abc import Sequence

from server.outcomes.rules.benchmarks import Benchmark
from server.outcomes.rules.cohort import Row
from server.outcomes.rules.figures import Rate, Share, Spread, half_up
from server.outcomes.rules.intervals import Interval
from server.outcomes.rules.lasting import Lasting

_HEAD = (
    "sample",
    "N",
    "baseline",
    "end",
    "change (95 % CI)",
    "d",
    "response",
    "remission",
    "worse",
    "no end",
    "sessions",
)


def as_text(rows: Sequence[Row], ill: str) -> list[str]:
    """One line for each row, in columns. ill: what the filter of the baseline is called, such as ">= 10"."""
    return _in_columns([list(_HEAD), *([_name(row, ill), *_cells(row)] for row in rows)])


def adverse_as_text(row: Row) -> list[str]:
    """The adverse events of all courses."""
    return [
        f"adverse events: {row.adverse_of_patients.events}, serious: {row.serious}",
        f"  {_rate(row.adverse_of_patients)} per 1,000 patients, {_rate(row.adverse_of_sessions)} per 10,000 sessions",
    ]


def lasting_as_text(lasting: Lasting) -> list[str]:
    """What lasted, one line for each figure that the scale has."""
    figures = (
        ("answered 12 months after the baseline", lasting.asked_after_a_year),
        ("response then", lasting.response_after_a_year),
        ("remission then", lasting.remission_after_a_year),
        ("remission within 4 to 8 months", lasting.remission_half_a_year),
        ("response at every visit to 12 months", lasting.durable),
        ("relapse by score", lasting.relapsed),
        ("treated again, or in hospital", lasting.treated_again),
    )
    return _in_columns([[f"  {name}", share_as_text(share)] for name, share in figures if share is not None])


def benchmarks_as_text(benchmarks: Sequence[Benchmark]) -> list[str]:
    """Published figures, with their sample and what keeps them from being targets."""
    lines = []
    for each in benchmarks:
        lines.append(
            f"  {each.study}: response {_span(each.response)}, remission {_span(each.remission)} ({each.sample})"
        )
        lines.append(f"    {each.caveat} {each.source}.")
    return lines


def share_as_text(share: Share) -> str:
    """Such as "15/24, 62.5 % (42.7 to 78.8)"; "3/8" where there are too few for a percentage."""
    told = f"{share.n}/{share.of}"
    if share.percent is None or share.interval is None:
        return told
    return f"{told}, {half_up(share.percent)} % ({_interval(share.interval)})"


def _name(row: Row, ill: str) -> str:
    name = f"{row.sample}, baseline {ill}" if row.ill_only else row.sample.value
    return f"  {row.stratum}" if row.stratum else name


def _cells(row: Row) -> list[str]:
    sessions = row.sessions
    return [
        str(row.n),
        _spread(row.baseline),
        _spread(row.end),
        _change(row),
        "-" if row.d is None else half_up(row.d, 2),
        *("-" if each is None else share_as_text(each) for each in (row.response, row.remission)),
        "-" if row.deterioration is None else f"{row.deterioration.n}/{row.deterioration.of}",
        f"{row.missing.n}/{row.missing.of}",
        "-"
        if sessions.median is None or sessions.low is None or sessions.high is None
        else f"{half_up(sessions.median, 0)} ({half_up(sessions.low, 0)}-{half_up(sessions.high, 0)})",
    ]


def _change(row: Row) -> str:
    if row.change.mean is None:
        return "-"
    told = half_up(row.change.mean)
    return told if row.change_interval is None else f"{told} ({_interval(row.change_interval)})"


def _spread(spread: Spread) -> str:
    if spread.mean is None:
        return "-"
    return half_up(spread.mean) if spread.sd is None else f"{half_up(spread.mean)} ({half_up(spread.sd)})"


def _rate(rate: Rate) -> str:
    if rate.value is None or rate.interval is None:
        return "-"
    return f"{half_up(rate.value, 2)} ({_interval(rate.interval, 2)})"


def _interval(interval: Interval, digits: int = 1) -> str:
    return f"{half_up(interval.low, digits)} to {half_up(interval.high, digits)}"


def _span(span: tuple[float, float]) -> str:
    low, high = span
    return f"{low:g} %" if low == high else f"{low:g} to {high:g} %"


def _in_columns(lines: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(len(cell) for cell in column) for column in zip(*lines, strict=True)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]

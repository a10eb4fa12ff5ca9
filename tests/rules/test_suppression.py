"""Small cells: none in the file, and none that could be had from it by subtracting."""

from collections.abc import Sequence
from functools import cache
from itertools import combinations, product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.outcomes.rules.as_csv import COLUMNS, HIDDEN, as_csv
from server.outcomes.rules.cohort import Case, Row, table_of
from server.outcomes.rules.samples import Sample, Scores, is_ill_enough, is_in
from server.outcomes.rules.strata import Stratum, Traits
from server.outcomes.rules.suppression import LEAST, Column, hidden_cells
from server.outcomes.rules.thresholds import Thresholds

PHQ9 = Thresholds(response_percent=50, remission_below=5, remission_from=10, reliable=6, minimal=5)
WELL, ILL = Scores(36, 30, 20, 8, 8), Scores(36, 30, 20, 18, 18)


def rows_of(groups: dict[str, tuple[int, int]], samples: Sequence[Sample] = (Sample.ITT,)) -> list[Row]:
    """One sex per group: how many responded, how many did not; a filter that changes nothing is left out."""
    cases = [
        Case((sex, place), WELL if place < well else ILL, Traits(sex, 40, None, "hf10", None, None, 36))
        for sex, (well, ill) in groups.items()
        for place in range(well + ill)
    ]
    return [each for each in table_of(cases, PHQ9, Stratum.SEX, samples, ()) if not each.ill_only]


def shown(rows: Sequence[Row], column: Column) -> list[str]:
    """The strata whose cell is printed; "" is all courses together."""
    return [row.stratum for row, hidden in zip(rows, hidden_cells(rows), strict=True) if column not in hidden]


@pytest.mark.parametrize(
    ("groups", "rows", "responses"),
    [
        # 22 of 44 in each: all is large.
        ({"female": (22, 22), "male": (22, 22)}, ["", "female", "male"], ["", "female", "male"]),
        # Ten men: hidden; and the women, who are the rest of all.
        ({"female": (22, 22), "male": (5, 5)}, [""], [""]),
        # Eleven men may be counted, but not their five responders; then neither the women's.
        ({"female": (22, 22), "male": (5, 6)}, ["", "female", "male"], [""]),
        # Ten women did not respond: what is left of N counts as well.
        ({"female": (30, 10), "male": (22, 22)}, ["", "female", "male"], [""]),
        # One small group beside two large ones takes the smaller of these with it.
        ({"female": (22, 22), "male": (30, 30), "other": (2, 1)}, ["", "male"], ["", "male"]),
        # Two small groups with 12 people together: 12 may be known. But five of them responded: so no other response.
        (
            {"female": (22, 22), "male": (30, 30), "other": (3, 3), "unknown": (2, 4)},
            ["", "female", "male"],
            ["", "male"],
        ),
        # Two groups of 3 and 4: they are seven together, so that a third one hides them.
        (
            {"female": (22, 22), "male": (30, 30), "other": (2, 1), "unknown": (2, 2)},
            ["", "male"],
            ["", "male"],
        ),
        ({"female": (4, 5)}, [], []),  # N = 9
    ],
)
def test_what_would_give_a_small_cell_away_is_hidden_too(
    groups: dict[str, tuple[int, int]], rows: list[str], responses: list[str]
) -> None:
    table = rows_of(groups)
    assert shown(table, Column.N) == rows
    assert shown(table, Column.RESPONSE) == responses


def test_of_two_samples_that_differ_by_a_few_only_the_first_is_shown() -> None:
    """ITT 44, full cohort 49: the difference is five courses without a score."""
    cases = [
        Case(place, scores, Traits(None, None, None, "hf10", None, None, scores.sessions))
        for place, scores in enumerate([*[WELL] * 22, *[ILL] * 22, *[Scores(5, 5, None, None, None)] * 5])
    ]
    rows = table_of(cases, PHQ9, Stratum.NONE, (Sample.ITT, Sample.FULL), ())
    hidden = hidden_cells(rows)
    assert [(row.sample, Column.N in cell) for row, cell in zip(rows, hidden, strict=True) if not row.ill_only] == [
        (Sample.ITT, False),
        (Sample.FULL, True),
    ]


def _random_cases(seed: int, size: int) -> list[Case]:
    rng = Random(seed)
    found = []
    for place in range(size):
        sessions = rng.choice((5, 15, 25, 33, 36))
        baseline = rng.choice((None, 8, 15, 20, 20, 20))
        end = rng.choice((None, 2, 4, 9, 12, 18, 27))
        scores = Scores(sessions, min(sessions, 30), baseline, end, rng.choice((None, 10, 16)))
        sex = rng.choices(("female", "male", "other", None), (50, 45, 3, 2))[0]
        found.append(Case(place, scores, Traits(sex, None, None, "hf10", None, None, sessions), rng.randint(0, 1)))
    return found


def _counts(row: Row) -> dict[Column, tuple[int, int]]:
    shares = {Column.RESPONSE: row.response, Column.REMISSION: row.remission, Column.MISSING: row.missing}
    return {column: (each.n, each.of) for column, each in shares.items() if each is not None}


@settings(max_examples=40)
@given(st.integers(0, 10**6), st.integers(0, 400))
def test_no_single_subtraction_in_the_file_gives_a_small_cell(seed: int, size: int) -> None:
    """An independent attacker: every shown cell, every pair of nested rows, and the hidden rest of every total."""
    cases = _random_cases(seed, size)
    rows = table_of(cases, PHQ9, Stratum.SEX, tuple(Sample), ())
    hidden = hidden_cells(rows)
    open_rows = [place for place in range(len(rows)) if Column.N not in hidden[place]]
    for place in open_rows:
        assert rows[place].n >= LEAST
    for one, other in combinations(open_rows, 2):
        here, there = (_everybody()[row.sample, row.ill_only, row.stratum] for row in (rows[one], rows[other]))
        if here < there or there < here:
            assert abs(rows[one].n - rows[other].n) not in range(1, LEAST)
    for column in (Column.RESPONSE, Column.REMISSION, Column.MISSING):
        seen = [place for place in open_rows if column not in hidden[place]]
        for place in seen:
            n, of = _counts(rows[place])[column]
            assert n >= LEAST
            assert of - n >= LEAST
        for total in seen:
            strata = [p for p, row in enumerate(rows) if row.stratum and row.n and _same(row, rows[total])]
            rest = [p for p in strata if p not in seen]
            if not rows[total].stratum and rest and len(rest) < len(strata):
                n, of = (sum(_counts(rows[p])[column][i] for p in rest) for i in (0, 1))
                assert len(rest) > 1
                assert min(n, of - n) >= LEAST or of == 0


def _same(one: Row, other: Row) -> bool:
    return (one.sample, one.ill_only) == (other.sample, other.ill_only)


Key = tuple[Sample, bool, str]


def _rows_with(case: Case) -> set[Key]:
    """The rows that count the course."""
    ill = (False, True) if is_ill_enough(case.scores, PHQ9) else (False,)
    strata = ("", case.traits.sex or "not known")
    return set(product([each for each in Sample if is_in(each, case.scores, PHQ9)], ill, strata))


@cache
def _everybody() -> dict[Key, set[object]]:
    """Of three thousand courses, who is in which row: what anybody can know about how rows hang together."""
    found: dict[Key, set[object]] = {}
    for case in _random_cases(1, 3000):
        for key in _rows_with(case):
            found.setdefault(key, set()).add(case.patient)
    return found


def test_the_file_says_hidden_and_nothing_else_of_a_small_row() -> None:
    rows = rows_of({"female": (22, 22), "male": (5, 5)})
    lines = [line.split(",") for line in as_csv(rows, "phq-9", None, None, ">= 10").decode().splitlines()]
    assert lines[0] == list(COLUMNS)
    by_stratum = {line[5]: line for line in lines[1:]}
    assert by_stratum["male"][6:] == [HIDDEN, *[""] * (len(COLUMNS) - 7)]
    assert by_stratum[""][6] == "54"
    assert all(len(line) == len(COLUMNS) for line in lines)


def test_a_devices_name_is_no_formula_in_a_spreadsheet() -> None:
    cases = [Case(place, WELL, Traits(None, None, "=1+1", "hf10", None, None, 36)) for place in range(12)]
    rows = table_of(cases, PHQ9, Stratum.DEVICE, (Sample.ITT,), ())
    assert b",'=1+1," in as_csv(rows, "phq-9", None, None, "any")

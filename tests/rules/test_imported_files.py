"""Reading files of other systems: what is taken, what is refused, and that nothing is guessed."""

import json
import re
from datetime import date, time
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.errors import Invalid
from server.records.rules.mapping import FIELDS, read_mapping, translated
from server.records.rules.scores import COLUMNS as SCORE_COLUMNS
from server.records.rules.sessions import KNOWN as SESSION_KNOWN
from server.records.rules.table_file import Line, read_lines
from server.records.rules.values import DAY_FORMATS, Notation, day_of, number_of, time_of

MAPPINGS = Path(__file__).parents[2] / "docs" / "examples"
SMALLEST: dict[str, Any] = {"name": "Any", "columns": {"patient_number": "Nr", "date": "Day"}}


def values(*text: str, required: tuple[str, ...] = ()) -> list[dict[str, str]]:
    return [dict(each.values) for each in read_lines(text, ("a", "b", "item_*"), required)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_first_line_tells_the_delimiter(delimiter: str) -> None:
    assert values(f"a{delimiter}b\n", f' 1 {delimiter}"2{delimiter}3"\n') == [{"a": "1", "b": f"2{delimiter}3"}]


def test_empty_lines_are_passed_over_and_lines_counted_as_an_editor_does() -> None:
    lines = list(read_lines(["a,b\n", "\n", "1,2\n", " , \n", '"two\n', 'lines",4\n', "5,6\n"], None, ()))
    assert [(each.number, each.values["a"]) for each in lines] == [(3, "1"), (6, "two\nlines"), (7, "5")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ([], "The file is empty"),
        (["\n"], "The file is empty"),
        (["a,c\n"], "“c” is no column"),
        (["a,a\n"], "“a” is there twice"),
        (["b\n"], "“a” is missing"),
        (["a,b\n", "1,2\n", '3,"4\n', "5,6\n"], "After line 2 the quotes"),
        (["a,b\n", '3,"4" x\n'], "After line 1 the quotes"),
    ],
)
def test_a_file_that_cannot_be_told_apart_is_refused_whole(text: list[str], words: str) -> None:
    with pytest.raises(Invalid, match=words):
        values(*text, required=("a",))


def test_a_line_of_another_width_is_refused_alone() -> None:
    lines = list(read_lines(["a,b\n", "1\n", "2,3\n"], None, ()))
    assert [(each.number, each.fault is None) for each in lines] == [(2, False), (3, True)]


def test_lines_are_read_one_by_one_however_long_the_file() -> None:
    endless = chain(["a,b\n"], repeat("1,2\n"))
    assert next(read_lines(endless, None, ())).values == {"a": "1", "b": "2"}


@pytest.mark.parametrize(
    ("text", "written", "day"),
    [
        ("2026-11-02", "iso", date(2026, 11, 2)),
        ("02.11.2026", "dd.mm.yyyy", date(2026, 11, 2)),
        ("2.11.2026", "dd.mm.yyyy", date(2026, 11, 2)),
        ("03/04/2026", "mm/dd/yyyy", date(2026, 3, 4)),
        ("03/04/2026", "dd/mm/yyyy", date(2026, 4, 3)),
        ("02.11.2026", "iso", None),
        ("2026-02-30", "iso", None),
        ("02.11.26", "dd.mm.yyyy", None),  # which century?
        ("0026-11-02", "iso", None),
        ("", "iso", None),
    ],
)
def test_days_are_read_as_they_are_said_to_be_written(text: str, written: str, day: date | None) -> None:
    try:
        assert day_of(text, Notation(DAY_FORMATS[written]), "date") == day
    except Invalid:
        assert day is None


@pytest.mark.parametrize(
    ("text", "comma", "number"),
    [
        ("12", False, 12), ("12.5", False, 12.5), ("-3", False, -3), ("12.0", False, 12), ("12,5", True, 12.5),
        ("12,5", False, None), ("12.5", True, None), ("1.000", True, None), ("1,000", False, None),
        ("1e5", False, None), ("nan", False, None), ("inf", False, None), ("0x10", False, None), ("", False, None),
        ("1234567890", False, None), ("１２", False, None),
    ],
)  # fmt: skip
def test_numbers_are_read_with_the_point_or_the_comma_and_nothing_else(
    text: str, comma: bool, number: float | None
) -> None:
    try:
        assert number_of(text, Notation(decimal_comma=comma), "total") == number
    except Invalid:
        assert number is None


def test_seconds_may_follow_a_time() -> None:
    assert [time_of(each, Notation(), "time") for each in ("9:05", "09:05:59")] == [time(9, 5), time(9, 5)]


@given(st.text(max_size=40))
def test_no_text_is_more_than_refused(text: str) -> None:
    for read in (day_of, time_of, number_of):
        try:
            read(text, Notation(), "a")
        except Invalid:
            continue


@pytest.mark.parametrize("name", ["device-a.mapping.json", "device-b.mapping.json"])
def test_the_mappings_of_the_docs_are_sound(name: str) -> None:
    read_mapping(json.loads((MAPPINGS / name).read_text()))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"colums": {}}, "colums"),
        ({"name": ""}, "name"),
        ({"name": None}, "name"),
        ({"columns": []}, "columns"),
        ({"columns": {"patient_number": "Nr"}}, "columns"),
        ({"columns": SMALLEST["columns"] | {"power": "P"}}, "columns"),
        ({"columns": SMALLEST["columns"] | {"pulses": {"column": "P", "times": 2}}}, "columns"),
        ({"columns": SMALLEST["columns"] | {"pulses": {"column": "P", "multiply_by": "2"}}}, "columns"),
        ({"columns": SMALLEST["columns"] | {"target": {"column": "P", "multiply_by": 2}}}, "columns"),
        ({"constants": {"power": "1"}}, "columns"),
        ({"each_line_is": "train"}, "each_line_is"),
        ({"encoding": "latin-1"}, "encoding"),
        ({"days": "%d.%m.%Y"}, "days"),
        ({"decimal": ","}, "decimal"),
        ({"started": "Begin"}, "started"),
        ({"only_if": {"column": "Kind"}}, "only_if"),
        ({"only_if": {"column": "Kind", "is": "x"}}, "only_if"),
        ({"words": {"state": "full"}}, "words"),
    ],
)
def test_a_mapping_that_says_something_else_is_refused(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_mapping(SMALLEST | changes)
    assert refusal.value.details["field"] == field
    assert field in FIELDS or field == "colums"


@pytest.mark.parametrize("said", [None, [], "x", 1])
def test_a_mapping_is_an_object(said: Any) -> None:
    with pytest.raises(Invalid):
        read_mapping(said)


@pytest.mark.parametrize(
    ("text", "times", "read"), [("1.2", 100, "120"), ("0.9", 1000, "900"), ("1.15", 100, "115"), ("10.0", 1, "10")]
)
def test_another_unit_is_brought_to_ours_without_a_rounding_error(text: str, times: float, read: str) -> None:
    column = {"column": "P", "multiply_by": times}
    mapping = read_mapping(SMALLEST | {"columns": SMALLEST["columns"] | {"pulses": column}})
    line = translated(Line(2, {"Nr": "17", "Day": "2026-11-02", "P": text}), mapping)
    assert line is not None
    assert line.values["pulses"] == read


@pytest.mark.parametrize("name", [*SCORE_COLUMNS, *SESSION_KNOWN, *FIELDS])
def test_every_column_and_every_field_of_a_mapping_is_documented(name: str) -> None:
    page = (MAPPINGS.parent / "importing.md").read_text()
    plain = re.sub(r"_[2-6]$", "", name)
    assert f"| `{plain}`" in page

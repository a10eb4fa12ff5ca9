"""What a column of an export lets through."""

import re

import pytest

from server.courses.library import indications, protocols
from server.questionnaires.library import instruments, scheduled_instruments
from server.questionnaires.rules.entry import MODES
from server.studies.rules.codebook import codebook_rows
from server.studies.rules.columns import MISSING, Column, Kind, Missing, Table, cells
from server.studies.rules.tables import Vocabulary, tables

TABLES = tables(
    Vocabulary(
        instruments(),
        scheduled_instruments(),
        {each.key: each.title for each in indications()},
        {each.key: each.name for each in protocols()},
        sorted({stimulation.target for each in protocols() for stimulation in each.stimulations}),
    )
)
every_column = pytest.mark.parametrize(
    "column", [pytest.param(each, id=f"{table.name}.{each.name}") for table in TABLES for each in table.columns]
)


def through(column: Column, *values: object) -> list[object]:
    return list(cells(Table("t", "", (), (column,)), {column.name: values})[0])


def test_a_code_that_is_not_listed_is_withheld():
    sex = Column("sex", Kind.CODE, "", codes={"female": "f"}, none=Missing.NOT_RECORDED)
    assert through(sex, "female", None, "Ann, 17-4711") == ["female", Missing.NOT_RECORDED, Missing.UNLISTED]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.PSEUDONYM, "Ann"),
        (Kind.PSEUDONYM, "K7M2-9QXX"),  # its check character is wrong
        (Kind.KEY, "Week 2"),
        (Kind.KEY, "=1+1"),
        (Kind.INTEGER, "5"),
        (Kind.INTEGER, 5.0),
        (Kind.INTEGER, None),  # nothing says what it would mean
        (Kind.INTEGER, Missing.DECLINED),  # not defined for this column
        (Kind.NUMBER, "x"),
        (Kind.FLAG, 2),
        (Kind.FLAG, "yes"),
    ],
)
def test_a_value_of_another_kind_is_a_defect_and_its_words_are_not_told(kind, value):
    with pytest.raises(TypeError) as defect:
        through(Column("column", kind, ""), value)
    assert "t.column" in str(defect.value)
    assert "Ann" not in str(defect.value)


def test_missing_codes_take_the_place_of_what_is_not_there():
    value = Column("v", Kind.INTEGER, "", none=Missing.NOT_ASKED, also=(Missing.DECLINED,))
    assert through(value, 1, None, Missing.DECLINED) == [1, "not_asked", "declined"]
    flag = Column("f", Kind.FLAG, "", none=Missing.NOT_ASKED)
    assert through(flag, True, 0, None) == [1, 0, "not_asked"]


def test_columns_and_definition_must_agree():
    table = Table("t", "", (), (Column("a", Kind.INTEGER, ""),))
    with pytest.raises(ValueError, match="b"):
        cells(table, {"a": [1], "b": [2]})
    with pytest.raises(ValueError, match="a"):
        cells(table, {})


def test_no_kind_of_column_is_free_text():
    """Whoever adds one has to argue here how names and notes are kept out of it."""
    assert {each.value for each in Kind} == {"pseudonym", "code", "key", "integer", "number", "flag"}


@every_column
def test_a_name_suits_every_statistics_program(column):
    assert re.fullmatch(r"[a-z][a-z0-9_]{0,31}", column.name)


@every_column
def test_every_column_says_what_it_means(column):
    assert column.meaning.strip()
    if column.kind is Kind.CODE:
        assert column.codes
        assert all(column.codes.values())
    for code in column.codes or {}:
        assert not str(code).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_no_missing_code_is_also_a_code_and_all_are_explained():
    """Who tells a program that "missed" means missing would lose the sessions that were missed."""
    codes = {str(code) for table in TABLES for column in table.columns for code in column.codes or {}}
    assert not codes & {each.value for each in Missing}
    assert set(MISSING) == set(Missing)


def test_every_table_is_keyed_by_columns_of_its_own():
    for table in TABLES:
        assert set(table.key) <= set(table.header)
        assert len(set(table.header)) == len(table.header)


def test_the_codebook_has_a_row_per_column():
    assert len(codebook_rows(TABLES)) == sum(len(table.columns) for table in TABLES)


def test_every_way_in_which_a_questionnaire_came_about_has_a_code() -> None:
    (mode,) = (
        column for table in TABLES if table.name == "scores" for column in table.columns if column.name == "mode"
    )
    assert set(mode.codes or ()) == set(MODES)

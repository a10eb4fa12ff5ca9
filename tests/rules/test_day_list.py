"""Treatment days from a pasted list."""

from datetime import date

import pytest

from server.courses.rules.day_list import read_day_list
from server.courses.rules.plan import PlannedDay
from server.wording import kept

NOV_30, DEC_1 = date(2026, 11, 30), date(2026, 12, 1)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-30 09:30\n2026-12-01 10:00",
        "day;time\r\n2026-11-30;09:30\r\n2026-12-01;10:00\r\n",  # a spreadsheet's
        "\ufeffDatum,Zeit\n30.11.2026,9:30\n\n1.12.2026,10.00\n",
        '"2026-12-01","10:00"\n"2026-11-30","09:30"',  # in any order
        "2026-12-01\t10:00\n2026-11-30\t09:30\n",
    ],
)
def test_days_and_times_are_read_as_people_write_them(text: str) -> None:
    read = read_day_list(text)
    assert read.faults == []
    assert read.days == [PlannedDay(NOV_30, 1, ("09:30",)), PlannedDay(DEC_1, 1, ("10:00",))]


def test_several_lines_of_a_day_are_its_sessions() -> None:
    assert read_day_list("2026-11-30 10:00\n2026-11-30 09:00\n2026-12-01\n2026-12-01").days == [
        PlannedDay(NOV_30, 2, ("09:00", "10:00")),
        PlannedDay(DEC_1, 2),
    ]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("11/30/2026", "no day"),  # the month or the day first? not guessed
        ("2026-02-30", "no such day"),
        ("2026-11-30 25:00", "no time"),
        ("2026-11-30 morning", "no time"),
        ("2026-11-30 09:30 11:00", "more in this line"),
        ("2026-12-24 08:00", "in the list already"),
        ("Monday", "no day"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(line: str, fault: str) -> None:
    (found,) = read_day_list(f"2026-12-24 08:00\n{line}").faults
    assert (found.number, found.text) == (2, line)
    assert found.fault is not None
    assert fault in found.fault
    assert found.said == kept(found.fault)

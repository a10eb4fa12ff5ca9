"""Reads table.txt, which people write: who may do what, and what everybody else is told."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.matrix.cast import RELATIONS

TABLE = Path(__file__).with_name("table.txt")
OUTCOMES = {"yes", ".", "401", "403", "404", "409", "422", "setup", "prove", "fail"}
_ROUTE = re.compile(r"(GET|POST) +(/\S*)")
# What the first cell, one's own, says of those who are let in.
LET_IN = frozenset({"yes", ".", "409", "fail"})


@dataclass(frozen=True)
class Section:
    """Routes that answer everybody alike. cells: principal -> what is answered about each relation, in their order."""

    title: str
    cells: Mapping[str, tuple[str, ...]]
    routes: tuple[tuple[str, str], ...]


class BadTable(Exception):
    """A line of table.txt that does not say what it should."""


def read_table(text: str) -> list[Section]:
    """The sections in their order. Raises BadTable, naming the line."""
    groups: dict[str, list[str]] = {}
    sections: list[Section] = []
    for lines in re.split(r"\n(?=\[)", "\n" + text):
        if lines.startswith("["):
            sections.append(_section(lines, groups))
        else:
            groups |= dict(_groups(lines))
    _require_each_once(sections)
    return sections


def lets_one_in(section: Section) -> bool:
    """Whether somebody of the cast may use its routes. Nobody may what is a scope of its own, such as a visit to the
    clinic's tablet (tests/api/test_kiosk.py)."""
    return any(cells[0] in LET_IN for cells in section.cells.values())


def who_may(section: Section) -> str:
    """The first of those who are let in and find what is their own, or could with a better proof."""
    return next(name for name, cells in section.cells.items() if cells[0] in LET_IN)


def _groups(lines: str) -> Iterator[tuple[str, list[str]]]:
    for line in lines.splitlines():
        if "=" in line and not line.startswith("#"):
            name, members = line.split("=")
            yield name.strip(), members.split()


def _section(lines: str, groups: Mapping[str, list[str]]) -> Section:
    first, *rest = lines.splitlines()
    cells: dict[str, tuple[str, ...]] = {}
    routes = []
    for line in rest:
        said = line.split("#")[0].strip()
        if route := _ROUTE.fullmatch(said):
            routes.append((route[1], route[2]))
        elif said:
            names, values = said.split()[: -len(RELATIONS)], tuple(said.split()[-len(RELATIONS) :])
            if not names or not set(values) <= OUTCOMES:
                raise BadTable(f"{line!r} needs somebody and then five of {sorted(OUTCOMES)}")
            for name in (each for group in names for each in groups.get(group, [group])):
                if name in cells:
                    raise BadTable(f"{first} says twice what is answered to {name}")
                cells[name] = values
    if not cells or not routes:
        raise BadTable(f"{first} has no answers, or no routes: did two sections become one?")
    return Section(first.strip("[] "), cells, tuple(routes))


def _require_each_once(sections: list[Section]) -> None:
    routes = [route for section in sections for route in section.routes]
    if twice := {" ".join(each) for each in routes if routes.count(each) > 1}:
        raise BadTable(f"written twice: {sorted(twice)}")

"""docs/asvs.csv is complete, and what it names as evidence is there."""

import ast
import re
from functools import cache
from pathlib import Path

from docs.asvs import CHAPTERS, VERDICTS, Requirement, requirements
from tests.architecture.rule import over
from tests.architecture.source import ROOT

FOUND = requirements()
# How many requirements OWASP ASVS 5.0.0 has at levels 1 and 2.
LEVELS = {1: 70, 2: 183}

every_requirement = over(FOUND, lambda each: each.id)


def test_every_requirement_of_levels_1_and_2_has_one_line() -> None:
    assert len({each.id for each in FOUND}) == len(FOUND)
    assert {level: sum(each.level == level for each in FOUND) for level in LEVELS} == LEVELS
    assert {each.chapter for each in FOUND} == set(CHAPTERS)


@every_requirement
def test_a_verdict_has_what_bears_it_out(each: Requirement) -> None:
    assert re.fullmatch(r"V\d{1,2}\.\d{1,2}\.\d{1,2}", each.id)
    assert each.verdict in VERDICTS
    if each.verdict == "met":
        assert each.evidence, "name the test that shows it, or the page that says it"
    else:
        assert each.remark, "say why"
    for evidence in each.evidence:
        file, _, name = evidence.partition("::")
        page, _, heading = file.partition("#")
        assert (ROOT / page).is_file(), f"there is no {page}"
        if page.endswith(".py"):
            # A file alone shows nothing that one could look up, and stays where it is when the test goes.
            assert name in shown_in(ROOT / page), f"name the test, {page} has no {name or '::test'}"
        assert not heading or heading in headings_of(ROOT / page), f"{page} has no heading {heading}"


@cache
def shown_in(file: Path) -> set[str]:
    """What pytest runs of the file, in classes or on its own."""
    if not file.name.startswith("test_"):
        return set()
    top = ast.parse(file.read_text()).body
    classes = [each for each in top if isinstance(each, ast.ClassDef) and each.name.startswith("Test")]
    found = [each for body in (top, *(each.body for each in classes)) for each in body]
    return {each.name for each in found if isinstance(each, ast.FunctionDef) and each.name.startswith("test_")}


@cache
def headings_of(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^a-z0-9 -]", "", title.lower()).strip().replace(" ", "-") for title in titles}

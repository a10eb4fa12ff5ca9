"""Every route, asked by everybody about things of every kind of owner, against a table written by hand."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from server import create_app
from server.openapi import contracts_of
from tests.answers import told
from tests.conftest import settings_for
from tests.matrix.cast import NAMED_OTHERWISE, RELATIONS, Home, Principal, Stage
from tests.matrix.table import TABLE, Section, read_table

SECTIONS = read_table(TABLE.read_text())
DECLARED = {route: section for section in SECTIONS for route in section.routes}
APP = create_app(settings_for("sqlite:///never-opened.db", Path("var")))
ROUTES = [(contract.method, contract.path) for _, contract in contracts_of(APP)]
SAID = {"verify-first": "prove", "set-up-first": "setup", "sign-in-failed": "fail", "not-proven": "fail"}
PLAIN = {"sign-in-needed", "not-allowed"}

ADD_A_LINE = """%s is not in tests/matrix/table.txt.
Decide for each principal what it answers about a thing that is their own, another's of the same clinic, another
clinic's, nobody's, or withdrawn. Then put the line under the section that says just that, or write a new section. Do
not copy what the route answers now: the table is what it should answer."""


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
def test_everybody_is_answered_as_the_table_says(
    stage: Stage, route: tuple[str, str], record_property: Callable[[str, object], None]
) -> None:
    section = DECLARED.get(route)
    assert section is not None, ADD_A_LINE % " ".join(route)
    assert set(section.cells) == {each.name for each in stage.principals}, f"[{section.title}] leaves somebody out"
    wrong = [fault for principal in stage.principals for fault in _faults(stage, section, principal, *route)]
    for name, value in {
        "route": " ".join(route),
        "principals": len(stage.principals),
        "cells": len(stage.principals) * len(RELATIONS),
        "wrong": len(wrong),
    }.items():
        record_property(name, value)
    assert not wrong, "\n".join([f"{' '.join(route)} [{section.title}]", *wrong])


def _faults(stage: Stage, section: Section, principal: Principal, method: str, path: str) -> Iterator[str]:
    answers = {relation: stage.ask(principal, method, path, relation) for relation in RELATIONS}
    for expected, (relation, answer) in zip(section.cells[principal.name], answers.items(), strict=True):
        found = _outcome(stage, method, path, answer, principal.sees[relation])
        if found != expected:
            yield f"{principal.name}, {relation}: {found} instead of {expected}: {answer.text[:200]}"
        elif path not in NAMED_OTHERWISE and any(stage.shows(answer, home) for home in stage.foreign_to(principal)):
            yield f"{principal.name}, {relation}: the answer holds an id of something foreign"
        # What is withdrawn is the clinic's own: its staff may well be told more than that there is no such thing.
        if expected == "404" and relation != "withdrawn" and told(answer) != told(answers["unknown"]):
            yield f"{principal.name}, {relation}: can be told from an unknown one: {answer.text[:200]}"


def _outcome(stage: Stage, method: str, path: str, answer: TestResponse, home: Home) -> str:
    """The answer in the words of the table."""
    if answer.status_code < 300:
        return "yes" if stage.names_one(method, path) or stage.shows(answer, home) else "."
    code = answer.json["code"]
    if answer.status_code in (400, 401, 403):
        return str(answer.status_code) if code in PLAIN else SAID.get(code, code)
    return str(answer.status_code)


def test_the_table_has_no_line_too_many() -> None:
    gone = [" ".join(route) for route in DECLARED if route not in ROUTES]
    assert not gone, f"tests/matrix/table.txt has lines for routes that are gone: {gone}"

"""What has a name is documented, and the generated pages say what the code does."""

import ast
import re
from typing import Any

import pytest

from docs.generate import DOCS, pages
from server import errors
from server.access import Permission
from server.alerts.rules import RULES, level_of, owner_of
from server.clinic_settings import CLINIC_SETTINGS, SETTING_OF, value_of
from server.config import SETTINGS
from server.db import Record
from server.openapi import contracts_of, document
from tests.architecture.rule import over
from tests.architecture.source import FEATURES, KINDS, MODULES, Module
from tests.architecture.test_routes import APP

DOCUMENT = document(APP)
every_module = over(MODULES.values(), Module.place)


@pytest.mark.parametrize(("name", "text"), pages().items(), ids=list(pages()))
def test_generated_pages_are_current(name: str, text: str) -> None:
    assert (DOCS / name).read_text() == text, "run `make docs`"


def references_in(value: Any) -> set[str]:
    if isinstance(value, dict):
        found = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return found.union(*map(references_in, value.values()))
    return set().union(*map(references_in, value)) if isinstance(value, list) else set()


def test_every_reference_in_the_document_leads_somewhere() -> None:
    for reference in references_in(DOCUMENT):
        place: Any = DOCUMENT
        for step in reference.removeprefix("#/").split("/"):
            assert step in place, reference
            place = place[step]


def test_the_document_is_openapi_and_its_operations_are_told_apart() -> None:
    assert DOCUMENT["openapi"] == "3.1.0"
    operations = [each for path in DOCUMENT["paths"].values() for each in path.values()]
    ids = [each["operationId"] for each in operations]
    assert len(set(ids)) == len(ids)
    for operation in operations:
        assert operation["summary"]
        assert any(status < "400" for status in operation["responses"])


def test_every_parameter_in_an_address_is_declared() -> None:
    for path, operations in DOCUMENT["paths"].items():
        for operation in operations.values():
            declared = {each["name"] for each in operation["parameters"] if each["in"] == "path"}
            assert declared == set(re.findall(r"\{(\w+)\}", path))


def test_every_route_is_in_the_document() -> None:
    for _, contract in contracts_of(APP):
        operation = DOCUMENT["paths"][re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", contract.path)][contract.method.lower()]
        assert operation["x-permission"] == contract.allow.value


def test_permissions_tables_and_settings_are_documented() -> None:
    made = pages()
    for permission in Permission:
        assert permission.value in made["api.md"]
    for table in Record.metadata.tables:
        assert f"## {table}\n" in made["data-dictionary.md"]
    for setting in SETTINGS:
        assert f"`{setting.name}`" in made["settings.md"]
    for clinic_setting in CLINIC_SETTINGS:
        assert f"`{clinic_setting.key}`" in made["settings.md"]


@every_module
def test_every_error_code_is_documented(module: Module) -> None:
    """A code that is given where the error is raised stands in errors.FURTHER_CODES, with the class it is raised by."""
    for node in ast.walk(module.tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        for keyword in node.keywords:
            kind = getattr(errors, node.func.id, None)
            if keyword.arg == "code" and isinstance(keyword.value, ast.Constant) and kind is not None:
                code = keyword.value.value
                assert errors.FURTHER_CODES[code][0] is kind
                assert code in DOCUMENT["components"]["schemas"]["Problem"]["properties"]["code"]["enum"]


def test_the_map_of_the_code_names_every_feature_and_kind() -> None:
    page = (DOCS / "architecture.md").read_text()
    for name in [*FEATURES, *KINDS]:
        assert f"`{name}" in page, f"docs/architecture.md does not say what {name} is"


def test_the_page_on_alerts_names_every_rule_as_it_is_by_default() -> None:
    page = (DOCS / "alerts.md").read_text()
    for rule in RULES.values():
        key = f"alerts.{rule.id.lower()}"
        hours = "working hours" if value_of({}, f"{key}.working_hours") else "hours"
        due = f"{value_of({}, f'{key}.due_hours'):g} {hours}"
        line = f"| {rule.id} | {rule.meaning} | {level_of(rule.id, {})} | {owner_of(rule.id, {})} | {due} |"
        assert line in page
    for named in re.findall(r"`(alerts\.[a-z0-9_.-]+)`", page):
        assert named in SETTING_OF, named

"""Writes the pages of docs/ that are made from the code: `make docs`. A test fails while one of them is not current."""

import ast
import importlib
import inspect
import io
import re
import tokenize
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import CheckConstraint, Column, Table, UniqueConstraint

from docs import asvs
from server import create_app
from server.access import Permission, roles_with
from server.clinic_settings import CLINIC_SETTINGS
from server.config import SETTINGS, Mode, Settings
from server.db import Record, table_of
from server.openapi import codes, document
from server.records.rules.holdings import HOLDINGS, OF_NO_PATIENT, Holding

DOCS = Path(__file__).parent
_MADE = "<!-- Made from the code by `make docs`; changes here are lost. -->\n\n"


_SERVER = DOCS.parent / "server"
for _file in sorted([*_SERVER.glob("*/models.py"), *_SERVER.glob("*/models/[a-z]*.py")]):
    importlib.import_module(".".join(("server", *_file.relative_to(_SERVER).with_suffix("").parts)))


def pages() -> dict[str, str]:
    """File name -> text."""
    # No connection is opened: only the routes and the tables that the application brings are looked at.
    settings = Settings(Mode.DEMO, "sqlite:///never-opened.db", "http://localhost", "127.0.0.1", 8000, Path("var"), 1)
    api = document(create_app(settings))
    return {
        "api.md": _MADE + _api_page(api),
        "data-dictionary.md": _MADE + _dictionary_page(),
        "patient-data.md": _MADE + _patient_data_page(),
        "settings.md": _MADE + _settings_page(),
        "asvs.md": _MADE + asvs.page(),
    }


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"


def _settings_page() -> str:
    rows = [(f"`{each.name}`", f"`{each.default}`", each.meaning) for each in SETTINGS]
    about = "Environment variables, read once at the start. A value that cannot be used stops the start.\n\n"
    return "# Settings\n\n" + about + _table(("name", "default", "meaning"), rows) + _clinic_settings()


def _clinic_settings() -> str:
    """The second part of the page: what each clinic sets for itself."""
    about = (
        "\n## Of each clinic\n\nAn administrator changes these in the application, with a reason that is kept. What "
        "the sources do not settle is here, and a clinician of the clinic signs it off.\n\n"
    )
    rows = [
        (
            f"`{each.key}`",
            f"{each.kind}, {each.unit}".removesuffix(", "),
            f"`{each.default}`",
            each.meaning,
            each.source,
        )
        for each in CLINIC_SETTINGS
    ]
    return about + _table(("key", "kind", "default", "meaning", "source"), rows)


def _patient_data_page() -> str:
    about = (
        "# What is held about patients\n\nEvery table, with what a patient's own data shows of it and what an erasure "
        "does. [privacy.md](privacy.md) says why; [data-dictionary.md](data-dictionary.md), what a column means.\n\n"
    )
    none = "\n## Tables that hold nothing about any patient\n\n"
    rows = [(f"`{each.table}`", each.title, _words(each.given), _withheld(each), _erased(each)) for each in HOLDINGS]
    head = ("table", "as the patient reads it", "in the own data", "left out, because", "when erased")
    others = [(f"`{table}`", why) for table, why in sorted(OF_NO_PATIENT.items())]
    return about + _table(head, rows) + none + _table(("table", "why"), others)


def _words(columns: Sequence[str]) -> str:
    return ", ".join(f"`{each}`" for each in columns)


def _withheld(holding: Holding) -> str:
    return "; ".join(f"{_words(columns.split())}: {why}" for why, columns in holding.withheld.items()) or "-"


def _erased(holding: Holding) -> str:
    return "rows deleted" if holding.keeps is None else f"stays: {holding.keeps}"


def _api_page(api: dict[str, Any]) -> str:
    parts = ["# The interface\n", f"{api['info']['description']} Also as OpenAPI 3.1 at `/api/openapi.json`.\n"]
    parts.append("## Who may do what\n")
    may = [(each.name, each.value, ", ".join(roles_with(each))) for each in Permission]
    parts.append(_table(("permission", "meaning", "roles"), may))
    parts.append('## Errors\n\nEvery error is `{"code", "message", "details"}`.\n')
    failures = [(f"`{code}`", str(status), meaning) for code, (status, meaning) in sorted(codes().items())]
    parts.append(_table(("code", "status", "meaning"), failures))
    tag = ""
    for path, operations in api["paths"].items():
        for method, operation in operations.items():
            if operation["tags"][0] != tag:
                tag = operation["tags"][0]
                parts.append(f"## {tag.capitalize()}\n")
            parts.append(_operation(path, method, operation))
    parts.append("## Shapes\n")
    for name, shape in sorted(api["components"]["schemas"].items()):
        parts.append(_shape(name, shape))
    return "\n".join(parts)


def _operation(path: str, method: str, operation: dict[str, Any]) -> str:
    lines = [f"### {method.upper()} {path}\n", f"{operation['summary']}\n", f"- who: {operation['x-permission']}"]
    for each in operation.get("parameters", []):
        if each["in"] == "query":
            need = "required" if each.get("required") else "optional"
            lines.append(f"- query `{each['name']}`: {_type(each['schema'])}, {need}")
    if "requestBody" in operation:
        lines.append(f"- body: {_content(operation['requestBody'])}")
    for status, answer in operation["responses"].items():
        if status < "400":
            lines.append(f"- {status}: {_content(answer)}")
    failures = [status for status in operation["responses"] if status >= "400"]
    if failures:
        lines.append(f"- may fail with {', '.join(failures)}")
    return "\n".join(lines) + "\n"


def _content(part: dict[str, Any]) -> str:
    for media_type, content in part.get("content", {}).items():
        return _type(content["schema"]) if "schema" in content else f"`{media_type}`"
    return "nothing"


def _shape(name: str, shape: dict[str, Any]) -> str:
    rows = [
        (f"`{field}`", _type(kind), "yes" if field in shape.get("required", []) else "")
        for field, kind in shape.get("properties", {}).items()
    ]
    said = f"{shape['description']}\n\n" if "description" in shape else ""
    return f"### {name}\n\n{said}" + (_table(("field", "type", "required"), rows) if rows else "No fields.\n")


def _type(kind: dict[str, Any]) -> str:
    """A JSON schema in a few words: `integer 0 to 10 or null`, `list of [Alert](#alert)`."""
    if "$ref" in kind:
        name = kind["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower().replace('.', '')})"
    if choices := kind.get("anyOf") or kind.get("oneOf") or kind.get("allOf"):
        return " or ".join(_type(each) for each in choices)
    if "enum" in kind:
        return "one of " + ", ".join("null" if each is None else f"`{each}`" for each in kind["enum"])
    named = kind.get("type", "any value")
    names = [named] if isinstance(named, str) else list(named)
    return " or ".join(_named_type(each, kind) for each in names)


def _named_type(name: str, kind: dict[str, Any]) -> str:
    if name == "array":
        return f"list of {_type(kind.get('items', {}))}"
    if name == "object" and isinstance(kind.get("additionalProperties"), dict):
        return f"object of {_type(kind['additionalProperties'])}"
    if name == "string" and "format" in kind:
        return str(kind["format"])
    low, high = kind.get("minimum"), kind.get("maximum")
    if name in {"integer", "number"} and low is not None and high is not None:
        return f"{name} {low} to {high}"
    if name in {"integer", "number"} and low is not None:
        return f"{name} of at least {low}"
    return name


def _dictionary_page() -> str:
    about = (
        "Every table of the database. Instants are UTC, days are calendar days where the patient is. "
        "The clinic is part of every key, so that rows of two clinics cannot be mixed.\n\n"
    )
    models = sorted((mapper.class_ for mapper in Record.registry.mappers), key=lambda each: each.__tablename__)
    return "# Data dictionary\n\n" + about + "\n".join(map(_model, models))


def _model(model: type[Record]) -> str:
    table = table_of(model)
    remarks = _remarks_in(model)
    names = {column.name: attribute.key for attribute in model.__mapper__.column_attrs for column in attribute.columns}
    rows = [
        (f"`{each.name}`", _column_type(each), _column_role(each), remarks.get(names[each.name], ""))
        for each in table.columns
    ]
    text = f"## {table.name}\n\n{inspect.getdoc(model)}\n\n" + _table(("column", "type", "key", "meaning"), rows)
    if rules := sorted(_rules_of(table)):
        text += "\n" + "\n".join(f"- {rule}" for rule in rules) + "\n"
    return text


def _column_type(column: Column[Any]) -> str:
    kind = type(column.type).__name__.lower()
    words = {"moment": "instant", "uuid": "uuid", "string": "text", "enum": "text", "double": "number"}.get(kind, kind)
    if kind == "enum":
        words = "one of " + ", ".join(f"`{each}`" for each in column.type.enums)  # type: ignore[attr-defined]
    return f"{words} or null" if column.nullable else words


def _column_role(column: Column[Any]) -> str:
    targets = sorted({each.column.table.name for each in column.foreign_keys})
    return ", ".join((["primary"] if column.primary_key else []) + [f"-> {name}" for name in targets])


def _rules_of(table: Table) -> Iterator[str]:
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield "unique: " + ", ".join(f"`{each.name}`" for each in constraint.columns)
        if isinstance(constraint, CheckConstraint):
            yield f"check: `{constraint.sqltext}`"
    for index in table.indexes:
        if index.unique:
            where = index.dialect_options["sqlite"]["where"]
            names = ", ".join(f"`{column.name}`" for column in index.columns)
            yield f"unique: {names}" + (f", where `{where}`" if where is not None else "")


def _remarks_in(model: type[Record]) -> dict[str, str]:
    """What the comments beside and above each column say; the code is where they are kept."""
    source = inspect.getsource(model)
    comments: dict[int, tuple[bool, str]] = {}
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            alone = not token.line[: token.start[1]].strip()
            comments[token.start[0]] = (alone, re.sub(r"^#\s?", "", token.string))
    remarks = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            above: list[str] = []
            line = node.lineno - 1
            while comments.get(line, (False, ""))[0]:
                above.insert(0, comments[line][1])
                line -= 1
            beside = comments.get(node.end_lineno or 0, (True, ""))
            remarks[node.target.id] = " ".join([*above, *([] if beside[0] else [beside[1]])])
    return remarks


if __name__ == "__main__":
    for name, text in pages().items():
        (DOCS / name).write_text(text)

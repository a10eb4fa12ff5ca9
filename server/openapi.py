"""The OpenAPI 3.1 document, made of the endpoints' contracts: what is not declared there does not exist."""

import re
from collections.abc import Iterator
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Flask
from marshmallow import Schema
from werkzeug.routing import Rule

from server.access import Permission
from server.errors import (
    FURTHER_CODES,
    Conflict,
    Invalid,
    Malformed,
    NotAllowed,
    NotFound,
    Refusal,
    SignInFailed,
    SignInNeeded,
    TooLarge,
    TooManyAttempts,
    Unavailable,
    WrongType,
)
from server.http import JSON, SESSION_COOKIE, Contract

VERSION = "1"
_PLACE = re.compile(r"<(?:(\w+):)?(\w+)>")
_PROBLEM = {"$ref": "#/components/schemas/Problem"}


def document(app: Flask) -> dict[str, Any]:
    """The whole document, as JSON values, for the routes that are registered now."""
    spec = APISpec("Lodestone", VERSION, "3.1.0", plugins=[MarshmallowPlugin(_name_of)], info={"description": _ABOUT})
    spec.components.schema("Problem", _problem())
    spec.components.security_scheme("session", {"type": "apiKey", "in": "cookie", "name": SESSION_COOKIE})
    for rule, contract in contracts_of(app):
        spec.path(
            path=_PLACE.sub(r"{\2}", contract.path), operations={contract.method.lower(): _operation(rule, contract)}
        )
    found: dict[str, Any] = spec.to_dict()
    return found


def contracts_of(app: Flask) -> Iterator[tuple[Rule, Contract]]:
    """The routes in the order of their registration, which is that of the features."""
    for rule in app.url_map.iter_rules():
        contract: Contract = getattr(app.view_functions[rule.endpoint], "contract")  # noqa: B009 # unknown to its type
        yield rule, contract


def codes() -> dict[str, tuple[int, str]]:
    """Every error code: the status it comes with, and what it means."""
    kinds: list[type[Refusal]] = Refusal.__subclasses__()
    found = {each.code: (each.status, _sentence(each)) for each in kinds}
    found |= {code: (kind.status, meaning) for code, (kind, meaning) in FURTHER_CODES.items()}
    return found | {
        "method-not-allowed": (405, "The address exists, but not for this method."),
        "defect": (500, "A defect in Lodestone; nothing was saved. The details hold a reference for its log."),
    }


def _name_of(schema: type[Schema] | Schema) -> str:
    """Such as `phone.TodayView`: two features may give a shape of theirs the same name."""
    kind = schema if isinstance(schema, type) else type(schema)
    return f"{kind.__module__.split('.')[1]}.{kind.__name__}"


def _operation(rule: Rule, contract: Contract) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": rule.endpoint.replace(".", "_"),
        "tags": [rule.endpoint.partition(".")[0]],
        "summary": contract.help,
        "x-permission": contract.allow.value,
        "security": [] if contract.allow is Permission.PUBLIC else [{"session": []}],
        "parameters": [*_path_parameters(contract), *_query_parameters(contract)],
        "responses": {str(contract.status): _success(contract), **_failures(contract)},
    }
    if contract.body is not None:
        operation["requestBody"] = {"required": True, "content": {contract.accepts: {"schema": contract.body}}}
    return operation


def _path_parameters(contract: Contract) -> Iterator[dict[str, Any]]:
    for converter, name in _PLACE.findall(contract.path):
        kind = {"type": "string", "format": "uuid"} if converter == "uuid" else {"type": "string"}
        yield {"name": name, "in": "path", "required": True, "schema": kind}


def _query_parameters(contract: Contract) -> list[dict[str, Any]]:
    return [] if contract.query is None else [{"in": "query", "schema": contract.query}]


def _success(contract: Contract) -> dict[str, Any]:
    if contract.returns is not None:
        return {"description": "Done.", "content": {contract.answers: {"schema": contract.returns}}}
    if contract.answers != JSON:
        return {"description": "Done.", "content": {contract.answers: {}}}
    return {"description": "Done."}


def _failures(contract: Contract) -> dict[str, Any]:
    kinds: list[type[Refusal]] = [Unavailable, Invalid] if contract.stored else []
    if contract.path.startswith("/api/"):
        kinds += [NotAllowed]
    if contract.allow is not Permission.PUBLIC:
        kinds += [SignInNeeded]
    if contract.method != "GET":
        kinds += [Conflict, TooLarge]
        # Whoever tries a key, a code or a password; signed in people prove themselves again.
        kinds += [TooManyAttempts, SignInFailed] if contract.body is not None else []
    if contract.body is not None:
        kinds += [Malformed, WrongType, Invalid, NotFound]
    if contract.accepts != JSON:
        kinds += [WrongType]
    if contract.query is not None or _PLACE.search(contract.path):
        kinds += [NotFound]
    by_status = {str(kind.status): kind for kind in kinds}
    return {
        status: {"description": _sentence(kind), "content": {JSON: {"schema": _PROBLEM}}}
        for status, kind in sorted(by_status.items())
    }


def _problem() -> dict[str, Any]:
    return {
        "type": "object",
        "description": "The shape of every error.",
        "required": ["code", "message", "details"],
        "properties": {
            "code": {"type": "string", "enum": sorted(codes()), "description": "Stable; for a program."},
            "message": {"type": "string", "description": "For a person: what is wrong and what to do."},
            "details": {
                "type": "object",
                "description": (
                    "Plain values for a program. Of `invalid`, `fields` has a list of sentences per field. `said` has "
                    "what a page needs to say the message, or the sentences of the fields, in another language."
                ),
            },
        },
    }


def _sentence(kind: type[Refusal]) -> str:
    return (kind.__doc__ or "").strip().splitlines()[0]


_ABOUT = (
    "Instants are ISO 8601 in UTC and end in Z, days are YYYY-MM-DD. Unknown fields are refused. "
    "A write must come from Lodestone's own pages (Sec-Fetch-Site or Origin)."
)

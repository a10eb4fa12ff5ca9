"""The HTTP edge: one wrapper per endpoint, one transaction per request, one error shape."""

import functools
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from flask import Blueprint, Flask, Response, current_app, jsonify, request
from marshmallow import Schema, ValidationError, fields, validate
from sqlalchemy.exc import IntegrityError

from server import clock
from server.access import Actor, Permission
from server.answers import answer_errors, set_headers, trace_requests
from server.bodies import LARGEST_BODY, parse_json_object, read_body

# Named again, since routes know this module alone.
from server.caller import SESSION_COOKIE as SESSION_COOKIE
from server.caller import TABLET_COOKIE as TABLET_COOKIE
from server.caller import Edges as Edges
from server.caller import actor_of_request, clinic_of_request, is_seen
from server.caller import client_address as client_address
from server.caller import device_label as device_label
from server.db import is_unique_race, transaction
from server.errors import (
    Conflict,
    Invalid,
    NotAllowed,
    Refusal,
)
from server.logs import log_requests
from server.objections import parts_of_objections, plain_objections

LOCAL_NAMES = ("localhost", "127.0.0.1", "[::1]")
_log = logging.getLogger("lodestone.access")

JSON = "application/json"


class Instant(fields.AwareDateTime):
    """A moment in time. Needs an offset and becomes UTC, so that equal moments compare and print alike."""

    def __init__(self, **rest: Any) -> None:
        super().__init__(format="iso", **rest)

    def _serialize(self, value: datetime | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else value.astimezone(UTC).isoformat().replace("+00:00", "Z")

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> datetime:
        read: datetime = super()._deserialize(value, attr, data, **kwargs)
        try:
            return read.astimezone(UTC)
        except OverflowError:  # the last hours of the year 9999, west of Greenwich
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE) from None


class Text(fields.String):
    """Text that a person typed: trimmed, and without what PostgreSQL cannot store (NUL, half a surrogate pair)."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        return storable(super()._deserialize(value, attr, data, **kwargs)).strip()


class Confirmed(fields.List[str]):
    """The codes of what is unusual and was confirmed by a person; see errors.Unusual. Optional."""

    def __init__(self) -> None:
        super().__init__(fields.String(validate=validate.Length(max=80)), load_default=list)
        self.validators.append(validate.Length(max=40))


def storable(words: str) -> str:
    """The words without NUL, and with U+FFFD for lone surrogates: no keyboard makes them, no database keeps them."""
    return words.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


@dataclass(frozen=True)
class Contract:
    """What an endpoint accepts and returns. The OpenAPI document and docs/api.md are generated from these."""

    method: str
    path: str
    allow: Permission
    body: Schema | None
    query: Schema | None
    returns: Schema | None
    status: int
    reads: str | None
    accepts: str
    answers: str
    stored: bool
    help: str


Handler = Callable[..., Any]
AnyHandler = TypeVar("AnyHandler", bound=Handler)


def endpoint(
    blueprint: Blueprint,
    method: str,
    path: str,
    *,
    allow: Permission,
    body: Schema | None = None,
    query: Schema | None = None,
    returns: Schema | None = None,
    status: int | None = None,
    reads: str | None = None,
    accepts: str = JSON,
    answers: str = JSON,
    stored: bool = True,
    beforehand: Handler | None = None,
) -> Callable[[AnyHandler], AnyHandler]:
    """Register a handler under a contract.

    allow: has no default, so that an endpoint without a decision on access cannot be written.
    body, query: schemas; the handler gets what they load as the arguments `body` and `query`.
    returns: dumps the handler's result, unless that is a Response already; without it None becomes 204.
    status: of a success; by default 200, or 204 where nothing is returned.
    reads: the key (or attribute) of the result that names the patient, or the list of patients, whose record was read.
    stored: False for what needs no database, such as the page itself, which must open even when that is down.
    accepts, answers: media types. Errors of an endpoint that answers something else are JSON all the same.
    beforehand: reads for long, in a read-only transaction of its own before the handler's, with the same arguments;
    the handler gets what it returns as `found`. On SQLite a transaction that writes keeps all other writers waiting.

    The handler's first argument is the actor, unless the endpoint is public. It runs in one transaction, read-only for
    GET: returning commits, raising rolls back. If another request wins the race for a unique key it runs once again,
    and then finds what the other one stored.
    """

    if not stored and allow is not Permission.PUBLIC:
        raise ValueError(f"{path}: who is signed in stands in the database")

    said = status or (204 if returns is None and answers == JSON else 200)

    def register(handler: AnyHandler) -> AnyHandler:
        contract = Contract(
            method, path, allow, body, query, returns, said, reads, accepts, answers, stored, _help_of(handler)
        )

        @functools.wraps(handler)
        def view(**path_values: Any) -> Response:
            return _answer(contract, handler, path_values, beforehand)

        view.contract = contract  # type: ignore[attr-defined]
        blueprint.add_url_rule(path, handler.__name__, view, methods=[method])
        return handler

    return register


def _help_of(handler: Handler) -> str:
    return (handler.__doc__ or "").strip()


def _answer(contract: Contract, handler: Handler, path_values: dict[str, Any], beforehand: Handler | None) -> Response:
    # The whole body is here before a connection is taken: a stalled phone must not hold one.
    said, problem = _what_was_said(contract)
    values = {**path_values, **said}
    if not contract.stored:
        answer: Response = handler(**values)
        return answer
    if beforehand is not None:
        values["found"] = _found_beforehand(contract, beforehand, values, problem)
    try:
        return _in_one_transaction(contract, handler, values, problem)
    except IntegrityError as error:
        if not is_unique_race(error):
            raise
    try:
        return _in_one_transaction(contract, handler, values, problem)
    except IntegrityError as error:
        if not is_unique_race(error):
            raise
        raise Conflict("Somebody else saved the same record at this moment. Load it again and try once more.") from None


def _what_was_said(contract: Contract) -> tuple[dict[str, Any], Invalid | None]:
    """The loaded body and query, or what is wrong with them, to be said only to somebody who may ask."""
    raw: Any = {}
    _require_own_page(contract)
    if contract.method != "GET":
        read = read_body(contract.accepts if contract.body is not None else None)
        raw = parse_json_object(read) if contract.body is not None else {}
    values: dict[str, Any] = {}
    try:
        if contract.body is not None:
            values["body"] = _load(contract.body, raw)
        if contract.query is not None:
            values["query"] = _load(contract.query, _said_once())
        elif contract.stored and request.args:
            raise Invalid(f"This address takes no parameters; it was given {sorted(request.args)[0]!r}.")
    except Invalid as problem:
        return values, problem
    return values, None


def _found_beforehand(contract: Contract, beforehand: Handler, values: dict[str, Any], problem: Invalid | None) -> Any:
    with transaction("read", clinic_of_request()):
        actor = actor_of_request(current_app.extensions["lodestone"], contract.allow, clock.now())
        if problem is not None:
            raise problem
        return beforehand(**(values if actor is None else {"actor": actor, **values}))


def _in_one_transaction(
    contract: Contract, handler: Handler, values: dict[str, Any], problem: Invalid | None
) -> Response:
    now = clock.now()
    edges: Edges = current_app.extensions["lodestone"]
    kept: Refusal | None = None
    payload: Any = None
    with transaction("read" if contract.method == "GET" else "write", clinic_of_request()):
        actor = actor_of_request(edges, contract.allow, now)
        if problem is not None:
            raise problem
        arguments = values if actor is None else {"actor": actor, **values}
        try:
            result = handler(**arguments)
        except Refusal as refusal:
            if not refusal.keeps:
                raise
            kept = refusal
        else:
            # Dumped before the commit, so that a result that cannot be shown is not stored either.
            shown = isinstance(result, Response) or contract.returns is None
            payload = result if shown else contract.returns.dump(result)  # type: ignore[union-attr]
            if contract.method != "GET" and actor is not None and is_seen(actor):
                edges.note_seen(actor, now)
    if kept is not None:
        raise kept
    _note_afterwards(edges, contract, actor, result, now)
    if isinstance(payload, Response):
        # Whoever is signed in already goes on with the same session, under another token.
        if actor is None:
            _end_earlier(edges, payload, now)
        return payload
    if payload is None:
        return Response(status=204)
    answer = jsonify(payload)
    answer.status_code = contract.status if contract.returns is not None else 200
    return answer


def _note_afterwards(edges: Edges, contract: Contract, actor: Actor | None, result: Any, now: datetime) -> None:
    """Note, in a short transaction of its own, whose record was shown and, of readers, that their session is used."""
    if actor is None:
        return
    was_seen = contract.method == "GET" and is_seen(actor)
    if contract.reads is None and not was_seen:
        return
    with transaction("write", actor.clinic_id):
        if contract.reads is not None:
            edges.note_read(actor, f"{contract.method} {contract.path}", _patients_in(result, contract.reads), now)
        if was_seen:
            edges.note_seen(actor, now)


def _end_earlier(edges: Edges, answer: Response, now: datetime) -> None:
    """A browser that gets a session gives up the one it had: it may have been planted, or be another person's."""
    earlier, clinic_id = request.cookies.get(SESSION_COOKIE), clinic_of_request()
    if (
        earlier
        and clinic_id
        and any(each.startswith(f"{SESSION_COOKIE}=") for each in answer.headers.getlist("Set-Cookie"))
    ):
        with transaction("write", clinic_id):
            edges.end_earlier(earlier, now)


def _patients_in(result: Any, key: str) -> list[UUID]:
    found = result[key] if isinstance(result, dict) else getattr(result, key)
    return list(found) if isinstance(found, list | tuple | set) else [found]


def _said_once() -> dict[str, str]:
    """The parameters in the address. Raises Invalid for one that is given twice: which of them counts is a guess."""
    twice = [name for name, values in request.args.lists() if len(values) > 1]
    if twice:
        raise Invalid("Give each parameter once.", field=twice[0])
    return request.args.to_dict()


def _require_own_page(contract: Contract) -> None:
    """Refuse a write that another site's page sends (cross-site request forgery), and data that it asks for.

    As Go 1.25's CrossOriginProtection: the browser's own Sec-Fetch-Site decides; an old browser's Origin must be ours;
    neither header means no browser, and without a cookie there is nothing to forge. A page may be opened from anywhere.
    """
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    reading = contract.method == "GET"
    if reading and not contract.path.startswith("/api/"):
        allowed = True
    elif site is not None:
        allowed = site in {"same-origin", "none"}
    elif reading:
        allowed = True  # old browsers send no Origin with it, and show no other site's page what came
    elif origin is not None:
        edges: Edges = current_app.extensions["lodestone"]
        allowed = origin == edges.address or urlsplit(origin).netloc == request.host
    else:
        allowed = SESSION_COOKIE not in request.cookies
    if not allowed:
        _log.warning("refused: a request that another site's page made")
        raise NotAllowed(
            "This request came from another site. Open Lodestone itself and try again.", code="foreign-page"
        )


def _load(schema: Schema, value: Any) -> Any:
    try:
        return schema.load(value)
    except ValidationError as error:
        objections = plain_objections(error.messages)
        raise Invalid(
            "Some fields need another value.", fields=objections, said=parts_of_objections(objections)
        ) from None


def install(app: Flask, edges: Edges) -> None:
    """Hand the ground what it may not import."""
    app.extensions["lodestone"] = edges
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    trace_requests(app)
    log_requests(app)
    # The address that people open, and this machine itself, for whoever watches over /health. Any other name is one
    # that somebody else's DNS gave us, or a header that was made up.
    app.config["TRUSTED_HOSTS"] = [urlsplit(edges.address).hostname, *LOCAL_NAMES]
    answer_errors(app)
    set_headers(app, over_tls=edges.address.startswith("https:"))

"""Requests drawn from the interface's own document, sent as people of two clinics: nothing breaks or surprises."""

from typing import Any

import hypothesis
import pytest
import schemathesis
from flask import Flask
from hypothesis import strategies
from schemathesis.checks import CHECKS
from schemathesis.core.failures import FailureGroup

from server.access import Permission
from server.http import Contract
from server.openapi import contracts_of, document
from tests.api.examples import House, furnish
from tests.builders import World

EXAMPLES = 15  # requests for each route
ASKED = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance")


# Its client closes no file that it was sent.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_nothing_breaks_and_every_answer_is_declared(app: Flask, world: World) -> None:
    """Ids are of one's own clinic, of the other one, or of nothing; the rest is what the document allows, and what it
    does not."""

    def furnished() -> list[House]:
        return [furnish(world, world.clinic(name)) for name in ("Here", "Elsewhere")]

    houses = furnished()
    described = schemathesis.openapi.from_dict(document(app))
    checks = [CHECKS.get_one(name) for name in ASKED]
    wrong: dict[str, str] = {}
    seen: dict[int, int] = {}

    def try_route(contract: Contract) -> None:
        operation = described[contract.path.replace("<uuid:", "{").replace("<", "{").replace(">", "}")][contract.method]

        @hypothesis.given(case=operation.as_strategy(), own=strategies.booleans(), ids=strategies.integers(0, 2))
        @hypothesis.settings(max_examples=EXAMPLES, suppress_health_check=list(hypothesis.HealthCheck), database=None)
        def send(case: Any, own: bool, ids: int) -> None:
            house = houses[own]
            for name in case.path_parameters:
                if ids < 2 and name in house.ids:
                    case.path_parameters[name] = str(houses[ids].ids[name])
            is_public = contract.allow is Permission.PUBLIC
            browser = world.anybody() if is_public else world.client_of(house.person_for(contract))
            cookies = {cookie.key: cookie.value for cookie in browser._cookies.values()}
            answer = case.call(app=app, headers={"Sec-Fetch-Site": "same-origin"}, cookies=cookies)
            seen[answer.status_code] = seen.get(answer.status_code, 0) + 1
            case.validate_response(answer, checks=checks)

        send()

    for _, contract in contracts_of(app):
        if contract.path.startswith("/api/"):
            if not all(_is_at_home(world, house, contract) for house in houses):
                houses[:] = furnished()  # somebody was just dismissed
            try:
                try_route(contract)
            except (FailureGroup, ExceptionGroup) as found:
                wrong[f"{contract.method} {contract.path}"] = str(found)
    print(f"{sum(seen.values())} requests, answers by status: {dict(sorted(seen.items()))}")
    assert wrong == {}, "\n".join(f"{route}\n{why}" for route, why in wrong.items())
    assert {200, 201, 404, 422} <= set(seen)


def _is_at_home(world: World, house: House, contract: Contract) -> bool:
    """Whether the person who would ask is still let in."""
    if contract.allow is Permission.PUBLIC:
        return True
    return world.client_of(house.person_for(contract)).get("/api/me").status_code == 200

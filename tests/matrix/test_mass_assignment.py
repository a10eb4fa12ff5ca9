"""What a request may not say about itself: whose it is, who sent it, what it scores."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.api.examples import BODIES
from tests.matrix.cast import Stage
from tests.matrix.table import lets_one_in, who_may
from tests.matrix.test_matrix import DECLARED, ROUTES

# What the server knows by itself, from the session, the address, the clock or a rule.
OURS = (
    "clinic_id", "clinic", "patient_id", "account_id", "person_id", "actor_id", "role", "is_demo", "is_admin", "id",
    "score", "total", "severity", "created_at", "recorded_by", "operator_id", "signed_by", "state", "facts", "scope",
    "verified_at", "expires_at", "token", "token_hash",
)  # fmt: skip
WITH_A_BODY = [
    route
    for route in ROUTES
    if route[0] == "POST" and route[1] in BODIES and (said := DECLARED.get(route)) and lets_one_in(said)
]


def grown(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """The body with one field too many, at every level of it, one after the other; and which field that is."""
    if isinstance(value, dict):
        for name in OURS:
            if name not in value:
                yield ".".join((*path, name)), value | {name: "1"}
        for key, within in value.items():
            for said, changed in grown(within, (*path, key)):
                yield said, value | {key: changed}
    elif isinstance(value, list) and value:
        for said, changed in grown(value[0], (*path, "0")):
            yield said, [changed, *value[1:]]


def is_refused(path: str, answer: Any) -> bool:
    """A batch is never refused as a whole for what one of its items says: see the contract of sync."""
    if path == "/api/sync" and answer.status_code == 200:
        return {each["outcome"] for each in answer.json["items"]} == {"refused"}
    return answer.status_code == 422


# A body is judged before anything is asked of the database: which one there is makes no difference.
@pytest.mark.parametrize("set_stage", ["sqlite"], indirect=True)
@pytest.mark.parametrize("route", WITH_A_BODY, ids=" ".join)
def test_what_is_ours_to_know_is_refused_wherever_it_is_said(stage: Stage, route: tuple[str, str]) -> None:
    method, path = route
    sender = stage.principal(who_may(DECLARED[route]))
    accepted = []
    for said, body in grown(stage.body_of(path, sender.sees["own"])):
        answer = stage.ask(sender, method, path, "own", body)
        if not is_refused(path, answer):
            accepted.append(f"{said}: {answer.status_code} {answer.text[:100]}")
    assert not accepted

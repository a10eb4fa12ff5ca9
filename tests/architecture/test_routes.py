"""Every way in is declared through `endpoint`, with a decision on who may use it."""

import re
from pathlib import Path

from werkzeug.routing import Rule

from server import create_app
from server.access import Permission
from server.http import Contract
from server.openapi import contracts_of
from tests.architecture.rule import over
from tests.conftest import settings_for

APP = create_app(settings_for("sqlite:///never-opened.db", Path("var")))
RULES = list(APP.url_map.iter_rules())
every_route = over(RULES, lambda rule: f"{rule.endpoint} {rule.rule}")


@every_route
def test_every_route_has_a_contract(rule: Rule) -> None:
    contract = getattr(APP.view_functions[rule.endpoint], "contract", None)
    assert isinstance(contract, Contract)
    assert isinstance(contract.allow, Permission)
    assert contract.help


@every_route
def test_ids_in_addresses_are_ids(rule: Rule) -> None:
    """An id that is none does not reach the database, and cannot be told from an unknown one by its error."""
    for name in rule.arguments:
        if name.endswith("_id"):
            assert re.search(rf"<uuid:{name}>", rule.rule), f"write <uuid:{name}> in {rule.rule}"


@every_route
def test_what_changes_something_is_no_get(rule: Rule) -> None:
    assert (rule.methods or set()) - {"HEAD", "OPTIONS"} <= {"GET", "POST"}


# What somebody who is not signed in may say, by hand: tokens, codes, keys and a password. Neither a hint nor an answer
# to a question, such as a birthday, which others may know.
SAID_BY_NOBODY = {
    "/api/browser-reports": set(),  # as the browser writes them; noted, and good for nothing else
    "/api/invitations/look": {"token", "code"},
    "/api/join": {"token", "code", "pin"},
    "/api/kiosk/begin": {"code"},
    "/api/kiosk/end": set(),
    "/api/reminders/receipts": {"token", "seen"},
    "/api/sign-in/clinic": {"ticket", "clinic_id"},
    "/api/sign-in/passkey": {"id", "response"},
    "/api/sign-in/passkey/options": set(),
    "/api/sign-in/password": {"login", "password", "code"},
    "/api/sign-in/sso": {"code", "state", "iss"},
    "/api/sign-in/sso/begin": set(),
}


def test_nobody_gets_in_by_what_others_may_know() -> None:
    found = [contract for _, contract in contracts_of(APP) if contract.allow is Permission.PUBLIC]
    said = {each.path: set(each.body.fields) if each.body else set() for each in found if each.method == "POST"}
    assert said == SAID_BY_NOBODY

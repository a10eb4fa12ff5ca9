"""Every way in is declared through `endpoint`, with a decision on who may use it."""

import re
from pathlib import Path

from werkzeug.routing import Rule

from server import create_app
from server.access import Permission
from server.http import Contract
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

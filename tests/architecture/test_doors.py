"""Who may choose the clinic of a transaction, and who may do without one.

The scope of statements (server/scoping.py) holds whoever runs them to the clinic that was entered. What remains to be
read with care is who enters one, and that is this list: a module that is not in it takes what its caller entered.
"""

import ast

import pytest

from tests.architecture.source import MODULES, Module

# Each door, and who may use it, with the reason.
DOORS: dict[str, dict[str, str]] = {
    "enter_clinic": {
        "server": "the start looks into each clinic in turn",
        "server.cli": "the operator names a clinic on the command line",
        "server.demo.links": "the operator of a demo asks for links into each of its clinics",
        "server.demo.load": "the demo clinic is made",
        "server.people.actions": "a clinic is made",
        "server.people.actions.invitation": "a short code is tried where it may have been issued",
        "server.people.actions.password": "a failed sign-in is noted where the person works",
        "server.people.actions.restore": "the operator ends sessions everywhere that somebody works",
        "server.people.actions.sign_in": "somebody proved who they are, or a browser gives up an earlier session",
        "server.people.actions.sso": "a failed sign-in is noted where the person works",
        "server.people.actions.tablet": "who signs in on a tablet goes on at the clinic where they work",
        "server.people.queries": "the crisis card of the clinic that is asked for, which is public",
        "server.people.queries.invitation": "an invitation names its clinic",
        "server.people.queries.passkey": "a patient's passkey names its clinic",
        "server.people.queries.tablet": "a tablet's cookie names its clinic",
        "server.people.sessions": "a session begins",
        "server.reminders.actions.receipt": "a receipt names its clinic, with a proof that it is ours",
    },
    "enter_account": {"server.people.queries.passkey": "somebody who signs in is asked at which clinic they work"},
    "across_clinics": {
        "server.people.queries": "jobs and commands go from clinic to clinic; a house with one clinic shows its card",
        "server.people.queries.invitation": "a short code names its clinic by four characters",
    },
    "transaction": {
        "server.auditing": "the operator's look at each clinic's chain",
        "server.http": "a request enters the clinic that its session's token names",
        "server.importing": "the operator names a clinic on the command line",
        "server.jobs": "a job goes from clinic to clinic",
        "server.posting": "and hands over what waits in each",
        "server.reminding": "the jobs of reminders, likewise",
    },
    "looking_at_tables": {"server.upgrade": "the start compares the tables with the code"},
    "changing_tables": {"server.upgrade": "migrations bring the tables of all clinics to a new shape"},
    "Scope": {"server.db": "a transaction begins with nobody's", "server.scoping": "what it is, and the lack of one"},
}
KEY = "server.db"  # makes the doors, and uses them to build each other

every_door = pytest.mark.parametrize("door", DOORS)


@every_door
def test_only_who_is_named_goes_through(door: str) -> None:
    found = {name for name, module in MODULES.items() if name != KEY and goes_through(module, door)}
    assert found == set(DOORS[door]) - {KEY}


def goes_through(module: Module, door: str) -> bool:
    """Whether the module calls the door. A transaction is one only when a clinic is given with it."""
    return any(
        _name(node.func) == door and (door != "transaction" or len(node.args) + len(node.keywords) > 1)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
    )


def test_no_door_is_taken_off_its_hinges() -> None:
    """A door that is passed on, or called by another name, could not be found by the test above."""
    for module in MODULES.values():
        called = {id(node.func) for node in ast.walk(module.tree) if isinstance(node, ast.Call)}
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Name | ast.Attribute) and _name(node) in DOORS and module.name != KEY:
                is_type = module.name == "server.scoping" and _name(node) == "Scope"
                assert id(node) in called or is_type, f"{module} passes {_name(node)} on"
            if isinstance(node, ast.alias) and node.name in DOORS:
                assert node.asname is None, f"{module} imports {node.name} as {node.asname}"


def test_nobody_writes_into_a_scope_but_the_doors() -> None:
    """`is_owner` switches the look at statements off; the others say whose rows they may touch."""
    fields = {"is_owner", "across", "clinic_id", "account_id"}
    for module in MODULES.values():
        if module.name == KEY:
            continue
        for node in ast.walk(module.tree):
            for target in node.targets if isinstance(node, ast.Assign) else []:
                if isinstance(target, ast.Attribute) and target.attr in fields:
                    assert _name(target.value) != "scope", f"{module} line {target.lineno}"
            assert not isinstance(node, ast.keyword) or node.arg != "is_owner", f"{module} line {node.value.lineno}"


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""

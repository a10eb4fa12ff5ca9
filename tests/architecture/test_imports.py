"""The ladder and the kinds: docs/architecture.md shows the same two tables."""

import ast
import sys

from tests.architecture.rule import over
from tests.architecture.source import (
    FEATURES,
    FRAMEWORKS,
    FRAMEWORKS_FOR,
    GROUND,
    GROUND_FOR,
    KINDS,
    LADDER,
    MODULES,
    Module,
    kind_of,
    rung_of,
)

every_module = over(MODULES.values(), Module.place)
every_pure_module = over(
    [each for each in MODULES.values() if each.kind == "rules" or each.rung in ("errors", "access", "clinic_settings")],
    Module.place,
)

# Parts of the standard library that read or write something, or answer differently each time.
NOT_PURE = {
    "asyncio", "ctypes", "fileinput", "glob", "http", "io", "logging", "mmap", "multiprocessing", "os", "pathlib",
    "random", "secrets", "select", "shelve", "shutil", "signal", "socket", "sqlite3", "ssl", "subprocess", "tempfile",
    "threading", "time", "urllib",
}  # fmt: skip
# Libraries that calculate and do nothing else: design.md section 2.
CALCULATING = {"scipy.special"}
ASKING_THE_TIME = {"now", "utcnow", "today", "time", "time_ns", "localtime", "gmtime"}  # monotonic tells no time
MADE_BY_CHANCE = {"uuid1", "uuid4", "uuid6", "uuid7", "token_bytes", "token_hex", "token_urlsafe"}


@every_module
def test_every_module_has_its_place(module: Module) -> None:
    assert module.rung in LADDER, f"{module} has no place on the ladder (tests/architecture/source.py)"
    if module.kind is not None:
        assert module.kind in KINDS, f"{module} is of no kind that a feature has: {', '.join(KINDS)}"


@every_module
def test_imports_point_down(module: Module) -> None:
    for each in module.imports:
        if each.module.split(".")[0] == "server":
            assert LADDER.index(rung_of(each.module)) <= LADDER.index(module.rung), f"{each.module} is further up"


@every_module
def test_imports_stand_at_the_top(module: Module) -> None:
    """An import within a function hides a knot; so does one for type checking only."""
    assert [each.module for each in module.imports if not each.at_top] == []
    called = {node.func.id for node in ast.walk(module.tree) if _is_call_of_name(node)}
    assert "__import__" not in called
    assert not any(each.module == "importlib" for each in module.imports)


@every_module
def test_each_kind_imports_what_it_may(module: Module) -> None:
    if module.kind is None:
        return
    for each in module.imports:
        if each.module.split(".")[0] != "server":
            continue
        if (kind := kind_of(each.module)) is not None:
            assert kind in KINDS[module.kind] | module.further, f"{module.kind} may not import {kind}: {each.module}"
        elif rung_of(each.module) in GROUND:
            allowed = GROUND_FOR[module.kind] | module.further
            assert rung_of(each.module) in allowed, f"{module.kind} may not import {each.module}"


@every_module
def test_frameworks_stay_where_they_belong(module: Module) -> None:
    """Flask in routes, marshmallow in schemas, SQLAlchemy in models, queries and actions."""
    if module.kind is None:
        return
    used = {each.module.split(".")[0] for each in module.imports} & FRAMEWORKS
    assert used <= FRAMEWORKS_FOR.get(module.kind, set()) | module.further


@over([each for each in MODULES.values() if each.rung in FEATURES], Module.place)
def test_routes_of_another_feature_are_not_called(module: Module) -> None:
    assert not [each.module for each in module.imports if kind_of(each.module) == "routes"]


@every_pure_module
def test_rules_import_only_what_calculates(module: Module) -> None:
    for each in module.imports:
        root = each.module.split(".")[0]
        if root != "server" and each.module not in CALCULATING:
            assert root in sys.stdlib_module_names - NOT_PURE, f"{module} is pure; {each.module} is not"


@every_pure_module
def test_rules_do_no_input_or_output_and_leave_nothing_to_chance(module: Module) -> None:
    called = {node.func.id for node in ast.walk(module.tree) if _is_call_of_name(node)}
    assert not called & {"open", "print", "input", "exec", "eval", "breakpoint"}
    assert not {name for each in module.imports for name in each.names} & MADE_BY_CHANCE


@every_module
def test_only_the_edges_ask_the_time(module: Module) -> None:
    """`clock.now()` is for the endpoint, routes, jobs and the command line; datetime's own is for the clock alone."""
    if module.rung == "clock":
        return
    may_ask_the_clock = module.rung not in FEATURES or module.kind == "routes"
    for node in ast.walk(module.tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        asked, of = node.func.attr, node.func.value
        if asked in ASKING_THE_TIME and isinstance(of, ast.Name) and of.id in {"datetime", "date", "time", "clock"}:
            assert of.id == "clock", f"{module} line {node.lineno} asks {of.id}.{asked}()"
            assert may_ask_the_clock, f"{module} line {node.lineno} asks the time; take `now` as an argument"


def _is_call_of_name(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name)

"""Habits of the server's code that keep a promise: who commits, who catches, how long a file grows."""

import ast

from tests.architecture.rule import over
from tests.architecture.source import MODULES, ROOT, Module

every_module = over(MODULES.values(), Module.place)
LONGEST_FILE = 300  # lines that are neither blank nor comment; a longer file has a second idea in it
LONGEST_HANDLER = 10  # lines below its docstring


def files() -> list[str]:
    """What people write and read; not the migrations, which are drafted from the models."""
    found = [
        path
        for folder, pattern in (
            ("server", "*.py"),
            ("tests", "*.py"),
            ("bench", "*.py"),
            ("static/js", "*.js"),
            ("tests", "*.js"),
        )
        for path in (ROOT / folder).rglob(pattern)
    ]
    return sorted(path.relative_to(ROOT).as_posix() for path in found)


@over(files())
def test_files_stay_small(file: str) -> None:
    lines = (line.strip() for line in (ROOT / file).read_text().splitlines())
    assert len([line for line in lines if line and not line.startswith(("#", "//", "/*", "*"))]) <= LONGEST_FILE


@every_module
def test_every_module_says_what_it_holds(module: Module) -> None:
    assert ast.get_docstring(module.tree)


@every_module
def test_only_the_transaction_commits(module: Module) -> None:
    """Returning commits, raising rolls back: a commit elsewhere would part a deed from its audit entry."""
    if module.rung == "db":
        return
    ends = {"commit", "rollback", "begin", "begin_nested"}
    allowed = {"begin_nested"}  # a savepoint parts nothing: each item of a batch stands or falls alone
    assert not (attributes_called(module) & ends) - allowed


@every_module
def test_queries_only_read(module: Module) -> None:
    if module.kind != "queries":
        return
    imported = {name for each in module.imports for name in each.names}
    assert not imported & {"insert", "update", "delete", "insert_or_nothing", "insert_or_replace"}
    assert not attributes_called(module) & {"add_all", "merge", "flush"}


@every_module
def test_whoever_catches_everything_raises_again(module: Module) -> None:
    """A swallowed error is a lost entry that looks saved. What may fail is caught by its own name."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ExceptHandler) and _catches_everything(node):
            assert any(isinstance(each, ast.Raise) for each in ast.walk(node)), f"{module} line {node.lineno}"


def _catches_everything(handler: ast.ExceptHandler) -> bool:
    named = [handler.type] if not isinstance(handler.type, ast.Tuple) else handler.type.elts
    return any(each is None or getattr(each, "id", "") in {"Exception", "BaseException"} for each in named)


def handlers() -> list[tuple[str, ast.FunctionDef]]:
    return [
        (f"{module}.{node.name}", node)
        for module in MODULES.values()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef)
        and any(
            isinstance(each, ast.Call) and getattr(each.func, "id", "") == "endpoint" for each in node.decorator_list
        )
    ]


@over(handlers(), lambda each: each[0])
def test_a_handler_reads_as_its_contract(named: tuple[str, ast.FunctionDef]) -> None:
    """It has a sentence for docs/api.md and at most ten lines: what is more belongs in queries or actions."""
    _, handler = named
    assert ast.get_docstring(handler)
    body = handler.body[1:]
    assert (body[-1].end_lineno or 0) - body[0].lineno + 1 <= LONGEST_HANDLER


def attributes_called(module: Module) -> set[str]:
    """The names of all methods that the module calls, on whatever."""
    return {
        node.func.attr
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }

"""What comes in becomes a value, never a part of a statement, of a pattern, of a command or of a prototype."""

import ast
import re

from tests.architecture.rule import over
from tests.architecture.source import MODULES, Module
from tests.architecture.test_browser_modules import JS, code_of

every_module = over(MODULES.values(), Module.place)
every_browser_module = over(sorted(each.relative_to(JS).as_posix() for each in JS.rglob("*.js")))

# What patterns and formats are made of that no one else has written: module -> where it stands.
OURS = {
    "server.bindings": {"column"},  # a column's name
    "server.client": {"mark"},  # of the list above it
    "server.objections": {"said"},  # of the list beside it
    "server.records.rules.values": {"point"},  # of the notation that the operator named: a dot or a comma
    "server.records.rules.wording": {"self.sentences[sentence]", "_DAYS[self.language]"},  # of our own files
}
LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}
# Who starts processes: the operator's launcher, and the server, as many of itself as the settings say.
STARTING = {"server.running": "subprocess", "server.serve": "multiprocessing"}


def is_ours(value: ast.expr, module: Module) -> bool:
    """Whether a text is written out there, or in each place that gives the name its value."""
    if isinstance(value, ast.JoinedStr):
        return all(is_ours(each.value, module) for each in value.values if isinstance(each, ast.FormattedValue))
    if ast.unparse(value) in OURS.get(module.name, set()):
        return True
    if not isinstance(value, ast.Name):
        return isinstance(value, ast.Constant)
    for each in module.imports:
        if value.id in each.names and each.module in MODULES:
            return is_ours(value, MODULES[each.module])
    given = [
        node.value
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Assign) and [ast.unparse(each) for each in node.targets] == [value.id]
    ]
    return bool(given) and all(is_ours(each, module) for each in given)


def calls(module: Module, names: set[str]) -> list[ast.Call]:
    found = [node for node in ast.walk(module.tree) if isinstance(node, ast.Call) and node.args]
    return [node for node in found if ast.unparse(node.func) in names]


@every_module
def test_no_statement_is_put_together_of_text(module: Module) -> None:
    """SQLAlchemy binds every value; the few statements in words of SQL are written out."""
    if any(each.module == "sqlalchemy" and "text" in each.names for each in module.imports):
        assert [ast.unparse(node) for node in calls(module, {"text"}) if not is_ours(node.args[0], module)] == []


@every_module
def test_no_pattern_is_built_of_input(module: Module) -> None:
    named = {
        f"re.{name}" for name in ("compile", "search", "match", "fullmatch", "findall", "finditer", "sub", "split")
    }
    assert [ast.unparse(node) for node in calls(module, named) if not is_ours(node.args[0], module)] == []


@every_module
def test_no_format_comes_in(module: Module) -> None:
    """Neither of a text nor of a line in the log: a name in it could be any attribute, a width a gigabyte."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            assert node.func.attr != "format_map", ast.unparse(node)
            if node.func.attr == "format":
                assert is_ours(node.func.value, module), ast.unparse(node)
            if ast.unparse(node.func.value) in {"_log", "log", "logging"} and node.func.attr in LEVELS:
                assert is_ours(node.args[0], module), ast.unparse(node)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and isinstance(node.left, ast.JoinedStr):
            raise AssertionError(ast.unparse(node))


@every_module
def test_no_request_starts_a_process(module: Module) -> None:
    started = {each.module for each in module.imports} & {"subprocess", "multiprocessing", "pty"}
    assert started <= {STARTING.get(module.name)}
    called = {ast.unparse(node.func) for node in ast.walk(module.tree) if isinstance(node, ast.Call)}
    assert not called & {"os.system", "os.popen", "os.execv", "os.spawnv", "eval", "exec"}
    for node in calls(module, {"subprocess.Popen", "subprocess.run"}):
        assert not [each for each in node.keywords if each.arg == "shell"]


@every_browser_module
def test_no_browser_module_reaches_for_a_prototype(module: str) -> None:
    """Objects out of JSON are read by name; they are merged into nothing that others share."""
    assert not re.search(r"__proto__|setPrototypeOf|\.prototype\b\s*[\[.=]|\.constructor\[", code_of(module))

"""Finds the guards in our source, and puts a switch into each, so that one at a time can be off while tests run.

A guard is what makes an answer narrower or refuses it:

- scope: a comparison of a row's clinic, patient or account, in a statement or beside it; off, it is always true;
- condition: whatever else a statement of `people` asks of a row (not ended, not used, not expired); likewise;
- refusal: an `if` that raises a refusal of who somebody is, what they may, how often they tried, of a body that no page
  of ours sends, or of a statement that is bound to no clinic, or that returns nothing where it is decided who somebody
  is; off, it is passed. Of `if a or b` each part is a guard of its own;
- check: a call that is there to refuse alone: `find_...(...)` whose result nobody takes, and `require_...(...)` where
  it is decided who somebody is and in `people`; off, it is left out;
- decision: what a predicate answers, where it is decided who somebody is; off, it is true. Likewise of each part, and
  of an exception that it answers with no;
- permission: `actor.may(...)` outside `access`; off, everybody may;
- key: a look-up by primary key, without its clinic; a `filter_by(**...)`, without what it asks.

Which permission a route asks, and which of them need a fresh proof, is turned off by the plugin. What a medical or
administrative rule refuses (a dose, a day, a missing reason) is no guard in this sense: tests/rules has those.
"""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

SERVER = Path(__file__).parents[2] / "server"
SCOPES = {"clinic_id", "patient_id", "account_id", "person_id"}
OWNERS = {"Clinic", "Patient", "Account"}  # their `id` is such a scope
TURNED_AWAY = {401, 403, 404, 413, 415, 429}  # the status of refusals that are guards
# Modules in which `if ...: return None` (or False) turns somebody away.
DECIDES_WHO = (
    "caller.py",
    "http.py",
    "people/sessions.py",
    "people/rules/session",
    "people/rules/throttle",
    "people/proofs",
)
# Nothing here answers anybody: invented people, the operator's own commands, the ground of the database.
APART = (
    "demo/",
    "shell.py",
    "cli.py",
    "db.py",
    "upgrade.py",
    "running.py",
    "guards.py",
    "rules/",
    "formats/",
    "library",
)
KEEPS_OUT = {"is_listed", "_is_stale"}  # predicates there whose yes lets nobody in
REQUIRED_IN = ("people/", "caller.py", "http.py")
SWITCH = "_switch_"
GLOBALS = ast.Call(ast.Name("globals", ast.Load()), [], [])


def _refusals() -> frozenset[str]:
    """The names of the refusals that turn somebody away."""
    # Of people who are signed in; it says 400, or their page would sign them out. Of statements: server/scoping.py.
    found = {"NotProven", "Unbound"}
    for each in ast.parse((SERVER / "errors.py").read_text()).body:
        if isinstance(each, ast.ClassDef):
            said = {part.value for part in ast.walk(each) if isinstance(part, ast.Constant)}
            found |= {each.name} if said & TURNED_AWAY else set()
    return frozenset(found)


REFUSALS = _refusals()


class Quoted(NamedTuple):
    """What the source says, and in which line."""

    text: str
    line: int


def guards_in_source() -> dict[str, str]:
    """All guards there are, whether any test ever comes by them or not: from the name of each to where it stands."""
    found: dict[str, str] = {}
    for file in sorted(SERVER.rglob("*.py")):
        path = file.relative_to(SERVER).as_posix()
        lines = {} if _is_apart(path) else _put_switches(ast.parse(file.read_text()), path)
        found |= {name: f"server/{path}:{line}" for name, line in lines.items()}
    return found


def with_switches(tree: ast.Module, path: str) -> ast.Module:
    """The module with a switch in each of its guards. path: below server/."""
    if not _is_apart(path):
        _put_switches(tree, path)
        after_imports = max((n + 1 for n, each in enumerate(tree.body) if _is_future(each)), default=_docstring(tree))
        tree.body.insert(after_imports, ast.parse(f"import tests.mutants.switches as {SWITCH}").body[0])
    return ast.fix_missing_locations(tree)


def _is_apart(path: str) -> bool:
    return any(each in path for each in APART) and not path.startswith(DECIDES_WHO)


def _put_switches(tree: ast.Module, path: str) -> dict[str, int]:
    """From the names of the guards of a module, in each of which there now is a switch, to their lines."""
    said = {id(each): Quoted(ast.unparse(each), each.lineno) for each in _to_quote(tree)}
    switches = _Switches(path, _standing(tree), said)
    switches.visit(tree)
    return switches.lines


def _is_future(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and node.module == "__future__"


def _docstring(tree: ast.Module) -> int:
    return int(ast.get_docstring(tree) is not None)


def _standing(tree: ast.Module) -> set[str]:
    """The names of a module's statements that are built once, at its import."""
    makers = {each.name for each in tree.body if isinstance(each, ast.FunctionDef) and any(_asks(each))}
    return {
        each.targets[0].id
        for each in tree.body
        if isinstance(each, ast.Assign)
        and isinstance(each.targets[0], ast.Name)
        and (any(_asks(each.value)) or _names_in(each.value) & makers)
    }


def _names_in(node: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def _to_quote(tree: ast.Module) -> Iterator[ast.expr]:
    """What may become a guard, before anything is changed in it."""
    for each in ast.walk(tree):
        if isinstance(each, ast.Compare | ast.Call):
            yield each
            yield from each.args if isinstance(each, ast.Call) and _name_of(each) == "where" else ()
        elif isinstance(each, ast.If):
            yield each.test
        elif isinstance(each, ast.BoolOp):
            yield each
            yield from each.values


def _asks(node: ast.AST) -> Iterator[ast.AST]:
    for each in ast.walk(node):
        if isinstance(each, ast.Compare) or (isinstance(each, ast.Attribute) and each.attr in {"where", "is_"}):
            yield each


class _Switches(ast.NodeTransformer):
    def __init__(self, path: str, standing: set[str], said: Mapping[int, Quoted]) -> None:
        self.path = path
        self.standing = standing
        self.said = said
        self.decides = path.startswith(DECIDES_WHO)
        self.predicate = False  # whether we are in a function that answers yes or no about who somebody is
        self.within: list[str] = []
        self.lines: dict[str, int] = {}
        self.seen: dict[str, int] = {}

    # Where we are

    def visit_FunctionDef(self, node: ast.FunctionDef) -> Any:
        self.within.append(node.name)
        outer, self.predicate = self.predicate, self._lets_in(node)
        node.body = [self.visit(each) for each in node.body]  # decorators and defaults are no guards
        self.predicate = outer
        self.within.pop()
        return node

    def _lets_in(self, node: ast.FunctionDef) -> bool:
        """Whether it answers yes or no, and yes lets somebody in."""
        yes_or_no = node.returns is not None and ast.unparse(node.returns) == "bool"
        return self.decides and yes_or_no and node.name not in KEEPS_OUT

    def visit_ClassDef(self, node: ast.ClassDef) -> Any:
        self.within.append(node.name)
        node.body = [self.visit(each) if isinstance(each, ast.FunctionDef) else each for each in node.body]
        self.within.pop()
        return node

    def visit_Assign(self, node: ast.Assign) -> Any:
        target = node.targets[0]
        if self.within or not isinstance(target, ast.Name) or target.id not in self.standing:
            return self.generic_visit(node)
        self.within.append(target.id)
        value = self.visit(node.value)
        self.within.pop()
        build = ast.Lambda(ast.arguments([], [], None, [], [], None, []), value)
        node.value = self._call("standing", GLOBALS, ast.Constant(target.id), build)
        return node

    def visit_Name(self, node: ast.Name) -> Any:
        if self.within and node.id in self.standing and self.within[0] != node.id and isinstance(node.ctx, ast.Load):
            return self._call("used", GLOBALS, ast.Constant(node.id), node)
        return node

    # What is a guard

    def visit_Compare(self, node: ast.Compare) -> Any:
        self.generic_visit(node)
        equal = len(node.ops) == 1 and isinstance(node.ops[0], ast.Eq)
        if equal and (_is_scope(node.left) or _is_scope(node.comparators[0])):
            return self._guard("scope", "off", node)
        return node

    def visit_Call(self, node: ast.Call) -> Any:
        name = (isinstance(node.func, ast.Attribute) and _name_of(node)) or ""
        if name == "may" and self.path != "access.py":
            return self._guard("permission", "off", node)
        if name in {"get", "get_one"} and len(node.args) == 2 and _is_key_with_clinic(node.args[1]):
            said = self.said[id(node)]
            node.args = [*node.args, self._key("key", said)]
            node.func = ast.Attribute(ast.Name(SWITCH, ast.Load()), "got", ast.Load())
            return node
        if name == "filter_by" and any(each.arg is None for each in node.keywords):
            equal = node.keywords[0]
            equal.value = self._call("without", self._key("key", self.said[id(node)]), equal.value)
            return self.generic_visit(node)
        self.generic_visit(node)
        if name == "where" and self.path.startswith("people/"):
            node.args = [self._condition(each) for each in node.args]
        return node

    def _condition(self, node: ast.expr) -> ast.expr:
        if isinstance(node, ast.Starred) or _is_switched(node):
            return node
        if isinstance(node, ast.Compare) and isinstance(node.left, ast.Attribute) and node.left.attr == "id":
            return node  # which row it is about, not whether it may be
        return self._guard("condition", "off", node)

    def visit_Expr(self, node: ast.Expr) -> Any:
        """A statement that is only a call, and is there to refuse."""
        if not isinstance(node.value, ast.Call) or not self._is_check(node.value):
            return self.generic_visit(node)
        said = self.said[id(node.value)]
        called = ast.Lambda(ast.arguments([], [], None, [], [], None, []), self.visit(node.value))
        node.value = self._call("checked", self._key("check", said), called)
        return node

    def _is_check(self, node: ast.Call) -> bool:
        name = (_name_of(node) or "").lstrip("_")
        return name.startswith("find_") or (name.startswith("require_") and self.path.startswith(REQUIRED_IN))

    def visit_Return(self, node: ast.Return) -> Any:
        decided = node.value
        self.generic_visit(node)
        if not self.predicate or not isinstance(decided, ast.Compare | ast.BoolOp) or _is_switched(node.value):
            return node
        if isinstance(decided, ast.BoolOp) and isinstance(decided.op, ast.And):
            decided.values = [self._decision(each) for each in decided.values]
        else:
            node.value = self._call("off", self._key("decision", self.said[id(decided)]), decided)
        return node

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> Any:
        """Where a proof that fails is said by an exception: `except Mismatch: return False`."""
        self.generic_visit(node)
        last = node.body[-1]
        if self.predicate and isinstance(last, ast.Return) and ast.unparse(last) == "return False":
            said = f"except {ast.unparse(node.type)}" if node.type else "except"
            quoted = Quoted(said, node.lineno)
            last.value = self._call("off", self._key("decision", quoted), ast.Constant(value=False))
        return node

    def _decision(self, node: ast.expr) -> ast.expr:
        return node if _is_switched(node) else self._guard("decision", "off", node)

    def visit_If(self, node: ast.If) -> Any:
        asked = node.test
        parts = asked.values if isinstance(asked, ast.BoolOp) and isinstance(asked.op, ast.Or) else [asked]
        said = [self.said[id(each)] for each in parts]
        turns_away = self._turns_away(node.body[-1])
        self.generic_visit(node)
        if turns_away:
            asked = node.test
            parts = asked.values if len(said) > 1 and isinstance(asked, ast.BoolOp) else [asked]
            keys = [self._key("refusal", each) for each in said]
            switched = [self._call("passed", key, part) for key, part in zip(keys, parts, strict=True)]
            node.test = ast.BoolOp(ast.Or(), switched) if len(switched) > 1 else switched[0]
        return node

    def _turns_away(self, node: ast.stmt) -> bool:
        if isinstance(node, ast.Raise):
            return _name_of(node.exc) in REFUSALS
        nothing = isinstance(node, ast.Return) and isinstance(node.value, ast.Constant) and not node.value.value
        return nothing and self.decides

    # The switches

    def _guard(self, kind: str, switch: str, node: ast.expr) -> ast.expr:
        return self._call(switch, self._key(kind, self.said[id(node)]), node)

    def _key(self, kind: str, said: Quoted) -> ast.Constant:
        key = f"{kind} {self.path} {'.'.join(self.within)}: {said.text}"
        self.seen[key] = self.seen.get(key, 0) + 1
        if self.seen[key] > 1:
            key += f" ({self.seen[key]})"
        self.lines[key] = said.line
        return ast.Constant(key)

    def _call(self, name: str, *arguments: ast.expr) -> ast.Call:
        return ast.Call(ast.Attribute(ast.Name(SWITCH, ast.Load()), name, ast.Load()), list(arguments), [])


def _name_of(node: ast.expr | None) -> str | None:
    """What is called or named: `c` of `a.b.c(...)`."""
    node = node.func if isinstance(node, ast.Call) else node
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else None


def _is_scope(node: ast.expr) -> bool:
    if not isinstance(node, ast.Attribute):
        return False
    owner = node.value.id if isinstance(node.value, ast.Name) else ""
    return node.attr in SCOPES or (node.attr == "id" and owner in OWNERS)


def _is_key_with_clinic(node: ast.expr) -> bool:
    return isinstance(node, ast.Tuple) and bool(node.elts) and "clinic_id" in ast.unparse(node.elts[0])


def _is_switched(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _is_ours(node.func.value)


def _is_ours(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == SWITCH

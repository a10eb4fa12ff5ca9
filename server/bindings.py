"""What binds a statement to one clinic: found as it is compiled, which SQLAlchemy does once.

Each table with a clinic that a statement names must be bound by `clinic_id = <parameter>`, or joined on `clinic_id` to
one that is. Selects are taken from the compiler itself, because only it knows what correlation and the ORM made of
them. What is not understood counts as not bound: the worst that can come of it is a refusal.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import Alias, Column, Delete, Insert, Join, Table, Update
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import BinaryExpression, BindParameter, BooleanClauseList, ColumnElement, Grouping, Label
from sqlalchemy.sql.selectable import CTE, FromClause, FromGrouping, Subquery, TableValuedAlias, Values


class Unbound(Exception):
    """A statement might touch rows of another clinic, or does. A defect of the program, never of a request.

    The message names tables and says what to do; it holds no values.
    """


@dataclass(frozen=True)
class Key:
    """What binds a row: the column of that name, or the id in the table that it refers to."""

    name: str
    home: str

    def of(self, table: Table) -> str | None:
        """The column that binds rows of the table; None: they belong to nobody of this kind."""
        if table.name == self.home:
            return "id"
        return self.name if self.name in table.c else None


CLINIC = Key("clinic_id", "clinic")


@dataclass(frozen=True)
class Level:
    """One SELECT, UPDATE or DELETE within a statement, as it is rendered.

    parent: the statement around it, whose tables it may refer to.
    """

    statement: Any
    froms: Sequence[FromClause]
    parent: Any


@dataclass
class Bound:
    """What binds a statement. parameters: names of those whose values must be the key's. unbound: tables without.

    accounts: names of parameters that must be the account of who is signing in.
    """

    parameters: set[str] = field(default_factory=set)
    unbound: set[str] = field(default_factory=set)
    accounts: set[str] = field(default_factory=set)


class ScopedCompiler:
    """Mixed into the dialect's compiler: keeps what is rendered, to tell what binds it."""

    statement: Any
    string: str
    stack: list[Any]
    bind_names: dict[BindParameter[Any], str]
    binds: dict[str, Any]
    dml_compile_state: Any
    isinsert: bool

    def __init__(self, *arguments: Any, **rest: Any) -> None:
        self.levels: list[Level] = []
        super().__init__(*arguments, **rest)

    def _setup_select_stack(self, select: Any, compile_state: Any, entry: Any, *rest: Any) -> Any:
        froms = super()._setup_select_stack(select, compile_state, entry, *rest)  # type: ignore[misc]
        self.levels.append(Level(select, froms, entry.get("selectable")))
        return froms

    def visit_update(self, statement: Any, visiting_cte: Any = None, **rest: Any) -> Any:
        return self._visit_writing("visit_update", statement, visiting_cte, rest)

    def visit_delete(self, statement: Any, visiting_cte: Any = None, **rest: Any) -> Any:
        return self._visit_writing("visit_delete", statement, visiting_cte, rest)

    def visit_insert(self, statement: Any, visited_bindparam: Any = None, visiting_cte: Any = None, **rest: Any) -> Any:
        _refuse_within(visiting_cte)
        return super().visit_insert(statement, visited_bindparam, visiting_cte, **rest)  # type: ignore[misc]

    def _visit_writing(self, name: str, statement: Any, visiting_cte: Any, rest: dict[str, Any]) -> Any:
        _refuse_within(visiting_cte)
        text = getattr(super(), name)(statement, visiting_cte, **rest)
        state = self.dml_compile_state
        self.levels.append(Level(state.statement, [state.statement.table, *state._extra_froms], None))
        return text

    @cached_property
    def by_clinic(self) -> Bound:
        return self._bound(CLINIC)

    @cached_property
    def by_account(self) -> Bound:
        """As by_clinic, but a membership may be bound by its account instead."""
        return self._bound(CLINIC, with_accounts=True)

    @cached_property
    def named(self) -> set[str]:
        """The tables that its text names after FROM, JOIN, INTO and UPDATE but its levels do not have: from a text."""
        leaves = [leaf for level in self.levels for leaf in _leaves(level.froms)]
        known = {table.name for leaf in leaves if (table := _table_of(leaf)) is not None}
        if self.isinsert:
            known.add(self.dml_compile_state.statement.table.name)
        return set(_NAMED.findall(self.string.lower())) - known

    def _bound(self, key: Key, *, with_accounts: bool = False) -> Bound:
        found = Bound()
        names = {bind.key: name for bind, name in self.bind_names.items()}
        around: dict[int, set[_Node]] = {}
        # A level is rendered after those around it, but an UPDATE or DELETE is noted when all of it is.
        for level in sorted(self.levels, key=lambda each: not isinstance(each.statement, Update | Delete)):
            outer = around.get(id(level.parent), set())
            around[id(level.statement)] = _bind(level, key, outer, names, found, with_accounts=with_accounts)
        if self.isinsert:
            _bind_insert(self, key, names, found)
        elif isinstance(self.statement, Update) and key.name in self.binds:
            found.parameters.add(key.name)  # it sets the key
        return found


_Node = tuple[int, str]  # a table or alias by its hash, and the name of its column
_Equal = tuple[Any, Any, set[int] | None]  # two sides, and the tables whose rows it restricts (None: all)
_NAMED = re.compile(r'\b(?:from|join|into|update)\s+"?([a-z_]+)')


def _refuse_within(cte: Any) -> None:
    if cte is not None:
        raise Unbound("A statement that writes stands within another one. Run it by itself, so that it can be bound.")


def _bind(
    level: Level, key: Key, outer: set[_Node], names: dict[str, str], found: Bound, *, with_accounts: bool
) -> set[_Node]:
    """The columns of one level that are bound; adds to `found` by which parameters, and what is not."""
    leaves = {hash(leaf): leaf for leaf in _leaves(level.froms)}
    # A table that stands here again hides the one around: what binds those rows does not bind these.
    outer = {(place, column) for place, column in outer if place not in leaves}
    equal = [*_equalities(level.statement._where_criteria, None), *_joined(level.froms)]
    equal += [(other, one, allowed) for one, other, allowed in equal]
    bound = {node for leaf in leaves.values() for node in _bound_within(leaf, key)} | outer
    if with_accounts:
        bound |= {node for leaf in leaves.values() for node in _by_account(leaf, equal, names, found)}
    _spread(bound, equal, key)
    for source, target, _ in equal:
        if isinstance(source, BindParameter) and _node(target, key) is not None:
            found.parameters.add(names[source.key])
    for place, leaf in leaves.items():
        table = _table_of(leaf)
        if table is None:
            if not isinstance(leaf, Subquery | CTE | Values | TableValuedAlias):
                found.unbound.add("a text")
        elif (column := key.of(table)) and (place, column) not in bound:
            found.unbound.add(table.name)
    return bound


def _spread(bound: set[_Node], equal: Sequence[_Equal], key: Key) -> None:
    """Add the columns that equal a parameter or a bound column, until there are no more."""
    before = -1
    while before < len(bound):
        before = len(bound)
        for source, target, allowed in equal:
            node = _node(target, key)
            if node is None or (allowed is not None and node[0] not in allowed):
                continue
            if isinstance(source, BindParameter) or _node(source, key) in bound:
                bound.add(node)


def _bind_insert(compiled: ScopedCompiler, key: Key, names: dict[str, str], found: Bound) -> None:
    """Rows that are added must carry the key itself: as a value in each, or from a bound column of a select."""
    statement: Insert = compiled.dml_compile_state.statement
    column = key.of(statement.table)  # type: ignore[arg-type]
    if column is None:
        return
    table: Table = statement.table  # type: ignore[assignment]
    if statement.select is not None:
        place = list(statement._select_names or ()).index(column) if column in (statement._select_names or ()) else -1
        source = _plain(list(statement.select.selected_columns)[place]) if place >= 0 else None
        if isinstance(source, BindParameter):
            found.parameters.add(names[source.key])
        elif source is None or not _is_key(source, key):
            found.unbound.add(table.name)
        return
    several = [name for name in compiled.binds if re.fullmatch(rf"{column}_m\d+", name)]
    rows = len(statement._multi_values[0]) if statement._multi_values else 1
    carried = [column] if column in compiled.binds else []
    if len(carried) + len(several) >= rows:
        found.parameters.update(carried, several)
    elif key is CLINIC or not table.c[column].nullable:
        found.unbound.add(table.name)


def _leaves(froms: Iterable[FromClause]) -> Iterator[FromClause]:
    for each in froms:
        if isinstance(each, Join):
            yield from _leaves((each.left, each.right))
        elif isinstance(each, FromGrouping):
            yield from _leaves((each.element,))
        else:
            yield each


def _table_of(leaf: FromClause) -> Table | None:
    """The table behind a name of it; None for what is no table."""
    while isinstance(leaf, Alias) and isinstance(leaf.element, FromClause):
        leaf = leaf.element
    return leaf if isinstance(leaf, Table) else None


def _joined(froms: Iterable[FromClause]) -> Iterator[_Equal]:
    """What the joins' conditions make equal. Of an outer join they restrict one side only, of a full one neither."""
    for each in froms:
        if isinstance(each, FromGrouping):
            yield from _joined((each.element,))
        elif isinstance(each, Join):
            yield from _joined((each.left, each.right))
            restricted = () if each.full else (each.right,) if each.isouter else (each.left, each.right)
            yield from _equalities((each.onclause,), {hash(leaf) for leaf in _leaves(restricted)})


def _equalities(clauses: Iterable[Any], allowed: set[int] | None) -> Iterator[_Equal]:
    """The equalities that must all hold: those joined by AND."""
    for clause in clauses:
        while isinstance(clause, Grouping):
            clause = clause.element
        if isinstance(clause, BooleanClauseList) and clause.operator is operators.and_:
            yield from _equalities(clause.clauses, allowed)
        elif isinstance(clause, BinaryExpression) and clause.operator is operators.eq:
            yield _plain(clause.left), _plain(clause.right), allowed


def _plain(expression: Any) -> Any:
    while isinstance(expression, Grouping | Label):
        expression = expression.element
    return expression


def _is_key(expression: Any, key: Key) -> bool:
    """Whether it is the key's column of a table, or of what selects that from one."""
    if not isinstance(expression, ColumnElement):
        return False
    for base in expression.base_columns:
        table = getattr(base, "table", None)
        if not isinstance(table, Table) or not isinstance(base, Column) or key.of(table) != base.key:
            return False
    return True


def _node(expression: Any, key: Key) -> _Node | None:
    table = getattr(expression, "table", None)
    return (hash(table), expression.key) if table is not None and _is_key(expression, key) else None


def _bound_within(leaf: FromClause, key: Key) -> Iterator[_Node]:
    """The keys that a subquery shows: it is a level of its own and must be bound itself."""
    if isinstance(leaf, Subquery | CTE):
        for column in leaf.c:
            if _is_key(column, key):
                yield hash(leaf), column.key


def _by_account(leaf: FromClause, equal: Iterable[_Equal], names: dict[str, str], found: Bound) -> Iterator[_Node]:
    """The clinic of a membership whose account is given."""
    table = _table_of(leaf)
    if table is None or table.name != "membership":
        return
    for source, target, allowed in equal:
        of_leaf = hash(getattr(target, "table", None)) == hash(leaf) and target.key == "account_id"
        if of_leaf and isinstance(source, BindParameter) and (allowed is None or hash(leaf) in allowed):
            found.accounts.add(names[source.key])
            yield hash(leaf), "clinic_id"

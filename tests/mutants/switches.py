"""The switches themselves: what stands in the place of each guard, and which of them are off now."""

import importlib
from collections.abc import Callable, Collection, Mapping
from typing import Any

from sqlalchemy import ClauseElement, select, true

# Guards that made a difference since somebody last emptied it, or may have: those of statements always do. One that was
# passed because nobody had to be kept out makes none, and a test in which that is so cannot miss it.
felt: set[str] = set()
_now_off: frozenset[str] = frozenset()
_built: dict[int, dict[str, tuple[Callable[[], Any], set[str]]]] = {}
_modules: dict[int, dict[str, Any]] = {}


def off(key: str, found: Any) -> Any:
    """A comparison, which is true while it is off."""
    is_asked_of_rows = isinstance(found, ClauseElement)
    if is_asked_of_rows or not found:
        felt.add(key)
    if key not in _now_off:
        return found
    return true() if is_asked_of_rows else True


def passed(key: str, found: Any) -> Any:
    """What an `if` asks before it refuses; while it is off it never does."""
    if found:
        felt.add(key)
    return False if key in _now_off else found


def checked(key: str, call: Callable[[], Any]) -> None:
    """A call that is there to refuse; left out while it is off."""
    if key in _now_off:
        return
    try:
        call()
    except Exception:
        felt.add(key)
        raise


def got(model: Any, key: Any, name: str) -> Any:
    """A row by its primary key, without the clinic while that is off."""
    felt.add(name)
    db = importlib.import_module("server.db").db  # not before the switches are in place
    if name not in _now_off:
        return db.session.get(model, key)
    columns = list(model.__table__.primary_key)[1:]
    asked = [column == value for column, value in zip(columns, key[1:], strict=True)]
    return db.session.scalars(select(model).where(*asked)).first()


def without(key: str, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """The equal values of a filter; none while that is off."""
    felt.add(key)
    return {} if key in _now_off else values


def standing(module: dict[str, Any], name: str, build: Callable[[], Any]) -> Any:
    """A statement that is built at the import of its module, and built again when one of its guards changes."""
    before = set(felt)
    felt.clear()
    statement = build()
    _modules[id(module)] = module
    _built.setdefault(id(module), {})[name] = (build, set(felt))
    felt.update(before)
    return statement


def used(module: dict[str, Any], name: str, found: Any) -> Any:
    """Note that a statement built at import is used, and with it its guards."""
    felt.update(_built.get(id(module), {}).get(name, (None, set()))[1])
    return found


def turn_off(keys: Collection[str] = ()) -> None:
    """Turn these guards off, and all others on."""
    global _now_off
    before, _now_off = _now_off, frozenset(keys)
    for place, statements in _built.items():
        if any(keys & (before | _now_off) for _, keys in statements.values()):
            for name, (build, _) in statements.items():
                _modules[place][name] = build()

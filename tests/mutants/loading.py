"""Loads our modules with a switch in each of their guards; must be in place before the first of them is imported."""

import ast
import sys
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any

from tests.mutants.finding import SERVER, with_switches


class _Finder:
    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if name.partition(".")[0] != "server":
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _Loader(spec.loader.name, spec.loader.path)
        return spec


class _Loader(SourceFileLoader):
    def get_code(self, fullname: str) -> CodeType | None:
        path = Path(self.path)
        tree = ast.parse(path.read_text())
        return compile(with_switches(tree, path.relative_to(SERVER).as_posix()), self.path, "exec")


def install() -> None:
    """From now on. Raises RuntimeError where it is too late."""
    if any(name.partition(".")[0] == "server" for name in sys.modules):
        raise RuntimeError("our source was imported before the switches were in place")
    sys.meta_path.insert(0, _Finder())  # type: ignore[arg-type]

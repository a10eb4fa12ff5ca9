"""The server's modules as syntax trees, and what they import. The two tables of the design stand here."""

import ast
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]

# A module imports from its own feature and from anything to the left, never to the right.
GROUND = (
    "wording",
    "errors",
    "access",
    "clinic_settings",
    "clock",
    "tracing",
    "setting",
    "push_settings",
    "sign_in_settings",
    "config",
    "logs",
    "bindings",
    "scoping",
    "db",
    "guards",
    "answers",
    "bodies",
    "browser_reports",
    "preloading",
    "sentences",
    "slimming",
    "objections",
    "client",
    "caller",
    "http",
    "openapi",
)
FEATURES = (
    "audit",
    "people",
    "messages",
    "courses",
    "alerts",
    "questionnaires",
    "checkins",
    "outcomes",
    "reminders",
    "studies",
    "phone",
    "desk",
    "records",
    "fhir",
)
ENTRIES = (
    "shell",
    "create_app",
    "upgrade",
    "demo",
    "posting",
    "reminding",
    "jobs",
    "serve",
    "running",
    "importing",
    "auditing",
    "cli",
)
LADDER = GROUND + FEATURES + ENTRIES

# Within features: which kinds of module each kind may import, from its own feature or a lower one ...
KINDS: dict[str, set[str]] = {
    "rules": {"rules"},
    "models": {"rules"},
    "library": {"rules", "library"},
    "queries": {"rules", "models", "library", "queries"},
    "sessions": {"rules", "models", "queries"},
    "signing": {"rules"},
    "proofs": {"rules"},
    "cookie": {"rules", "queries", "schemas"},
    "actions": {"rules", "models", "library", "queries", "actions", "sessions", "proofs", "formats"},
    "schemas": {"rules", "schemas"},
    "formats": {"rules", "formats"},
    "delivery": {"rules", "delivery"},
    "routes": {"rules", "models", "library", "queries", "actions", "sessions", "cookie", "schemas"},
}
# ... and which modules of the ground.
GROUND_FOR: dict[str, set[str]] = {
    "rules": {"wording", "errors", "access", "clinic_settings"},
    "models": {"db", "access"},
    "library": {"errors"},
    "queries": {"wording", "errors", "access", "clinic_settings", "db"},
    "sessions": {"errors", "access", "db"},
    # What asks a library or a server elsewhere whether somebody is who they say: passkeys, passwords, single sign-on.
    "proofs": {"errors", "setting", "sign_in_settings"},
    # The key that signs the audit's heads, and the file of heads.
    "signing": {"errors", "config"},
    "cookie": {"access", "http"},
    "actions": {"wording", "errors", "access", "clinic_settings", "sign_in_settings", "db", "tracing"},
    "schemas": {"errors", "access", "clinic_settings", "http"},
    "formats": {"errors"},
    "delivery": {"errors", "config"},
    "routes": {"errors", "access", "clinic_settings", "clock", "config", "sign_in_settings", "http"},
}
# What must not reach a kind from outside; "library", "formats" and "delivery" are edges that do their own reading and
# writing.
FRAMEWORKS = {"flask", "flask_sqlalchemy", "sqlalchemy", "marshmallow", "alembic", "apscheduler", "waitress", "apispec"}
FRAMEWORKS_FOR: dict[str, set[str]] = {
    "models": {"sqlalchemy"},
    "queries": {"sqlalchemy"},
    "sessions": {"sqlalchemy"},
    "cookie": {"flask"},
    "actions": {"sqlalchemy"},
    "schemas": {"marshmallow"},
    "routes": {"flask"},
}

# Modules that may import more than their kind, each with the reason.
FURTHER: dict[str, tuple[set[str], str]] = {
    "server.phone.actions": (
        {"schemas", "http", "marshmallow"},
        "Each item of a batch is loaded and judged on its own, so that one that cannot be read does not stop the rest.",
    ),
    "server.phone.actions.from_file": (
        {"schemas", "marshmallow"},
        "A file holds the bodies of requests, as the operator gives it: nobody has loaded them before.",
    ),
}


@dataclass(frozen=True)
class Import:
    """One imported module, in full, and whether the import stands at the top of its file."""

    module: str
    names: tuple[str, ...]
    at_top: bool


@dataclass(frozen=True)
class Module:
    """One Python file of the server. name: such as `server.outcomes.rules.response`."""

    name: str
    path: Path

    def __str__(self) -> str:
        return self.name

    def place(self) -> str:
        """Where to look: such as server/outcomes/rules/response.py."""
        return self.path.relative_to(ROOT).as_posix()

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.path.read_text())

    @property
    def rung(self) -> str:
        """Its place on the ladder: a feature or a module of its own."""
        return rung_of(self.name)

    @property
    def kind(self) -> str | None:
        """What kind of module of a feature it is; None in the ground, in the entries and for a feature's docstring."""
        return kind_of(self.name)

    @property
    def further(self) -> set[str]:
        """What it may import beyond its kind."""
        return FURTHER.get(self.name, (set(), ""))[0]

    @cached_property
    def imports(self) -> list[Import]:
        found = []
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{self}: write imports in full"
                names = tuple(each.name for each in node.names)
                found += _in_full(node.module or "", names, node in self.tree.body)
            elif isinstance(node, ast.Import):
                found += [Import(each.name, (), node in self.tree.body) for each in node.names]
        return found


def _in_full(module: str, names: tuple[str, ...], at_top: bool) -> list[Import]:
    # `from server.people import actions` imports a module, `from server.people.actions import redeem` a name.
    modules = [name for name in names if f"{module}.{name}" in MODULES]
    rest = tuple(name for name in names if name not in modules)
    return [Import(f"{module}.{name}", (), at_top) for name in modules] + (
        [Import(module, rest, at_top)] if rest else []
    )


def rung_of(name: str) -> str:
    """`server.outcomes.rules.response` -> "outcomes"; `server.db` -> "db"; `server` -> "create_app"."""
    return name.split(".")[1] if "." in name else "create_app"


def kind_of(name: str) -> str | None:
    """`server.outcomes.rules.response` -> "rules"; None where it is no module of a feature."""
    parts = name.split(".")
    return parts[2] if len(parts) > 2 and parts[1] in FEATURES else None


def _modules() -> dict[str, Module]:
    found = {}
    for path in sorted((ROOT / "server").rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        found[name] = Module(name, path)
    return found


MODULES = _modules()

"""The browser's modules: which way they import, and that every sentence they show exists."""

import json
import posixpath
import re
from functools import cache

from tests.architecture.rule import over
from tests.architecture.source import ROOT

JS = ROOT / "static" / "js"
LOCALES = ROOT / "static" / "locales"

# Without the DOM, the network and the phone's store: they are tested by value in deno.
PURE = {"outbox.js", "question-flow.js", "chart-geometry.js", "calendar.js", "log-view.js", "felt.js", "settling.js"}
KIT = {"dom.js", "translate.js", "said.js", "further-style.js"}
# Only these know where they run: they start the application and name its pages.
STARTS = {"app.js", "routes.js", "routes-of-staff.js", "router.js", "worker-updates.js"}

# What a module imports beyond its layer, each with the reason.
FURTHER = {
    (
        "components/patient-layout.js",
        "session.js",
    ): "Its band that all is invented stands on every page, whoever is signed in.",
    (
        "components/check-in-form.js",
        "phone-store.js",
    ): "It says so when the phone is full, and the store knows the sign.",
}

_IMPORT = re.compile(r"""^(?:import|export)\b[^"';]*?from\s*["']([^"']+)["']|^import\s*["']([^"']+)["']""", re.M)
_LAZY_IMPORT = re.compile(r"""\bimport\(\s*["']([^"']+)["']\s*\)""")
_SENTENCE = re.compile(r"""\bt\(\s*(["'`])([^"'`]+)\1""")


def modules() -> list[str]:
    return sorted(path.relative_to(JS).as_posix() for path in JS.rglob("*.js"))


every_module = over(modules())


@cache
def code_of(module: str) -> str:
    """The module without comments, where types are imported."""
    return re.sub(r"/\*.*?\*/|^\s*//[^\n]*", "", (JS / module).read_text(), flags=re.S | re.M)


def imports_of(module: str) -> set[str]:
    found = {first or second for first, second in _IMPORT.findall(code_of(module))}
    return {_resolved(module, each) for each in found} - {target for source, target in FURTHER if source == module}


def _resolved(module: str, imported: str) -> str:
    assert imported.startswith("."), f"{module} imports {imported}: there is no third-party JavaScript here"
    return posixpath.normpath(posixpath.join(posixpath.dirname(module), imported))


@every_module
def test_imports_name_files_that_exist(module: str) -> None:
    lazy = {_resolved(module, each) for each in _LAZY_IMPORT.findall(code_of(module))}
    for each in imports_of(module) | lazy:
        assert (JS / each).is_file(), f"{module} imports {each}"


@every_module
def test_imports_point_from_pages_to_components_to_the_kit(module: str) -> None:
    for each in imports_of(module):
        if module in PURE:
            assert each in PURE, f"{module} is pure; {each} is not"
        elif module in KIT:
            assert each in KIT | PURE, f"{module} belongs to the kit and knows nothing of {each}"
        elif module.startswith("components/"):
            assert each.startswith("components/") or each in KIT | PURE, f"a component makes elements of values: {each}"
        elif module.startswith("pages/"):
            assert each not in STARTS - {"router.js", "routes.js"}, f"a page does not know who shows it: {each}"
        elif module not in STARTS:
            assert not each.startswith(("pages/", "components/")), f"{module} stands below {each}"


@every_module
def test_pure_modules_know_no_browser(module: str) -> None:
    if module in PURE:
        used = re.findall(r"\b(document|window|fetch|indexedDB|localStorage|navigator|Date\.now)\b", code_of(module))
        assert not used


@every_module
def test_components_do_not_fetch(module: str) -> None:
    if module.startswith("components/"):
        assert not re.search(r"\bfetch\(|\bindexedDB\b|\blocalStorage\b", code_of(module))


@every_module
def test_nothing_is_put_into_the_page_as_markup(module: str) -> None:
    """A patient's note must stay a text; Trusted Types would refuse the rest in the browser, but only when it runs."""
    assert not re.search(r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval)\b", code_of(module))


def sentences() -> dict[str, object]:
    found: dict[str, object] = {}
    for file in sorted(LOCALES.glob("en*.json")):
        found |= json.loads(file.read_text())
    return found


@every_module
def test_every_sentence_exists(module: str) -> None:
    for quote, key in _SENTENCE.findall(code_of(module)):
        if quote == "`" and "${" in key:
            beginning = key.split("${")[0]
            assert any(known.startswith(beginning) for known in sentences()), (
                f"{module}: no sentence begins {beginning}"
            )
        else:
            assert key in sentences(), f"{module} shows the sentence {key}, which is in no file of static/locales"


def test_every_sentence_is_shown_somewhere() -> None:
    """By its name in quotes, or by a beginning that a template goes on from."""
    code = "\n".join(code_of(module) for module in modules())
    named = set(re.findall(r"""["'`]([\w-]+(?:\.[\w-]+)+)["'`]""", code))
    begun = tuple(set(re.findall(r"`([\w-]+\.(?:[\w-]+\.)*[\w-]*)\$\{", code)))
    dead = [key for key in sentences() if key not in named and not (begun and key.startswith(begun))]
    assert not dead

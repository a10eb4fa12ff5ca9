"""The modules that a page asks for at once."""

import re

import pytest

from server.preloading import STATIC_IMPORT, modules_of, preload_links
from server.shell import STATIC
from server.slimming import slimmed


def test_all_that_is_imported_is_found_once_the_nearest_first() -> None:
    files = {
        "js/app.js": b'import { a } from "./a.js"\nimport {\n  b,\n  c,\n} from "./parts/b.js"\nconst x = "./not.js"\n',
        "js/a.js": b'export { b } from "./parts/b.js"\nimport "./side.js"\n',
        "js/parts/b.js": b'/** @typedef {import("../types.js").T} T */\nimport { a } from "../a.js"\n',
        "js/side.js": b'const later = () => import("./lazy.js")\n',
    }
    assert modules_of(files, ["js/app.js"]) == ["js/app.js", "js/a.js", "js/parts/b.js", "js/side.js"]


def test_a_module_that_is_not_there_is_named() -> None:
    with pytest.raises(KeyError, match=r"js/gone\.js"):
        modules_of({"js/app.js": b'import { a } from "./gone.js"\n'}, ["js/app.js"])


def test_the_applications_own_import_lines_are_all_understood() -> None:
    sources = {path.relative_to(STATIC).as_posix(): path.read_bytes() for path in STATIC.rglob("*.js")}
    assert len(modules_of(sources, ["js/app.js"])) > 5
    for path, written in sources.items():
        source = slimmed(written)
        named = source.count(b' from "./') + source.count(b' from "../')
        bare = len(re.findall(rb'^import "', source, re.MULTILINE))
        assert len(STATIC_IMPORT.findall(source)) == named + bare, path
        modules_of(sources, [path])  # raises for a name that leads nowhere


def test_what_is_wanted_next_does_not_delay_the_first_and_is_named_once() -> None:
    links = preload_links(["js/app.js", "js/dom.js"], ["js/pages/today.js", "js/dom.js"])
    assert links.count("modulepreload") == 3
    assert links.endswith('<link rel="modulepreload" fetchpriority="low" href="/s/__STAMP__/js/pages/today.js">')

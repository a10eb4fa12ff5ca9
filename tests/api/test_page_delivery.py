"""What a phone has to load: modules without what only readers need, and few bytes before the first screen."""

import re
from pathlib import PurePosixPath

import pytest

from server.shell import STATIC, Bundle, File, read_bundle
from server.slimming import slimmed

FIRST_SCREEN = 40_000  # bytes over the wire, design section 10


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        (b"// why\na()", b"\na()"),
        (b"  // why\n  // and so\na()", b"\n\na()"),
        (b"/** one line */\na()", b"\na()"),
        (b"/**\n * more\n * lines\n */\na()", b"\n\n\n\na()"),
        (b"a() // beside code", b"a() // beside code"),
        (b"a {\n  b: c;\n}", b"a {\nb: c;\n}"),
        (b"const f = (/** @type {A} */ b) => b", b"const f = (b) => b"),
        # A type beside code begins like a comment of its own and must not take the code with it.
        (b"/** @type {A} */ (b).c()\n/** d */", b"(b).c()\n"),
        (b'fetch("https://x")', b'fetch("https://x")'),
    ],
)
def test_what_only_readers_need_stays_at_home(written: bytes, sent: bytes) -> None:
    assert slimmed(written) == sent


def test_no_text_of_a_template_goes_over_several_lines() -> None:
    """Its indentation would be part of it."""
    for path in STATIC.rglob("*.js"):
        # Comments and what stands within ${} are code. The innermost first: there may be templates within.
        texts = re.sub(r"/\*.*?\*/|^\s*//[^\n]*", "", path.read_text(), flags=re.S | re.M)
        before = ""
        while texts != before:
            before, texts = texts, re.sub(r"\$\{(?:[^{}`]|`[^`$]*`|\{[^{}`]*\})*\}", "", texts)
        assert not [text for text in re.findall(r"`[^`]*`", texts) if "\n" in text], path.name


def test_a_patients_first_screen_is_small() -> None:
    bundle = read_bundle(STATIC)
    modules = _with_imports(bundle, "js/app.js") | _with_imports(bundle, "js/pages/patient/today.js")
    beside = {"css/phone.css", "icons/icon.svg"}
    loaded = [bundle.files[name] for name in modules | beside] + list(bundle.pages.values())
    # Of the sentences one language is loaded: here the longest.
    loaded += [max(files, key=lambda file: len(file.zipped)) for files in (_sentences(bundle), bundle.starts.values())]

    assert "js/phone-store.js" in modules
    assert sum(len(file.zipped or file.plain) for file in loaded) < FIRST_SCREEN


def _sentences(bundle: Bundle) -> list[File]:
    return [bundle.files[f"locales/{tag}.json"] for tag in bundle.starts]


def _with_imports(bundle: Bundle, name: str) -> set[str]:
    """The module and all that it imports at once; what it imports later, by `import()`, is not counted."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        module = waiting.pop()
        if module in found:
            continue
        found.add(module)
        for path in re.findall(rb'^(?:import|\}) .*from "(\..+)"$', bundle.files[module].plain, re.MULTILINE):
            waiting.append(_resolve(PurePosixPath(module).parent, path.decode()))
    return found


def _resolve(folder: PurePosixPath, path: str) -> str:
    parts: list[str] = []
    for part in (*folder.parts, *path.split("/")):
        if part == "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)

"""What a phone has to load: modules without their comments, and few bytes before the first screen."""

import re
from pathlib import PurePosixPath

import pytest

from server.shell import STATIC, Bundle, File, read_bundle, without_comments

FIRST_SCREEN = 40_000  # bytes over the wire, design section 10


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        (b"// why\na()", b"\na()"),
        (b"  // why\n  // and so\na()", b"\n\na()"),
        (b"/** one line */\na()", b"\na()"),
        (b"/**\n * more\n * lines\n */\na()", b"\n\n\n\na()"),
        (b"a() // beside code", b"a() // beside code"),
        # A type beside code begins like a comment and must not take the code with it.
        (b"/** @type {A} */ (b).c()\n/** d */", b"/** @type {A} */ (b).c()\n"),
        (b'fetch("https://x")', b'fetch("https://x")'),
    ],
)
def test_only_comments_on_lines_of_their_own_stay_at_home(written: bytes, sent: bytes) -> None:
    assert without_comments(written) == sent


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

"""Which modules a page needs at once, read from their import lines, so that a browser asks for all in one go. Pure.

Without it a browser learns of a module only from the one that imports it, a round trip each: on a slow phone network
the first screen would wait for eight of them. Written by hand the list would be wrong after the next change.
"""

import posixpath
import re
from collections.abc import Mapping, Sequence

# An import or export line of the form that `deno fmt` leaves, over several lines or not. What is imported within a
# function comes later on purpose and is left out.
STATIC_IMPORT = re.compile(rb'^(?:import|export)\b[^"\']*?\bfrom "(\.[^"]+)"|^import "(\.[^"]+)"', re.MULTILINE)


def modules_of(files: Mapping[str, bytes], starts: Sequence[str]) -> list[str]:
    """The paths of these modules and of all that they import, each once and the nearest first. files: path -> source.

    Raises KeyError for a module that is not among the files.
    """
    found = list(dict.fromkeys(starts))
    for path in found:  # grows while it is read
        folder = posixpath.dirname(path)
        named = (first or second for first, second in STATIC_IMPORT.findall(files[path]))
        beside = (posixpath.normpath(posixpath.join(folder, name.decode())) for name in named)
        found += [each for each in dict.fromkeys(beside) if each not in found]
    return found


def preload_links(first: Sequence[str], soon: Sequence[str]) -> str:
    """The link elements for a page's head. soon: modules that are wanted next, but must not delay the first ones."""
    links = [f'<link rel="modulepreload" href="/s/__STAMP__/{path}">' for path in first]
    links += [
        f'<link rel="modulepreload" fetchpriority="low" href="/s/__STAMP__/{path}">'
        for path in soon
        if path not in first
    ]
    return "\n    ".join(links)

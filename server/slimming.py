"""What of a module or a style sheet a browser can do without: its comments and its indentation. Pure.

Half of what we write in a module is for its readers, and phones are slow. Lines keep their numbers, for looking up
errors.
"""

import re

# A comment that has its lines to itself, and a type beside code. Other comments stay: a string may look like one.
COMMENT = re.compile(
    rb"^[ \t]*(?://[^\n]*|/\*(?:[^*]|\*(?!/))*\*/[ \t]*)$|/\*\* @(?:type|param)\b(?:[^*\n]|\*(?!/))*\*/ ?", re.MULTILINE
)
INDENTATION = re.compile(rb"^[ \t]+", re.MULTILINE)


def slimmed(source: bytes) -> bytes:
    """The same program. No text of a template may go over several lines; a test looks for such."""
    bare = COMMENT.sub(lambda comment: b"\n" * comment[0].count(b"\n"), source)
    return INDENTATION.sub(b"", bare)

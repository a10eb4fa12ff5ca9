"""The passwords that the operator's own list forbids."""

from functools import lru_cache
from pathlib import Path


def is_listed(password: str, file: Path | None) -> bool:
    """Whether the password stands in the file, in whatever mixture of small and capital letters. None: no file."""
    return file is not None and password.lower() in _listed(file)


@lru_cache(maxsize=1)
def _listed(file: Path) -> frozenset[str]:
    """Read once. Lists of breaches hold bytes that are no text: such a line matches nothing that could be typed."""
    with file.open(encoding="utf-8", errors="replace") as lines:
        return frozenset(line.rstrip("\r\n").lower() for line in lines)

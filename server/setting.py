"""What a setting of an installation is, and how the file of a secret is read."""

from dataclasses import dataclass
from pathlib import Path


class BadSetting(Exception):
    """A setting is missing or cannot be used. The message names it and says what to do."""


@dataclass(frozen=True)
class Setting:
    """One environment variable. default None: it must be set where `needed` says so."""

    name: str
    default: str | None
    meaning: str


def secret_in(name: str, file: str) -> str:
    """The content of a file that must not be open to everybody on this machine. name: of the setting. Raises
    BadSetting."""
    try:
        if Path(file).stat().st_mode & 0o007:
            raise BadSetting(f"{name}: everybody on this machine can read {file}. Run: chmod 640 {file}")
        return Path(file).read_text()
    except (OSError, UnicodeDecodeError):
        raise BadSetting(f"{name}: {file} cannot be read.") from None

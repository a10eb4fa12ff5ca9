"""The settings of one installation, read once at the start from the environment.

`SETTINGS` describes each of them; docs/settings.md is generated from it. A value that cannot be used stops the start.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

VERSION = "0.1.0"  # as in pyproject.toml


class Mode(StrEnum):
    DEMO = "demo"
    CLINIC = "clinic"


class BadSetting(Exception):
    """A setting is missing or cannot be used. The message names it and says what to do."""


@dataclass(frozen=True)
class Setting:
    """One environment variable. default None: it must be set where `needed` says so."""

    name: str
    default: str | None
    meaning: str


SETTINGS = (
    Setting(
        "LODESTONE_MODE",
        "demo",
        "`demo` shows invented patients and prints sign-in links; `clinic` is for real people: "
        "it needs an https address and refuses a database that holds demo data.",
    ),
    Setting(
        "LODESTONE_DATABASE",
        "sqlite:///var/demo.db",
        "Where the data is: `sqlite:///path/to/file.db`, or `postgresql+psycopg://user:password@host/name`.",
    ),
    Setting(
        "LODESTONE_ADDRESS",
        "http://localhost:8000",
        "The address that people open. QR codes are printed only for https addresses, since phones need https.",
    ),
    Setting("LODESTONE_LISTEN", "127.0.0.1:8000", "The host and port on which the web server listens."),
    Setting("LODESTONE_FILES", "var/files", "The folder of frozen study exports."),
    Setting(
        "LODESTONE_WEB_PROCESSES",
        "1",
        "How many web processes share the listening socket. Always 1 on SQLite; on PostgreSQL about one per core.",
    ),
)


@dataclass(frozen=True)
class Settings:
    """All settings, checked."""

    mode: Mode
    database: str
    address: str
    listen_host: str
    listen_port: int
    files: Path
    web_processes: int

    @property
    def is_sqlite(self) -> bool:
        return self.database.startswith("sqlite:")


def read_settings(environment: Mapping[str, str]) -> Settings:
    """The settings found in `environment` (such as os.environ), with the defaults of SETTINGS. Raises BadSetting."""
    unknown = [name for name in environment if name.startswith("LODESTONE_") and name not in _DEFAULTS]
    if unknown:
        raise BadSetting(f"{unknown[0]} is no setting of Lodestone. Known are: {', '.join(_DEFAULTS)}.")
    said = {name: environment.get(name) or default for name, default in _DEFAULTS.items()}
    try:
        mode = Mode(said["LODESTONE_MODE"])
    except ValueError:
        raise BadSetting("LODESTONE_MODE must be demo or clinic.") from None
    database = said["LODESTONE_DATABASE"]
    if not database.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise BadSetting("LODESTONE_DATABASE must begin with sqlite:/// or postgresql+psycopg://.")
    address = said["LODESTONE_ADDRESS"].rstrip("/")
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path:
        raise BadSetting("LODESTONE_ADDRESS must be an address such as https://tms.example.org, without a path.")
    if mode is Mode.CLINIC and parts.scheme != "https":
        raise BadSetting("LODESTONE_ADDRESS must begin with https:// for a real clinic: phones and passkeys need it.")
    host, _, port = said["LODESTONE_LISTEN"].rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise BadSetting("LODESTONE_LISTEN must be host:port, such as 127.0.0.1:8000.")
    count = said["LODESTONE_WEB_PROCESSES"]
    if not count.isdigit() or not 1 <= int(count) <= 64:
        raise BadSetting("LODESTONE_WEB_PROCESSES must be a number from 1 to 64.")
    if int(count) > 1 and database.startswith("sqlite:"):
        raise BadSetting("LODESTONE_WEB_PROCESSES must be 1 on SQLite: one process owns the file's writers.")
    return Settings(mode, database, address, host, int(port), Path(said["LODESTONE_FILES"]), int(count))


_DEFAULTS: dict[str, str] = {setting.name: setting.default or "" for setting in SETTINGS}

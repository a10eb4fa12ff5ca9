"""The settings of one installation, read once at the start from the environment.

`SETTINGS` describes each of them; docs/settings.md is generated from it. A value that cannot be used stops the start.
"""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from server.push_settings import PUSH_SETTINGS, read_push
from server.push_settings import Push as Push
from server.setting import BadSetting as BadSetting
from server.setting import Setting, secret_in
from server.sign_in_settings import LOCAL as LOCAL
from server.sign_in_settings import SIGN_IN_SETTINGS, IdentityProvider, read_common_passwords, read_identity_provider

VERSION = "0.1.0"  # as in pyproject.toml
SHORTEST_KEY = 24  # bytes, as Standard Webhooks asks for


class Mode(StrEnum):
    DEMO = "demo"
    CLINIC = "clinic"


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
        "LODESTONE_MIGRATION_DATABASE",
        "",
        "On PostgreSQL, the same database as the role that owns the tables, for `upgrade` and the other commands; web "
        "and jobs run as the role of LODESTONE_DATABASE, which a clinic's may not own them. See docs/self-hosting.md.",
    ),
    Setting(
        "LODESTONE_ADDRESS",
        "http://localhost:8000",
        "The address that people open. QR codes are printed only for https addresses, since phones need https.",
    ),
    Setting("LODESTONE_LISTEN", "127.0.0.1:8000", "The host and port on which the web server listens."),
    Setting(
        "LODESTONE_PROXIES",
        "127.0.0.1,::1",
        "The addresses or networks of the proxies in front, with commas. Only what these say in X-Forwarded-For counts "
        "as the address that a request came from; it slows down whoever guesses. Empty: nobody is believed.",
    ),
    Setting("LODESTONE_FILES", "var/files", "The folder of frozen study exports."),
    *SIGN_IN_SETTINGS,
    *PUSH_SETTINGS,
    Setting(
        "LODESTONE_INSTRUMENTS",
        "",
        "The folder of the clinic's own questionnaires and of the wording that it holds a licence for; empty: none. "
        "A file in it that cannot be used stops the start. See docs/adding-an-instrument.md.",
    ),
    Setting(
        "LODESTONE_COURSES",
        "",
        "The folder of the clinic's own protocols and indications, in the folders `protocols` and `indications`; "
        "empty: none. A file in it that cannot be used stops the start. See docs/courses.md.",
    ),
    Setting(
        "LODESTONE_WEB_PROCESSES",
        "1",
        "How many web processes share the listening socket. Always 1 on SQLite; on PostgreSQL about one per core.",
    ),
    Setting(
        "LODESTONE_AUDIT_KEY_FILE",
        "",
        "The file of the key that signs the audit trail's daily heads; made when it is first needed, for its owner "
        "alone to read. Hosts on one database share one key. Empty: `audit-key.pem` beside the folder LODESTONE_FILES. "
        "See docs/audit.md.",
    ),
    Setting(
        "LODESTONE_AUDIT_HEADS",
        "",
        "The file to which the signed heads are written, one a day and clinic; copy it off the machine. Empty: "
        "`audit-heads.jsonl` beside the folder LODESTONE_FILES.",
    ),
    Setting(
        "LODESTONE_EFFECT_CODES",
        "",
        "A CSV file with the columns `key,meddra_pt_code,snomed_code`: the codes that the clinic holds a licence for, "
        "by side effect (docs/side-effects.md). Empty: none.",
    ),
    Setting("LODESTONE_SMTP_HOST", "", "The mail server for messages to staff. Without it no e-mail is sent."),
    Setting("LODESTONE_SMTP_PORT", "587", "Its port: 587 with `starttls`, 465 with `tls`."),
    Setting(
        "LODESTONE_SMTP_SECURITY",
        "starttls",
        "`starttls`, `tls`, or `none`, which is only for a mail server on this machine.",
    ),
    Setting("LODESTONE_SMTP_USER", "", "The name to sign in with, if it wants one."),
    Setting("LODESTONE_SMTP_PASSWORD_FILE", "", "The file of the password; not for all to read."),
    Setting("LODESTONE_SMTP_FROM", "", "The address that messages come from, such as tms@example.org."),
    Setting(
        "LODESTONE_WEBHOOK_HOSTS",
        "",
        "Where clinics may have web hooks: names such as `sms.example.org` or `sms.example.org:8443`, with commas. One "
        "that leads to a private address also needs that address here, as `10.0.0.5` or `10.0.0.0/24`.",
    ),
    Setting(
        "LODESTONE_WEBHOOK_SECRETS_FILE",
        "",
        'A JSON file with the secrets that sign them, `{"id of the clinic": "whsec_..."}`, or a list of two while one '
        "takes the other's place; not for all to read.",
    ),
)


@dataclass(frozen=True)
class MailServer:
    """Where e-mail is handed over. security: starttls, tls or none. user "": without signing in."""

    host: str
    port: int
    security: str
    user: str
    password: str = field(repr=False)
    sender: str


@dataclass(frozen=True)
class Hooks:
    """Where web hooks may lead, and what signs them.

    hosts: "name:port" in small letters. networks: private ones that a host may lie in. secrets: clinic's id -> keys.
    """

    hosts: frozenset[str] = frozenset()
    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    secrets: Mapping[str, tuple[bytes, ...]] = field(default_factory=dict, repr=False)


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
    mail: MailServer | None = None
    hooks: Hooks = field(default_factory=lambda: Hooks())
    effect_codes: Path | None = None
    instruments: Path | None = None
    courses: Path | None = None
    audit_key_file: Path | None = None
    audit_heads_file: Path | None = None
    proxies: tuple[IPv4Network | IPv6Network, ...] = ()
    own_secrets_file: Path | None = None
    common_passwords: Path | None = None
    migration_database: str | None = None
    sso: IdentityProvider | None = None
    push: Push = field(default_factory=lambda: Push())
    push_key_file: Path | None = None

    @property
    def audit_key(self) -> Path:
        """The file of the key that signs the audit's heads."""
        return self.audit_key_file or self.files.parent / "audit-key.pem"

    @property
    def push_key(self) -> Path:
        """The file of the key that signs notifications to phones."""
        return self.push_key_file or self.files.parent / "push-key.pem"

    @property
    def audit_heads(self) -> Path:
        """The file of the signed heads, one JSON object a line."""
        return self.audit_heads_file or self.files.parent / "audit-heads.jsonl"

    @property
    def secrets_file(self) -> Path:
        """The file of the keys that seal what the database keeps and must be readable again."""
        return self.own_secrets_file or self.files.parent / "secrets.json"

    @property
    def is_sqlite(self) -> bool:
        return self.database.startswith("sqlite:")


def read_settings(environment: Mapping[str, str]) -> Settings:
    """The settings found in `environment` (such as os.environ), with the defaults of SETTINGS. Raises BadSetting."""
    unknown = [name for name in environment if name.startswith("LODESTONE_") and name not in _DEFAULTS]
    if unknown:
        raise BadSetting(f"{unknown[0]} is no setting of Lodestone. Known are: {', '.join(_DEFAULTS)}.")
    said = {name: environment.get(name) or default for name, default in _DEFAULTS.items()}
    # Empty is an answer of its own: there is no proxy, and nothing goes to push services.
    said |= {name: environment[name] for name in ("LODESTONE_PROXIES", "LODESTONE_PUSH_HOSTS") if name in environment}
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
    files = Path(said["LODESTONE_FILES"])
    codes = Path(said["LODESTONE_EFFECT_CODES"]) if said["LODESTONE_EFFECT_CODES"] else None
    own = said["LODESTONE_INSTRUMENTS"]
    if own and not Path(own).is_dir():
        raise BadSetting(f"LODESTONE_INSTRUMENTS: there is no folder {own}.")
    instruments = Path(own) if own else None
    courses = Path(said["LODESTONE_COURSES"]) if said["LODESTONE_COURSES"] else None
    mail, hooks = _mail_server(said), _hooks(said)
    return Settings(
        mode,
        database,
        address,
        host,
        int(port),
        files,
        int(count),
        mail,
        hooks,
        codes,
        instruments,
        courses,
        push=read_push(said, address),
        push_key_file=_path(said["LODESTONE_PUSH_KEY_FILE"]),
        proxies=_proxies(said["LODESTONE_PROXIES"]),
        audit_key_file=_path(said["LODESTONE_AUDIT_KEY_FILE"]),
        audit_heads_file=_path(said["LODESTONE_AUDIT_HEADS"]),
        own_secrets_file=_path(said["LODESTONE_SECRETS_FILE"]),
        common_passwords=read_common_passwords(said),
        migration_database=_owners_database(said["LODESTONE_MIGRATION_DATABASE"], database),
        sso=read_identity_provider(said, is_demo=mode is Mode.DEMO),
    )


def _proxies(said: str) -> tuple[IPv4Network | IPv6Network, ...]:
    try:
        return tuple(ip_network(each.strip()) for each in said.split(",") if each.strip())
    except ValueError:
        raise BadSetting("LODESTONE_PROXIES must be addresses or networks such as 127.0.0.1,10.0.0.0/24.") from None


def _path(said: str) -> Path | None:
    return Path(said) if said else None


def _owners_database(address: str, database: str) -> str | None:
    if not address:
        return None
    if not address.startswith("postgresql+psycopg://") or database.startswith("sqlite:"):
        raise BadSetting("LODESTONE_MIGRATION_DATABASE is for PostgreSQL only: postgresql+psycopg://owner@host/name.")
    if address == database:
        raise BadSetting("LODESTONE_MIGRATION_DATABASE must name another role than LODESTONE_DATABASE, or be empty.")
    return address


def _mail_server(said: Mapping[str, str]) -> MailServer | None:
    host, port, security = (said[f"LODESTONE_SMTP_{name}"] for name in ("HOST", "PORT", "SECURITY"))
    if not host:
        return None
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise BadSetting("LODESTONE_SMTP_PORT must be a number from 1 to 65535.")
    if security not in {"starttls", "tls", "none"}:
        raise BadSetting("LODESTONE_SMTP_SECURITY must be starttls, tls or none.")
    if security == "none" and host not in LOCAL:
        raise BadSetting("LODESTONE_SMTP_SECURITY must be starttls or tls unless the mail server is on this machine.")
    sender = said["LODESTONE_SMTP_FROM"]
    if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", sender):
        raise BadSetting("LODESTONE_SMTP_FROM must be an address such as tms@example.org.")
    user, file = said["LODESTONE_SMTP_USER"], said["LODESTONE_SMTP_PASSWORD_FILE"]
    if bool(user) != bool(file):
        raise BadSetting("LODESTONE_SMTP_USER and LODESTONE_SMTP_PASSWORD_FILE belong together.")
    password = secret_in("LODESTONE_SMTP_PASSWORD_FILE", file).rstrip("\r\n") if file else ""
    return MailServer(host, int(port), security, user, password, sender)


def _hooks(said: Mapping[str, str]) -> Hooks:
    hosts, networks = set(), []
    for entry in filter(None, (each.strip().lower() for each in said["LODESTONE_WEBHOOK_HOSTS"].split(","))):
        try:
            networks.append(ip_network(entry))
        except ValueError:
            if not re.fullmatch(r"[a-z0-9.-]+(:[0-9]{1,5})?", entry):
                raise BadSetting(
                    f"LODESTONE_WEBHOOK_HOSTS: {entry!r} is no name of a host, with or without a port."
                ) from None
            hosts.add(entry if ":" in entry else f"{entry}:443")
    file = said["LODESTONE_WEBHOOK_SECRETS_FILE"]
    return Hooks(frozenset(hosts), tuple(networks), _hook_secrets(file) if file else {})


def _hook_secrets(file: str) -> dict[str, tuple[bytes, ...]]:
    name = "LODESTONE_WEBHOOK_SECRETS_FILE"
    try:
        listed = json.loads(secret_in(name, file))
        found = {
            str(UUID(clinic)): tuple(_hook_secret(each) for each in ([said] if isinstance(said, str) else said))
            for clinic, said in listed.items()
        }
    except (ValueError, AttributeError, TypeError):
        raise BadSetting(f'{name} must be a file such as {{"id of the clinic": "whsec_..."}}.') from None
    if not all(found.values()):
        raise BadSetting(f"{name}: each clinic needs a secret.")
    return found


def _hook_secret(text: str) -> bytes:
    """As Standard Webhooks write it: whsec_ and base64 of at least 24 bytes. Raises ValueError."""
    key = base64.b64decode(text.removeprefix("whsec_"), validate=True)
    if not text.startswith("whsec_") or len(key) < SHORTEST_KEY:
        raise ValueError("no secret")
    return key


_DEFAULTS: dict[str, str] = {setting.name: setting.default or "" for setting in SETTINGS}

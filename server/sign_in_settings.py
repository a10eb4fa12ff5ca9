"""The settings of the ways in which staff sign in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from server.setting import BadSetting, Setting, secret_in

LOCAL = ("localhost", "127.0.0.1", "::1")

SIGN_IN_SETTINGS = (
    Setting(
        "LODESTONE_SECRETS_FILE",
        "",
        "The file of the keys that seal the second factors of staff in the database; empty: `secrets.json` beside the "
        "folder of LODESTONE_FILES. Made when it is first needed, for its owner alone; back it up apart from the "
        "database. See docs/signing-in.md.",
    ),
    Setting(
        "LODESTONE_COMMON_PASSWORDS",
        "",
        "A file of passwords that nobody of the staff may have, one a line, such as the most frequent ones of known "
        "breaches. Empty: only what is made of common words, runs and names is refused. See docs/signing-in.md.",
    ),
    Setting(
        "LODESTONE_SSO_ISSUER",
        "",
        "The OpenID Connect provider by which staff may sign in, as it names itself, such as "
        "`https://login.example.org`. Empty: none. See docs/signing-in.md.",
    ),
    Setting("LODESTONE_SSO_CLIENT_ID", "", "The name under which the provider knows this installation."),
    Setting("LODESTONE_SSO_CLIENT_SECRET_FILE", "", "The file of the secret beside it; not for all to read."),
    Setting("LODESTONE_SSO_NAME", "single sign-on", "What the button calls the provider: `Sign in with ...`."),
    Setting(
        "LODESTONE_SSO_ACR",
        "",
        "The classes of authentication (`acr`) that are enough, with commas. They are asked for.",
    ),
    Setting(
        "LODESTONE_SSO_AMR",
        "mfa",
        "The means of authentication (`amr`) of which one is enough, with commas. A provider that names neither an "
        "`acr` nor an `amr` listed here lets nobody in.",
    ),
)


@dataclass(frozen=True)
class IdentityProvider:
    """Where staff may sign in by OpenID Connect. acr, amr: of which one shows that the proof was strong enough."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str
    acr: frozenset[str]
    amr: frozenset[str]


def read_common_passwords(said: Mapping[str, str]) -> Path | None:
    """The operator's list of passwords that nobody may have; None: there is none. Raises BadSetting."""
    file = said["LODESTONE_COMMON_PASSWORDS"]
    if file and not Path(file).is_file():
        raise BadSetting(f"LODESTONE_COMMON_PASSWORDS: there is no file {file}.")
    return Path(file) if file else None


def read_identity_provider(said: Mapping[str, str], *, is_demo: bool) -> IdentityProvider | None:
    """The provider by which staff may sign in; None: there is none. Raises BadSetting."""
    issuer, client_id, file, name = (
        said[f"LODESTONE_SSO_{each}"] for each in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET_FILE", "NAME")
    )
    if not issuer:
        return None
    parts = urlsplit(issuer)
    is_near = is_demo and parts.scheme == "http" and parts.hostname in LOCAL
    if not (parts.scheme == "https" or is_near) or not parts.hostname or parts.query or parts.fragment:
        raise BadSetting("LODESTONE_SSO_ISSUER must be an https address without ? and #.")
    if not client_id or not file:
        raise BadSetting(
            "LODESTONE_SSO_ISSUER also needs LODESTONE_SSO_CLIENT_ID and LODESTONE_SSO_CLIENT_SECRET_FILE."
        )
    acr, amr = (
        frozenset(filter(None, (each.strip() for each in said[f"LODESTONE_SSO_{key}"].split(","))))
        for key in ("ACR", "AMR")
    )
    secret = secret_in("LODESTONE_SSO_CLIENT_SECRET_FILE", file).rstrip("\r\n")
    return IdentityProvider(issuer, client_id, secret, name, acr, amr)

"""The settings of the ways in which staff sign in."""

from collections.abc import Mapping
from pathlib import Path

from server.setting import BadSetting, Setting

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
)


def read_common_passwords(said: Mapping[str, str]) -> Path | None:
    """The operator's list of passwords that nobody may have; None: there is none. Raises BadSetting."""
    file = said["LODESTONE_COMMON_PASSWORDS"]
    if file and not Path(file).is_file():
        raise BadSetting(f"LODESTONE_COMMON_PASSWORDS: there is no file {file}.")
    return Path(file) if file else None

"""What is read from files: a clinic's own codes for side effects, and the advice that a clinic starts from."""

import json
from pathlib import Path
from typing import Any

from server.checkins.rules import STAFF_LABELS
from server.checkins.rules.advice import LANGUAGES
from server.checkins.rules.effect_codes import Codes, read_effect_codes
from server.errors import Invalid

NO_CODES = Codes()
_OUR_ADVICE: dict[str, list[dict[str, Any]]] = {
    language: json.loads((Path(__file__).parent / f"advice{end}.json").read_text(encoding="utf-8"))["texts"]
    for language, end in ((each, "" if each == "en" else f".{each}") for each in LANGUAGES)
}
_codes: dict[str, Codes] = {}


def load_effect_codes(file: Path | None) -> None:
    """Take the codes from the file; None: there are none. Raises Invalid, naming the file and the fault."""
    _codes.clear()
    if file is None:
        return
    try:
        # As spreadsheets save it: with a byte order mark or without.
        lines = file.read_text(encoding="utf-8-sig").splitlines()
        _codes.update(read_effect_codes(lines, STAFF_LABELS))
    except OSError as fault:
        raise Invalid(f"{file} cannot be read: {fault.strerror}.") from None
    except UnicodeDecodeError:
        raise Invalid(f"{file} is not in UTF-8.") from None
    except Invalid as fault:
        raise Invalid(f"{file}: {fault.message}.") from None


def codes_of(effect: str) -> Codes:
    """The clinic's codes of a side effect, each None where it has none."""
    return _codes.get(effect, NO_CODES)


def all_codes() -> dict[str, Codes]:
    """Side effect -> the clinic's codes; those without any are left out."""
    return dict(_codes)


def our_advice() -> dict[str, list[dict[str, Any]]]:
    """Language -> the advice that a clinic starts from, confirmed by nobody; English first. See rules.advice."""
    return _OUR_ADVICE

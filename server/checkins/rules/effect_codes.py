"""A clinic's own codes for side effects, from the file that it keeps. Pure.

MedDRA and SNOMED CT are licensed: we ship neither, and check only what is no licensed text, the form of the codes and
two mistakes that were found in public code (clinical reference 1.4).
"""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from server.errors import Invalid

COLUMNS = ("key", "meddra_pt_code", "snomed_code")
_MEDDRA = re.compile(r"10\d{6}")
_SNOMED = re.compile(r"\d{6,18}")


@dataclass(frozen=True)
class Codes:
    """The codes of one side effect; None where the clinic has none."""

    meddra_pt_code: str | None = None
    snomed_code: str | None = None


def read_effect_codes(lines: Sequence[str], known: Mapping[str, str]) -> dict[str, Codes]:
    """Side effect -> codes. lines: of the file, with a first line of COLUMNS. known: side effect -> its name.

    Raises Invalid, naming the line, for a column, key or code that cannot be.
    """
    rows = csv.DictReader(lines, strict=True)
    try:
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise Invalid(f"the first line must be {','.join(COLUMNS)}")
        found: dict[str, Codes] = {}
        for row in rows:
            key = (row["key"] or "").strip()
            if None in row or None in row.values():
                raise Invalid(f"line {rows.line_num}: expected {len(COLUMNS)} columns")
            if key not in known:
                raise Invalid(f"line {rows.line_num}: “{key}” is no side effect. Known are: {', '.join(known)}")
            if key in found:
                raise Invalid(f"line {rows.line_num}: “{key}” stands here twice")
            codes = Codes(row["meddra_pt_code"].strip() or None, row["snomed_code"].strip() or None)
            _require_sound(codes, key, known[key], rows.line_num)
            found[key] = codes
    except csv.Error as fault:
        raise Invalid(f"after line {rows.line_num}: {fault}") from None
    return found


def _require_sound(codes: Codes, key: str, name: str, line: int) -> None:
    meddra, snomed = codes.meddra_pt_code, codes.snomed_code
    if meddra is not None and not _MEDDRA.fullmatch(meddra):
        raise Invalid(f"line {line}: a MedDRA code has eight digits and begins with 10, not “{meddra[:20]}”")
    if snomed is not None and not (_SNOMED.fullmatch(snomed) and _is_checked(snomed)):
        raise Invalid(f"line {line}: “{snomed[:20]}” is no SNOMED CT identifier; its check digit is wrong or missing")
    if meddra == "10016558" and key == "fatigue":
        raise Invalid(f"line {line}: 10016558 is not Fatigue in MedDRA; the preferred term Fatigue is 10016256")
    if snomed == "60862001" and key != "tinnitus":
        raise Invalid(f"line {line}: 60862001 is Tinnitus in SNOMED CT, not {name}; it belongs to the key tinnitus")


# Verhoeff 1969: the multiplication of the dihedral group D5, and the permutation applied place by place.
_TIMES = (
    "0123456789", "1234067895", "2340178956", "3401289567", "4012395678",
    "5987604321", "6598710432", "7659821043", "8765932104", "9876543210",
)  # fmt: skip
_PERMUTED = (
    "0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901", "2793806415", "7046913258",
)  # fmt: skip


def _is_checked(digits: str) -> bool:
    """Whether the last digit is Verhoeff's check digit of those before it, as in every SNOMED CT identifier."""
    check = 0
    for place, digit in enumerate(reversed(digits)):
        check = int(_TIMES[check][int(_PERMUTED[place % 8][int(digit)])])
    return check == 0

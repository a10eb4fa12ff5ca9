"""What a table of outcomes can be split by. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

UNKNOWN = "not known"


class Stratum(StrEnum):
    NONE = "none"
    SEX = "sex"
    AGE = "age"
    DEVICE = "device"
    PROTOCOL = "protocol"
    SEVERITY = "severity"
    PRIOR_TMS = "prior-tms"
    SESSIONS = "sessions"


# The groups of Hutton 2023: 36 sessions are a full course in the United States, and the best results were there.
SESSION_GROUPS = ((1, 19, "1-19"), (20, 29, "20-29"), (30, 35, "30-35"), (36, 36, "36"), (37, 41, "37-41"))
MANY_SESSIONS = "more than 41"
AGE_BANDS = ((0, 17, "under 18"), (18, 29, "18-29"), (30, 44, "30-44"), (45, 59, "45-59"), (60, 74, "60-74"))  # ours
OLDEST = "75 and older"


@dataclass(frozen=True, slots=True)
class Traits:
    """What a course is told apart by. device: with its coil. severity: the band of the baseline. None: not known."""

    sex: str | None
    age: int | None
    device: str | None
    protocol: str
    severity: str | None
    prior_tms: bool | None
    sessions: int


def stratum_of(by: Stratum, traits: Traits) -> str:
    """The name of the stratum that the course is in; "" where the table is not split."""
    match by:
        case Stratum.NONE:
            return ""
        case Stratum.SEX:
            return traits.sex or UNKNOWN
        case Stratum.AGE:
            return UNKNOWN if traits.age is None else _group(traits.age, AGE_BANDS, OLDEST)
        case Stratum.DEVICE:
            return traits.device or UNKNOWN
        case Stratum.PROTOCOL:
            return traits.protocol
        case Stratum.SEVERITY:
            return traits.severity or UNKNOWN
        case Stratum.PRIOR_TMS:
            return UNKNOWN if traits.prior_tms is None else "yes" if traits.prior_tms else "no"
        case Stratum.SESSIONS:
            return _group(traits.sessions, SESSION_GROUPS, MANY_SESSIONS)


def in_order(by: Stratum, names: Sequence[str], severities: Sequence[str]) -> list[str]:
    """The strata as they are printed: by size where they have one, else by name; what is not known comes last.

    severities: the bands of the scale, the mildest first.
    """
    known = {
        Stratum.AGE: [*(name for _, _, name in AGE_BANDS), OLDEST],
        Stratum.SEVERITY: list(severities),
        Stratum.SESSIONS: [*(name for _, _, name in SESSION_GROUPS), MANY_SESSIONS],
    }.get(by, [])
    places = {name: place for place, name in enumerate(known)}
    return sorted(names, key=lambda name: (name == UNKNOWN, places.get(name, len(places)), name))


def _group(value: int, groups: Sequence[tuple[int, int, str]], beyond: str) -> str:
    return next((name for low, high, name in groups if low <= value <= high), beyond)

"""The instruments that ship with this version, read once from their data files.

A file that cannot be used stops the start: importing this module raises Invalid, naming the file and its fault.
"""

from collections.abc import Iterable
from pathlib import Path

from server.courses.library import indications, protocols, read_json
from server.courses.rules.protocol import SchedulePlan
from server.errors import Invalid, NotFound
from server.questionnaires.rules.instrument import Instrument
from server.questionnaires.rules.instrument_file import parse_instrument

FOLDER = Path(__file__).parent / "instruments"


def read_instruments(folder: Path) -> dict[tuple[str, str], Instrument]:
    """All instruments of a folder, by key and version. Raises Invalid for the first file with a fault."""
    found: dict[tuple[str, str], Instrument] = {}
    for file in sorted(folder.glob("*.json")):
        read = parse_instrument(read_json(file), file.name)
        if (read.key, read.version) in found:
            raise Invalid(f"{file.name}: version {read.version} of {read.key} is there already.", place=file.name)
        found[read.key, read.version] = read
    return found


def newest_of(read: dict[tuple[str, str], Instrument]) -> dict[str, Instrument]:
    """The highest version of each key, in the order of the keys."""
    return {each.key: each for each in sorted(read.values(), key=lambda one: (one.key, int(one.version)))}


def require_known(plans: Iterable[SchedulePlan], known: dict[str, Instrument]) -> None:
    """Raises Invalid for a schedule that asks for an instrument which is not there."""
    for plan in plans:
        if plan.instrument not in known:
            raise Invalid(f"A schedule asks for the instrument {plan.instrument}, which is not there.")


_ALL = read_instruments(FOLDER)
_NEWEST = newest_of(_ALL)
for _indication in indications():
    require_known(_indication.schedule, _NEWEST)
for _protocol in protocols():
    require_known(_protocol.schedule or (), _NEWEST)


def instrument(key: str) -> Instrument:
    """The newest version. Raises NotFound."""
    if key not in _NEWEST:
        raise NotFound("No such instrument.")
    return _NEWEST[key]


def instrument_version(key: str, version: str) -> Instrument:
    """The version that a response was given in. Raises NotFound."""
    if (key, version) not in _ALL:
        raise NotFound("No such version of an instrument.")
    return _ALL[key, version]


def instruments() -> list[Instrument]:
    """The newest version of each, by key."""
    return list(_NEWEST.values())


def scheduled_instruments() -> list[Instrument]:
    """The newest version of each that some schedule asks for, by key."""
    asked = {plan.instrument for each in indications() for plan in each.schedule}
    asked |= {plan.instrument for each in protocols() for plan in each.schedule or ()}
    return [each for each in instruments() if each.key in asked]

"""The protocols and indications that ship with this version, read once from their data files.

A file that cannot be used stops the start: importing this module raises Invalid, naming the file and its fault.
"""

import json
from dataclasses import replace
from pathlib import Path

from server.courses.rules.protocol import Indication, Protocol
from server.courses.rules.protocol_file import parse_indication, parse_protocol
from server.errors import Invalid, NotFound

_HERE = Path(__file__).parent


def read_protocols(folder: Path, indications_folder: Path) -> tuple[dict[str, Protocol], dict[str, Indication]]:
    """All protocols and indications of two folders, by key. Raises Invalid for the first file with a fault."""
    found = {file.stem: parse_protocol(read_json(file), file.name) for file in sorted(folder.glob("*.json"))}
    known = {
        file.stem: parse_indication(read_json(file), file.name, found)
        for file in sorted(indications_folder.glob("*.json"))
    }
    for key, each in found.items():
        named_by = tuple(indication.key for indication in known.values() if key in indication.protocols)
        found[key] = replace(each, indications=named_by)
    return found, known


def read_json(file: Path) -> object:
    """What the file holds. Raises Invalid if it is not JSON, or says one thing twice."""
    try:
        read: object = json.loads(file.read_text(encoding="utf-8"), object_pairs_hook=_once)
    except ValueError as error:
        raise Invalid(f"{file.name}: this is not JSON that can be read: {error}.", place=file.name) from None
    return read


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a field comes twice in one object")
    return found


_PROTOCOLS, _INDICATIONS = read_protocols(_HERE / "protocols", _HERE / "indications")


def protocol(key: str) -> Protocol:
    """Raises NotFound."""
    if key not in _PROTOCOLS:
        raise NotFound("No such protocol. Choose one of GET /api/choices.")
    return _PROTOCOLS[key]


def protocols() -> list[Protocol]:
    """All of them, by key."""
    return list(_PROTOCOLS.values())


def indication(key: str) -> Indication:
    """Raises NotFound."""
    if key not in _INDICATIONS:
        raise NotFound("No such indication. Choose one of GET /api/choices.")
    return _INDICATIONS[key]


def indications() -> list[Indication]:
    """All of them: depression first, since most courses treat it, then by key."""
    return sorted(_INDICATIONS.values(), key=lambda each: (each.key != "mdd", each.key))

"""The protocols and indications of this installation: those that ship, and those of the clinic's own folder.

A file that cannot be used stops the start: importing this module, or use_courses, raises Invalid, naming the file
and its fault.
"""

import json
from dataclasses import dataclass, replace
from pathlib import Path

from server.courses.rules.protocol import Indication, Protocol
from server.courses.rules.protocol_file import parse_indication, parse_protocol
from server.errors import Invalid, NotFound

_HERE = Path(__file__).parent


@dataclass
class Shelf:
    """What is served. The one thing here that changes after the import: when the settings name a folder."""

    protocols: dict[str, Protocol]
    indications: dict[str, Indication]


def read_protocols(
    folder: Path, indications_folder: Path, known: Shelf | None = None
) -> tuple[dict[str, Protocol], dict[str, Indication]]:
    """All protocols and indications of two folders, by key, beside those already known.

    A file replaces what is known under its key, so that a clinic can give an indication its own measures. Raises
    Invalid for the first file with a fault.
    """
    found = dict(known.protocols if known else {})
    found |= {file.stem: parse_protocol(read_json(file), file.name) for file in sorted(folder.glob("*.json"))}
    treated = dict(known.indications if known else {})
    treated |= {
        file.stem: parse_indication(read_json(file), file.name, found)
        for file in sorted(indications_folder.glob("*.json"))
    }
    for key, each in found.items():
        named_by = tuple(indication.key for indication in treated.values() if key in indication.protocols)
        found[key] = replace(each, indications=named_by)
    return found, treated


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


_SHIPPED = Shelf(*read_protocols(_HERE / "protocols", _HERE / "indications"))
_shelf = Shelf(_SHIPPED.protocols, _SHIPPED.indications)


def use_courses(folder: Path | None) -> None:
    """From now on, serve the shipped protocols and indications and those of the clinic's folder; None: the shipped.

    folder: with the folders protocols and indications, or one of the two. Raises Invalid for the first file with a
    fault, and then nothing changes. Called at the start, before any request.
    """
    read = (_SHIPPED.protocols, _SHIPPED.indications)
    if folder is not None:
        if not any((folder / part).is_dir() for part in ("protocols", "indications")):
            raise Invalid("The folder needs a folder “protocols” or “indications”, or both.")
        read = read_protocols(folder / "protocols", folder / "indications", _SHIPPED)
    _shelf.protocols, _shelf.indications = read


def protocol(key: str) -> Protocol:
    """Raises NotFound."""
    if key not in _shelf.protocols:
        raise NotFound("No such protocol. Choose one of GET /api/choices.")
    return _shelf.protocols[key]


def protocols() -> list[Protocol]:
    """All of them, by key."""
    return list(_shelf.protocols.values())


def indication(key: str) -> Indication:
    """Raises NotFound."""
    if key not in _shelf.indications:
        raise NotFound("No such indication. Choose one of GET /api/choices.")
    return _shelf.indications[key]


def indications() -> list[Indication]:
    """All of them: depression first, since most courses treat it, then by key."""
    return sorted(_shelf.indications.values(), key=lambda each: (each.key != "mdd", each.key))

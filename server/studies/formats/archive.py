"""Frozen exports on disk: one archive each, written once, checked whenever it is read."""

import hashlib
import os
import shutil
import zipfile
from io import BufferedReader
from pathlib import Path

from server.errors import Conflict, Unavailable
from server.studies.rules.manifest import File

_BLOCK = 1 << 20  # bytes copied at a time, whatever the size of the file


def pack(folder: Path, archive: Path) -> File:
    """Put the files of a folder into a new archive, in the order of their names. Returns what was written.

    The same files make the same bytes: the archive carries no times, owners or modes of this machine.
    """
    with archive.open("xb") as out, zipfile.ZipFile(out, "w") as packed:
        for file in sorted(folder.iterdir()):
            entry = zipfile.ZipInfo(file.name, date_time=(1980, 1, 1, 0, 0, 0))  # the earliest that the format knows
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            entry.file_size = file.stat().st_size  # from 2 GiB on the format needs to know beforehand
            with file.open("rb") as source, packed.open(entry, "w") as target:
                shutil.copyfileobj(source, target, _BLOCK)
    with archive.open("rb") as written:
        os.fsync(written.fileno())
        return File(archive.name, None, archive.stat().st_size, _sha256(written))


def publish(archive: Path, place: Path) -> None:
    """Give a finished archive its name. Raises Conflict if there is a file of this name: no export is ever replaced."""
    try:
        os.link(archive, place)  # unlike a rename it never replaces a file
    except FileExistsError:
        raise Conflict("This export is frozen already.") from None
    archive.unlink()
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # else the name may be gone after a power failure, though the database knows the export
    finally:
        os.close(folder)


def open_checked(place: Path, sha256: str) -> BufferedReader:
    """The archive, opened at its beginning. Raises Unavailable if it is gone or is not what was frozen.

    Checked and read through one handle, so that nobody can put another file in its place in between.
    """
    try:
        file = place.open("rb")
    except FileNotFoundError:
        raise Unavailable("The file of this export is missing on the server.", code="export-missing") from None
    if _sha256(file) != sha256:
        file.close()
        raise Unavailable("The file of this export is damaged and is not handed out.", code="export-damaged")
    file.seek(0)
    return file


def _sha256(file: BufferedReader) -> str:
    return hashlib.file_digest(file, "sha256").hexdigest()

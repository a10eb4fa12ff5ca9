"""Writing exports and freezing them."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from io import BufferedReader
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import insert

from server.access import Actor
from server.audit.actions import note, note_each
from server.courses.library import indication, indications, protocol, protocols
from server.courses.rules.protocol import course_days
from server.db import db, table_of
from server.errors import Conflict, NotFound, Unavailable
from server.questionnaires.library import instrument_version, instruments, plans_in_use, scheduled_instruments
from server.questionnaires.rules.instrument import Instrument
from server.questionnaires.rules.schedule import Timepoint, timepoints
from server.questionnaires.rules.scoring import RULE_VERSION
from server.studies.formats.archive import open_checked, pack, publish
from server.studies.formats.as_csv import CsvTables, readme, write_manifest, write_papers
from server.studies.models import Export, Study
from server.studies.queries import (
    ExportRow,
    Subject,
    count_without_course,
    find_export,
    find_study,
    is_demo,
    portions_of,
    subjects_of,
    today_at,
)
from server.studies.rules.codebook import codebook, codebook_rows
from server.studies.rules.consent import GIVEN_OUT
from server.studies.rules.deidentify import PROFILE, CourseFacts
from server.studies.rules.layout import Lookups, Tally, batches_of
from server.studies.rules.manifest import Manifest
from server.studies.rules.tables import TABLES_VERSION, Vocabulary, tables


@dataclass(frozen=True)
class Frozen:
    """An export that is written and waits for its row. part: the archive under its temporary name."""

    study_id: UUID
    manifest: Manifest
    subjects: Sequence[Subject]
    part: Path
    place: Path


def write_export(study: Study, folder: Path, now: datetime, *, export_id: UUID, app_version: str) -> Manifest:
    """Write the tables of everybody who takes part, with codebook, README and manifest, into a new folder.

    Runs in the caller's transaction, which must be a reading one: the tables then show one moment. The same database
    state and arguments give the same bytes. Memory does not grow with the rows. Raises Conflict if the folder exists.
    """
    try:
        folder.mkdir(parents=True)
    except FileExistsError:
        raise Conflict("There is an export in this folder already. It is not replaced.") from None
    as_of = today_at(study, now)
    subjects = subjects_of(study, as_of)
    defined = tables(_vocabulary())
    lookups = Lookups(scheduled_instruments(), _find_instrument, _timepoints_of)
    tally = Tally()
    with CsvTables(folder, defined) as written:
        for portion in portions_of(study.clinic_id, subjects):
            written.add(batches_of(portion, lookups, as_of, tally))
        files = written.files()
    book = codebook(defined, instruments())
    manifest = Manifest(
        export_id=export_id,
        study=study.key,
        title=study.title,
        profile=PROFILE,
        as_of=as_of,
        consent_as_of=as_of,
        made_at=now,
        app_version=app_version,
        rules={"tables": TABLES_VERSION, "scoring": RULE_VERSION},
        instruments={each.key: each.version for each in instruments()},
        is_demo=is_demo(study),
        subjects=len(subjects),
        log=tally.log(),
        questionnaires=tally.questionnaires(),
        left_out={
            **count_without_course(study.clinic_id, subjects),
            "responses_to_unknown_instruments": tally.responses_to_unknown_instruments,
        },
        files=files,
    )
    files += write_papers(folder, book, codebook_rows(defined), readme(manifest, defined, book))
    manifest = replace(manifest, files=sorted(files, key=lambda each: each.path))
    write_manifest(folder, manifest.as_json())
    return manifest


def freeze_export(actor: Actor, study_id: UUID, files: Path, now: datetime, app_version: str) -> Frozen:
    """Write an export of the study and pack it, below the folder `files`. It counts once keep_export has its row.

    Raises NotFound, or Unavailable if the disk does not take it.
    """
    study = find_study(actor, study_id)
    export_id = uuid4()
    place = _place(files, export_id)
    folder, part = place.with_suffix(".part"), place.with_suffix(".zip.part")
    with _nothing_left_behind(folder, part):
        manifest = write_export(study, folder, now, export_id=export_id, app_version=app_version)
        packed = pack(folder, part)
        shutil.rmtree(folder)
    subjects = subjects_of(study, manifest.as_of)
    return Frozen(study.id, replace(manifest, archive=replace(packed, path=place.name)), subjects, part, place)


def keep_export(actor: Actor, frozen: Frozen, now: datetime) -> ExportRow:
    """Store the export's row, note whose data it holds, and give the archive its name.

    Raises Conflict if somebody consented or withdrew since it was written.
    """
    with _nothing_left_behind(frozen.part):
        study = find_study(actor, frozen.study_id)
        if subjects_of(study, today_at(study, now)) != frozen.subjects:
            raise Conflict("Somebody consented or withdrew while the export was being taken. Take it once more.")
        export_id = frozen.manifest.export_id
        db.session.execute(
            insert(table_of(Export)),
            {
                "clinic_id": actor.clinic_id,
                "id": export_id,
                "study_id": study.id,
                "made_at": now,
                "made_by": actor.person_id,
                "manifest": frozen.manifest.as_json(),
            },
        )
        note(actor, "took a study export", None, export_id, now)
        note_each(actor, GIVEN_OUT, [each.patient_id for each in frozen.subjects], export_id, now)
        # Last, but before the commit: a file without a row is of no use to anybody, a row without its file is a lie.
        publish(frozen.part, frozen.place)
    return find_export(actor, export_id)


def open_export(actor: Actor, export_id: UUID, files: Path) -> tuple[ExportRow, BufferedReader]:
    """The export and its archive, opened and found to be what was frozen. Raises NotFound, or Unavailable if not."""
    export = find_export(actor, export_id)
    return export, open_checked(_place(files, export.id), export.manifest["archive"]["sha256"])


def _place(files: Path, export_id: UUID) -> Path:
    return files / "exports" / f"{export_id}.zip"


@contextmanager
def _nothing_left_behind(*parts: Path) -> Iterator[None]:
    """Remove the unfinished parts if writing fails; a full or broken disk becomes Unavailable."""
    try:
        yield
    except BaseException as error:
        for part in parts:
            with suppress(OSError):  # what went wrong first is what is told
                shutil.rmtree(part) if part.is_dir() else part.unlink()
        if isinstance(error, OSError):
            raise Unavailable("The export could not be stored: is the disk full?", code="export-no-room") from None
        raise


def _vocabulary() -> Vocabulary:
    known = protocols()
    return Vocabulary(
        instruments=instruments(),
        scheduled=scheduled_instruments(),
        indications={each.key: each.title for each in indications()},
        protocols={each.key: each.name for each in known},
        targets=sorted({stimulation.target for each in known for stimulation in each.stimulations}),
    )


def _find_instrument(key: str, version: str) -> Instrument | None:
    try:
        return instrument_version(key, version)
    except NotFound:
        return None


def _timepoints_of(course: CourseFacts) -> list[Timepoint]:
    """The schedule of a course; empty for an indication or a protocol that this version does not know."""
    try:
        treated, planned = indication(course.indication), protocol(course.protocol)
    except NotFound:
        return []
    days = course_days(
        planned,
        course.started_on,
        course.ended_on,
        course.planned_sessions,
        course.treatment_days,
        course.delivered_days,
    )
    return timepoints(plans_in_use(treated, planned), days)

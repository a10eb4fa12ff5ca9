"""Exports are frozen: taken from one moment, never replaced, never handed out damaged."""

import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from server import create_app
from server.audit.models import AuditEntry
from server.config import Settings
from server.courses.models.course import Course
from server.db import Record, db
from server.errors import Conflict
from server.studies.actions.export import freeze_export, keep_export, write_export
from server.studies.formats.archive import pack, publish
from server.studies.models import Export, Study
from server.studies.queries import find_study
from tests.builders import Person, World
from tests.conftest import Clock, settings_for
from tests.exports.taking import StudyDesk, opened

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def two_people(world: World) -> tuple[StudyDesk, list[Person]]:
    """A study with two people who have a few rows each."""
    desk, people = StudyDesk(world), [world.patient(), world.patient()]
    for patient in people:
        course = world.course(patient)
        world.sessions(course, 2)
        world.check_in(course, date(2026, 11, 3), effects={"headache": 1, "neck": 2})
        world.response(course, date(2026, 11, 2), 15)
        desk.consent(patient)
    return desk, people


def test_the_same_state_makes_the_same_bytes(world: World, tmp_path: Path) -> None:
    export_id = uuid4()
    two_people(world)
    study = world.rows(Study)[0]
    made = []
    for folder in (tmp_path / "one", tmp_path / "two"):
        with world.transaction("read"):
            manifest = write_export(study, folder, NOW, export_id=export_id, app_version="1")
        made.append((manifest, pack(folder, folder.with_suffix(".zip")), folder.with_suffix(".zip").read_bytes()))
    assert made[0][0] == made[1][0]
    assert made[0][2] == made[1][2]
    with zipfile.ZipFile(tmp_path / "one.zip") as packed:
        assert {each.date_time for each in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_both_databases_make_the_same_bytes(sqlite_url: str, postgresql_url: str, tmp_path: Path, clock: Clock) -> None:
    """The rows of an SQLite clinic, copied to PostgreSQL as they are, make the same archive."""
    sqlite = create_app(settings_for(sqlite_url, tmp_path))
    postgresql = create_app(settings_for(postgresql_url, tmp_path))
    there, here = World(sqlite, clock), World(postgresql, clock)
    two_people(there)
    with there.transaction("read"):
        rows = {table: db.session.execute(table.select()).mappings().all() for table in Record.metadata.sorted_tables}
    with here.transaction():
        for table, found in rows.items():
            if found:
                db.session.execute(table.insert(), [dict(row) for row in found])
    export_id = uuid4()
    for name, app, world in (("sqlite", sqlite, there), ("postgresql", postgresql, here)):
        with world.transaction("read"):
            study = db.session.scalars(select(Study)).one()
            write_export(study, tmp_path / name, NOW, export_id=export_id, app_version="1")
            pack(tmp_path / name, tmp_path / f"{name}.zip")
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
    assert (tmp_path / "sqlite.zip").read_bytes() == (tmp_path / "postgresql.zip").read_bytes()


def test_a_folder_that_is_there_is_not_written_into(world: World, tmp_path: Path) -> None:
    two_people(world)
    (tmp_path / "export").mkdir()
    with world.transaction("read"), pytest.raises(Conflict):
        write_export(world.rows(Study)[0], tmp_path / "export", NOW, export_id=uuid4(), app_version="1")
    assert list((tmp_path / "export").iterdir()) == []


def test_an_archive_that_is_there_is_not_replaced(tmp_path: Path) -> None:
    place, part = tmp_path / "a.zip", tmp_path / "a.zip.part"
    place.write_text("frozen")
    part.write_text("other")
    with pytest.raises(Conflict):
        publish(part, place)
    assert place.read_text() == "frozen"


def test_who_withdrew_is_in_no_later_export_and_earlier_ones_stay(world: World, clock: Clock) -> None:
    desk, (ann, ben) = two_people(world)
    before = desk.take()
    clock.move(hours=1)
    desk.withdraw(ann, date(2026, 11, 23))
    after = desk.take()
    for table in after.tables:
        assert {each["subject"] for each in after.table(table)} == {desk.pseudonyms()[str(ben.id)]}
    assert [each["id"] for each in desk.page()["exports"]] == [after.row["id"], before.row["id"]]
    assert opened(desk.browser, before.row).archive == before.archive


def test_taking_an_export_is_noted_for_every_patient_in_it(world: World) -> None:
    desk, _ = two_people(world)
    taken = desk.take()
    noted = world.rows(AuditEntry, record_id=UUID(taken.row["id"]))
    assert sorted(str(each.patient_id) for each in noted if each.patient_id) == sorted(desk.pseudonyms())
    assert {each.actor_id for each in noted} == {desk.coordinator.id}
    assert len([each for each in noted if each.patient_id is None]) == 1
    downloads = world.rows(AuditEntry, deed="read: GET /api/exports/<uuid:export_id>/file")
    assert sorted(str(each.patient_id) for each in downloads) == sorted(desk.pseudonyms())


@pytest.mark.parametrize("harm", ["flipped", "cut", "gone"])
def test_a_damaged_archive_is_not_handed_out(world: World, settings: Settings, harm: str) -> None:
    desk, _ = two_people(world)
    taken = desk.take()
    file = settings.files / "exports" / f"{taken.row['id']}.zip"
    if harm == "gone":
        file.unlink()
    else:
        content = file.read_bytes()
        file.write_bytes(content[:-1] if harm == "cut" else bytes([content[0] ^ 1]) + content[1:])
    answer = desk.browser.get(f"/api/exports/{taken.row['id']}/file")
    assert answer.status_code == 503
    assert answer.json["code"] == ("export-missing" if harm == "gone" else "export-damaged")


def test_a_consent_that_changed_meanwhile_refuses_the_export(world: World, settings: Settings) -> None:
    desk, people = two_people(world)
    actor, study = desk.coordinator.actor, world.rows(Study)[0]
    with world.transaction("read"):
        frozen = freeze_export(actor, study.id, settings.files, NOW, "1")
    desk.withdraw(people[0], date(2026, 11, 23))
    with pytest.raises(Conflict, match="withdrew"):
        world.run(keep_export, actor, frozen, NOW)
    assert world.count(Export) == 0
    assert list((settings.files / "exports").iterdir()) == []


def test_a_full_disk_leaves_nothing_behind(world: World, settings: Settings) -> None:
    desk, _ = two_people(world)
    settings.files.mkdir()
    (settings.files / "exports").write_text("a file where the folder should be")
    answer = desk.browser.post(f"{desk.url}/exports", json={})
    assert (answer.status_code, answer.json["code"]) == (503, "export-no-room")
    assert world.count(Export) == 0


def test_an_export_shows_one_moment(world: World, tmp_path: Path) -> None:
    """What commits while the export is being written is in none of its tables."""
    desk, _ = two_people(world)
    study, course = world.rows(Study)[0], world.rows(Course)[0]
    with world.transaction("read"):
        find_study(desk.coordinator.actor, study.id)  # the first read: from here on the moment stands
        world.check_in(course, date(2026, 11, 4))  # in a session and transaction of its own
        write_export(study, tmp_path / "export", NOW, export_id=uuid4(), app_version="1")
    assert (tmp_path / "export" / "check_ins.csv").read_text().count("\n") == 3

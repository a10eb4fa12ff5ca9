"""One clinic at a time: a statement that forgets its clinic does not run, on either database."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Blueprint
from sqlalchemy import bindparam, delete, func, insert, select, text, update

from server.access import Actor, Permission, Role
from server.bindings import Unbound
from server.db import Mode, across_clinics, db, enter_account, enter_clinic, insert_or_nothing, table_of, transaction
from server.http import endpoint
from server.people.models import Clinic, Membership, Patient
from tests.api.conftest import NEW
from tests.builders import Person, World


def within(world: World, person: Person, deed: Callable[[], Any], mode: Mode = "write") -> Any:
    """What `deed` returns in a transaction that entered the person's clinic."""
    with world.app.app_context(), transaction(mode, person.clinic_id):
        return deed()


def rows(clinic_id: UUID) -> list[dict[str, Any]]:
    return [{**NEW, "clinic_id": clinic_id, "id": uuid4()}]


FORGETFUL: dict[str, Callable[[Person, Person], Any]] = {
    "select": lambda ours, theirs: db.session.scalars(select(Patient)).all(),
    "select by id": lambda ours, theirs: db.session.scalars(select(Patient).where(Patient.id == theirs.id)).all(),
    "select of columns": lambda ours, theirs: db.session.execute(select(Patient.name)).all(),
    "count": lambda ours, theirs: db.session.scalar(select(func.count()).select_from(Patient)),
    "get": lambda ours, theirs: db.session.get(Patient, (theirs.clinic_id, theirs.id)),
    "of another clinic": lambda ours, theirs: db.session.scalars(
        select(Patient).where(Patient.clinic_id == theirs.clinic_id)
    ).all(),
    "of several clinics": lambda ours, theirs: db.session.scalars(
        select(Patient).where(Patient.clinic_id.in_([ours.clinic_id, theirs.clinic_id]))
    ).all(),
    "legacy query": lambda ours, theirs: db.session.query(Patient).all(),
    "text": lambda ours, theirs: db.session.execute(text("SELECT name FROM patient")).all(),
    "driver's own": lambda ours, theirs: db.session.connection().exec_driver_sql("SELECT name FROM patient").all(),
    "update": lambda ours, theirs: db.session.execute(update(Patient).values(name="Seen")),
    "update of another clinic's": lambda ours, theirs: db.session.execute(
        update(Patient).where(Patient.clinic_id == theirs.clinic_id).values(name="Seen")
    ),
    "move to another clinic": lambda ours, theirs: db.session.execute(
        update(Patient).where(Patient.clinic_id == ours.clinic_id).values(clinic_id=theirs.clinic_id)
    ),
    "delete": lambda ours, theirs: db.session.execute(delete(Patient).where(Patient.id == theirs.id)),
    "insert": lambda ours, theirs: db.session.execute(insert(Patient), rows(theirs.clinic_id)),
    "insert of many, one of them": lambda ours, theirs: db.session.execute(
        insert(table_of(Patient)), rows(ours.clinic_id) + rows(theirs.clinic_id)
    ),
    "insert or nothing": lambda ours, theirs: insert_or_nothing(
        table_of(Patient), rows(ours.clinic_id) + rows(theirs.clinic_id)
    ),
    "an object": lambda ours, theirs: (db.session.add(Patient(**rows(theirs.clinic_id)[0])), db.session.flush()),
    "the table of clinics": lambda ours, theirs: db.session.scalars(select(Clinic)).all(),
}


@pytest.mark.parametrize("deed", FORGETFUL.values(), ids=FORGETFUL)
def test_a_statement_that_is_not_bound_to_the_clinic_does_not_run(
    world: World, ours: Person, theirs: Person, deed: Callable[[Person, Person], Any]
) -> None:
    with pytest.raises(Unbound):
        within(world, ours, lambda: deed(ours, theirs))
    assert [each.name for each in world.rows(Patient)].count("Theirs") == 1
    assert world.count(Patient) == 2


def test_what_is_bound_runs_and_sees_its_own(world: World, ours: Person, theirs: Person) -> None:
    own = select(Patient.name).where(Patient.clinic_id == ours.clinic_id)
    assert within(world, ours, lambda: db.session.scalars(own).all(), "read") == ["Ours"]
    assert within(world, ours, lambda: db.session.get(Patient, (ours.clinic_id, ours.id)).name) == "Ours"
    within(world, ours, lambda: db.session.execute(insert(table_of(Patient)), rows(ours.clinic_id) * 1))
    assert world.count(Patient, clinic_id=ours.clinic_id) == 2


def test_where_no_clinic_was_entered_nothing_of_any_is_shown(world: World, ours: Person) -> None:
    own = select(Patient).where(Patient.clinic_id == ours.clinic_id)
    with world.app.app_context(), pytest.raises(Unbound), transaction("read"):
        db.session.scalars(own).all()
    with world.app.app_context(), pytest.raises(Unbound), transaction("read"):  # nor is nobody's clinic that of nobody
        db.session.scalars(select(Patient).where(Patient.clinic_id == bindparam("whose")), {"whose": None}).all()
    with world.app.app_context(), pytest.raises(Unbound):  # nor outside a transaction of ours
        db.session.scalars(own).all()


def test_a_clinic_is_entered_within_a_transaction_only(world: World, ours: Person) -> None:
    with world.app.app_context(), pytest.raises(RuntimeError):
        enter_clinic(ours.clinic_id)


def test_only_the_clinics_themselves_can_be_asked_for_across_clinics(
    world: World, ours: Person, theirs: Person
) -> None:
    with world.app.app_context(), transaction("read"):
        with across_clinics("a test"):
            assert len(db.session.scalars(select(Clinic)).all()) == 2
        with pytest.raises(Unbound):
            db.session.scalars(select(Clinic)).all()
    with world.app.app_context(), pytest.raises(Unbound), transaction("read"), across_clinics("a test"):
        db.session.scalars(select(Patient)).all()


def test_who_signs_in_sees_at_which_clinics_they_work_and_no_one_elses(world: World, ours: Person) -> None:
    robin = world.staff(Role.CLINICIAN)
    second = world.clinic("Second")
    world.run(db.session.add, Membership(clinic_id=second.id, account_id=robin.id, role=Role.ADMIN))
    other = world.staff(Role.ADMIN, second)

    def clinics_of(account_id: UUID) -> list[str]:
        asked = select(Clinic.name).join(Membership, Membership.clinic_id == Clinic.id)
        return sorted(db.session.scalars(asked.where(Membership.account_id == account_id)))

    with world.app.app_context(), transaction("read"):
        enter_account(robin.id)
        assert clinics_of(robin.id) == ["Clinic at the Lake", "Second"]
        with pytest.raises(Unbound):
            clinics_of(other.id)


careless = Blueprint("careless", __name__)


@pytest.fixture
def further_routes() -> tuple[Blueprint, ...]:
    return (careless,)


@endpoint(careless, "GET", "/all-patients", allow=Permission.READ_COURSES)
def all_patients(actor: Actor) -> dict[str, Any]:
    """Forget whose."""
    return {"names": list(db.session.scalars(select(Patient.name)))}


def test_a_route_that_forgets_the_clinic_fails_and_shows_nothing(world: World, ours: Person) -> None:
    answer = world.client_of(world.staff(Role.CLINICIAN)).get("/all-patients")
    assert (answer.status_code, answer.json["code"]) == (500, "defect")
    assert "Ours" not in answer.text


def test_the_developer_is_told_which_table_and_what_to_do(
    world: World, ours: Person, caplog: pytest.LogCaptureFixture
) -> None:
    world.client_of(world.staff(Role.CLINICIAN)).get("/all-patients")
    assert "touches patient" in caplog.text
    assert "clinic_id" in caplog.text
    assert "docs/architecture.md" in caplog.text
    assert "Ours" not in caplog.text

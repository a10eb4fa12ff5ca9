"""What PostgreSQL refuses by itself, were a statement not looked at: the net under server/scoping.py."""

from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Integer, cast, delete, insert, literal, select, text, update
from sqlalchemy.exc import DBAPIError

from server.access import Role
from server.bindings import CLINIC
from server.courses.models.course import Course
from server.db import Record, across_clinics, db, enter_account, enter_clinic, transaction
from server.guards import APPEND_ONLY, READ_ONLY
from server.people.models import Clinic, Membership, Patient
from tests.api.conftest import NEW
from tests.builders import Person, World
from tests.postgres import APPLICATION


@pytest.fixture
def database_url(postgresql_url: str) -> str:
    """SQLite has no such net: there the scope of every statement stands alone."""
    return postgresql_url


def unseen(world: World, clinic_id: UUID | None, deed: Callable[[], Any]) -> Any:
    """What `deed` returns as the application's role, with the look at its statements switched off."""
    with world.app.app_context(), transaction("write", clinic_id):
        db.session().info["scope"].is_owner = True
        return deed()


def test_a_forgotten_clinic_shows_the_entered_one_only(world: World, ours: Person, theirs: Person) -> None:
    seen = unseen(world, ours.clinic_id, lambda: db.session.scalars(select(Patient.name)).all())
    assert seen == ["Ours"]
    assert unseen(world, None, lambda: db.session.scalars(select(Patient.name)).all()) == []
    assert unseen(world, uuid4(), lambda: db.session.scalars(select(Patient.name)).all()) == []


def test_nothing_of_another_clinic_is_changed_or_deleted(world: World, ours: Person, theirs: Person) -> None:
    changed = unseen(world, ours.clinic_id, lambda: db.session.execute(update(Patient).values(name="Seen")).rowcount)
    assert changed == 1
    course = world.course(theirs)
    gone = unseen(world, ours.clinic_id, lambda: db.session.execute(delete(Course)).rowcount)
    assert gone == 0
    assert world.rows(Course)[0].id == course.id
    assert sorted(each.name for each in world.rows(Patient)) == ["Seen", "Theirs"]


@pytest.mark.parametrize(
    "deed",
    [
        lambda ours, theirs: insert(Patient).values(clinic_id=theirs.clinic_id, id=uuid4(), **NEW),
        lambda ours, theirs: update(Patient).values(clinic_id=theirs.clinic_id),
        lambda ours, theirs: insert(Clinic).values(id=uuid4(), name="x", zone="UTC", help={}),
    ],
    ids=["insert", "move", "a clinic"],
)
def test_nothing_is_put_into_another_clinic(world: World, ours: Person, theirs: Person, deed: Any) -> None:
    with pytest.raises(DBAPIError, match="row-level security"):
        unseen(world, ours.clinic_id, lambda: db.session.execute(deed(ours, theirs)))


def test_who_signs_in_sees_their_own_memberships(world: World) -> None:
    robin, kim = world.staff(Role.CLINICIAN), world.staff(Role.ADMIN, world.clinic("Second"))

    def seen() -> tuple[set[UUID], set[str]]:
        enter_account(robin.id)
        return set(db.session.scalars(select(Membership.account_id))), set(db.session.scalars(select(Clinic.name)))

    assert unseen(world, None, seen) == ({robin.id}, {"Clinic at the Lake"})
    assert kim.id not in unseen(world, robin.clinic_id, lambda: set(db.session.scalars(select(Membership.account_id))))


def test_the_clinics_are_listed_only_where_that_is_said(world: World, ours: Person, theirs: Person) -> None:
    def listed() -> tuple[int, int]:
        with across_clinics("a test"):
            several = len(db.session.scalars(select(Clinic.id)).all())
        return several, len(db.session.scalars(select(Clinic.id)).all())

    assert unseen(world, None, listed) == (2, 0)


def test_a_connection_of_the_pool_keeps_nobodys_clinic(world: World, ours: Person, theirs: Person) -> None:
    """Clinics in turn on few connections, every third transaction broken off: none sees what the one before saw."""

    def look(turn: int) -> list[str]:
        seen = list(db.session.scalars(select(Patient.name)))
        if turn % 3 == 0:
            db.session.execute(text("SELECT 1 / 0"))
        return seen

    for turn in range(60):
        person = (ours, theirs)[turn % 2]
        with nullcontext() if turn % 3 else pytest.raises(DBAPIError, match="DivisionByZero"):
            assert unseen(world, person.clinic_id, partial(look, turn)) == [person.name]
        if turn % 10 == 0:
            assert unseen(world, None, partial(look, 1)) == []


def test_switching_the_clinic_within_a_transaction_switches_what_is_seen(
    world: World, ours: Person, theirs: Person
) -> None:
    def both() -> list[list[str]]:
        first = list(db.session.scalars(select(Patient.name)))
        enter_clinic(theirs.clinic_id)
        return [first, list(db.session.scalars(select(Patient.name)))]

    assert unseen(world, ours.clinic_id, both) == [["Ours"], ["Theirs"]]


def test_an_error_repeats_no_value_of_the_wrong_shape(world: World, ours: Person) -> None:
    """Errors end in logs."""
    with pytest.raises(DBAPIError) as problem:
        unseen(world, ours.clinic_id, lambda: db.session.scalar(select(cast(literal("Pat feels worse"), Integer))))
    assert "Pat feels worse" not in f"{problem.value} {problem.value.orig}"


# The catalogue


@pytest.fixture
def asked(world: World) -> Callable[..., list[Any]]:
    """The rows that the database answers to its owner."""

    def ask(statement: str, **values: Any) -> list[Any]:
        with world.transaction("read"):
            return list(db.session.execute(text(statement), values).all())

    return ask


def test_every_table_with_a_clinic_has_forced_row_level_security_and_one_rule_for_all_deeds(asked: Any) -> None:
    forced = {name for (name,) in asked("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")}
    scoped = {table.name for table in Record.metadata.sorted_tables if CLINIC.of(table)}
    assert forced == scoped
    for table in scoped:
        policies = asked("SELECT cmd, roles, qual, with_check FROM pg_policies WHERE tablename = :table", table=table)
        writing = [each for each in policies if each.cmd != "SELECT"]
        assert [(each.cmd, list(each.roles)) for each in writing] == [("ALL", ["public"])], table
        assert writing[0].qual == writing[0].with_check, table
        key = "id" if table == "clinic" else "clinic_id"
        assert writing[0].qual == f"({key} = (NULLIF(current_setting('app.clinic'::text, true), ''::text))::uuid)"


def test_the_tables_that_may_be_read_by_another_rule_are_these(asked: Any) -> None:
    """A further rule widens what is seen: who adds one says here why."""
    found = asked(
        "SELECT tablename, regexp_replace(policyname, '_[0-9a-f]+$', '') FROM pg_policies WHERE cmd = 'SELECT'"
    )
    assert {tuple(each) for each in found} == {
        ("membership", "guard_own_account"),
        ("clinic", "guard_own_account"),
        ("clinic", "guard_listed"),
    }


def test_the_applications_role_is_no_owner_and_passes_no_guard(asked: Any) -> None:
    (flags,) = asked(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = :role",
        role=APPLICATION,
    )
    assert not any(flags)
    assert asked("SELECT relname FROM pg_class WHERE pg_get_userbyid(relowner) = :role", role=APPLICATION) == []


def test_the_applications_role_has_no_right_beyond(asked: Any) -> None:
    found: dict[str, set[str]] = {}
    rights = "SELECT table_name, privilege_type FROM information_schema.role_table_grants WHERE grantee = :role"
    for table, right in asked(rights, role=APPLICATION):
        found.setdefault(table, set()).add(right)
    for table in {each.name for each in Record.metadata.sorted_tables}:
        expected = {"SELECT", "INSERT", "UPDATE", "DELETE"}
        if table in APPEND_ONLY:
            expected = {"SELECT", "INSERT"}
        elif table in READ_ONLY:
            expected = {"SELECT"}
        assert found.pop(table) == expected, table
    assert found == {}
    assert (
        asked(
            "SELECT 1 FROM information_schema.role_table_grants WHERE grantee = 'PUBLIC' "
            "AND table_schema = current_schema()"
        )
        == []
    )


def test_nothing_leads_around_the_guards(asked: Any) -> None:
    """A view runs as its owner, and so would a function that says so; neither is there."""
    assert asked("SELECT viewname FROM pg_views WHERE schemaname = current_schema()") == []
    assert asked("SELECT matviewname FROM pg_matviews WHERE schemaname = current_schema()") == []
    functions = asked("SELECT proname, prosecdef FROM pg_proc WHERE pronamespace = current_schema()::regnamespace")
    assert [each for each in functions if each.prosecdef or not each.proname.startswith("guard_")] == []


def test_a_foreign_key_points_into_another_clinic_from_nowhere(asked: Any) -> None:
    """PostgreSQL looks past row-level security when it checks a key: one without the clinic would tell of others'."""
    keys = asked(
        "SELECT conrelid::regclass::text, confrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"
    )
    scoped = {table.name for table in Record.metadata.sorted_tables if CLINIC.of(table)} - {"clinic"}
    across = [each for each in keys if {each[0], each[1]} <= scoped and each[2].count("clinic_id") < 2]
    assert across == []

"""What binds a statement to a clinic; by value, without a database."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import (
    Column,
    Integer,
    MetaData,
    Table,
    Uuid,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    union_all,
    update,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql.base import PGCompiler

from server.bindings import ScopedCompiler, Unbound

tables = MetaData()
house = Table("clinic", tables, Column("id", Uuid, primary_key=True), Column("size", Integer))
works = Table("membership", tables, Column("clinic_id", Uuid, primary_key=True), Column("account_id", Uuid))
person = Table("patient", tables, Column("clinic_id", Uuid, primary_key=True), Column("id", Uuid, primary_key=True))
course = Table(
    "course", tables, *(Column(name, Uuid) for name in ("clinic_id", "id", "patient_id")), Column("n", Integer)
)
entry = Table("entry", tables, *(Column(name, Uuid) for name in ("clinic_id", "id", "patient_id", "course_id")))
tick = Table("tick", tables, Column("job", Integer, primary_key=True))
other = course.alias("other")

C = UUID(int=1)
in_c = course.c.clinic_id == C
# Joined on the clinic, on which nothing else depends.
joined = course.join(entry, (entry.c.clinic_id == course.c.clinic_id) & (entry.c.course_id == course.c.id))
left = course.outerjoin(entry, (entry.c.clinic_id == course.c.clinic_id) & (entry.c.course_id == course.c.id))
bound_rows = select(entry.c.clinic_id, entry.c.course_id).where(entry.c.clinic_id == C).subquery()
ranked = select(course.c.clinic_id, course.c.id).where(in_c).cte("ranked")


class Compiler(ScopedCompiler, PGCompiler): ...


def compiled(statement: Any) -> Compiler:
    return Compiler(postgresql.dialect(), statement)


BOUND = {
    "by a value": select(course).where(in_c),
    "by a parameter": select(course).where(course.c.clinic_id == bindparam("clinic")),
    "the other way round": select(course).where(literal(C) == course.c.clinic_id),
    "the clinic's own row": select(house).where(house.c.id == C),
    "by a join": select(course).select_from(joined).where(in_c),
    "by a join, from its other side": select(course).select_from(joined).where(entry.c.clinic_id == C),
    "by a comma": select(course, entry).where(in_c, entry.c.clinic_id == course.c.clinic_id),
    "the right side of a left join": select(course, entry).select_from(left).where(in_c),
    "both names of a table": select(course, other).where(in_c, other.c.clinic_id == course.c.clinic_id),
    "exists that refers to what is bound": select(course).where(
        in_c, exists().where(entry.c.clinic_id == course.c.clinic_id)
    ),
    "a scalar subquery that refers to what is bound": select(
        select(func.count()).select_from(entry).where(entry.c.clinic_id == course.c.clinic_id).scalar_subquery()
    ).where(in_c),
    "joined to a subquery that is bound": select(course).join(bound_rows, bound_rows.c.clinic_id == course.c.clinic_id),
    "joined to a CTE that is bound": select(entry).join(ranked, ranked.c.clinic_id == entry.c.clinic_id),
    "a union of what is bound": union_all(
        select(course.c.id).where(in_c), select(entry.c.id).where(entry.c.clinic_id == C)
    ),
    "OR beside AND": select(course).where(in_c, or_(course.c.n == 1, course.c.n == 2)),
    "update": update(course).where(in_c).values(n=1),
    "update with exists": update(course)
    .where(in_c, exists().where(entry.c.clinic_id == course.c.clinic_id))
    .values(n=1),
    "delete": delete(course).where(in_c),
    "insert": insert(course).values(clinic_id=C, id=C),
    "insert of several": insert(course).values([{"clinic_id": C, "id": C}, {"clinic_id": C, "id": C}]),
    "insert from what is bound": insert(course).from_select(
        ["clinic_id"], select(entry.c.clinic_id).where(entry.c.clinic_id == C)
    ),
    "insert from a select with the value": insert(course).from_select(
        ["clinic_id", "id"], select(literal(C), entry.c.id).where(entry.c.clinic_id == C)
    ),
    "a table of no clinic": select(tick),
}

NOT_BOUND = {
    "nothing said": (select(course), {"course"}),
    "by its id": (select(course).where(course.c.id == C), {"course"}),
    "all clinics": (select(house), {"clinic"}),
    "not equal": (select(course).where(course.c.clinic_id != C), {"course"}),
    "within OR": (select(course).where(or_(in_c, course.c.n == 1)), {"course"}),
    "negated": (select(course).where(~in_c), {"course"}),
    "a join by id only": (
        select(course).select_from(course.join(entry, entry.c.course_id == course.c.id)).where(in_c),
        {"entry"},
    ),
    "a comma without a condition": (select(course, entry).where(in_c), {"entry"}),
    "the left side of a left join by its condition": (
        select(course).select_from(course.outerjoin(entry, (entry.c.clinic_id == course.c.clinic_id) & in_c)),
        {"course", "entry"},
    ),
    "a full join": (
        select(course).select_from(course.join(entry, entry.c.clinic_id == course.c.clinic_id, full=True)).where(in_c),
        {"entry"},
    ),
    "the second name of a table": (select(course, other).where(in_c), {"course"}),
    "a subquery": (select(select(entry.c.clinic_id).subquery()), {"entry"}),
    "a subquery that is bound from outside only": (
        select(course).where(in_c).join(sub := select(entry.c.clinic_id).subquery(), sub.c.clinic_id == C),
        {"entry"},
    ),
    "a subquery of the same table": (
        select(course).where(in_c).join(sub := select(course.c.id).subquery(), sub.c.id == course.c.id),
        {"course"},
    ),
    "a subquery in which another table is joined to the same one": (
        select(course)
        .where(in_c)
        .join(sub := select(entry.c.id).select_from(joined).subquery(), sub.c.id == course.c.id),
        {"course", "entry"},
    ),
    "IN of a subquery": (select(course).where(in_c, course.c.id.in_(select(entry.c.course_id))), {"entry"}),
    "exists": (select(course).where(in_c, exists().where(entry.c.course_id == course.c.id)), {"entry"}),
    "the same table within": (select(course).where(in_c, course.c.id.in_(select(other.c.id))), {"course"}),
    "one half of a union": (union_all(select(course.c.id).where(in_c), select(entry.c.id)), {"entry"}),
    "update": (update(course).values(n=1), {"course"}),
    "update from another table": (update(course).where(in_c, course.c.id == entry.c.course_id).values(n=1), {"entry"}),
    "delete": (delete(course).where(course.c.id == C), {"course"}),
    "insert without": (insert(course).values(id=C), {"course"}),
    "insert from a select of something else": (
        insert(course).from_select(["clinic_id"], select(entry.c.id).where(entry.c.clinic_id == C)),
        {"course"},
    ),
    "a text within": (select(text("1")).select_from(text("course")), {"a text"}),
}


@pytest.mark.parametrize("statement", BOUND.values(), ids=BOUND)
def test_it_is_bound(statement: Any) -> None:
    found = compiled(statement)
    assert found.by_clinic.unbound == set()
    assert not found.named & set(tables.tables)


@pytest.mark.parametrize(("statement", "unbound"), NOT_BOUND.values(), ids=NOT_BOUND)
def test_what_is_not_bound_is_named(statement: Any, unbound: set[str]) -> None:
    assert compiled(statement).by_clinic.unbound == unbound


@pytest.mark.parametrize("statement", [each for name, each in BOUND.items() if name != "a table of no clinic"])
def test_the_parameters_that_bind_are_known(statement: Any) -> None:
    """Their values are compared with the clinic that was entered."""
    found = compiled(statement)
    assert {found.params[name] for name in found.by_clinic.parameters} <= {C, None}
    assert found.by_clinic.parameters


def test_a_value_for_another_clinic_beside_the_right_one_is_noticed() -> None:
    found = compiled(select(course, entry).where(in_c, entry.c.clinic_id == UUID(int=2)))
    assert {found.params[name] for name in found.by_clinic.parameters} == {C, UUID(int=2)}


def test_setting_the_clinic_of_a_row_is_noticed() -> None:
    found = compiled(update(course).where(in_c).values(clinic_id=UUID(int=2)))
    assert UUID(int=2) in {found.params[name] for name in found.by_clinic.parameters}


def test_every_row_of_an_insert_is_looked_at() -> None:
    found = compiled(insert(course).values([{"clinic_id": C}, {"clinic_id": UUID(int=2)}]))
    assert {found.params[name] for name in found.by_clinic.parameters} == {C, UUID(int=2)}


def test_a_table_that_only_a_text_names_is_seen() -> None:
    found = compiled(select(course).where(in_c, text("EXISTS (SELECT 1 FROM entry)")))
    assert found.named == {"entry"}


def test_a_statement_that_writes_within_another_is_refused() -> None:
    gone = delete(course).where(in_c).returning(course.c.id).cte("gone")
    with pytest.raises(Unbound):
        compiled(select(gone))


def test_memberships_may_be_bound_by_their_account() -> None:
    """Who signs in sees at which clinics they work."""
    statement = select(house.c.id).join(works, works.c.clinic_id == house.c.id).where(works.c.account_id == C)
    assert compiled(statement).by_clinic.unbound == {"clinic", "membership"}
    found = compiled(statement).by_account
    assert (found.unbound, {compiled(statement).params[name] for name in found.accounts}) == (set(), {C})
    astray = select(course.c.id).join(works, works.c.clinic_id == course.c.clinic_id).where(works.c.clinic_id != C)
    assert compiled(astray).by_account.unbound == {"course", "membership"}

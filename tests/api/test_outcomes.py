"""The outcome table of a clinic: which courses it is about, and that it says the same from summaries and from facts."""

from datetime import date, timedelta
from typing import Any

import pytest

from server import jobs
from server.access import Role
from server.courses.models.background import PriorTms
from server.courses.models.course import Course
from server.courses.rules import CourseState
from server.db import db
from server.outcomes.models import Summary
from tests.builders import Person, World

REFRESH = jobs.SCHEDULE[0]
START = date(2026, 3, 2)


def ended(world: World, before: int | None, after: int | None, sessions: int = 12, **rest: Any) -> None:
    """A course that ended after so many sessions, with a PHQ-9 two days before it and one at its last session."""
    last = START + timedelta(days=7 * (sessions - 1) // 5)
    patient = world.patient(**rest)
    course = world.course(
        patient, START, state=CourseState.DISCONTINUED, ended_on=last + timedelta(days=3), planned_sessions=36
    )
    world.sessions(course, sessions)
    if before is not None:
        world.response(course, START - timedelta(days=2), before)
    if after is not None:
        world.response(course, last, after)


def table(world: World, role: str = "clinician", **query: str) -> Any:
    return world.client_of(world.staff(role)).get("/api/outcomes", query_string=query)


def row(answer: Any, sample: str, *, ill_only: bool = False, stratum: str = "") -> Any:
    (found,) = [
        each
        for each in answer.json["rows"]
        if (each["sample"], each["ill_only"], each["stratum"]) == (sample, ill_only, stratum)
    ]
    return found


def test_the_table_is_about_courses_whose_acute_phase_is_over(world: World) -> None:
    ended(world, 20, 4)
    ended(world, 20, 12, sessions=24)
    ended(world, None, 12)
    ended(world, 20, 4, birth_date=date(2010, 1, 1))  # 16 years old
    world.sessions(world.course(), 5)  # still in treatment
    world.course(started_on=START, state=CourseState.DISCONTINUED, ended_on=START)  # never began
    answer = table(world).json
    assert {key: answer[key] for key in ("courses", "in_treatment", "not_started", "minors")} == {
        "courses": 3,
        "in_treatment": 1,
        "not_started": 1,
        "minors": 1,
    }
    assert [row(table(world), each)["n"] for each in ("itt", "completer", "per-protocol", "full-cohort")] == [
        2,
        2,
        1,
        3,
    ]
    remission = row(table(world), "itt")["remission"]
    assert (remission["n"], remission["of"], remission["percent"]) == (1, 2, None)


def test_itt_comes_first_and_the_samples_can_be_asked_for_one_by_one(world: World) -> None:
    ended(world, 20, 4)
    assert [each["sample"] for each in table(world).json["rows"]][:2] == ["itt", "itt"]
    assert {each["sample"] for each in table(world, sample="full-cohort").json["rows"]} == {"full-cohort"}


def test_a_table_can_be_split(world: World) -> None:
    ended(world, 20, 4, sex="female")
    ended(world, 20, 12, sex="male")
    ended(world, 12, 5)
    strata = [
        each["stratum"] for each in table(world, stratum="sex", sample="itt").json["rows"] if not each["ill_only"]
    ]
    assert strata == ["", "female", "male", "not known"]
    severities = table(world, stratum="severity", sample="itt").json["rows"]
    assert [(each["stratum"], each["n"]) for each in severities if not each["ill_only"]] == [
        ("", 3),
        ("moderate", 1),
        ("severe", 2),
    ]


def test_who_had_tms_before_stands_apart(world: World) -> None:
    ended(world, 20, 4)
    ended(world, 20, 12)
    course = world.rows(Course)[0]
    before = PriorTms(clinic_id=course.clinic_id, patient_id=course.patient_id, had=True, recorded_at=world.clock.now)
    world.run(db.session.add, before)
    rows = table(world, stratum="prior-tms", sample="itt").json["rows"]
    assert [(each["stratum"], each["n"]) for each in rows if not each["ill_only"]] == [
        ("", 2),
        ("yes", 1),
        ("not known", 1),
    ]


def test_who_was_treated_again_is_counted_and_not_who_came_after_them(world: World) -> None:
    ended(world, 20, 4)
    (first,) = world.rows(Course)
    again = START + timedelta(days=90)
    world.course(started_on=again)  # of another patient
    assert table(world).json["lasting"]["treated_again"]["n"] == 0
    world.course(Person(first.patient_id, first.clinic_id, Role.PATIENT, ""), again)
    counted = table(world).json["lasting"]["treated_again"]
    assert (counted["n"], counted["of"]) == (1, 1)


def test_the_period_is_that_of_the_first_treatment_day(world: World) -> None:
    ended(world, 20, 4)
    assert table(world, **{"from": "2026-03-02", "to": "2026-03-02"}).json["courses"] == 1
    assert table(world, **{"from": "2026-03-03"}).json["courses"] == 0
    assert table(world, to="2026-03-01").json["courses"] == 0


def test_stale_summaries_and_fresh_ones_give_the_same_table(world: World) -> None:
    for after in (4, 9, 12, 25):
        ended(world, 20, after)
    from_facts = table(world, stratum="severity").json
    assert world.count(Summary) == 0
    jobs.run(world.app, REFRESH)
    assert table(world, stratum="severity").json == from_facts


def test_a_stale_baseline_is_left_out_of_primary_figures(world: World) -> None:
    course = world.course(started_on=START, state=CourseState.COMPLETED, ended_on=START + timedelta(days=16))
    world.sessions(course, 12)
    world.response(course, START - timedelta(days=8), 20)
    world.response(course, START + timedelta(days=14), 4)
    answer = table(world)
    assert [row(answer, each)["n"] for each in ("itt", "full-cohort")] == [0, 1]
    assert row(answer, "full-cohort")["response"]["n"] == 0


def test_another_clinics_courses_are_not_in_it(world: World) -> None:
    ended(world, 20, 4)
    stranger = world.staff("clinician", world.clinic("Elsewhere"))
    assert world.client_of(stranger).get("/api/outcomes").json["courses"] == 0


def test_published_figures_stand_beside_it_with_their_sample_and_caveat(world: World) -> None:
    studies = table(world).json["benchmarks"]
    assert any(each["study"].startswith("Sackeim 2020") for each in studies)
    assert not any("Griffiths" in each["study"] for each in studies)
    assert all(each["sample"] and each["caveat"] and each["source"] for each in studies)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"scale": "nothing"}, "scale"),
        ({"indication": "nothing"}, "indication"),
        ({"from": "2026-03-02", "to": "2026-03-01"}, "to"),
        ({"stratum": "hair"}, "stratum"),
        ({"sample": "some"}, "sample"),
    ],
)
def test_what_cannot_be_asked_is_said_at_its_field(world: World, query: dict[str, str], field: str) -> None:
    answer = table(world, **query)
    assert answer.status_code == 422
    assert field in str(answer.json["details"])


@pytest.mark.parametrize(
    ("role", "status"), [("clinician", 200), ("admin", 200), ("technician", 403), ("researcher", 403)]
)
def test_the_figures_are_for_clinicians_and_administrators(world: World, role: str, status: int) -> None:
    assert table(world, role).status_code == status


def test_the_file_hides_what_is_small(world: World) -> None:
    for after in (4, 9, 12):
        ended(world, 20, after)
    answer = world.client_of(world.staff("admin")).get("/api/outcomes/file")
    assert answer.mimetype == "text/csv"
    lines = answer.text.splitlines()
    assert lines[1].startswith("phq-9,,,itt,any,,hidden,")
    assert "attachment" in answer.headers["Content-Disposition"]

"""The caseload: who needs somebody first, and why."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from server.access import Role
from server.alerts.actions import raise_alerts
from server.alerts.rules import Reason
from server.audit.models import AuditEntry
from server.courses.models.course import Course
from server.courses.rules import ENDED, CourseState, SessionState
from server.outcomes.actions.summaries import refresh_stale_summaries
from tests.builders import World

TODAY = date(2026, 11, 23)


@pytest.fixture
def clinician(world: World) -> Any:
    return world.client_of(world.staff(Role.CLINICIAN))


@pytest.fixture
def refresh(world: World) -> Callable[[], None]:
    """What the job does every few seconds."""
    return lambda: world.run(refresh_stale_summaries, world.home, world.clock.now)


def calm_course(world: World, name: str, started_on: date = TODAY - timedelta(days=4)) -> Course:
    """A course that gives no reason to look at it: baseline answered, logged until yesterday."""
    course = world.course(world.patient(name=name), started_on)
    for instrument in ("phq-9", "gad-7"):
        world.response(course, started_on - timedelta(days=1), 18, instrument=instrument)
    world.check_in(course, TODAY - timedelta(days=1))
    return course


def alert_of(world: World, course: Course, rule: str = "SI-1", title: str = "Thoughts of self-harm") -> None:
    now = world.clock.now
    reason = Reason(rule, 1, title, "PHQ-9 item 9", now)
    world.run(raise_alerts, course.clinic_id, course.patient_id, course.id, [reason], now)


def names(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.json
    return [row["name"] for row in answer.json["rows"]]


def told(attention: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """In English, as it is written down."""
    return [{name: each[name] for name in ("level", "reason", "since")} for each in attention]


def test_a_row_says_how_the_course_goes(world: World, clinician: Any, refresh: Callable[[], None]) -> None:
    patient = world.patient(name="Demo Patient 001", number="D-001")
    course = world.course(patient, date(2026, 11, 2))
    world.sessions(course, 9)
    world.response(course, date(2026, 11, 1), 20)
    for week in (9, 16, 22):
        world.response(course, date(2026, 11, week), 14)
    world.response(course, date(2026, 11, 1), 12, instrument="gad-7")
    world.response(course, date(2026, 11, 16), 12, instrument="gad-7")
    world.check_in(course, TODAY - timedelta(days=2))
    refresh()
    answer = clinician.get("/api/caseload")
    assert answer.json == {
        "rows": [
            {
                "course_id": str(course.id),
                "patient_id": str(patient.id),
                "name": "Demo Patient 001",
                "number": "D-001",
                "title": "Depression",
                "protocol": answer.json["rows"][0]["protocol"],
                "state": "active",
                "sessions_done": 9,
                "sessions_planned": 36,
                "primary": "PHQ-9",
                "baseline": 20.0,
                "latest": 14.0,
                "change_percent": 30.0,
                "outcome": "partial response",
                "last_log_on": "2026-11-21",
                "days_since_log": 2,
                "due": [],
                "alerts": 0,
                "attention": [],
                "reviewed_at": None,
            }
        ],
        "total": 1,
        "next": None,
    }


def test_alerts_lead_by_level_and_then_by_due_time(
    world: World, clinician: Any, refresh: Callable[[], None], clock: Any
) -> None:
    courses = {name: calm_course(world, name) for name in ("calm", "red late", "amber", "red early")}
    refresh()
    alert_of(world, courses["amber"], rule="AE-2", title="Strong side effect reported: headache (strong)")
    alert_of(world, courses["red early"])
    clock.move(minutes=5)
    alert_of(world, courses["red late"])
    answer = clinician.get("/api/caseload")
    assert names(answer) == ["red early", "red late", "amber", "calm"]
    assert told(answer.json["rows"][0]["attention"]) == [
        {"level": "red", "reason": "Thoughts of self-harm", "since": "2026-11-23T09:00:00Z"}
    ]
    assert [row["alerts"] for row in answer.json["rows"]] == [1, 1, 1, 0]


def test_another_clinics_courses_are_not_listed(world: World, clinician: Any) -> None:
    elsewhere = world.clinic("Elsewhere")
    world.course(world.patient(clinic=elsewhere))
    assert clinician.get("/api/caseload?state=all").json == {"rows": [], "total": 0, "next": None}


def test_only_those_who_treat_see_the_caseload(world: World) -> None:
    for role, status in ((Role.TECHNICIAN, 200), (Role.COORDINATOR, 403), (Role.RESEARCHER, 403), (Role.ADMIN, 403)):
        assert world.client_of(world.staff(role)).get("/api/caseload").status_code == status
    assert world.client_of(world.patient()).get("/api/caseload").status_code == 403
    assert world.anybody().get("/api/caseload").status_code == 401


def test_each_patient_who_was_listed_finds_it_in_the_trail(world: World, clinician: Any) -> None:
    patients = [world.course(world.patient(name=name)).patient_id for name in ("one", "two")]
    unlisted = world.course(world.patient(), state=CourseState.COMPLETED, ended_on=TODAY).patient_id
    clinician.get("/api/caseload")
    read = {each.patient_id for each in world.rows(AuditEntry, deed="read: GET /api/caseload")}
    assert read == set(patients)
    assert unlisted not in read


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "after=nowhere", "after=0-0-1-zz", "state=lost", "page=2"])
def test_a_question_that_makes_no_sense_is_refused(clinician: Any, query: str) -> None:
    assert clinician.get(f"/api/caseload?{query}").status_code == 422


def test_the_states_are_listed_apart(world: World, clinician: Any) -> None:
    for state in CourseState:
        ended_on = TODAY if state in ENDED else None
        world.course(world.patient(name=state.value), state=state, ended_on=ended_on)
    assert set(names(clinician.get("/api/caseload"))) == {"planned", "active", "paused", "hospitalised"}
    assert set(names(clinician.get("/api/caseload?state=ended"))) == {"completed", "discontinued", "deceased"}
    assert clinician.get("/api/caseload?state=all").json["total"] == 7


def test_parts_of_the_list_join_without_gap_or_repeat(
    world: World, clinician: Any, refresh: Callable[[], None]
) -> None:
    made = [calm_course(world, f"patient {place}") for place in range(7)]
    refresh()
    alert_of(world, made[3])
    whole = names(clinician.get("/api/caseload"))
    parts: list[list[str]] = []
    after: str | None = ""
    while after is not None:
        answer = clinician.get(f"/api/caseload?limit=3{after and '&after=' + after}")
        parts.append(names(answer))
        after = answer.json["next"]
    assert [len(part) for part in parts] == [3, 3, 1]
    assert [name for part in parts for name in part] == whole
    assert whole[0] == "patient 3"


def test_each_reason_is_told_with_its_day(world: World, clinician: Any, refresh: Callable[[], None]) -> None:
    worse = calm_course(world, "worse", date(2026, 11, 9))
    for instrument, total in (("phq-9", 24), ("gad-7", 10)):
        world.response(worse, date(2026, 11, 17), total, instrument=instrument)
    late = calm_course(world, "late", date(2026, 11, 6))
    world.response(late, date(2026, 11, 20), 18)  # and no GAD-7, which is asked after session 10
    quiet = world.course(world.patient(name="quiet"), date(2026, 11, 19))
    for instrument in ("phq-9", "gad-7"):
        world.response(quiet, date(2026, 11, 18), 18, instrument=instrument)
    world.course(world.patient(name="not begun"), date(2026, 11, 20), state=CourseState.PLANNED)
    refresh()
    calm_course(world, "new")
    rows = {row["name"]: row for row in clinician.get("/api/caseload").json["rows"]}
    assert {name: told(row["attention"]) for name, row in rows.items()} == {
        "worse": [{"level": "amber", "reason": "PHQ-9 6 points above baseline", "since": "2026-11-17"}],
        "late": [{"level": "amber", "reason": "GAD-7 overdue", "since": "2026-11-19"}],
        "quiet": [{"level": "blue", "reason": "No log on the last 4 days", "since": "2026-11-19"}],
        "not begun": [
            {"level": "amber", "reason": "PHQ-9 overdue", "since": "2026-11-13"},
            {"level": "amber", "reason": "GAD-7 overdue", "since": "2026-11-13"},
            {"level": "blue", "reason": "The planned start has passed without a session", "since": "2026-11-20"},
        ],
        "new": [{"level": "blue", "reason": "Figures are not computed yet", "since": "2026-11-19"}],
    }
    assert {name: row["due"] for name, row in rows.items() if row["due"]} == {
        "late": ["GAD-7"],
        "not begun": ["PHQ-9", "GAD-7"],
    }


def test_an_answer_ends_the_waiting_for_it_and_the_next_one_is_awaited(
    world: World, clinician: Any, refresh: Callable[[], None], clock: Any
) -> None:
    course = calm_course(world, "Pat", date(2026, 11, 9))

    def overdue() -> list[str]:
        refresh()
        return [each for each in clinician.get("/api/caseload").json["rows"][0]["due"] if each == "PHQ-9"]

    assert overdue() == ["PHQ-9"]  # that of 13 November, whose window closed on the 16th: it is still missing
    world.response(course, date(2026, 11, 23), 15)
    assert overdue() == []
    clock.move(days=5)  # the next is due on the 27th, and late two days after
    assert overdue() == []
    clock.move(days=1)
    assert overdue() == ["PHQ-9"]


def test_a_course_is_unreviewed_from_every_tenth_session_until_somebody_reviews_it(
    world: World, clinician: Any, refresh: Callable[[], None], clock: Any
) -> None:
    course = world.course(world.patient(), date(2026, 11, 2))

    def unreviewed() -> list[dict[str, str]]:
        refresh()
        attention = clinician.get("/api/caseload").json["rows"][0]["attention"]
        return [each for each in attention if "reviewed" in each["reason"]]

    world.sessions(course, 9)
    world.sessions(course, 1, SessionState.MISSED)
    assert unreviewed() == []  # a missed session is none
    world.sessions(course, 3)
    reason = {"level": "blue", "reason": "Not reviewed since session 10", "since": "2026-11-16"}
    said = [{"key": "Not-reviewed-since-session-number", "values": {"number": 10}}]
    assert unreviewed() == [{**reason, "said": said}]
    facts = clinician.get(f"/api/courses/{course.id}").json["of_facts"]
    review = {"decision": "continue", "of_facts": facts, "scores": {}}
    assert clinician.post(f"/api/courses/{course.id}/reviews", json=review).status_code == 201
    assert unreviewed() == []
    assert clinician.get("/api/caseload").json["rows"][0]["reviewed_at"] == "2026-11-23T09:00:00Z"
    clock.move(days=14)
    world.sessions(course, 8)
    assert [each["reason"] for each in unreviewed()] == ["Not reviewed since session 20"]


def test_a_patients_alert_without_a_course_leads_the_patients_course(
    world: World, clinician: Any, refresh: Callable[[], None]
) -> None:
    calm_course(world, "calm")
    course = calm_course(world, "sent something odd")
    refresh()
    now = world.clock.now
    reason = Reason("UNPLACED", 1, "An entry could not be filed", "", now)
    world.run(raise_alerts, course.clinic_id, course.patient_id, None, [reason], now)
    assert names(clinician.get("/api/caseload"))[0] == "sent something odd"

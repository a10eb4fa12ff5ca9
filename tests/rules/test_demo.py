"""The demo clinic looks like a real one, and is the same for the same seed."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from random import Random
from statistics import mean
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from server.access import STAFF, Role
from server.alerts.models import Alert
from server.audit.models import AuditEntry, Revision
from server.audit.rules import hash_of
from server.checkins.models import CheckIn, SideEffect
from server.courses.models.course import Course, TreatmentDay
from server.courses.models.session import StimulationBlock, TreatmentSession
from server.courses.rules import ENDED, CourseState, MoodScale, SessionState, Span, course_of_day, mood_value
from server.demo import DemoClinic, generate
from server.demo.log import check_in, draw_writer
from server.demo.shapes import SHARES, Shape, shapes_of
from server.demo.watch import alerts_of
from server.people.models import Account, Clinic, Membership, Patient
from server.questionnaires.library import instrument
from server.questionnaires.models import Response
from server.questionnaires.rules.scoring import score
from server.studies.models import Consent, Pseudonym

SEED = 20261122
NOW = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)  # a Tuesday morning in the clinic
Row = Mapping[str, Any]


@pytest.fixture(scope="module")
def demo() -> DemoClinic:
    return generate(SEED, NOW)


@pytest.fixture(scope="module")
def crowd() -> DemoClinic:
    """Many more, so that shares can be read off."""
    return generate(SEED, NOW, 200)


def today(demo: DemoClinic) -> date:
    (clinic,) = demo.rows.of(Clinic)
    return NOW.astimezone(ZoneInfo(clinic["zone"])).date()


def totals(demo: DemoClinic, key: str = "phq-9") -> dict[UUID, list[tuple[date, int]]]:
    """Course -> (day, total) in order."""
    found: dict[UUID, list[tuple[date, int]]] = defaultdict(list)
    for each in demo.rows.of(Response):
        if each["instrument"] == key:
            total = score(instrument(key), each["answers"]).total
            assert total is not None
            found[each["course_id"]].append((each["answered_on"], total))
    return {course: sorted(points) for course, points in found.items()}


def test_the_same_seed_and_time_give_the_same_rows_to_the_last_id(demo: DemoClinic) -> None:
    again = generate(SEED, NOW)
    assert list(again.rows) == list(demo.rows)
    assert (again.clinic_id, again.accounts, again.patient_id) == (demo.clinic_id, demo.accounts, demo.patient_id)


def test_another_seed_gives_other_people_and_other_courses(demo: DemoClinic) -> None:
    other = generate(SEED + 1, NOW)
    ids = {each["id"] for each in demo.rows.of(Patient)}
    assert ids.isdisjoint(each["id"] for each in other.rows.of(Patient))
    assert sorted(totals(other).values()) != sorted(totals(demo).values())


def test_everybody_is_plainly_marked_as_invented(demo: DemoClinic) -> None:
    (clinic,) = demo.rows.of(Clinic)
    assert clinic["is_demo"]
    assert "Demo" in clinic["name"]
    assert all(each["name"].startswith("Demo ") for each in [*demo.rows.of(Patient), *demo.rows.of(Account)])
    assert clinic["help"]["clinic_phone"].startswith("555-01")
    assert "demo" in clinic["help"]["statement"]


def test_there_is_one_member_of_staff_for_each_role(demo: DemoClinic) -> None:
    assert [each["role"] for each in demo.rows.of(Membership)] == [*STAFF, Role.SERVICE]
    staff = [each for each in demo.rows.of(Membership) if each["role"] is not Role.SERVICE]
    assert {each["account_id"] for each in staff} == set(demo.accounts.values())


def test_forty_patients_are_at_every_stage_of_a_course(demo: DemoClinic) -> None:
    states = Counter(each["state"] for each in demo.rows.of(Course))
    assert len(demo.rows.of(Patient)) == 40
    assert states == {
        CourseState.ACTIVE: 18,
        CourseState.COMPLETED: 14,
        CourseState.DISCONTINUED: 4,
        CourseState.PLANNED: 2,
        CourseState.PAUSED: 1,
        CourseState.HOSPITALISED: 1,
    }
    assert all(each["end_reason"] for each in demo.rows.of(Course) if each["state"] == CourseState.DISCONTINUED)


@pytest.mark.parametrize(
    ("now", "treated"),
    [
        (NOW, True),
        (datetime(2026, 11, 25, 4, 30, tzinfo=UTC), True),
        (datetime(2026, 11, 22, 15, tzinfo=UTC), False),
        (datetime(2027, 3, 15, 4, 30, tzinfo=UTC), True),
    ],
    ids=[
        "Tuesday",
        "Tuesday before midnight in the clinic",
        "Sunday",
        "Monday half past midnight in the clinic, a day after the clocks changed",
    ],
)
def test_the_visitor_has_session_11_today_and_a_questionnaire_and_the_log_to_do(now: datetime, treated: bool) -> None:
    demo = generate(SEED, now)
    (clinic,) = demo.rows.of(Clinic)
    on = now.astimezone(ZoneInfo(clinic["zone"])).date()
    (course,) = [each for each in demo.rows.of(Course) if each["patient_id"] == demo.patient_id]
    sessions = [each for each in demo.rows.of(TreatmentSession) if each["course_id"] == course["id"]]
    days = {each["day"] for each in demo.rows.of(TreatmentDay) if each["course_id"] == course["id"]}
    assert course["state"] == CourseState.ACTIVE
    assert [each["state"] for each in sessions] == [SessionState.FULL] * 10
    assert (on in days) is treated
    log = [each["felt_on"] for each in demo.rows.of(CheckIn) if each["patient_id"] == demo.patient_id]
    assert on not in log
    assert len(log) > 8
    last_answered, _ = totals(demo)[course["id"]][-1]
    assert last_answered < sessions[9]["day"] <= on  # the form after session 10 is due


def test_nothing_lies_in_the_future_of_the_demo(demo: DemoClinic) -> None:
    for record, column in (
        (CheckIn, "received_at"),
        (Response, "received_at"),
        (AuditEntry, "at"),
        (Alert, "raised_at"),
    ):
        assert max(each[column] for each in demo.rows.of(record)) <= NOW
    assert all(each["recorded_at"] <= NOW for each in demo.rows.of(TreatmentSession))


def test_the_shapes_come_in_the_published_shares() -> None:
    assert Counter(shapes_of(388, Random(1))) == SHARES
    assert Counter(shapes_of(40, Random(1))) == {
        Shape.NON_RESPONSE: 4,
        Shape.RAPID: 8,  # 7.53, rounded up for its remainder
        Shape.HIGH_LINEAR: 12,
        Shape.LOW_LINEAR: 16,
    }


def test_the_phq_9_falls_as_in_the_registries(crowd: DemoClinic) -> None:
    started = {each["id"]: each["started_on"] for each in crowd.rows.of(Course)}
    pairs = []
    for course, points in totals(crowd).items():
        ends = [total for on, total in points if 35 <= (on - started[course]).days <= 60]
        if ends:
            pairs.append((points[0][1], ends[-1]))
    baselines, ends = zip(*pairs, strict=True)
    assert 18.5 < mean(baselines) < 20.5
    assert 8.5 < mean(ends) < 11
    assert min(baselines) >= 8
    assert 0.5 < mean(2 * end <= baseline for baseline, end in pairs) < 0.68  # Carpenter 2012: 56.4 %
    assert 0.12 < mean(end < 5 for end in ends) < 0.35  # 28.7 %


def test_item_9_is_mostly_0(crowd: DemoClinic) -> None:
    answers = [each["answers"]["9"] for each in crowd.rows.of(Response) if each["instrument"] == "phq-9"]
    assert 0.01 < mean(answer > 0 for answer in answers) < 0.1


def test_answers_are_those_that_the_instruments_allow(demo: DemoClinic) -> None:
    for each in demo.rows.of(Response):
        allowed = {item.key: {answer.value for answer in item.answers} for item in instrument(each["instrument"]).items}
        assert each["answers"].keys() == allowed.keys()
        assert all(value in allowed[key] for key, value in each["answers"].items())


def test_about_60_per_cent_of_the_days_are_logged_and_fewer_when_low(crowd: DemoClinic) -> None:
    logged: dict[UUID, set[date]] = defaultdict(set)
    for each in crowd.rows.of(CheckIn):
        logged[each["course_id"]].add(each["felt_on"])
    last = today(crowd)
    shares: dict[str, list[float]] = {"all": [], "low": [], "well": []}
    for course in crowd.rows.of(Course):
        if course["state"] == CourseState.PLANNED:
            continue
        end = min(course["ended_on"] or last, last)
        days = [course["started_on"] + timedelta(days=n) for n in range((end - course["started_on"]).days + 1)]
        shares["all"] += [day in logged[course["id"]] for day in days]
        # The week before a questionnaire is low or well by what that questionnaire says.
        for on, total in totals_of_course(crowd, course["id"]):
            week = [on - timedelta(days=n) for n in range(1, 8)]
            kind = "low" if total >= 17 else "well" if total < 8 else None
            if kind and week[-1] >= course["started_on"]:
                shares[kind] += [day in logged[course["id"]] for day in week]
    assert 0.5 < mean(shares["all"]) < 0.7
    assert mean(shares["low"]) < mean(shares["well"]) - 0.1


_TOTALS: dict[int, dict[UUID, list[tuple[date, int]]]] = {}


def totals_of_course(demo: DemoClinic, course_id: UUID) -> list[tuple[date, int]]:
    known = _TOTALS.setdefault(id(demo), totals(demo))
    return known.get(course_id, [])


def test_side_effects_come_at_the_published_rates_and_fade(crowd: DemoClinic) -> None:
    having: dict[str, set[UUID]] = defaultdict(set)
    day_of = {each["id"]: each for each in crowd.rows.of(CheckIn)}
    started = {each["id"]: each["started_on"] for each in crowd.rows.of(Course)}
    weeks: Counter[int] = Counter()
    for each in crowd.rows.of(SideEffect):
        check_in = day_of[each["check_in_id"]]
        having[each["effect"]].add(each["patient_id"])
        weeks[(check_in["felt_on"] - started[check_in["course_id"]]).days // 7] += 1
    patients = len(crowd.rows.of(Patient))
    assert 0.5 < len(having["headache"]) / patients <= 0.64
    assert 0.28 < len(having["site_pain"]) / patients <= 0.37
    assert weeks[0] > 2 * weeks[4] > 0
    assert min(weeks) >= 0  # before the first session there is nothing to have side effects of


def test_sessions_are_on_weekdays_and_the_intensity_rises_to_the_protocols(demo: DemoClinic) -> None:
    sessions = demo.rows.of(TreatmentSession)
    assert all(each["day"].weekday() < 5 for each in sessions)
    assert 0.005 < mean(each["state"] == SessionState.MISSED for each in sessions) < 0.08
    ramp = {each["id"]: each for each in sessions}
    first = [
        each["intensity_percent_mt"]
        for each in demo.rows.of(StimulationBlock)
        if ramp[each["session_id"]]["number"] == 1 and each["frequency_hz"] == 10
    ]
    assert set(first) == {80}
    assert max(each["intensity_percent_mt"] for each in demo.rows.of(StimulationBlock)) == 120


def test_a_completed_course_has_36_sessions_with_a_taper(demo: DemoClinic) -> None:
    completed = [each for each in demo.rows.of(Course) if each["state"] == CourseState.COMPLETED]
    for course in completed:
        days = sorted(each["day"] for each in demo.rows.of(TreatmentSession) if each["course_id"] == course["id"])
        assert len(days) == 36
        assert days[-1] == course["ended_on"]
        assert len(set(days)) == 36


def test_an_accelerated_course_has_ten_sessions_a_day(demo: DemoClinic) -> None:
    (course,) = [each for each in demo.rows.of(Course) if each["protocol"] == "saint"]
    days = Counter(each["day"] for each in demo.rows.of(TreatmentSession) if each["course_id"] == course["id"])
    assert list(days.values()) == [10, 10]


def test_one_thought_of_self_harm_waits_unseen_and_one_headache_seen_and_others_are_closed(demo: DemoClinic) -> None:
    alerts = demo.rows.of(Alert)
    is_open = [each for each in alerts if each["closed_at"] is None]
    assert [each["level"] for each in is_open if each.get("plan_until")] == ["blue"]
    waiting = {each["family"]: each for each in is_open if not each.get("plan_until")}
    assert waiting.keys() == {"SI", "AE-2"}
    assert waiting["SI"]["seen_at"] is None
    assert waiting["AE-2"]["seen_at"] is not None
    assert all(each["due_at"] > NOW for each in waiting.values())
    closed = [each for each in alerts if each["closed_at"] is not None]
    assert closed
    assert all(each["done"] and each["seen_at"] <= each["closed_at"] for each in closed)


def test_every_answer_and_effect_that_calls_for_an_alert_has_one(crowd: DemoClinic) -> None:
    calls: Counter[UUID] = Counter()
    for each in crowd.rows.of(Response):
        calls[each["patient_id"]] += each["instrument"] == "phq-9" and each["answers"]["9"] >= 1
    strong: dict[UUID, set[UUID]] = defaultdict(set)
    for each in crowd.rows.of(SideEffect):
        if each["grade"] == 3 or each["effect"] == "tinnitus":
            strong[each["patient_id"]].add(each["check_in_id"])
    for patient, check_ins in strong.items():
        calls[patient] += len(check_ins)
    raised: Counter[UUID] = Counter()
    for each in crowd.rows.of(Alert):
        raised[each["patient_id"]] += each["times"]
    assert +calls == raised


def test_late_deliveries_and_a_clock_that_is_off_can_be_found(demo: DemoClinic) -> None:
    late = [each for each in demo.rows.of(CheckIn) if each["received_at"] - each["recorded_at"] > timedelta(days=1)]
    off = {each["patient_id"] for each in demo.rows.of(CheckIn) if each["skew_seconds"] > 3600}
    assert late
    assert len(off) == 1


def test_each_entry_has_the_revision_that_its_phone_sent_and_each_phone_counts_up(demo: DemoClinic) -> None:
    entries = {each["id"] for record in (CheckIn, Response) for each in demo.rows.of(record)}
    revisions = demo.rows.of(Revision)
    assert {each["record_id"] for each in revisions} == entries
    assert all(each["content_hash"] == hash_of(each["kind"], each["content"]) for each in revisions)
    seqs: dict[UUID, list[int]] = defaultdict(list)
    on_phones = {each["id"] for each in demo.rows.of(Response) if each["entered_by"] is None}
    on_phones |= {each["id"] for each in demo.rows.of(CheckIn)}
    for each in sorted(revisions, key=lambda each: each["recorded_at"]):
        if each["record_id"] in on_phones:
            seqs[each["device"]].append(each["seq"])
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in seqs.values())


def test_each_entry_belongs_to_the_course_that_the_rule_would_give_it(demo: DemoClinic) -> None:
    spans = {
        each["patient_id"]: [Span(each["id"], each["started_on"], each["ended_on"])] for each in demo.rows.of(Course)
    }
    for record, day in ((CheckIn, "felt_on"), (Response, "answered_on")):
        for each in demo.rows.of(record):
            assert course_of_day(spans[each["patient_id"]], each[day]) == each["course_id"]


def test_every_deed_left_its_audit_entry(demo: DemoClinic) -> None:
    noted = {each["record_id"] for each in demo.rows.of(AuditEntry)}
    for record in (Patient, Course, TreatmentSession, CheckIn, Response, Alert, Consent):
        assert {each["id"] for each in demo.rows.of(record)} <= noted


def test_moods_are_on_the_scale_of_their_course(demo: DemoClinic) -> None:
    scales = {each["id"]: each["mood_scale"] for each in demo.rows.of(Course)}
    for each in demo.rows.of(CheckIn):
        assert each["mood_scale"] == scales[each["course_id"]]
        assert 0 <= mood_value(scales[each["course_id"]], each["mood_raw"]) <= 10
    assert Counter(scales.values())["faces"] == 3


def test_most_patients_consented_to_the_study_and_one_withdrew(demo: DemoClinic) -> None:
    consents = demo.rows.of(Consent)
    assert len(consents) == 30
    assert sum(each["withdrawn_on"] is not None for each in consents) == 1
    assert {each["patient_id"] for each in demo.rows.of(Pseudonym)} == {each["patient_id"] for each in consents}
    assert demo.patient_id in {each["patient_id"] for each in consents}


def test_some_finished_courses_have_follow_ups(demo: DemoClinic) -> None:
    ended = {each["id"]: each["ended_on"] for each in demo.rows.of(Course) if each["state"] in ENDED}
    followed = {
        each["course_id"]
        for each in demo.rows.of(Response)
        if each["course_id"] in ended and each["answered_on"] > ended[each["course_id"]] + timedelta(days=25)
    }
    assert len(followed) >= 4


@pytest.mark.parametrize("patients", [1, 2, 7])
def test_a_small_clinic_works_too(patients: int) -> None:
    demo = generate(SEED, NOW, patients)
    assert len(demo.rows.of(Patient)) == patients
    assert demo.rows.of(Consent)


def test_a_second_report_before_anybody_acted_joins_the_open_alert() -> None:
    rng = Random(1)
    writer = draw_writer(rng, "America/New_York", MoodScale.ELEVEN, [])
    reports = [
        check_in(writer, 4.0, {"headache": 3}, at.date(), (at, at, at), rng)
        for at in (NOW, NOW + timedelta(minutes=1), NOW + timedelta(days=1))
    ]
    alerts = alerts_of(reports, {}, None, rng)
    assert [(each.times, each.raised_at) for each in alerts] == [(2, NOW), (1, NOW + timedelta(days=1))]

"""The alerts of an invented clinic as rows: each with its story, and one with a plan in place. Pure."""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from server.access import Role
from server.alerts.models import Alert, AlertStep
from server.alerts.rules import ACTIONS, RULES, SUICIDALITY, Level, Step, owner_of, review_at, said_of
from server.audit.models import AuditEntry
from server.demo.book import Book, Key
from server.demo.watch import Watched
from server.wording import Term, parts_of, say

ACTIONS_OF = {Level.RED: "assessed", Level.AMBER: "treatment-changed", Level.BLUE: "information"}
PLAN = (
    "Passive thoughts, known since before the course. Seen before every session; safety plan renewed with her sister."
)
PLAN_DAYS = 14


def write_alert(book: Book, key: Key, alert: Watched, rng: Random) -> None:
    """Add an alert with its story and the audit entries of what was done about it."""
    seen_at = alert.seen_at if alert.seen_at is not None and alert.seen_at <= book.now else None
    closed_at = alert.done_at if alert.done_at is not None and alert.done_at <= book.now else None
    book.rows.add(
        Alert,
        **key.of_patient,
        id=alert.id,
        course_id=key.course_id,
        family=RULES[alert.reason.rule].family,
        rule=alert.reason.rule,
        owner_role=owner_of(alert.reason.rule, {}),
        symptoms=alert.symptoms,
        level=alert.level,
        value=alert.reason.value,
        title=str(alert.reason.title),
        detail=str(alert.reason.detail),
        said=said_of(alert.reason.title, alert.reason.detail),
        times=alert.times,
        felt_at=alert.felt_at,
        received_at=alert.received_at,
        raised_at=alert.raised_at,
        due_at=alert.due_at,
        seen_at=seen_at,
        seen_by=None if seen_at is None else book.accounts[Role.TECHNICIAN],
        acted_at=closed_at,
        # All rows are stored in one statement and have the same columns.
        plan_until=None,
        plan=None,
        planned_by=None,
        action=None if closed_at is None else ACTIONS_OF[alert.level],
        done=None if closed_at is None else alert.done,
        done_by=None if closed_at is None else book.accounts[Role.CLINICIAN],
        closed_at=closed_at,
    )
    for role, deed, at in (
        (Role.SYSTEM, f"raised an alert: {alert.reason.rule}", alert.raised_at),
        (Role.TECHNICIAN, "saw the alert", seen_at),
        (Role.CLINICIAN, "closed the alert", closed_at),
    ):
        if at is not None:
            book.note(role, deed, at, rng, key.patient_id, alert.id)
    steps: list[tuple[datetime, Step, Role | None, str | None]] = [(*each[:2], None, each[2]) for each in alert.reports]
    if seen_at is not None:
        steps.append((seen_at, Step.SEEN, Role.TECHNICIAN, None))
    if closed_at is not None:
        steps.append(
            (
                closed_at,
                Step.CLOSED,
                Role.CLINICIAN,
                say("{action}: {done}", action=Term(ACTIONS[ACTIONS_OF[alert.level]]), done=alert.done),
            )
        )
    for number, step in enumerate(sorted(steps, key=lambda each: each[0]), 1):
        _write_step(book, alert.id, number, *step)


def _write_step(
    book: Book, alert_id: UUID, number: int, at: datetime, kind: Step, role: Role | None, words: str | None
) -> None:
    book.rows.add(
        AlertStep,
        clinic_id=book.clinic_id,
        # Of the alert and the place alone: nothing else that is drawn changes with the number of steps.
        id=uuid5(alert_id, str(number)),
        alert_id=alert_id,
        number=number,
        at=at,
        kind=kind,
        by=None if role is None else book.accounts[role],
        words=None if words is None else str(words),
        said=parts_of(words),
    )


def put_one_plan_in_place(book: Book, zone: str) -> None:
    """Turn the newest closed alert about suicidality into one that is known, with a plan in place."""
    waiting = {each["patient_id"] for each in book.rows.of(Alert) if each["closed_at"] is None}
    closed = [
        each
        for each in book.rows.of(Alert)
        if each["family"] == SUICIDALITY and each["closed_at"] is not None and each["patient_id"] not in waiting
    ]
    if not closed:
        return
    alert = max(closed, key=lambda each: (each["closed_at"], each["id"]))
    until = book.now.astimezone(ZoneInfo(zone)).date() + timedelta(days=PLAN_DAYS)
    planned_at = alert["closed_at"]
    alert |= {
        "level": Level.BLUE,
        "due_at": review_at(until, zone),
        "plan_until": until,
        "plan": PLAN,
        "planned_by": book.accounts[Role.CLINICIAN],
        **dict.fromkeys(("action", "done", "done_by", "closed_at")),
    }
    for step in book.rows.of(AlertStep):
        if step["alert_id"] == alert["id"] and step["kind"] is Step.CLOSED:
            words = say("until {on}: {words}", on=until, words=PLAN)
            step |= {"kind": Step.PLANNED, "words": str(words), "said": parts_of(words), "at": planned_at}
    for entry in book.rows.of(AuditEntry):
        if entry["record_id"] == alert["id"] and entry["deed"] == "closed the alert":
            entry["deed"] = "put a plan in place"

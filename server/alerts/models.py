"""Alerts, the story of each, and what derived rules were raised for."""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from server.access import Role
from server.alerts.rules import Level, Step, family_of, owner_of
from server.db import Moment, Record

_OPEN = text("closed_at IS NULL")


def _family(context: Any) -> str:
    return family_of(context.get_current_parameters()["rule"])


def _owner(context: Any) -> Role:
    return owner_of(context.get_current_parameters()["rule"], {})


class Alert(Record):
    """A reason to look at a patient, open until somebody wrote what was done."""

    __tablename__ = "alert"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "patient_id"], ["patient.clinic_id", "patient.id"]),
        ForeignKeyConstraint(
            ["clinic_id", "patient_id", "course_id"], ["course.clinic_id", "course.patient_id", "course.id"]
        ),
        # A repeat joins the open alert of its family; the database sees to it that there is only one.
        Index(
            "uq_alert_open",
            "clinic_id",
            "patient_id",
            "family",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index("ix_alert_clinic_open", "clinic_id", "closed_at", "due_at"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    patient_id: Mapped[UUID]
    course_id: Mapped[UUID | None]
    family: Mapped[str] = mapped_column(default=_family)  # rules of one family share one open alert
    rule: Mapped[str]  # a key of alerts.rules.RULES: the gravest of what was reported
    level: Mapped[Level]
    value: Mapped[int]  # what tripped the rule, higher is worse: an answer, a grade
    title: Mapped[str]
    detail: Mapped[str]
    # {"title", "detail"}: what a page needs to say them in the reader's language; NULL: before that was kept.
    said: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    # What was named since it was opened: another symptom is news.
    symptoms: Mapped[list[str]] = mapped_column(JSON, default=list)
    times: Mapped[int]  # how often it came since it was opened
    felt_at: Mapped[datetime] = mapped_column(Moment)  # the newest report, by the phone's clock
    received_at: Mapped[datetime] = mapped_column(Moment)  # the newest report
    raised_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime] = mapped_column(Moment)  # from receipt, however late the report came
    owner_role: Mapped[Role] = mapped_column(default=_owner)  # who answers for it while no one person does
    owner_id: Mapped[UUID | None]  # the account that it was handed to
    seen_at: Mapped[datetime | None] = mapped_column(Moment)
    seen_by: Mapped[UUID | None]
    acted_at: Mapped[datetime | None] = mapped_column(Moment)  # when somebody first wrote what was done
    escalated: Mapped[int] = mapped_column(default=0)  # how many steps up it went since it was last news
    # "Known, plan in place": until when unchanged answers only join a dated review; None without such a plan.
    plan_until: Mapped[date | None]
    plan: Mapped[str | None]  # the plan, in the words of the clinician
    planned_by: Mapped[UUID | None]
    # The plan is over, and the next answer alerts in full; plan_until stays until then.
    plan_ended_at: Mapped[datetime | None] = mapped_column(Moment)
    action: Mapped[str | None]  # what was done, as a key of alerts.rules.ACTIONS
    done: Mapped[str | None]  # what was done, in words
    done_by: Mapped[UUID | None]
    closed_at: Mapped[datetime | None] = mapped_column(Moment)


class AlertStep(Record):
    """One thing that happened to an alert: never changed, so that the page can tell the whole story."""

    __tablename__ = "alert_step"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "alert_id"], ["alert.clinic_id", "alert.id"]),
        Index("ix_alert_step_alert", "clinic_id", "alert_id", "number"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    alert_id: Mapped[UUID]
    number: Mapped[int]  # 1, 2, ... within the alert: several happen at one moment
    at: Mapped[datetime] = mapped_column(Moment)
    kind: Mapped[Step]
    by: Mapped[UUID | None]  # the account; None: Lodestone itself
    words: Mapped[str | None]  # what was reported, to whom it went, what was done
    # What a page needs to say the words in the reader's language; NULL: they are somebody's own, or came before.
    said: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))


class AlertEvidence(Record):
    """What a derived rule was raised for: a rule fires once for each, whichever job is first, and never again."""

    __tablename__ = "alert_evidence"
    __table_args__ = (ForeignKeyConstraint(["clinic_id", "course_id"], ["course.clinic_id", "course.id"]),)

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    course_id: Mapped[UUID] = mapped_column(primary_key=True)
    rule: Mapped[str] = mapped_column(primary_key=True)
    evidence: Mapped[str] = mapped_column(primary_key=True)  # such as "phq-9 2026-11-20 21" or "session 10"
    on: Mapped[date] = mapped_column("day")  # the patient's day that it is about
    at: Mapped[datetime] = mapped_column(Moment)


class CourseWatch(Record):
    """What the derived rules last looked at in a course: its facts, the day and the clinic's settings."""

    __tablename__ = "course_watch"
    __table_args__ = (ForeignKeyConstraint(["clinic_id", "course_id"], ["course.clinic_id", "course.id"]),)

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    course_id: Mapped[UUID] = mapped_column(primary_key=True)
    of_facts: Mapped[int]
    of_day: Mapped[date]
    of_settings: Mapped[str]  # a hash of the clinic's settings and of the version of the rules


class SystemAlert(Record):
    """Something that stands still and that an admin must see to. Holds nothing about any patient."""

    __tablename__ = "system_alert"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id"], ["clinic.id"]),
        Index("uq_system_alert_open", "clinic_id", "kind", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[str]  # what it is about, such as "delivery"; of each there is one open
    title: Mapped[str]
    detail: Mapped[str]
    # {"title", "detail"}: what a page needs to say them in the reader's language; NULL: before that was kept.
    said: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    times: Mapped[int]
    raised_at: Mapped[datetime] = mapped_column(Moment)
    last_at: Mapped[datetime] = mapped_column(Moment)
    done: Mapped[str | None]
    done_by: Mapped[UUID | None]  # None where it ended by itself
    closed_at: Mapped[datetime | None] = mapped_column(Moment)

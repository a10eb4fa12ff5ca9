"""Check-ins with the side effects reported in them, and the adverse events that a clinic makes of such reports."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from server.checkins.rules import Hindrance, SleepQuality, Timing
from server.checkins.rules.adverse_event import Action, DeviceReport, EventOutcome, EventStatus, Relation
from server.courses.rules import MoodScale
from server.db import Moment, Record


class CheckIn(Record):
    """The current revision of one entry. Several on one day are kept; the latest received is the day's."""

    __tablename__ = "check_in"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "patient_id"], ["patient.clinic_id", "patient.id"]),
        ForeignKeyConstraint(
            ["clinic_id", "patient_id", "course_id"], ["course.clinic_id", "course.patient_id", "course.id"]
        ),
        # With the skew at its end, so that counting the days of many courses reads the index alone.
        Index("ix_check_in_course", "clinic_id", "course_id", "felt_on", "skew_seconds"),
        Index("ix_check_in_day", "clinic_id", "patient_id", "felt_on"),
        CheckConstraint("energy IS NULL OR energy BETWEEN 0 AND 10", name="energy"),
        CheckConstraint("anxiety IS NULL OR anxiety BETWEEN 0 AND 10", name="anxiety"),
        CheckConstraint("mood_raw IS NULL OR mood_raw BETWEEN 0 AND 10", name="mood_raw"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    # The patient is part of the key, so that a stranger's id can be neither probed nor taken.
    patient_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)  # made by the phone
    course_id: Mapped[UUID | None]  # by rule; None where no course fits
    revision: Mapped[int]  # the number of the current revision, see audit.models.Revision
    device: Mapped[UUID]
    seq: Mapped[int] = mapped_column(BigInteger)
    felt_at: Mapped[datetime] = mapped_column(Moment)
    felt_on: Mapped[date]  # the calendar day that the patient saw
    zone: Mapped[str]
    mood_raw: Mapped[int | None]  # on mood_scale: 0-10 or the face 0-4
    mood_scale: Mapped[MoodScale | None]
    energy: Mapped[int | None]  # 0-10
    anxiety: Mapped[int | None]  # 0-10, 0 is none
    sleep_hours: Mapped[float | None]
    sleep_quality: Mapped[SleepQuality | None]  # asked by newer phones beside the hours, and never needed
    any_side_effects: Mapped[bool | None]  # None: not asked
    note: Mapped[str | None]
    recorded_at: Mapped[datetime] = mapped_column(Moment)  # by the phone's clock
    received_at: Mapped[datetime] = mapped_column(Moment)
    skew_seconds: Mapped[int]  # how far the phone's clock was behind the server's when it sent this


class SideEffect(Record):
    """One side effect reported with a check-in."""

    __tablename__ = "side_effect"
    __table_args__ = (
        ForeignKeyConstraint(
            ["clinic_id", "patient_id", "check_in_id"],
            ["check_in.clinic_id", "check_in.patient_id", "check_in.id"],
            ondelete="CASCADE",
        ),
        CheckConstraint("grade BETWEEN 0 AND 3", name="grade"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    patient_id: Mapped[UUID] = mapped_column(primary_key=True)
    check_in_id: Mapped[UUID] = mapped_column(primary_key=True)
    effect: Mapped[str] = mapped_column(primary_key=True)  # a key of checkins.rules.EFFECTS
    grade: Mapped[int]  # 0 none, 1 mild, 2 medium, 3 strong
    words: Mapped[str | None]  # for "other"
    # Asked by newer phones, and never needed: None says that nobody was asked or nobody answered.
    timing: Mapped[Timing | None]
    hindrance: Mapped[Hindrance | None]  # whether it stopped the patient doing things
    worst_ever: Mapped[bool | None]  # "the worst headache of my life"


class AdverseEvent(Record):
    """What a clinic makes of a thing that went wrong: reported by whoever saw it, graded and signed by a clinician."""

    __tablename__ = "adverse_event"
    __table_args__ = (
        ForeignKeyConstraint(
            ["clinic_id", "patient_id", "course_id"], ["course.clinic_id", "course.patient_id", "course.id"]
        ),
        Index("ix_adverse_event_course", "clinic_id", "course_id", "onset_on"),
        Index("ix_adverse_event_onset", "clinic_id", "onset_on"),
        CheckConstraint("grade IS NULL OR grade BETWEEN 1 AND 5", name="grade"),
        CheckConstraint("resolved_on IS NULL OR resolved_on >= onset_on", name="ends_after_onset"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)  # made by the page, so that a repeated save stores once
    patient_id: Mapped[UUID]
    course_id: Mapped[UUID]
    status: Mapped[EventStatus]
    effect: Mapped[str]  # a key of checkins.rules.EFFECTS; "other" for what stands in `term` alone
    term: Mapped[str | None]  # the event in the clinic's words
    onset_on: Mapped[date]
    resolved_on: Mapped[date | None]
    ongoing: Mapped[bool | None]  # None: not known; False without resolved_on: over, nobody knows since when
    grade: Mapped[int | None]  # CTCAE 1-5; None until a clinician graded it
    serious: Mapped[bool | None]
    criteria: Mapped[list[str]] = mapped_column(JSON, default=list)  # of seriousness: rules.adverse_event.Criterion
    relation: Mapped[Relation | None]  # to the treatment
    expected: Mapped[bool | None]  # by the device's labelling
    action: Mapped[Action | None]  # upon the treatment
    treatment: Mapped[str | None]  # of the event, such as an analgesic
    outcome: Mapped[EventOutcome | None]
    note: Mapped[str | None]
    device_report: Mapped[DeviceReport | None]  # None: nobody decided yet
    # Where it was first told. No foreign keys: an entry that a phone changes is stored anew, and may be deleted.
    from_check_in: Mapped[UUID | None]
    from_session: Mapped[UUID | None]
    reported_at: Mapped[datetime] = mapped_column(Moment)
    reported_by: Mapped[UUID]
    signed_at: Mapped[datetime | None] = mapped_column(Moment)  # by the clinician who graded it last
    signed_by: Mapped[UUID | None]
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_by: Mapped[UUID | None]


class AdverseEventNote(Record):
    """What was learned about an adverse event later; added, never changed."""

    __tablename__ = "adverse_event_note"
    __table_args__ = (ForeignKeyConstraint(["clinic_id", "event_id"], ["adverse_event.clinic_id", "adverse_event.id"]),)

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    event_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    on: Mapped[date] = mapped_column("day")  # of what is told, such as a call
    words: Mapped[str]
    written_at: Mapped[datetime] = mapped_column(Moment)
    written_by: Mapped[UUID]

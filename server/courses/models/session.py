"""Treatment sessions and their stimulation blocks."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.courses.rules import SessionState, TreatmentPhase
from server.courses.rules.protocol import Pattern
from server.courses.rules.session import Cpt, Reason
from server.db import Moment, Record


class TreatmentSession(Record):
    """One visit, or the record that a planned one did not take place."""

    __tablename__ = "treatment_session"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "course_id"], ["course.clinic_id", "course.id"]),
        ForeignKeyConstraint(["clinic_id", "threshold_id"], ["motor_threshold.clinic_id", "motor_threshold.id"]),
        UniqueConstraint("clinic_id", "course_id", "number"),
        CheckConstraint("number BETWEEN 1 AND 200", name="number"),
        CheckConstraint("session_in_day IS NULL OR session_in_day BETWEEN 1 AND 12", name="session_in_day"),
        CheckConstraint("ended_at IS NULL OR ended_at >= started_at", name="ends_after_start"),
        CheckConstraint("site_pain IS NULL OR site_pain BETWEEN 0 AND 10", name="site_pain"),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)  # made by the page, so that a repeated save stores once
    course_id: Mapped[UUID]
    number: Mapped[int]
    on: Mapped[date] = mapped_column("day")
    started_at: Mapped[datetime | None] = mapped_column(Moment)
    state: Mapped[SessionState]
    site_pain: Mapped[int | None]  # 0-10, asked by the operator
    note: Mapped[str | None]
    operator_id: Mapped[UUID]
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    phase: Mapped[TreatmentPhase | None]
    session_in_day: Mapped[int | None]  # 1, 2, ... where several are given a day
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    reason: Mapped[Reason | None]  # why it was missed, given in part or broken off
    device: Mapped[str | None]
    coil: Mapped[str | None]
    coil_serial: Mapped[str | None]
    threshold_id: Mapped[UUID | None]  # the motor threshold that the intensity was set by
    cpt: Mapped[Cpt | None]  # what is billed in the United States
    ears_patient: Mapped[bool | None]  # whether the patient wore ear protection
    ears_operator: Mapped[bool | None]  # whether the operator did
    physician: Mapped[str | None]  # who was present, by name: not everybody who is has an account


class StimulationBlock(Record):
    """One stimulation within a session; bilateral protocols have two."""

    __tablename__ = "stimulation_block"
    __table_args__ = (
        ForeignKeyConstraint(["clinic_id", "session_id"], ["treatment_session.clinic_id", "treatment_session.id"]),
    )

    clinic_id: Mapped[UUID] = mapped_column(primary_key=True)
    session_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)  # 1, 2, ...
    target: Mapped[str]
    intensity_percent_mt: Mapped[int]  # per cent of the motor threshold
    pulses: Mapped[int]  # delivered
    frequency_hz: Mapped[float | None]  # for theta bursts, within a burst
    pattern: Mapped[Pattern | None]
    intensity_percent_mso: Mapped[int | None]  # per cent of the stimulator's output
    pulses_planned: Mapped[int | None]
    trains: Mapped[int | None]
    pulses_per_train: Mapped[int | None]
    iti_seconds: Mapped[float | None]  # the pause between trains
    localisation: Mapped[str | None]  # how the target was found: 5.5 cm, Beam-F3, neuronavigation, cap
    coil_position: Mapped[str | None]  # in words
    ap_mm: Mapped[float | None]  # from front to back, as the clinic's cap or frame counts
    lateral_degrees: Mapped[float | None]  # to the side
    angle_degrees: Mapped[float | None]  # of the coil's handle

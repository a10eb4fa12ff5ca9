"""SYS: telling administrators that a job failed or that the jobs stood still."""

from datetime import datetime, timedelta

from server.alerts.actions.system import end_system_alert, raise_system_alert
from server.people.models import Clinic
from server.wording import say

STANDSTILL = "standstill"
STOOD_STILL = timedelta(hours=24)  # clinical reference 5.1, SYS


def kind_of(job: str) -> str:
    """The kind of the system alert about a job."""
    return f"job: {job}"


def note_broken_job(clinic: Clinic, job: str, fault: str, now: datetime) -> None:
    """Raise a system alert for a job that failed for this clinic. fault: the kind of the error, never its words, which
    may hold what a patient wrote."""
    detail = say(
        "The job “{job}” failed ({fault}). It is tried again by itself; the operator's log says more.",
        job=job,
        fault=fault,
    )
    raise_system_alert(clinic.id, kind_of(job), say("A job fails: {job}", job=job), detail, now)


def note_sound_job(clinic: Clinic, job: str, now: datetime) -> None:
    """End that alert, if there is one, once the job ran through."""
    end_system_alert(clinic.id, kind_of(job), say("The job runs again."), now)


def has_stood_still(clinic: Clinic, last_tick: datetime | None, now: datetime) -> bool:
    """Whether no job had run for a day. last_tick: when any job last ran, None before the first time.

    Not of a demo, which is left off for days and means it.
    """
    return last_tick is not None and now - last_tick >= STOOD_STILL and not clinic.is_demo


def note_standstill(clinic: Clinic, last_tick: datetime | None, now: datetime) -> None:
    """Raise a system alert where no job had run for a day."""
    if last_tick is None or not has_stood_still(clinic, last_tick, now):
        return
    title = say("No job ran for a day or longer")
    detail = say(
        "From {since} until now there were no alerts about trends or silence, and no messages to staff.",
        since=f"{last_tick:%Y-%m-%d %H:%M} UTC",
    )
    raise_system_alert(clinic.id, STANDSTILL, title, detail, now)

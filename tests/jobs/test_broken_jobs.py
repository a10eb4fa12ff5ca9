"""A job that fails, or jobs that stood still, are told to administrators; no clinic waits for another one's trouble."""

from typing import Any

import pytest

from server.alerts.models import SystemAlert
from server.db import transaction
from server.jobs import Job, run
from server.people.models import Clinic
from server.reminders.models import JobTick
from tests.builders import World


class Work:
    """The work of a job: done for every clinic but the one that it fails for."""

    def __init__(self) -> None:
        self.fails_for: Clinic | None = None
        self.done: list[str] = []

    def __call__(self, clinic: Clinic) -> int:
        if self.fails_for is not None and clinic.id == self.fails_for.id:
            with transaction("write", clinic.id):
                raise RuntimeError("Pat Example feels worse")
        self.done.append(clinic.name)
        return 1


@pytest.fixture
def work() -> Work:
    return Work()


@pytest.fixture
def job(work: Work) -> Job:
    return Job("count sheep", work, seconds=1)


def test_one_clinics_trouble_keeps_no_other_waiting(world: World, work: Work, job: Job) -> None:
    work.fails_for = world.clinic("A broken one")
    world.clinic("Behind it")
    with pytest.raises(RuntimeError):
        run(world.app, job)
    assert work.done == ["Behind it"]
    assert world.count(JobTick) == 0


def test_administrators_are_told_without_a_patients_words(world: World, work: Work, job: Job) -> None:
    work.fails_for = world.clinic()
    for _ in range(2):
        with pytest.raises(RuntimeError):
            run(world.app, job)
    (alert,) = world.rows(SystemAlert)
    assert (alert.clinic_id, alert.times, alert.closed_at) == (work.fails_for.id, 2, None)
    assert "count sheep" in alert.title
    assert "RuntimeError" in alert.detail
    assert "Pat" not in alert.detail


def test_the_alert_ends_when_the_job_runs_again(world: World, work: Work, job: Job) -> None:
    work.fails_for = world.clinic()
    with pytest.raises(RuntimeError):
        run(world.app, job)
    work.fails_for = None
    run(world.app, job)
    (alert,) = world.rows(SystemAlert)
    assert alert.closed_at is not None
    assert alert.done == "The job runs again."


@pytest.mark.parametrize(("hours", "told"), [(23, 0), (24, 1)])
def test_a_day_without_any_job_is_told_once(world: World, job: Job, clock: Any, hours: int, told: int) -> None:
    world.clinic()
    run(world.app, job)
    clock.move(hours=hours)
    run(world.app, job)
    run(world.app, job)
    assert world.count(SystemAlert, kind="standstill", times=1) == told


def test_a_demo_is_left_off_for_days_and_means_it(world: World, job: Job, clock: Any) -> None:
    world.clinic(is_demo=True)
    run(world.app, job)
    clock.move(days=3)
    run(world.app, job)
    assert world.count(SystemAlert) == 0

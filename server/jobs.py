"""The schedule: every recurring job on one page. Run as `python -m server.jobs`.

A process of its own. APScheduler only ticks: it keeps no job store, since two schedulers on one store run most jobs
twice and a job killed midway is lost. What is due is read from our own tables at every tick, so two job processes on
two hosts are safe and either may die at any line.
"""

import logging
import os
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from server import clock, create_app
from server.config import read_settings
from server.db import transaction
from server.outcomes.actions import refresh_stale_summaries
from server.people.models import Clinic
from server.people.queries import all_clinics
from server.reminders.actions import make_due, note_tick

_log = logging.getLogger("lodestone.jobs")


@dataclass(frozen=True)
class Job:
    """work: does one chunk for one clinic in the caller's transaction; returns how much it did."""

    name: str
    work: Callable[[Clinic, datetime], int]
    seconds: int
    again_while_busy: bool


SCHEDULE = (
    Job("refresh stale summaries", refresh_stale_summaries, seconds=20, again_while_busy=True),
    Job("make due questionnaires due", make_due, seconds=300, again_while_busy=False),
)


def run(app: Flask, job: Job) -> int:
    """Run one job now for every clinic, as the scheduler does. Returns how much it did."""
    total = 0
    with app.app_context():
        with transaction("read"):
            clinics = all_clinics()
        for clinic in clinics:
            while True:
                with transaction("write"):
                    done = job.work(clinic, clock.now())
                total += done
                if not done or not job.again_while_busy:
                    break
        with transaction("write"):
            note_tick(job.name, total, clock.now())
    return total


def main() -> None:
    """Tick until SIGTERM or SIGINT; a job under way is finished first."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    app = create_app(read_settings(os.environ))
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    scheduler = BackgroundScheduler(timezone="UTC")
    for job in SCHEDULE:
        # No misfire limit: a tick that comes late, after the machine slept, must still run; coalesce: but only once.
        scheduler.add_job(
            run,
            "interval",
            (app, job),
            name=job.name,
            seconds=job.seconds,
            next_run_time=clock.now(),
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
    scheduler.start()
    _log.info("jobs are running: %s", ", ".join(job.name for job in SCHEDULE))
    stop.wait()
    scheduler.shutdown(wait=True)
    _log.info("jobs stopped")


if __name__ == "__main__":
    main()

"""The schedule: every recurring job on one page. Run as `python -m server.jobs`.

A process of its own. APScheduler only ticks: it keeps no job store, since two schedulers on one store run most jobs
twice and a job killed midway is lost. What is due is read from our own tables at every tick, so two job processes on
two hosts are safe and either may die at any line.
"""

import gc
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask, current_app
from sqlalchemy.exc import IntegrityError

from server import clock, create_app
from server.alerts.actions.delivery import note_delivered, note_undelivered
from server.alerts.actions.escalation import escalate_alerts
from server.alerts.actions.jobs import has_stood_still, kind_of, note_broken_job, note_sound_job, note_standstill
from server.alerts.actions.plans import end_plans
from server.alerts.queries.system import open_system_alert
from server.audit.actions.sealing import seal_entries, sign_head
from server.audit.queries.chain import head_of, newest_head, tail_of, unsealed_of
from server.audit.signing import SignedHead, append_head, signer_of
from server.checkins.actions.refile import refile_entries
from server.clinic_settings import value_of
from server.config import BadSetting, Settings, read_settings
from server.db import db, is_unique_race, refresh_statistics, transaction
from server.logs import level_of, write_logs
from server.messages.actions.access import tell_of_access_changes
from server.messages.actions.sending import claim_next
from server.messages.delivery import NotDelivered, deliver
from server.outcomes.actions.summaries import refresh_stale_summaries
from server.outcomes.actions.watch import watch_courses
from server.people.actions.access_change import forget_access_changes
from server.people.actions.challenge import forget_challenges
from server.people.actions.session import forget_sessions
from server.people.actions.throttle import forget_throttles
from server.people.models import Clinic
from server.people.queries import all_clinics
from server.posting import Errand, hand_over, letter_of, settings_here, ways_out, words_of
from server.reminders.actions import note_due, note_tick
from server.reminders.queries import due_now, newest_tick
from server.reminding import remind, send_reminders
from server.tracing import begin_request
from server.upgrade import require_ready

_log = logging.getLogger("lodestone.jobs")


@dataclass(frozen=True)
class Job:
    """work: does everything for one clinic, in transactions of its own that name it; returns how much it did."""

    name: str
    work: Callable[[Clinic], int]
    seconds: int


def refresh(clinic: Clinic) -> int:
    """Bring all stale summaries up to date, in chunks, so that no writer waits for more than one of them."""
    total = 0
    while True:
        with transaction("write", clinic.id):
            done = refresh_stale_summaries(clinic, clock.now())
        if not done:
            return total
        total += done


def make_due(clinic: Clinic) -> int:
    """Note what fell due. Found in a reading transaction, which keeps nobody from writing; then inserted, each once."""
    now = clock.now()
    with transaction("read", clinic.id):
        found = due_now(clinic.id, now)
    with transaction("write", clinic.id):
        return note_due(clinic.id, found, now)


def deliver_messages(clinic: Clinic) -> int:
    """Hand over what waits for staff."""
    return hand_over(clinic, partial(_claimed, clinic))


def _claimed(clinic: Clinic) -> Errand | None:
    claim = claim_next(clinic.id, clock.now())
    if claim is None:
        return None
    ways = ways_out(
        value_of(clinic.settings, "messages.webhook_url"), settings_here().hooks.secrets.get(str(clinic.id), ())
    )

    def failed(problem: NotDelivered, now: datetime) -> None:
        note_undelivered(clinic, problem.code, claim.attempts, now, for_good=problem.for_good)

    return Errand(
        claim,
        dropped=None,
        send=lambda: deliver(letter_of(claim, words_of(claim, claim.language)), ways, clock.now()),
        sent=lambda now: note_delivered(clinic, now),
        failed=failed,
    )


def refile(clinic: Clinic) -> int:
    """File entries again whose course may be another one since the days of a course changed."""
    with transaction("write", clinic.id):
        return refile_entries(clinic.id, clock.now())


def watch(clinic: Clinic) -> int:
    """Look for alerts in the courses of which something is new, in chunks, so that no writer waits for long."""
    total = 0
    while True:
        with transaction("write", clinic.id):
            done = watch_courses(clinic, clock.now())
        if not done:
            return total
        total += done


def escalate(clinic: Clinic) -> int:
    """End the plans whose day is over, and take alerts that nobody has seen to the next in line."""
    now = clock.now()
    with transaction("write", clinic.id):
        return end_plans(clinic.id, now) + escalate_alerts(clinic.id, now)


def tell_staff(clinic: Clinic) -> int:
    """Tell members of staff what changed about how they sign in."""
    with transaction("write", clinic.id):
        return tell_of_access_changes(clinic, clock.now())


def forget_sign_ins(clinic: Clinic) -> int:
    """Remove the sign-ins that are long over."""
    with transaction("write", clinic.id):
        return forget_sessions(clinic.id, clock.now())


def seal(clinic: Clinic) -> int:
    """Seal what was noted into the clinic's chain, in chunks; once a day look for stragglers and sign where it ends.

    Found in a reading transaction: no check-in waits for it. Another process may do the same at the same moment.
    """
    with transaction("read", clinic.id):
        newest = newest_head(clinic.id)
    head_is_due = newest is None or newest.on < clock.now().date()
    total = 0
    while True:
        with transaction("read", clinic.id):
            tail = tail_of(clinic.id)
            found = unsealed_of(clinic.id, tail, thoroughly=head_is_due)
        if not found:
            break
        try:
            with transaction("write", clinic.id):
                total += seal_entries(clinic.id, found, tail, clock.now())
        except IntegrityError as error:
            if not is_unique_race(error):
                raise
    if head_is_due:
        _sign_head(clinic)
    return total


def _sign_head(clinic: Clinic) -> None:
    settings: Settings = current_app.config["LODESTONE_SETTINGS"]
    signer = signer_of(settings.audit_key)
    try:
        with transaction("write", clinic.id):
            head = sign_head(clinic.id, signer.public, signer.sign, clock.now())
            if head is not None:
                # Before the commit: a head in the file alone is true, one that is missing there never comes.
                append_head(settings.audit_heads, SignedHead(head_of(head), head.key, head.signature))
    except IntegrityError as error:
        if not is_unique_race(error):  # the other process signed this day's
            raise


SCHEDULE = (
    Job("refresh stale summaries", refresh, seconds=20),
    Job("make due questionnaires due", make_due, seconds=300),
    Job("watch courses", watch, seconds=60),
    Job("escalate alerts", escalate, seconds=60),
    Job("deliver messages", deliver_messages, seconds=10),
    Job("file entries again", refile, seconds=15),
    Job("seal the audit trail", seal, seconds=30),
    Job("tell staff how their sign-in changed", tell_staff, seconds=60),
    Job("remind patients", remind, seconds=60),
    Job("send reminders", send_reminders, seconds=10),
    Job("forget old sign-ins", forget_sign_ins, seconds=3600),
)
STATISTICS_SECONDS = 3600


def run(app: Flask, job: Job) -> int:
    """Run one job now for every clinic, as the scheduler does. Returns how much it did.

    A clinic for which it fails keeps no other one waiting: its administrators are told, and a failure is raised at the
    end, without a tick, so that /health tells of it, too.
    """
    begin_request()
    with app.app_context():
        with transaction("read"):
            clinics, before = all_clinics(), newest_tick()
            # They go from transaction to transaction: where one rolls back they must not have to be read anew, which
            # nobody may do but in the clinic itself.
            db.session.expunge_all()
        done: list[int] = []
        # A stack of callbacks runs them all, whichever of them fails, and raises the failure at its end.
        with ExitStack() as turns:
            for clinic in reversed(clinics):
                turns.callback(_run_for, clinic, job, before, done)
        with transaction("write"):
            note_tick(job.name, sum(done), clock.now())
    return sum(done)


def _run_for(clinic: Clinic, job: Job, before: datetime | None, done: list[int]) -> None:
    try:
        done.append(job.work(clinic))
    except Exception as failure:
        # Its kind alone: the words of an error may hold a patient's.
        _log.error("the job %s failed for clinic %s: %s", job.name, clinic.id, type(failure).__name__)
        with transaction("write", clinic.id):
            note_broken_job(clinic, job.name, type(failure).__name__, clock.now())
        raise
    _note_sound(clinic, job, before)


def _note_sound(clinic: Clinic, job: Job, before: datetime | None) -> None:
    now = clock.now()
    with transaction("read", clinic.id):
        was_broken = open_system_alert(clinic.id, kind_of(job.name)) is not None
    if was_broken or has_stood_still(clinic, before, now):
        with transaction("write", clinic.id):
            note_sound_job(clinic, job.name, now)
            note_standstill(clinic, before, now)


def look_at_statistics(app: Flask) -> None:
    """Keep the database's knowledge of its own tables fresh, and forget what counts no more of signing in: failed
    attempts, challenges, old changes. Of the house, not of any clinic, so it notes no tick."""
    with app.app_context(), transaction("write"):
        now = clock.now()
        forget_throttles(now)
        forget_challenges(now)
        forget_access_changes(now)
        refresh_statistics()


def main() -> None:
    """Tick until SIGTERM or SIGINT; a job under way is finished first."""
    try:
        settings = read_settings(os.environ)
        write_logs(level_of(settings.mode))
        require_ready(settings)
    except BadSetting as problem:
        sys.exit(str(problem))
    app = create_app(settings)
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
    scheduler.add_job(
        look_at_statistics,
        "interval",
        (app,),
        seconds=STATISTICS_SECONDS,
        next_run_time=clock.now(),
        max_instances=1,
        coalesce=True,
        misfire_grace_time=None,
    )
    # What was made until now stays: the collector need not look at it again and again (a fifth of the time, measured).
    gc.collect()
    gc.freeze()
    scheduler.start()
    _log.info("jobs are running: %s", ", ".join(job.name for job in SCHEDULE))
    stop.wait()
    scheduler.shutdown(wait=True)
    _log.info("jobs stopped")


if __name__ == "__main__":
    main()

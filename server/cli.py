"""The operator's commands. `.venv/bin/lodestone --help` lists them, and so does `python -m server.cli --help`."""

import json
import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO
from uuid import UUID

import click
from flask import Flask
from sqlalchemy.exc import OperationalError

from server import clock, create_app, jobs, refuse_demo_data, refuse_lost_instruments
from server.access import STAFF, Role, system_of
from server.audit.signing import heads_in, signer_of
from server.auditing import check_clinic, clinics_gone, lost_guards, present_head
from server.config import BadSetting, Mode, Settings, read_settings
from server.db import db, enter_clinic, transaction
from server.demo import load_demo
from server.demo.links import link_line, links_of_demo
from server.errors import Invalid, Refusal
from server.importing import ImportFile, import_file, table_of_report
from server.logs import write_logs
from server.outcomes.queries.cohort import Asked, outcomes_of, table_as_text
from server.outcomes.rules.strata import Stratum
from server.people.actions import add_clinic, add_staff
from server.people.actions.invitation import Issued, invite_staff
from server.people.actions.restore import link_for, restore_access
from server.people.models import Clinic
from server.people.queries import all_clinics
from server.people.rules.crisis_card import line_of
from server.phone.actions.from_file import take_in_file
from server.questionnaires.library import instruments as all_instruments
from server.questionnaires.library import use_folder
from server.records.rules.mapping import ENCODINGS
from server.records.rules.report import Outcome
from server.records.rules.values import DAY_FORMATS
from server.running import run_until_stopped
from server.tracing import begin_request
from server.upgrade import migrate, require_ready

DEMO_SEED = 20261122
DEMO_EARLIER = 36  # patients of the last year, so that the outcome table has something to say


@click.group(help="Lodestone: outcome tracking for TMS clinics.")
def main() -> None:
    begin_request()
    write_logs(logging.WARNING)


def _settings() -> Settings:
    try:
        return read_settings(os.environ)
    except BadSetting as problem:
        raise click.ClickException(str(problem)) from None


def _app(settings: Settings) -> Flask:
    """The application on a migrated database that fits the mode."""
    try:
        migrate(settings)
        require_ready(settings)
        app = create_app(settings)
        refuse_demo_data(app, settings)
        refuse_lost_instruments(app)
    except BadSetting as problem:
        raise click.ClickException(str(problem)) from None
    except OperationalError as problem:
        raise click.ClickException(f"LODESTONE_DATABASE cannot be opened: {problem.orig}") from None
    return app


@main.command()
def run() -> None:
    """Migrate, load the demo clinic on its first start, then run web and jobs until Ctrl-C."""
    settings = _settings()
    app = _app(settings)
    if settings.mode is Mode.DEMO:
        with app.app_context(), transaction("write"):
            if not all_clinics():
                click.echo("First start: inventing a demo clinic ...")
                load_demo(clock.now(), seed=DEMO_SEED, earlier=DEMO_EARLIER)
        for job in jobs.SCHEDULE:
            jobs.run(app, job)
    words = _welcome(app, settings)
    sys.exit(run_until_stopped(settings, lambda: click.echo(words)))


def _welcome(app: Flask, settings: Settings) -> str:
    lines = ["", f"Lodestone is running at {settings.address}   (Ctrl-C stops it)"]
    if settings.mode is Mode.DEMO:
        lines += ["", "Sign in to the demo clinic; each link works once, `make links` prints new ones:", ""]
        lines += links_of_demo(app, settings)
        lines += ["", "One browser is one person: open a second role in a private window."]
    return "\n".join([*lines, ""])


@main.command()
def links() -> None:
    """Print a fresh sign-in link for each role of the demo clinic."""
    settings = _settings()
    if settings.mode is not Mode.DEMO:
        raise click.ClickException("A real clinic has no printed links for everybody. Use `link` for one person.")
    click.echo("\n".join(links_of_demo(_app(settings), settings)))


@main.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False), required=False)
def instruments(folder: Path | None) -> None:
    """List the questionnaires, those of FOLDER included; or say what is wrong with a file in it.

    Without FOLDER, that of LODESTONE_INSTRUMENTS is read.
    """
    try:
        use_folder(folder or _settings().instruments)
    except Invalid as problem:
        raise click.ClickException(problem.message) from None
    for each in all_instruments():
        use = "phones ask it" if each.can_be_asked else f"entered by staff, {each.wording}, of the {each.filled_by}"
        safety = ", ".join(item.item for item in each.safety_items) or "none"
        click.echo(f"{each.key:<16} version {each.version:<3} {use}; safety items: {safety}")


@main.command("add-clinic")
@click.option("--name", required=True, help="As patients know it.")
@click.option("--zone", required=True, help="Time zone, such as Europe/Berlin.")
@click.option("--emergency-number", required=True)
@click.option("--line", "lines", multiple=True, required=True, help="A crisis line as 'name: number'. May be repeated.")
@click.option("--clinic-phone", required=True)
@click.option("--clinic-hours", required=True, help="When somebody answers, in words.")
@click.option("--admin", required=True, help="The name of its first administrator.")
def add_clinic_command(**said: Any) -> None:
    """Set up a clinic with its crisis card and first administrator, and print that person's sign-in link."""
    settings = _settings()
    now = clock.now()
    card = {
        "emergency_number": said["emergency_number"],
        "lines": [],
        "clinic_phone": said["clinic_phone"],
        "clinic_hours": said["clinic_hours"],
        "statement": "This app is not monitored day and night. If you might act on such thoughts, call now.",
        "verified_on": now.date().isoformat(),
        "verified_by": said["admin"],
    }
    with _app(settings).app_context(), transaction("write"):
        try:
            card["lines"] = [line_of(each) for each in said["lines"]]
            clinic = add_clinic(said["name"], said["zone"], card)
        except Invalid as problem:
            raise click.ClickException(problem.message) from None
        issued = _new_staff(clinic, said["admin"], Role.ADMIN, now)
    click.echo(link_line(said["admin"], issued, settings))


@main.command("add-staff")
@click.option("--clinic", "clinic_name", required=True)
@click.option("--name", required=True)
@click.option("--role", required=True, type=click.Choice([role.value for role in STAFF]))
def add_staff_command(clinic_name: str, name: str, role: str) -> None:
    """Add a member of staff and print a sign-in link."""
    settings = _settings()
    with _app(settings).app_context(), transaction("write"):
        issued = _new_staff(_clinic(clinic_name), name, Role(role), clock.now())
    click.echo(link_line(name, issued, settings))


def _new_staff(clinic: Clinic, name: str, role: Role, now: datetime) -> Issued:
    return invite_staff(clinic.id, add_staff(clinic.id, name, role, now), now)


@main.command()
@click.option("--clinic", "clinic_name", required=True)
@click.option("--name", required=True)
def link(clinic_name: str, name: str) -> None:
    """Print a new single-use sign-in link for one member of staff."""
    _print_link(clinic_name, name, link_for)


@main.command("restore-access")
@click.option("--clinic", "clinic_name", required=True)
@click.option("--name", required=True, help="The administrator's, as the page Staff has it.")
def restore_access_command(clinic_name: str, name: str) -> None:
    """Let an administrator who lost every way in back in: print a link, and end all that opened before.

    Use it only after you made sure who asks. It stands in the clinic's audit trail, and the person is told.
    """
    _print_link(clinic_name, name, restore_access)


def _print_link(clinic_name: str, name: str, issue: Callable[[UUID, str, datetime], Issued]) -> None:
    settings = _settings()
    with _app(settings).app_context(), transaction("write"):
        try:
            issued = issue(_clinic(clinic_name).id, name, clock.now())
        except Refusal as problem:
            raise click.ClickException(problem.message) from None
    click.echo(link_line(name, issued, settings))


def _clinic(name: str) -> Clinic:
    """The clinic of that name, which is entered."""
    found = next((each for each in all_clinics() if each.name == name), None)
    if found is None:
        raise click.ClickException(f"There is no clinic called {name!r}. Known: {[c.name for c in all_clinics()]}.")
    enter_clinic(found.id)
    return found


@main.command("import")
@click.argument("what", type=click.Choice(["scores", "sessions"]))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--clinic", "clinic_name", required=True)
@click.option("--commit", is_flag=True, help="Import it. Without this, only say what would be done.")
@click.option("--mapping", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Of a device's export.")
@click.option("--days", type=click.Choice(list(DAY_FORMATS)), default="iso", help="How the file writes days.")
@click.option("--decimal", type=click.Choice(["point", "comma"]), default="point")
@click.option("--encoding", type=click.Choice(ENCODINGS), default="utf-8")
@click.option("--add-patients", is_flag=True, help="Add patients whom the file of scores names and nobody knows.")
def import_command(clinic_name: str, commit: bool, **said: Any) -> None:
    """Read earlier scores or sessions from a CSV file, all of it or nothing: docs/importing.md."""
    app = _app(_settings())
    with app.app_context(), transaction("read"):
        clinic_id = _clinic(clinic_name).id
    asked = ImportFile(**said)
    try:
        report = import_file(app, clinic_id, asked, clock.now(), click.echo, commit=commit)
    except Refusal as fault:
        raise click.ClickException(f"{asked.file.name}: {fault.message}") from None
    refused = report.total(Outcome.REFUSED)
    click.echo(f"\n{table_of_report(report, committed=commit and not refused)}\n")
    if refused:
        raise click.ClickException(f"Nothing was imported: {refused} refused. Mend the file, or take those lines out.")
    if not commit:
        click.echo("This was a dry run. Add --commit to import it.")


@main.command("import-phone")
@click.argument("file", type=click.File(encoding="utf-8"))
@click.option("--clinic", "clinic_name", required=True)
def import_phone(file: TextIO, clinic_name: str) -> None:
    """Take in what a patient's phone could not send and saved as a file. Safe to repeat: docs/phone.md."""
    with _app(_settings()).app_context(), transaction("write"):
        try:
            answers = take_in_file(_clinic(clinic_name).id, json.load(file), clock.now())
        except (json.JSONDecodeError, UnicodeDecodeError):
            raise click.ClickException("This file is no JSON.") from None
        except Refusal as fault:
            raise click.ClickException(fault.message) from None
    for each in answers:
        click.echo(f"{each.id}: {each.outcome}{f', {each.message}' if each.message else ''}")


@main.command()
@click.option("--clinic", "clinic_name", help="Which one, where there are several.")
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), help="The first day on which a course began.")
@click.option("--to", "last", type=click.DateTime(["%Y-%m-%d"]), help="The last one.")
@click.option("--scale", default="phq-9", show_default=True)
@click.option("--stratum", type=click.Choice([each.value for each in Stratum]), default=Stratum.NONE.value)
def outcomes(clinic_name: str | None, first: datetime | None, last: datetime | None, scale: str, stratum: str) -> None:
    """Print a clinic's outcome table: ITT first, then the other samples, beside published figures."""
    asked = Asked(first.date() if first else None, last.date() if last else None, scale, by=Stratum(stratum))
    with _app(_settings()).app_context(), transaction("read"):
        clinic = _clinic(clinic_name) if clinic_name else _only_clinic()
        try:
            found = outcomes_of(system_of(clinic.id), asked, clock.now())
        except Invalid as problem:
            raise click.ClickException(problem.message) from None
    click.echo("\n".join(table_as_text(found)))


def _only_clinic() -> Clinic:
    found = all_clinics()
    if len(found) != 1:
        raise click.ClickException(f"Name one with --clinic. Known: {[each.name for each in found]}.")
    enter_clinic(found[0].id)
    return found[0]


@main.group()
def audit() -> None:
    """The audit trail: check it, and print where it ends. See docs/audit.md."""


@contextmanager
def _as_it_is(settings: Settings) -> Iterator[None]:
    """A context on the database as it stands: migrating would put back the triggers that somebody took away."""
    try:
        with create_app(settings).app_context():
            yield
            db.engine.dispose()
    except BadSetting as problem:
        raise click.ClickException(str(problem)) from None


@audit.command()
@click.option("--clinic", "clinic_name", help="Only this one.")
@click.option("--head", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A file of heads.")
@click.option("--key", "further", multiple=True, help="A public key, in hex, that signed earlier. May be repeated.")
def verify(clinic_name: str | None, file: Path | None, further: tuple[str, ...]) -> None:
    """Check every sealed entry, and name the first bad one. Changes nothing."""
    settings = _settings()
    with _as_it_is(settings):
        own = [signer_of(settings.audit_key).public] if settings.audit_key.exists() else []
        kept = list(heads_in(file)) if file else []
        with transaction("read"):
            clinics = [_clinic(clinic_name)] if clinic_name else all_clinics()
        findings = [check_clinic(each, [*own, *further], kept) for each in clinics]
        gone = [] if clinic_name else clinics_gone({each.id for each in clinics}, kept)
        lost = lost_guards()
    for finding in findings:
        click.echo("\n".join(finding.sentences(clock.now())))
    for words in (*(f"The clinic {each} has heads in {file} and is gone." for each in gone), *lost):
        click.echo(words)
    if gone or lost or not all(each.is_sound for each in findings):
        raise click.ClickException("The audit trail is not what it was. docs/audit.md says what to do.")


@audit.command()
def head() -> None:
    """Sign and print where each clinic's chain ends now, one line each, to be kept on another machine."""
    settings = _settings()
    with _as_it_is(settings):
        signer = signer_of(settings.audit_key)
        with transaction("read"):
            clinics = all_clinics()
        for clinic in clinics:
            if (signed := present_head(clinic, signer, clock.now())) is not None:
                click.echo(signed.line)


@main.command()
def upgrade() -> None:
    """Bring the database to the newest shape."""
    try:
        migrate(_settings())
    except BadSetting as problem:
        raise click.ClickException(str(problem)) from None


@main.command("run-jobs")
def run_jobs() -> None:
    """Run every job once, now."""
    app = _app(_settings())
    for job in jobs.SCHEDULE:
        click.echo(f"{job.name}: {jobs.run(app, job)}")


if __name__ == "__main__":
    main(prog_name="lodestone")

"""Sign-in links to the demo clinic, one for each role, as they are printed."""

from datetime import timedelta

from flask import Flask

from server import clock
from server.access import system_of
from server.config import Settings
from server.db import enter_clinic, transaction
from server.people.actions.invitation import Issued, invite_patient, invite_staff
from server.people.queries import all_clinics, members_of
from server.phone.queries import demo_patient_of

DEMO_LINKS = timedelta(hours=72)  # of the invented patient: whoever tries the demo may go on tomorrow


def links_of_demo(app: Flask, settings: Settings) -> list[str]:
    """Fresh ones, a line each."""
    now = clock.now()
    lines = []
    with app.app_context(), transaction("write"):
        for clinic in all_clinics():
            enter_clinic(clinic.id)
            shown = set()
            patient = invite_patient(system_of(clinic.id), demo_patient_of(clinic.id), now, lasts=DEMO_LINKS)
            lines.append(link_line("patient", patient, settings))
            for account_id, _, role in members_of(clinic.id):
                if role not in shown:
                    shown.add(role)
                    lines.append(link_line(role, invite_staff(clinic.id, account_id, now), settings))
    return lines


def link_line(role: str, issued: Issued, settings: Settings) -> str:
    """role: or a name."""
    return f"  {role:<12} {settings.address}/i#{issued.token.text}"

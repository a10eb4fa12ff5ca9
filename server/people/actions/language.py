"""In which language a person reads."""

from datetime import datetime

from sqlalchemy import update

from server.access import Actor, Role
from server.audit.actions import Change, keep_change, note
from server.db import db
from server.people.models import Account
from server.people.queries import find_patient


def choose_language(actor: Actor, language: str, now: datetime) -> None:
    """The actor reads pages and messages in that language from now on. language: a BCP 47 tag.

    Of a patient it is a fact that staff set too, so what stood there before is kept.
    """
    if actor.role is not Role.PATIENT:
        db.session.execute(update(Account).where(Account.id == actor.person_id).values(language=language))
        note(actor, "chose a language", None, actor.person_id, now)
        return
    patient = find_patient(actor, actor.person_id)
    before, patient.language = patient.language, language
    db.session.flush()
    said = "Chosen by the patient."
    change = Change("patient", patient.id, patient.id, {"language": before}, {"language": language}, said)
    keep_change(actor, change, now)

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

    Of a patient it is a fact that staff set too, so what stood there before is kept. Choosing the same changes nothing.
    """
    if actor.role is not Role.PATIENT:
        db.session.execute(update(Account).where(Account.id == actor.person_id).values(language=language))
        note(actor, "chose a language", None, actor.person_id, now)
        return
    patient = find_patient(actor, actor.person_id)
    if patient.language == language:
        return
    before = {"language": patient.language, "form_language": patient.form_language}
    # Who could read the clinic's questionnaires yesterday can today: choosing other words around them takes none away.
    patient.form_language = patient.form_language or patient.language
    patient.language = language
    db.session.flush()
    after = {"language": patient.language, "form_language": patient.form_language}
    change = Change("patient", patient.id, patient.id, before, after, "Chosen by the patient.")
    keep_change(actor, change, now)

"""Patients taking their own data along."""

from datetime import datetime

from server.access import Actor
from server.audit.actions import note
from server.people.queries import language_of
from server.records.formats.own_data_pdf import as_pdf
from server.records.library import wording_of
from server.records.queries.own_data import own_data_of


def own_pdf(actor: Actor, now: datetime) -> tuple[str, bytes]:
    """The file's name and content, in the patient's language; in the caller's transaction, since it takes a second."""
    wording = wording_of(language_of(actor))
    own = own_data_of(actor, now, wording)
    return f"{own.file_name}.pdf", as_pdf(own, wording)


def note_taken(actor: Actor, form: str, now: datetime) -> None:
    """Note that the patient's data left the house; whoever has stolen a session leaves this trace."""
    note(actor, f"took their own data as {form}", actor.person_id, actor.person_id, now)

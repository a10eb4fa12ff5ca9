"""Telling members of staff by message what changed about how they sign in."""

from datetime import datetime, timedelta

from server.messages.actions import tell
from server.messages.rules.text import time_words
from server.people.models import Clinic
from server.people.queries.access_change import access_changes_at
from server.people.rules.access_change import AccessEvent

# Jobs that stood still for days catch up. Nobody is told twice: a message's key is the change.
LOOKED_BACK = timedelta(days=7)
# The page of the account says which change it was; a message needs no more words than these.
TEXT_OF = {AccessEvent.PASSKEY_ADDED: "passkey-added", AccessEvent.NEW_DEVICE: "new-device"}


def tell_of_access_changes(clinic: Clinic, now: datetime) -> int:
    """Tell the clinic's staff what changed about how they sign in. Returns how many messages there are."""
    return sum(
        tell(
            clinic.id,
            [each.account_id],
            TEXT_OF.get(each.what, "sign-in-changed"),
            f"access:{each.id}",
            {"due": time_words(each.at, clinic.zone), "path": "/app/account"},
            now,
        )
        for each in access_changes_at(clinic.id, now - LOOKED_BACK)
    )

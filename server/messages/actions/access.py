"""Telling members of staff by message what changed in their own ways to sign in."""

from datetime import datetime, timedelta

from server.messages.actions import tell
from server.messages.rules.text import time_words
from server.people.models import Clinic
from server.people.queries.passkey import added_passkeys_of_staff

# Jobs that stood still for days catch up. Nobody is told twice: a message's key is the passkey.
LOOKED_BACK = timedelta(days=7)


def tell_of_passkeys(clinic: Clinic, now: datetime) -> int:
    """Tell the clinic's staff of passkeys that were added to their accounts. Returns how many messages there are."""
    return sum(
        tell(
            clinic.id,
            [each.account_id],
            "passkey-added",
            f"passkey:{each.passkey_id}",
            {"due": time_words(each.added_at, clinic.zone), "path": "/app/account"},
            now,
        )
        for each in added_passkeys_of_staff(clinic.id, now - LOOKED_BACK)
    )

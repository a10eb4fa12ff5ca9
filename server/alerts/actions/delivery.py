"""SYS: telling administrators that messages do not arrive, and that they do again."""

from datetime import datetime

from server.alerts.actions.system import end_system_alert, raise_system_alert
from server.messages.queries import unreached
from server.people.models import Clinic
from server.wording import say

DELIVERY = "delivery"
TRIED = 3  # attempts, some minutes; one that fails may be a restart of the mail server
NOT_SET_UP = "not-set-up"


def note_undelivered(clinic: Clinic, code: str, attempts: int, now: datetime, *, for_good: bool) -> None:
    """Raise a system alert for a message that failed for good or some times over. code: why.

    Not in a demo that has no mail server: there it is meant, and the page of messages says so.
    """
    if (for_good or attempts >= TRIED) and not (clinic.is_demo and code == NOT_SET_UP):
        detail = say("A message to staff did not arrive ({code}). The page Messages shows which, and why.", code=code)
        raise_system_alert(clinic.id, DELIVERY, say("Messages do not arrive"), detail, now)


def note_delivered(clinic: Clinic, now: datetime) -> None:
    """End that alert once the newest message to each address that failed was delivered."""
    if not unreached(clinic.id, TRIED):
        end_system_alert(clinic.id, DELIVERY, say("Messages arrive again."), now)

"""The one map of all that is held about patients: own data, erasure and the canaries go by it. Pure.

A test compares it with the tables: a new table or column without a decision here fails.
"""

from server.records.rules.holdings.holding import Holding
from server.records.rules.holdings.person import PERSON
from server.records.rules.holdings.reminding import REMINDING
from server.records.rules.holdings.reports import REPORTS
from server.records.rules.holdings.treatment import TREATMENT
from server.records.rules.holdings.watching import WATCHING
from server.records.rules.holdings.ways_in import WAYS_IN

__all__ = ["HOLDINGS", "HOLDING_OF", "OF_NO_PATIENT", "Holding"]

HOLDINGS: tuple[Holding, ...] = (*PERSON, *REPORTS, *REMINDING, *TREATMENT, *WATCHING, *WAYS_IN)
HOLDING_OF = {each.table: each for each in HOLDINGS}

# Tables that hold nothing about any patient, each with the reason.
OF_NO_PATIENT = {
    "account": "Staff.",
    "audit_head": "The end of the chain of seals on a day, signed.",
    "audit_seal": "The chain of seals: digests of entries that are salted, see audit_entry.",
    "clinic": "The clinic: its name, crisis card, advice and settings.",
    "duty_shift": "Staff on duty.",
    "erasure": "What is left of an erasure: an id that leads nowhere, and how many rows there were.",
    "export": "The manifest of a de-identified export counts rows. Its file holds rows under pseudonyms; an erasure "
    "names the exports that do, since what left the house cannot be called back.",
    "job_tick": "When jobs ran.",
    "membership": "Staff.",
    "sign_in_challenge": "Random values that a step of signing in answers within minutes.",
    "service_key": "Machines.",
    "staff_access_change": "Staff.",
    "staff_identity": "Staff.",
    "staff_passkey": "Staff.",
    "staff_password": "Staff.",
    "staff_totp": "Staff.",
    "study": "Studies, by title.",
    "system_alert": "What stands still in the house.",
    "tablet": "Devices of the clinic.",
    "test_alert": "Alerts about nobody.",
    "throttle": "Failed attempts by hashes of accounts and addresses; forgotten after days.",
}

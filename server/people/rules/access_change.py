"""What can change about how a member of staff signs in, and for how long what happened is kept. Pure."""

from datetime import timedelta
from enum import StrEnum


class AccessEvent(StrEnum):
    """What the person is told of: a way in that changed, or the use of one that looks new."""

    PASSWORD_SET = "password-set"  # noqa: S105 # for the first time, or another one
    PASSWORD_REMOVED = "password-removed"  # noqa: S105
    APP_SET = "app-set"
    PASSKEY_ADDED = "passkey-added"
    PASSKEY_REMOVED = "passkey-removed"
    PASSKEY_BLOCKED = "passkey-blocked"  # a copy of it is in use
    SSO_LINKED = "sso-linked"
    SSO_REMOVED = "sso-removed"
    ALL_TAKEN = "all-taken"  # the clinic or the operator took away every way in
    NEW_DEVICE = "new-device"  # somebody signed in with a browser and system that the person had not used here


# Sign-ins that are over, and what changed about them: long enough to look back at after a holiday, and to know a device
# again. The audit trail keeps the deeds for as long as the record.
KEPT = timedelta(days=90)

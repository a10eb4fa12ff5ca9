"""Reminders as JSON."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from server.http import Instant, Text
from server.reminders.rules import Skip, Step, Way
from server.reminders.rules.address import LONGEST_ADDRESS, LONGEST_ENDPOINT

_HOUR = validate.Regexp(r"\A([01]\d|2[0-3]):[0-5]\d\Z", error="Write a time of day like 18:30.")


class ChoiceBody(Schema):
    """hour, quiet_from, quiet_until: by the patient's clock, "18:30"; null: the clinic's. paused_until: the last day of
    a pause, null: none."""

    way = fields.Enum(Way, by_value=True, required=True)
    hour = fields.String(required=True, allow_none=True, validate=_HOUR)
    quiet_from = fields.String(required=True, allow_none=True, validate=_HOUR)
    quiet_until = fields.String(required=True, allow_none=True, validate=_HOUR)
    paused_until = fields.Date(required=True, allow_none=True)

    @validates_schema
    def both_or_none(self, said: dict[str, Any], **_: Any) -> None:
        """Quiet hours have a beginning and an end."""
        if (said.get("quiet_from") is None) != (said.get("quiet_until") is None):
            raise ValidationError("Say from when until when it is to be quiet.", "quiet_until")


class EmailBody(Schema):
    email = Text(required=True, validate=validate.Length(min=3, max=LONGEST_ADDRESS))


class EmailCodeBody(Schema):
    code = Text(required=True, validate=validate.Length(min=6, max=20))


class HoldBody(Schema):
    """until: the last day; null: reminders go on."""

    until = fields.Date(required=True, allow_none=True)


class EndpointBody(Schema):
    endpoint = Text(required=True, validate=validate.Length(min=1, max=LONGEST_ENDPOINT))


_KEY = validate.Regexp(r"\A[A-Za-z0-9_-]{87}\Z", error="This is no P-256 public key.")
_SECRET = validate.Regexp(r"\A[A-Za-z0-9_-]{22}\Z", error="This is no secret of 16 bytes.")


class SubscriptionBody(EndpointBody):
    """What the browser's PushSubscription says. p256dh: its public key, auth: its secret, both base64url unpadded."""

    p256dh = fields.String(required=True, validate=_KEY)
    auth = fields.String(required=True, validate=_SECRET)


class ReceiptBody(Schema):
    """token: out of the notification. seen: it was shown, or tapped."""

    token = Text(required=True, validate=validate.Length(min=1, max=200))
    seen = fields.String(required=True, validate=validate.OneOf(("shown", "opened")))


class LedgerRowView(Schema):
    """One reminder. due_at: by the patient's hour. skip: why it was not sent. failure: why it did not leave, a code of
    docs/reminders.md."""

    id = fields.UUID()
    local_date = fields.Date()
    step = fields.Enum(Step, by_value=True)
    way = fields.Enum(Way, by_value=True)
    due_at = Instant()
    planned_at = Instant()
    sent_at = Instant(allow_none=True)
    delivered_at = Instant(allow_none=True)
    opened_at = Instant(allow_none=True)
    answered_at = Instant(allow_none=True)
    skip = fields.Enum(Skip, by_value=True, allow_none=True)
    failed_at = Instant(allow_none=True)
    failure = fields.String(allow_none=True)


class PhoneView(Schema):
    """A phone for notifications. works: it takes them now. gone_why: why not; null: it was signed out."""

    id = fields.UUID()
    label = fields.String()
    created_at = Instant()
    last_ok_at = Instant(allow_none=True)
    works = fields.Boolean()
    gone_at = Instant(allow_none=True)
    gone_why = fields.String(allow_none=True)


class HoursView(Schema):
    """Times of day, "18:30"."""

    hour = fields.String(allow_none=True)
    quiet_from = fields.String(allow_none=True)
    quiet_until = fields.String(allow_none=True)


class RemindersView(HoursView):
    """How a patient is reminded. hour, quiet_from, quiet_until: null: as in of_clinic. email, wanted_email: only their
    beginning; wanted_email waits for its code. ledger: the newest first."""

    way = fields.Enum(Way, by_value=True)
    of_clinic = fields.Nested(HoursView)
    paused_until = fields.Date(allow_none=True)
    held_until = fields.Date(allow_none=True)
    email = fields.String(allow_none=True)
    wanted_email = fields.String(allow_none=True)
    phones = fields.List(fields.Nested(PhoneView))
    ledger = fields.List(fields.Nested(LedgerRowView))


class OwnRemindersView(RemindersView):
    """push_key: what a browser subscribes with (VAPID); null: no notifications are sent from here. has_mail: whether
    e-mail is."""

    push_key = fields.String(allow_none=True)
    has_mail = fields.Boolean()


class PatientRemindersView(RemindersView):
    """held_by: who paused them for the clinic; null: nobody did."""

    patient_id = fields.UUID()
    held_by = fields.String(allow_none=True)


class TestView(Schema):
    """sent: how many messages were queued."""

    __test__ = False

    sent = fields.Integer()

"""Messages as JSON."""

from marshmallow import Schema, fields

from server.http import Instant
from server.messages.rules import Channel, MessageState


class MessageView(Schema):
    """One message. text: what the far end gets. last_error: why the last attempt failed, as a code."""

    id = fields.UUID()
    channel = fields.Enum(Channel, by_value=True)
    recipient = fields.String()
    kind = fields.String()
    text = fields.String(allow_none=True)
    created_at = Instant()
    state = fields.Enum(MessageState, by_value=True)
    attempts = fields.Integer()
    last_error = fields.String(allow_none=True)
    sent_at = Instant(allow_none=True)


class MessagesView(Schema):
    """has_mail, has_secret: whether the operator set up e-mail, and a secret for this clinic's web hook."""

    messages = fields.List(fields.Nested(MessageView))
    clinic_id = fields.UUID()
    has_mail = fields.Boolean()
    has_secret = fields.Boolean()


class TestMessageView(Schema):
    """sent: how many messages were queued, one for each way."""

    __test__ = False

    sent = fields.Integer()

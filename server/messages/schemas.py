"""Messages as JSON."""

from marshmallow import Schema, fields

from server.http import Instant
from server.messages.rules import Channel, MessageState


class MessageView(Schema):
    """One message. last_error: why the last attempt failed, as a code."""

    id = fields.UUID()
    channel = fields.Enum(Channel, by_value=True)
    recipient = fields.String()
    kind = fields.String()
    created_at = Instant()
    state = fields.Enum(MessageState, by_value=True)
    attempts = fields.Integer()
    last_error = fields.String(allow_none=True)
    sent_at = Instant(allow_none=True)


class MessagesView(Schema):
    messages = fields.List(fields.Nested(MessageView))

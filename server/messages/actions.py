"""Queueing messages in the transaction of the deed that they tell of."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from server.db import insert_or_nothing, table_of
from server.messages.models import OutgoingMessage
from server.messages.rules import MessageState, Outgoing


def queue(clinic_id: UUID, messages: Sequence[Outgoing], now: datetime) -> int:
    """Store the messages whose key the clinic does not know yet, to be delivered by a job. Returns how many are new.

    In the caller's transaction: what is told of and the message stand or fall together.
    """
    rows = [
        {
            "clinic_id": clinic_id,
            "id": uuid4(),
            "key": each.key,
            "channel": each.channel,
            "recipient": each.recipient,
            "kind": each.kind,
            "values": dict(each.values),
            "created_at": now,
            "not_before": each.not_before or now,
            "state": MessageState.QUEUED,
            "attempts": 0,
            "fence": 0,
        }
        for each in messages
    ]
    return insert_or_nothing(table_of(OutgoingMessage), rows)

"""Queueing messages in the transaction of the deed that they tell of."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from server.db import insert_or_nothing, table_of
from server.messages.library import texts
from server.messages.models import OutgoingMessage
from server.messages.rules import Channel, MessageState, Outgoing
from server.messages.rules.text import require_values
from server.people.queries import contacts_of


def queue(clinic_id: UUID, messages: Sequence[Outgoing], now: datetime) -> int:
    """Store the messages whose key the clinic does not know yet, to be delivered by a job. Returns how many are new.

    In the caller's transaction: what is told of and the message stand or fall together. ValueError: there is no such
    text, or a value holds what a message may not say; an error of the program.
    """
    for each in messages:
        require_values(texts()[each.kind], each.values)
    rows = [
        {
            "clinic_id": clinic_id,
            "id": uuid4(),
            "key": each.key,
            "channel": each.channel,
            "recipient": each.recipient,
            "kind": each.kind,
            "language": each.language,
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


def tell(
    clinic_id: UUID, accounts: Iterable[UUID], kind: str, key: str, values: Mapping[str, str], now: datetime
) -> int:
    """Queue a message to each of the accounts, by e-mail and through the clinic's gateway, where they can be reached.

    key: of what is told; a repeat of it tells nobody again. Returns how many messages there are now for it; 0 means
    that nobody can be told this way.
    """
    messages = [
        Outgoing(f"{key}:{each.account_id}:{channel}", channel, address, kind, values, language=each.language)
        for each in contacts_of(clinic_id, accounts)
        for channel, address in ((Channel.EMAIL, each.email), (Channel.WEBHOOK, each.pager))
        if address is not None
    ]
    queue(clinic_id, messages, now)
    return len(messages)

"""Messages over HTTP."""

from typing import Any

from flask import Blueprint

from server.access import Actor, Permission
from server.http import endpoint
from server.messages.queries import messages_of
from server.messages.schemas import MessagesView

messages = Blueprint("messages", __name__)


@endpoint(messages, "GET", "/api/messages", allow=Permission.MANAGE_CLINIC, returns=MessagesView())
def get_messages(actor: Actor) -> dict[str, Any]:
    """What left the house, or is to: the newest messages first, with what became of each."""
    return {"messages": messages_of(actor)}
